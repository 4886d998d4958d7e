import { describe, expect, it } from 'vitest';
import { barOf, windowOf } from '../src/components/waterfall';
import {
  clampWidth,
  columnIds,
  layoutColumns,
  nextSort,
  parseChoice,
  readSort,
  untouched,
  withColumn,
} from '../src/state/columns';
import { exchange } from './support';

describe('the columns', () => {
  it('all fit into a wide window', () => {
    const { ids, width } = layoutColumns(untouched, 1600);
    expect(ids).toContain('size');
    expect(ids).not.toContain('waterfall');
    expect(width).toBeLessThan(1600);
  });

  it('give way one after another, and never the outcome, the operation and the status', () => {
    expect(layoutColumns(untouched, 1000).ids).not.toContain('size');
    expect(layoutColumns(untouched, 1000).ids).toContain('finding');
    expect(layoutColumns(untouched, 10).ids).toEqual(['outcome', 'operation', 'status']);
  });

  it('stay when the reader has chosen them, and are scrolled to', () => {
    const choice = { shown: columnIds, widths: { object: 500 } };
    const { ids, template, width } = layoutColumns(choice, 600);
    expect(ids).toEqual(columnIds);
    expect(template.split(' ')).toContain('500px');
    expect(width).toBeGreaterThan(600);
  });

  it('are shown and hidden in their own order, and at least one stays', () => {
    const more = withColumn(untouched, ['outcome', 'status'], 'method', true);
    expect(more.shown).toEqual(['outcome', 'method', 'status']);
    expect(withColumn(untouched, ['status'], 'status', false)).toBe(untouched);
  });

  it('bear what another version has stored', () => {
    const stored = '{"shown":["status","colour"],"widths":{"status":9999,"colour":5,"time":"x"}}';
    expect(parseChoice(stored)).toEqual({
      shown: ['status'],
      widths: { status: clampWidth(9999) },
    });
    for (const text of [null, 'nonsense', '{"shown":[]}', '[]', 'null']) {
      expect(parseChoice(text)).toEqual(untouched);
    }
  });
});

describe('the order', () => {
  it('turns round with the second click and goes back with the third', () => {
    expect(nextSort('', 'duration')).toBe('-duration');
    expect(nextSort('-duration', 'duration')).toBe('duration');
    expect(nextSort('duration', 'duration')).toBe('');
    expect(nextSort('-duration', 'bucket')).toBe('bucket');
    expect(nextSort('bucket', 'bucket')).toBe('-bucket');
    expect(nextSort('-bucket', 'bucket')).toBe('');
  });

  it('by time has the newest first already', () => {
    expect(nextSort('', 'time')).toBe('time');
    expect(nextSort('time', 'time')).toBe('');
    expect(readSort('-time')).toBe('');
  });

  it('is that of arrival when the address names no column', () => {
    expect(readSort('--size')).toBe('');
    expect(readSort('colour')).toBe('');
    expect(readSort('-size')).toBe('-size');
  });
});

describe('the waterfall', () => {
  const at = (second: number, duration_ms: number | null) => ({
    ...exchange(1),
    started_at: `2026-03-01T10:00:0${second}.000Z`,
    duration_ms,
  });

  it('places bars in the span of the rows', () => {
    const rows = [at(2, 2000), at(0, 1000), at(1, null)];
    const frame = windowOf(rows);
    if (frame === null) throw new Error('no window');
    expect(frame.to - frame.from).toBe(4000);
    expect(rows.map((row) => barOf(row, frame))).toEqual([
      { left: 50, width: 50, offset: 2000 },
      { left: 0, width: 25, offset: 0 },
      { left: 25, width: 0, offset: 1000 },
    ]);
  });

  it('draws nothing without times', () => {
    expect(windowOf([])).toBeNull();
    expect(windowOf([{ ...at(0, 1), started_at: '' }])).toBeNull();
  });
});
