import { describe, expect, it } from 'vitest';
import {
  exampleSuggestions,
  keySuggestions,
  placeAt,
  valueSuggestions,
  withoutPlace,
  withSuggestion,
} from '../src/text/complete';

const texts = (items: { text: string }[] | null): string[] | undefined =>
  items?.map(({ text }) => text);

describe('completion', () => {
  it('begins with the keys', () => {
    expect(texts(keySuggestions(placeAt('', 0)))).toHaveLength(21);
    expect(texts(keySuggestions(placeAt('is:failed re', 12)))).toEqual(['region:', 'request:']);
    expect(texts(keySuggestions(placeAt('-st', 3)))).toEqual(['-status:']);
  });

  it('offers nothing for a word that is no key', () => {
    expect(keySuggestions(placeAt('report', 6))).toEqual([]);
    expect(keySuggestions(placeAt('08:30', 5))).toEqual([]);
  });

  it('asks for the values of a key, with what is written of them', () => {
    const place = placeAt('is:failed -BUCKET:lo status:403', 20);
    expect(place).toEqual({ from: 10, to: 20, minus: '-', key: 'bucket', text: 'lo' });
    expect(exampleSuggestions(place)).toBeNull();
    expect(withoutPlace('is:failed -BUCKET:lo status:403', place)).toBe('is:failed  status:403');
  });

  it('knows values that are a matter of the language', () => {
    expect(texts(exampleSuggestions(placeAt('is:', 3)))).toEqual([
      'is:failed',
      'is:error',
      'is:healed',
      'is:check',
      'is:starred',
      'is:noted',
    ]);
    expect(texts(exampleSuggestions(placeAt('is:failed', 9)))).toEqual([]);
  });

  it('quotes values that need it', () => {
    const values = [
      { value: 'two words', count: 3 },
      { value: 'lo', count: 1 },
    ];
    const place = placeAt('bucket:"lo', 10);
    expect(place.text).toBe('lo');
    expect(texts(valueSuggestions(place, values))).toEqual(['bucket:"two words"']);
  });

  it('takes the place of the word at the caret and of no other', () => {
    const filter = 'buc is:failed';
    const place = placeAt(filter, 3);
    const [key] = keySuggestions(place);
    if (key === undefined) throw new Error('nothing suggested');
    expect(withSuggestion(filter, place, key)).toEqual({ filter: 'bucket: is:failed', caret: 7 });
    const [value] = valueSuggestions(placeAt('bucket:lo', 9), [{ value: 'logs', count: 1 }]);
    if (value === undefined) throw new Error('nothing suggested');
    expect(withSuggestion('bucket:lo', placeAt('bucket:lo', 9), value)).toEqual({
      filter: 'bucket:logs ',
      caret: 12,
    });
  });
});
