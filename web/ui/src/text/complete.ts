// What could be written next in the filter: keys, then values of the key before the caret.
import { filterWord, filterWords, type FilterKey } from './filter';

export const filterKeys = [
  'at',
  'bucket',
  'code',
  'confidence',
  'dur',
  'ec',
  'host',
  'id',
  'is',
  'key',
  'kind',
  'method',
  'note',
  'object',
  'op',
  'region',
  'request',
  'rule',
  'since',
  'size',
  'status',
] as const satisfies readonly FilterKey[];

// Keys whose values are a matter of the language and not of the capture.
const examples: Partial<Record<FilterKey, readonly string[]>> = {
  at: [],
  dur: ['>500ms', '>2s', '>10s'],
  id: [],
  is: ['failed', 'error', 'healed', 'check', 'starred', 'noted'],
  note: [],
  since: ['1m', '10m', '1h', '1d'],
  size: ['>64K', '>1M', '>100M'],
};

// The word at the caret, taken apart.
export interface Place {
  from: number; // of the word in the filter
  to: number;
  minus: string; // '-' or ''
  key: FilterKey | null; // null while the key is still being written
  text: string; // what is there of the key or the value
}

export function placeAt(filter: string, caret: number): Place {
  const before = filter.slice(0, caret);
  const last = filterWords(before).pop() ?? '';
  const word = before.endsWith(last) ? last : ''; // not after a blank
  const from = caret - word.length;
  const to = from + (/^\S*/.exec(filter.slice(from))?.[0].length ?? 0);
  const minus = word.startsWith('-') ? '-' : '';
  const [, name, value] = /^([a-z]+):(.*)$/is.exec(word.slice(minus.length)) ?? [];
  const key = filterKeys.find((known) => known === name?.toLowerCase()) ?? null;
  const text = key === null ? word.slice(minus.length) : (value ?? '').replace(/^"/, '');
  return { from, to: Math.max(to, caret), minus, key, text };
}

export interface Suggestion {
  text: string; // the word that takes the place's
  label: string; // the key or the value
  key: FilterKey | null; // set when it is a key, for describing it
  count: number | null;
}

export function keySuggestions({ minus, text }: Place): Suggestion[] {
  return filterKeys
    .filter((key) => key.startsWith(text.toLowerCase()))
    .map((key) => ({ text: `${minus}${key}:`, label: `${key}:`, key, count: null }));
}

// Null when the values have to be asked for.
export function exampleSuggestions({ minus, key, text }: Place): Suggestion[] | null {
  const values = key === null ? undefined : examples[key];
  if (values === undefined) return null;
  return values
    .filter((value) => value.includes(text) && value !== text)
    .map((value) => ({ text: `${minus}${key}:${value}`, label: value, key: null, count: null }));
}

export function valueSuggestions(
  { minus, key, text }: Place,
  values: readonly { value: string; count: number }[],
): Suggestion[] {
  if (key === null) return [];
  return values
    .filter(({ value }) => value !== text)
    .map(({ value, count }) => ({
      text: minus + filterWord(key, value),
      label: value,
      key: null,
      count,
    }));
}

// The filter with the suggestion in it, and where the caret then stands. After a whole word a blank
// follows, so that the next one can be written.
export function withSuggestion(
  filter: string,
  { from, to }: Place,
  suggestion: Suggestion,
): { filter: string; caret: number } {
  const after = filter.slice(to);
  const blank = suggestion.key === null && !after.startsWith(' ') ? ' ' : '';
  const before = filter.slice(0, from) + suggestion.text + blank;
  return { filter: before + after, caret: before.length };
}

// The filter without the word that is being written, to count what the others leave.
export function withoutPlace(filter: string, { from, to }: Place): string {
  return (filter.slice(0, from) + filter.slice(to)).trim();
}
