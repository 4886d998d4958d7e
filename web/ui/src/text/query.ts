// Splits a request line so that each query parameter can be pointed at. Nothing is decoded for
// showing: joined again, the parts are the line.

export interface QueryPart {
  raw: string; // "name=value" as written
  name: string; // percent-decoded, for comparing
  value: string;
}

export interface RequestLine {
  beforeQuery: string; // up to and without the "?"
  query: QueryPart[] | null; // null without a "?"
  afterTarget: string; // " HTTP/1.1"
}

export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function splitRequestLine(line: string): RequestLine {
  const lastBlank = line.lastIndexOf(' ');
  const targetEnd = lastBlank > line.indexOf(' ') ? lastBlank : line.length;
  const afterTarget = line.slice(targetEnd);
  const head = line.slice(0, targetEnd);
  const mark = head.indexOf('?');
  if (mark < 0) return { beforeQuery: head, query: null, afterTarget };
  const query = head
    .slice(mark + 1)
    .split('&')
    .map((raw): QueryPart => {
      const equals = raw.indexOf('=');
      const name = equals < 0 ? raw : raw.slice(0, equals);
      const value = equals < 0 ? '' : raw.slice(equals + 1);
      return { raw, name: percentDecode(name), value: percentDecode(value) };
    });
  return { beforeQuery: head.slice(0, mark), query, afterTarget };
}
