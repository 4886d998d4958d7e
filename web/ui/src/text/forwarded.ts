// Compares the head the app sent with the head that went upstream.
import type { Head, Header, HeadEdit } from '../api/types';

export type HeadChange = 'same' | 'removed' | 'added';

export interface HeadRow {
  change: HeadChange;
  header: Header;
  reason: string | null;
}

export interface HeadComparison {
  line: { before: string; after: string; reason: string | null };
  rows: HeadRow[];
  unchanged: boolean;
}

function same(a: Header | undefined, b: Header): boolean {
  return a !== undefined && a[0] === b[0] && a[1] === b[1];
}

// The forwarded head keeps the order of the app's, with fields taken out or put in, so one walk
// over both finds what changed.
export function compareHeads(sent: Head, forwarded: Head, edits: HeadEdit[]): HeadComparison {
  const reasonFor = (name: string): string | null =>
    edits.find((edit) => edit.name.toLowerCase() === name.toLowerCase() && edit.name !== '')
      ?.reason ?? null;
  const rows: HeadRow[] = [];
  let next = 0;
  for (const header of sent.headers) {
    const found = forwarded.headers.findIndex((other, i) => i >= next && same(other, header));
    if (found < 0) {
      rows.push({ change: 'removed', header, reason: reasonFor(header[0]) });
      continue;
    }
    addRows(forwarded.headers.slice(next, found), rows, reasonFor);
    rows.push({ change: 'same', header, reason: null });
    next = found + 1;
  }
  addRows(forwarded.headers.slice(next), rows, reasonFor);
  const lineReason = edits.find((edit) => edit.name === '')?.reason ?? null;
  return {
    line: { before: sent.line, after: forwarded.line, reason: lineReason },
    rows,
    unchanged:
      sent.line === forwarded.line &&
      sent.raw_base64 === forwarded.raw_base64 &&
      rows.every((row) => row.change === 'same'),
  };
}

function addRows(
  headers: Header[],
  rows: HeadRow[],
  reasonFor: (name: string) => string | null,
): void {
  for (const header of headers) {
    rows.push({ change: 'added', header, reason: reasonFor(header[0]) });
  }
}
