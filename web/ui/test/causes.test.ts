import { describe, expect, it } from 'vitest';
import type { FailureGroup } from '../src/api/types';
import { causesOf, hasCause, withoutCause } from '../src/text/causes';
import { failureGroup } from './support';

const group = failureGroup;

describe('causes', () => {
  it('are counted over the hosts of a bucket, the most frequent first', () => {
    const causes = causesOf([
      group({}),
      group({ bucket: 'photos', count: 2 }),
      group({ hosts: ['internal.logs'], count: 4, last: '2026-03-01T11:00:00Z', overTime: [1, 3] }),
    ]);
    expect(causes.map(({ place, count, last }) => [place, count, last])).toEqual([
      ['logs', 5, '2026-03-01T11:00:00Z'],
      ['photos', 2, '2026-03-01T10:00:00Z'],
    ]);
    expect(causes[0]?.overTime).toEqual([2, 3]);
    expect(causes[0]?.hosts).toEqual(['logs.example', 'internal.logs']);
  });

  it('name the sides, operations and clients of all their groups', () => {
    const [cause] = causesOf([
      group({}),
      group({ operation: 'PutObject', side: 'oss', clients: 2, clientNames: ['10.0.0.1 sdk', '10.0.0.2 sdk'] }),
      group({ operation: null, side: null, clients: 0, clientNames: [] }),
    ]);
    expect(cause?.operations).toEqual(['GetObject', 'PutObject']);
    expect(cause?.sides).toEqual(['app', 'oss']);
    expect(cause?.clients).toBe(2);
    expect(causesOf([group({ clients: 40 })])[0]?.clients).toBe(40);
  });

  it('go under the words of the rule when they say different things', () => {
    const titles = (...names: string[]) => causesOf(names.map((title) => group({ title })))[0]?.title;
    expect(titles('a', 'a')).toBe('a');
    expect(titles('a', 'b', 'a')).toBe('Wrong secret');
  });

  it('name the filter that shows them', () => {
    const words = (change: Partial<FailureGroup>) => causesOf([group(change)])[0]?.words.join(' ');
    expect(words({})).toBe('is:failed rule:wrong-secret bucket:logs');
    expect(words({ bucket: null })).toBe('is:failed rule:wrong-secret host:logs.example');
    expect(words({ bucket: null, host: null })).toBe('is:failed rule:wrong-secret');
    expect(words({ rule: null })).toBe('is:failed -rule:* bucket:logs');
  });

  it('are chosen when all their words are there', () => {
    const [cause] = causesOf([group({})]);
    if (cause === undefined) throw new Error('no cause');
    expect(hasCause('bucket:logs is:failed rule:wrong-secret since:1h', cause)).toBe(true);
    expect(hasCause('is:failed rule:wrong-secret', cause)).toBe(false);
  });

  it('leave to the filter what the reader wrote', () => {
    expect(withoutCause('since:1h is:failed rule:x bucket:logs')).toEqual(['since:1h']);
    expect(withoutCause('is:failed -rule:* host:a')).toEqual([]);
    expect(withoutCause('bucket:logs is:failed')).toEqual(['bucket:logs', 'is:failed']);
  });
});
