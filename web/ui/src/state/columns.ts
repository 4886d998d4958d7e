// The columns of the list: which are shown, how wide they are, and what gives way in a narrow window.
export const columnIds = [
  'outcome',
  'time',
  'method',
  'operation',
  'bucket',
  'object',
  'status',
  'code',
  'duration',
  'size',
  'finding',
  'waterfall',
] as const;
export type ColumnId = (typeof columnIds)[number];

interface Column {
  width: number; // pixels; of one that grows, the least
  grow: number; // share of the room that is left, 0 for a fixed width
  rank: number; // the highest gives way first; 0 always stays
  sort: SortKey | null;
}

export const sortKeys = [
  'time',
  'method',
  'operation',
  'bucket',
  'object',
  'status',
  'code',
  'duration',
  'size',
  'finding',
] as const;
export type SortKey = (typeof sortKeys)[number];

export const columns: Readonly<Record<ColumnId, Column>> = {
  outcome: { width: 116, grow: 0, rank: 0, sort: null },
  time: { width: 100, grow: 0, rank: 2, sort: 'time' },
  method: { width: 62, grow: 0, rank: 11, sort: 'method' },
  operation: { width: 118, grow: 0.2, rank: 0, sort: 'operation' },
  bucket: { width: 76, grow: 0.5, rank: 6, sort: 'bucket' },
  object: { width: 90, grow: 0.9, rank: 3, sort: 'object' },
  status: { width: 88, grow: 0, rank: 0, sort: 'status' },
  code: { width: 130, grow: 0.6, rank: 4, sort: 'code' },
  duration: { width: 70, grow: 0, rank: 7, sort: 'duration' },
  size: { width: 64, grow: 0, rank: 8, sort: 'size' },
  finding: { width: 150, grow: 2, rank: 1, sort: 'finding' },
  waterfall: { width: 110, grow: 0, rank: 9, sort: null },
};

// What an untouched list shows, given the room.
const automatic: readonly ColumnId[] = columnIds.filter(
  (id) => id !== 'method' && id !== 'waterfall',
);
// A phone shows two lines a row, laid out by the stylesheet.
export const phoneColumns: readonly ColumnId[] = [
  'outcome',
  'operation',
  'status',
  'time',
  'finding',
  'object',
  'duration',
];

export interface ColumnChoice {
  shown: readonly ColumnId[] | null; // null until the reader chooses
  widths: Partial<Record<ColumnId, number>>;
}

export const untouched: ColumnChoice = { shown: null, widths: {} };

// The sides of a row and the gaps between its cells; the stylesheet has the same.
const padding = 24;
const gap = 12;
export const minWidth = 40;
export const maxWidth = 1200;

export function clampWidth(width: number): number {
  return Math.round(Math.min(maxWidth, Math.max(minWidth, width)));
}

export interface ColumnLayout {
  ids: readonly ColumnId[];
  template: string; // for grid-template-columns
  width: number; // the least that a row takes
}

function leastWidth(ids: readonly ColumnId[], choice: ColumnChoice): number {
  const cells = ids.reduce((sum, id) => sum + (choice.widths[id] ?? columns[id].width), 0);
  return cells + gap * Math.max(0, ids.length - 1) + padding;
}

// What the reader has chosen is always shown, if need be by scrolling. An untouched list gives up
// what the details repeat.
export function layoutColumns(choice: ColumnChoice, available: number): ColumnLayout {
  let ids = choice.shown ?? automatic;
  while (choice.shown === null && leastWidth(ids, choice) > available) {
    const last = ids.reduce((a, b) => (columns[b].rank > columns[a].rank ? b : a));
    if (columns[last].rank === 0) break;
    ids = ids.filter((id) => id !== last);
  }
  const template = ids.map((id) => {
    const width = choice.widths[id];
    const { width: least, grow } = columns[id];
    if (width !== undefined) return `${width}px`;
    return grow === 0 ? `${least}px` : `minmax(${least}px, ${grow}fr)`;
  });
  return { ids, template: template.join(' '), width: leastWidth(ids, choice) };
}

export function withColumn(
  choice: ColumnChoice,
  current: readonly ColumnId[],
  id: ColumnId,
  isShown: boolean,
): ColumnChoice {
  const kept = columnIds.filter((other) => (other === id ? isShown : current.includes(other)));
  return kept.length === 0 ? choice : { ...choice, shown: kept };
}

// Anything that is no choice of this version counts as none.
export function parseChoice(text: string | null): ColumnChoice {
  try {
    const json = JSON.parse(text ?? '') as { shown?: unknown; widths?: unknown };
    const named = json.shown;
    const shown = Array.isArray(named) ? columnIds.filter((id) => named.includes(id)) : null;
    const widths: ColumnChoice['widths'] = {};
    for (const id of columnIds) {
      const width = (json.widths as Record<string, unknown> | undefined)?.[id];
      if (typeof width === 'number' && Number.isFinite(width)) widths[id] = clampWidth(width);
    }
    return { shown: shown === null || shown.length === 0 ? null : shown, widths };
  } catch {
    return untouched;
  }
}

// The order of the list as the API and the address write it: '' is newest first.
export function readSort(text: string | null): string {
  const key = (text ?? '').replace(/^-/, '');
  return sortKeys.some((known) => known === key) && text !== '-time' ? (text ?? '') : '';
}

export function sortOf(sort: string): { key: SortKey; descending: boolean } {
  if (sort === '') return { key: 'time', descending: true };
  return { key: sort.replace(/^-/, '') as SortKey, descending: sort.startsWith('-') };
}

// A click on a head sorts, another one turns the order, a third one goes back to the newest first.
// Of numbers the largest, of words the first of the alphabet is what one looks for.
const largestFirst: readonly SortKey[] = ['time', 'status', 'duration', 'size', 'finding', 'code'];

export function nextSort(sort: string, key: SortKey): string {
  const current = sortOf(sort);
  const firstDescends = largestFirst.includes(key);
  if (current.key !== key) return readSort(`${firstDescends ? '-' : ''}${key}`);
  if (current.descending !== firstDescends) return '';
  return readSort(`${current.descending ? '' : '-'}${key}`);
}
