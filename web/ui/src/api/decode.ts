// Turns API answers into the types of types.ts. Missing, null and unknown values become defaults
// instead of exceptions, so that captures of older and newer versions stay readable.
import {
  phases,
  type BodyInfo,
  type Confidence,
  type Evidence,
  type Exchange,
  type ExchangeDetail,
  type ExchangePage,
  type FailureGroup,
  type Finding,
  type Head,
  type Header,
  type HeadEdit,
  type Mark,
  type Message,
  type OperationReport,
  type Severity,
  type Side,
  type SignatureReport,
  type SignedText,
  type Spread,
  type Status,
  type Timeline,
  type Timings,
  type ValueCount,
  type Where,
} from './types';

type Json = Record<string, unknown>;

const confidences: readonly Confidence[] = ['proven', 'likely', 'possible'];
const severities: readonly Severity[] = ['error', 'warning', 'info'];
const sides: readonly Side[] = ['app', 'middle', 'network', 'oss'];
const wheres: readonly Where[] = [
  'request.header',
  'request.body',
  'request.query',
  'response.header',
  'response.body',
  'timing',
  'exchange',
];

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function word<T extends string>(value: unknown, known: readonly T[]): T | null {
  return known.find((candidate) => candidate === value) ?? null;
}

export function texts(value: unknown): string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}

function decodeEvidence(value: unknown): Evidence {
  const json = record(value);
  return {
    where: word(json.where, wheres) ?? 'exchange',
    name: text(json.name) ?? '',
    value: text(json.value) ?? '',
    note: text(json.note) ?? '',
  };
}

function decodeFinding(value: unknown): Finding {
  const json = record(value);
  const rule = text(json.rule) ?? '';
  return {
    rule,
    severity: word(json.severity, severities) ?? 'info',
    // A claim of unknown strength is shown as the weakest.
    confidence: word(json.confidence, confidences) ?? 'possible',
    side: word(json.side, sides),
    title: text(json.title) ?? rule,
    cause: text(json.cause) ?? '',
    fix: texts(json.fix),
    evidence: list(json.evidence).map(decodeEvidence),
    docs: texts(json.docs),
  };
}

export function decodeExchange(value: unknown): Exchange {
  const json = record(value);
  const error = json.error === null || json.error === undefined ? null : record(json.error);
  const job = json.job === null || json.job === undefined ? null : record(json.job);
  return {
    id: number(json.id) ?? 0,
    started_at: text(json.started_at) ?? '',
    duration_ms: number(json.duration_ms),
    kind: text(json.kind) ?? 'forward',
    method: text(json.method) ?? '',
    url: text(json.url) ?? '',
    host: text(json.host),
    bucket: text(json.bucket),
    object: text(json.object),
    region: text(json.region),
    operation: text(json.operation),
    status: number(json.status) || null,
    failed: json.failed === true,
    oss_code: text(json.oss_code),
    oss_message: text(json.oss_message),
    request_id: text(json.request_id),
    ec: text(json.ec),
    access_key_id: text(json.access_key_id),
    request_bytes: number(json.request_bytes),
    response_bytes: number(json.response_bytes),
    error: error && { kind: text(error.kind) ?? '', message: text(error.message) ?? '' },
    job: job && {
      kind: text(job.kind) ?? '',
      id: text(job.id) ?? '',
      healed: job.healed === true,
    },
    replay_of: number(json.replay_of),
    findings: list(json.findings).map(decodeFinding),
    starred: json.starred === true,
    note: text(json.note),
  };
}

export function decodeMark(value: unknown): Mark {
  const json = record(value);
  return { id: number(json.id) ?? 0, starred: json.starred === true, note: text(json.note) };
}

export function decodeHeaders(value: unknown): Header[] {
  return list(value)
    .filter((item): item is unknown[] => Array.isArray(item))
    .map((item): Header => [String(item[0] ?? ''), String(item[1] ?? '')]);
}

function decodeHead(value: unknown): Head | null {
  const json = record(value);
  const line = text(json.line);
  const headers = decodeHeaders(json.headers);
  if (line === null && headers.length === 0) return null;
  return { line: line ?? '', headers, raw_base64: text(json.raw_base64) };
}

function decodeBody(value: unknown): BodyInfo | null {
  if (typeof value !== 'object' || value === null) return null;
  const json = record(value);
  const bytes = number(json.bytes) ?? 0;
  return {
    bytes,
    captured: number(json.captured) ?? 0,
    truncated: json.truncated === true,
    dropped: json.dropped === true,
    content_encoding: text(json.content_encoding),
  };
}

function decodeMessage(value: unknown): Message | null {
  const head = decodeHead(value);
  if (head === null) return null;
  const json = record(value);
  return {
    ...head,
    trailers: decodeHeaders(json.trailers),
    body: decodeBody(json.body),
  };
}

function decodeTimings(value: unknown): Timings | null {
  if (typeof value !== 'object' || value === null) return null;
  const json = record(value);
  const entries = phases.map((phase) => [phase, number(json[phase])]);
  return Object.fromEntries(entries) as Timings;
}

function decodeEdit(value: unknown): HeadEdit {
  const json = record(value);
  return {
    kind: text(json.kind) ?? '',
    name: text(json.name) ?? '',
    reason: text(json.reason) ?? '',
  };
}

export function decodeDetail(value: unknown): ExchangeDetail {
  const json = record(value);
  return {
    ...decodeExchange(value),
    request: decodeMessage(json.request),
    forwarded: decodeHead(json.forwarded),
    response: decodeMessage(json.response),
    timings: decodeTimings(json.timings),
    edits: list(json.edits).map(decodeEdit),
    interim: list(json.interim)
      .map(decodeHead)
      .filter((head): head is Head => head !== null),
    client: text(json.client),
    upstream: text(json.upstream),
    retried: json.retried === true,
    reused: json.reused === true,
    answered_by_proxy: json.answered_by_proxy === true,
    replays: list(json.replays).filter((id): id is number => number(id) !== null),
  };
}

function decodeSignedText(value: unknown): SignedText | null {
  if (typeof value !== 'object' || value === null) return null;
  const json = record(value);
  return {
    string_to_sign: text(json.string_to_sign),
    canonical_request: text(json.canonical_request),
  };
}

export function decodeSignature(value: unknown): SignatureReport {
  const json = record(value);
  return {
    scheme: text(json.scheme),
    rebuilt: decodeSignedText(json.rebuilt),
    echoed: decodeSignedText(json.echoed),
    signed: decodeSignedText(json.signed),
    differences: list(json.differences).map((item) => {
      const { part, rebuilt, echoed } = record(item);
      return {
        part: text(part) ?? '',
        // An empty part is there, unlike one that is null.
        rebuilt: typeof rebuilt === 'string' ? rebuilt : null,
        echoed: typeof echoed === 'string' ? echoed : null,
      };
    }),
    verdict: text(json.verdict) ?? '',
    note: text(json.note),
  };
}

export function decodePage(value: unknown): ExchangePage {
  const json = record(value);
  return {
    exchanges: list(json.exchanges).map(decodeExchange),
    next: number(json.next),
  };
}

export function decodeGroups(value: unknown): FailureGroup[] {
  return list(record(value).groups).map((item) => {
    const json = record(item);
    return {
      rule: text(json.rule),
      title: text(json.title),
      ruleTitle: text(json.rule_title),
      bucket: text(json.bucket),
      host: text(json.host),
      count: number(json.count) ?? 0,
      first: text(json.first),
      last: text(json.last),
      overTime: numbers(json.over_time),
      fingerprint: text(json.fingerprint),
      operation: text(json.operation),
      side: word(json.side, sides),
      hosts: texts(json.hosts),
      clients: number(json.clients) ?? 0,
      clientNames: texts(json.client_names),
    };
  });
}

export function decodeValues(value: unknown): ValueCount[] {
  return list(record(value).values).flatMap((item) => {
    const { value: name, count } = record(item);
    return typeof name === 'string' ? [{ value: name, count: number(count) ?? 0 }] : [];
  });
}

function numbers(value: unknown): number[] {
  return list(value).map((item) => number(item) ?? 0);
}

export function decodeTimeline(value: unknown): Timeline {
  const json = record(value);
  return {
    from: text(json.from),
    binMs: number(json.bin_ms) ?? 0,
    bins: list(json.bins).map((item) => {
      const { failed, healed, ok } = record(item);
      return { failed: number(failed) ?? 0, healed: number(healed) ?? 0, ok: number(ok) ?? 0 };
    }),
  };
}

function decodeSpread(value: unknown): Spread {
  const json = record(value);
  return {
    median: number(json.median) ?? 0,
    p90: number(json.p90) ?? 0,
    max: number(json.max) ?? 0,
    bins: numbers(json.bins),
  };
}

export function decodeOperations(value: unknown): OperationReport {
  const json = record(value);
  return {
    operations: list(json.operations).map((item) => {
      const figures = record(item);
      return {
        operation: text(figures.operation),
        count: number(figures.count) ?? 0,
        failed: number(figures.failed) ?? 0,
        duration: decodeSpread(figures.duration_ms),
        bytes: decodeSpread(figures.bytes),
      };
    }),
    durationEdges: numbers(json.duration_edges_ms),
    byteEdges: numbers(json.byte_edges),
  };
}

export function decodeToken(value: unknown): string {
  return text(record(value).token) ?? '';
}

export function decodeStatus(value: unknown): Status {
  const json = record(value);
  return {
    version: text(json.version),
    proxy: text(json.proxy),
    capturePaused: json.capture_paused === true,
    pauseReason: text(json.pause_reason),
    droppedBodies: number(json.dropped_bodies) ?? 0,
  };
}

export function decodeErrorMessage(value: unknown): string | null {
  return text(record(record(value).error).message);
}
