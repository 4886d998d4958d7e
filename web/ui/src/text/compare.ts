// What is different between two exchanges. The order of fields is not: clients differ in it freely.
import type { ExchangeDetail, Head, Header } from '../api/types';
import { phases } from '../api/types';
import { formatDuration } from './format';
import { splitRequestLine } from './query';

export interface CompareRow {
  name: string;
  left: string | null; // null: that side lacks it
  right: string | null;
  isUsual: boolean; // differs between any two exchanges
}

export const compareParts = ['line', 'query', 'headers', 'status', 'answer', 'timing'] as const;
export type ComparePart = (typeof compareParts)[number];
export type Comparison = Record<ComparePart, CompareRow[]>;

// What no two requests have in common.
const usual =
  /^(?:date|x-oss-date|x-amz-date|authorization|signature|x-oss-signature|expires|x-oss-request-id|x-oss-server-time|x-oss-hash-crc64ecma|etag|last-modified|content-length|content-md5|amz-sdk-invocation-id)$/i;

export function compareExchanges(a: ExchangeDetail, b: ExchangeDetail): Comparison {
  const [left, right] = [requestParts(a.request), requestParts(b.request)];
  return {
    line: rows([
      ['method', left?.method ?? null, right?.method ?? null],
      ['host', a.host, b.host],
      ['path', left?.path ?? null, right?.path ?? null],
    ]),
    query: compareFields(left?.query ?? [], right?.query ?? []),
    headers: compareFields(a.request?.headers ?? [], b.request?.headers ?? []),
    status: rows([
      ['status', text(a.status), text(b.status)],
      ['code', a.oss_code, b.oss_code],
      ['EC', a.ec, b.ec],
      ['message', a.oss_message, b.oss_message],
      ['error', a.error?.message ?? null, b.error?.message ?? null],
    ]),
    answer: compareFields(a.response?.headers ?? [], b.response?.headers ?? []),
    timing: phases
      .map((phase) => row(phase, duration(a, phase), duration(b, phase), true))
      .filter(({ left: x, right: y }) => x !== y),
  };
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}

function duration(exchange: ExchangeDetail, phase: (typeof phases)[number]): string | null {
  const ms = exchange.timings?.[phase] ?? null;
  return ms === null ? null : formatDuration(ms);
}

function row(
  name: string,
  left: string | null,
  right: string | null,
  isUsual = usual.test(name),
): CompareRow {
  return { name, left, right, isUsual };
}

function rows(list: [name: string, left: string | null, right: string | null][]): CompareRow[] {
  return list
    .filter(([, left, right]) => left !== right)
    .map(([name, left, right]) => row(name, left, right));
}

interface RequestParts {
  method: string;
  path: string;
  query: Header[];
}

function requestParts(head: Head | null): RequestParts | null {
  if (head === null) return null;
  const { beforeQuery, query } = splitRequestLine(head.line);
  const [method = '', target = ''] = beforeQuery.split(' ');
  return {
    method,
    path: target.replace(/^https?:\/\/[^/]*/i, '') || '/',
    query: (query ?? []).map(({ name, value }): Header => [name, value]),
  };
}

// Fields by name, whatever their case. Of several with one name, those with the same value belong
// together, and of the others the first beside the first.
export function compareFields(left: readonly Header[], right: readonly Header[]): CompareRow[] {
  const rest = [...right];
  const isNamed = (name: string, [other]: Header): boolean =>
    other.toLowerCase() === name.toLowerCase();
  const unlike = left.filter(([name, value]) => {
    const same = rest.findIndex((field) => isNamed(name, field) && field[1] === value);
    if (same >= 0) rest.splice(same, 1);
    return same < 0;
  });
  const found: CompareRow[] = [];
  for (const [name, value] of unlike) {
    const at = rest.findIndex((field) => isNamed(name, field));
    const [partner] = at < 0 ? [] : rest.splice(at, 1);
    found.push(row(name, value, partner?.[1] ?? null));
  }
  for (const [name, value] of rest) found.push(row(name, null, value));
  // What differs in any case comes last.
  return [...found.filter(({ isUsual }) => !isUsual), ...found.filter(({ isUsual }) => isUsual)];
}
