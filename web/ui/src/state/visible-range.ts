// Which rows of a long list are drawn. Computed from the scroll position alone: measuring what was
// drawn and drawing again by it is how such lists come to loop.

export interface Scroll {
  top: number;
  height: number;
  rowHeight: number;
  count: number;
}

export interface Range {
  start: number;
  end: number; // one past the last
  page: number; // rows that fit
  before: number; // pixels that stand for the rows above
  after: number;
}

// Rows drawn beyond either edge, so that fast scrolling does not show blanks.
const overscan = 12;

export function visibleRange({ top, height, rowHeight, count }: Scroll): Range {
  const page = Math.ceil(height / rowHeight) + 1;
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight)), Math.max(0, count - page));
  const start = Math.max(0, first - overscan);
  const end = Math.min(count, first + page + overscan);
  return { start, end, page, before: start * rowHeight, after: (count - end) * rowHeight };
}
