// Where the bars of a waterfall stand: in the span of time of the rows in sight.
import type { Exchange } from '../api/types';

export interface TimeWindow {
  from: number; // milliseconds since 1970
  to: number;
}

export function windowOf(rows: readonly Exchange[]): TimeWindow | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { started_at, duration_ms } of rows) {
    const start = Date.parse(started_at);
    if (Number.isNaN(start)) continue;
    from = Math.min(from, start);
    to = Math.max(to, start + (duration_ms ?? 0));
  }
  return from === Infinity ? null : { from, to };
}

export interface Bar {
  left: number; // percent
  width: number;
  offset: number; // milliseconds after the window's beginning
}

export function barOf(exchange: Exchange, { from, to }: TimeWindow): Bar | null {
  const start = Date.parse(exchange.started_at);
  if (Number.isNaN(start)) return null;
  const span = Math.max(to - from, 1);
  const offset = start - from;
  const left = Math.min(100, Math.max(0, (100 * offset) / span));
  const width = Math.min(100 - left, (100 * (exchange.duration_ms ?? 0)) / span);
  return { left, width, offset };
}
