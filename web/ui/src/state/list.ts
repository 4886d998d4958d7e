// The rows of the list, newest first, as pure functions: pages are added at the old end, live
// exchanges at the new end.
import type { Exchange, ExchangePage, Mark } from '../api/types';

export interface ListState {
  rows: Exchange[];
  next: number | null; // where the next older page begins; null when there is none
  loaded: boolean; // the first page of this filter has arrived
  loading: 'first' | 'older' | null;
  error: string | null; // a sentence of the server, '' when it could not be reached
  held: Exchange[]; // new ones that wait, so that what is looked at does not move; newest first
  heldOverflow: boolean; // more wait than `held` says
}

export const pageSize = 100;
// A list that follows live traffic for days must not grow: the old end is cut and can be paged in
// again. Scrolling back stops at the second limit, where narrowing the filter serves better.
export const maxLiveRows = 500;
export const maxRows = 20_000;
export const maxHeld = 500;

export const emptyList: ListState = {
  rows: [],
  next: null,
  loaded: false,
  loading: null,
  error: null,
  held: [],
  heldOverflow: false,
};

export function withFirstPage(page: ExchangePage): ListState {
  return { ...emptyList, rows: page.exchanges, next: page.next, loaded: true };
}

export function withOlderPage(list: ListState, page: ExchangePage): ListState {
  // Exchanges that came or changed their place meanwhile may stand on both pages.
  const known = new Set(list.rows.map(({ id }) => id));
  const added = page.exchanges.filter(({ id }) => !known.has(id));
  const rows = [...list.rows, ...added];
  const next = rows.length >= maxRows ? null : page.next;
  return { ...list, rows, next, loading: null, error: null };
}

export function isFull(list: ListState): boolean {
  return list.rows.length >= maxRows;
}

// Adds exchanges in any order. One that is already shown is replaced in its place. When `hold`
// is set, the others wait in `held`.
export function withLive(list: ListState, exchanges: Exchange[], hold: boolean): ListState {
  const known = new Map(list.rows.map((row, i) => [row.id, i]));
  let rows = list.rows;
  const fresh = new Map(list.held.map((exchange) => [exchange.id, exchange]));
  for (const exchange of exchanges) {
    const at = known.get(exchange.id);
    if (at === undefined) {
      fresh.set(exchange.id, exchange);
    } else {
      if (rows === list.rows) rows = [...rows];
      rows[at] = exchange;
    }
  }
  const newest = rows.reduce((most, { id }) => Math.max(most, id), 0);
  const waiting = [...fresh.values()].filter(({ id }) => id > newest).sort((a, b) => b.id - a.id);
  const next = { ...list, rows };
  if (hold) {
    return {
      ...next,
      held: waiting.slice(0, maxHeld),
      heldOverflow: list.heldOverflow || waiting.length > maxHeld,
    };
  }
  return withoutOldEnd({ ...next, rows: [...waiting, ...rows], held: [] });
}

// The row, shown or held, with its star and note as they are now.
export function withMark(list: ListState, { id, starred, note }: Mark): ListState {
  const isMarked = (row: Exchange): boolean => row.id === id;
  const marked = (rows: Exchange[]): Exchange[] =>
    rows.some(isMarked)
      ? rows.map((row) => (isMarked(row) ? { ...row, starred, note } : row))
      : rows;
  return { ...list, rows: marked(list.rows), held: marked(list.held) };
}

// In another order than that of arrival there is no place that new exchanges could be held for: they
// are only counted, and the list is sorted anew when the reader asks for it.
export function withUnsorted(list: ListState, exchanges: Exchange[]): ListState {
  const before = list.held.length;
  const next = withLive(list, exchanges, true);
  return { ...next, heldOverflow: list.heldOverflow || next.held.length > before };
}

// Shows what was held. Not for an overflow: then rows between are missing, and the first page has
// to be fetched again.
export function withHeldShown(list: ListState): ListState {
  return withoutOldEnd({ ...list, rows: [...list.held, ...list.rows], held: [] });
}

function withoutOldEnd(list: ListState): ListState {
  if (list.rows.length <= maxLiveRows) return list;
  const rows = list.rows.slice(0, maxLiveRows);
  return { ...list, rows, next: rows[rows.length - 1]?.id ?? null };
}
