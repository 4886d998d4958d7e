// Cuts the texts of a signature into lines that say which part of the request they are, and lays
// those of both sides beside each other.
export type PartLabel =
  | 'method'
  | 'md5'
  | 'type'
  | 'date'
  | 'header'
  | 'resource'
  | 'algorithm'
  | 'scope'
  | 'hash'
  | 'path'
  | 'query'
  | 'end'
  | 'additional'
  | 'payload'
  | 'line';

export interface SignedLine {
  label: PartLabel;
  name: string; // of a header; '' otherwise
  text: string;
}

export interface BenchRow {
  label: PartLabel;
  name: string;
  left: string | null; // null: that side lacks the line
  right: string | null;
}

const headerName = (line: string): string => /^([^:]*):/.exec(line)?.[1] ?? '';

function labelled(lines: string[], labels: readonly PartLabel[]): SignedLine[] {
  return lines.map((text, i) => ({ label: labels[i] ?? 'line', name: '', text }));
}

// V1: four lines, headers of OSS, the resource.
function splitV1(lines: string[]): SignedLine[] {
  return [
    ...labelled(lines.slice(0, 4), ['method', 'md5', 'type', 'date']),
    ...lines
      .slice(4, -1)
      .map((text): SignedLine => ({ label: 'header', name: headerName(text), text })),
    ...lines.slice(Math.max(4, lines.length - 1)).map((text): SignedLine => {
      return { label: 'resource', name: '', text };
    }),
  ];
}

// V4: method, path, query, headers, an empty line, the names of additional headers, the body's hash.
function splitCanonicalRequest(lines: string[]): SignedLine[] {
  const tail = Math.max(3, lines.length - 3);
  return [
    ...labelled(lines.slice(0, 3), ['method', 'path', 'query']),
    ...lines
      .slice(3, tail)
      .map((text): SignedLine => ({ label: 'header', name: headerName(text), text })),
    ...labelled(lines.slice(tail), ['end', 'additional', 'payload']),
  ];
}

export function splitSigned(
  part: 'string_to_sign' | 'canonical_request',
  text: string,
): SignedLine[] {
  const lines = text.split('\n');
  if (part === 'canonical_request') return splitCanonicalRequest(lines);
  const isV4 = /^(?:OSS4|AWS4)-HMAC-SHA256$/.test(lines[0] ?? '');
  if (isV4) return labelled(lines, ['algorithm', 'date', 'scope', 'hash']);
  return splitV1(lines);
}

// Lines of the same part stand in one row. Headers are matched by name, in the order of both.
export function alignLines(left: SignedLine[], right: SignedLine[]): BenchRow[] {
  const rows: BenchRow[] = [];
  const keyOf = ({ label, name }: SignedLine): string => `${label}\n${name}`;
  let at = 0;
  for (const line of left) {
    const found = right.findIndex((other, i) => i >= at && keyOf(other) === keyOf(line));
    if (found >= 0) {
      for (const only of right.slice(at, found)) rows.push(rowOf(only, null, only.text));
      at = found + 1;
    }
    rows.push(rowOf(line, line.text, found < 0 ? null : (right[found]?.text ?? null)));
  }
  for (const only of right.slice(at)) rows.push(rowOf(only, null, only.text));
  return rows;
}

function rowOf({ label, name }: SignedLine, left: string | null, right: string | null): BenchRow {
  return { label, name, left, right };
}
