// The course of a capture, and the spans of it that a reader can go into.
import { filterWords } from './filter';
import type { Timeline, TimelineBin } from '../api/types';

export interface Bar {
  bin: TimelineBin;
  total: number;
  fromMs: number; // since 1970
  beforeMs: number;
}

// The microseconds of an instant stay in it: without them a bar would end before its last exchange.
function parseMs(instant: string): number {
  const micros = /\.\d{3}(\d{3})/.exec(instant)?.[1] ?? '0';
  return Date.parse(instant) + Number(micros) / 1000;
}

export function barsOf(timeline: Timeline): Bar[] {
  const from = parseMs(timeline.from ?? '');
  if (Number.isNaN(from)) return [];
  return timeline.bins.map((bin, i) => ({
    bin,
    total: bin.failed + bin.healed + bin.ok,
    fromMs: from + i * timeline.binMs,
    beforeMs: from + (i + 1) * timeline.binMs,
  }));
}

// From the bar `a` to the bar `b`, in either order. Bars may be narrower than the milliseconds that
// the word counts in: it holds for a little more than the bars rather than for less.
export function spanWord(bars: readonly Bar[], a: number, b: number): string | null {
  const first = bars[Math.min(a, b)];
  const last = bars[Math.max(a, b)];
  if (first === undefined || last === undefined) return null;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return `at:${iso(Math.floor(first.fromMs))}..${iso(Math.floor(last.beforeMs) + 1)}`;
}

export function withoutSpan(filter: string): string {
  return filterWords(filter)
    .filter((word) => !word.startsWith('at:'))
    .join(' ');
}

export function withSpan(filter: string, word: string): string {
  return [withoutSpan(filter), word].filter((part) => part !== '').join(' ');
}
