// The HTTP API's records, as the contract names them. Fields that do not apply are null.
// Texts in them were seen on a wire: nothing may be trusted to be short, printable or well-formed.

export type Language = 'en' | 'zh';

// Words are open sets: a newer osslens may send one that this page does not know, so they are
// strings here and every reader has a default.
export type Confidence = 'proven' | 'likely' | 'possible';
export type Severity = 'error' | 'warning' | 'info';
export type Side = 'app' | 'middle' | 'network' | 'oss';
export type Where =
  | 'request.header'
  | 'request.body'
  | 'request.query'
  | 'response.header'
  | 'response.body'
  | 'timing'
  | 'exchange';

export interface Evidence {
  where: Where;
  name: string;
  value: string;
  note: string;
}

export interface Finding {
  rule: string;
  severity: Severity;
  confidence: Confidence;
  side: Side | null;
  title: string;
  cause: string;
  fix: string[];
  evidence: Evidence[];
  docs: string[];
}

export interface Job {
  kind: string;
  id: string;
  healed: boolean;
}

// What a row of the list needs.
export interface Exchange {
  id: number;
  started_at: string;
  duration_ms: number | null;
  kind: string;
  method: string;
  url: string;
  host: string | null;
  bucket: string | null;
  object: string | null;
  region: string | null;
  operation: string | null;
  status: number | null;
  failed: boolean; // the app did not get what it asked for
  oss_code: string | null;
  oss_message: string | null;
  request_id: string | null;
  ec: string | null;
  access_key_id: string | null;
  request_bytes: number | null;
  response_bytes: number | null;
  error: { kind: string; message: string } | null;
  job: Job | null;
  replay_of: number | null; // the exchange that it sends again
  findings: Finding[];
  starred: boolean;
  note: string | null; // of the user
}

// What the user has put on an exchange.
export interface Mark {
  id: number;
  starred: boolean;
  note: string | null;
}

// What is left out stays as it is; null takes the note off.
export interface MarkChange {
  starred?: boolean;
  note?: string | null;
}

export type Header = [name: string, value: string];

export interface Head {
  line: string;
  headers: Header[];
  // The exact bytes, when `line` and `headers` written in the usual way would not give them again:
  // other blanks, other line ends, or no UTF-8.
  raw_base64: string | null;
}

export interface BodyInfo {
  bytes: number; // what passed
  captured: number; // what was kept of it
  truncated: boolean;
  dropped: boolean; // kept, then given up because the capture queue was full
  content_encoding: string | null;
}

export interface Message extends Head {
  trailers: Header[];
  body: BodyInfo | null;
}

export interface HeadEdit {
  kind: string;
  name: string;
  reason: string;
}

export const phases = ['dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;
export type Phase = (typeof phases)[number];
// Milliseconds; a phase that did not occur is null.
export type Timings = Record<Phase, number | null>;

// One exchange with its messages.
export interface ExchangeDetail extends Exchange {
  request: Message | null;
  forwarded: Head | null;
  response: Message | null;
  timings: Timings | null;
  edits: HeadEdit[];
  interim: Head[];
  client: string | null;
  upstream: string | null;
  retried: boolean;
  reused: boolean;
  answered_by_proxy: boolean;
  replays: number[]; // the exchanges that send this one again
}

// What of an exchange can be sent again.
export interface ReplaySource {
  refusal: string | null; // why it cannot; then the rest is empty
  server: string; // host:port
  tls: boolean;
  method: string;
  target: string;
  version: string;
  headers: Header[];
  bodyBytes: number;
  bodyRefusal: string | null; // why the captured body cannot be sent
}

// What a signature covers, as text.
export interface SignedText {
  string_to_sign: string | null;
  canonical_request: string | null; // V4 only
}

export interface SignatureDifference {
  part: string;
  rebuilt: string | null; // null: that side lacks the part
  echoed: string | null;
}

export interface SignatureReport {
  scheme: string | null;
  rebuilt: SignedText | null; // from the captured request
  echoed: SignedText | null; // as OSS says it built it
  signed: SignedText | null; // as the app signed it, where its secret is known and a mistake was found
  differences: SignatureDifference[];
  verdict: string;
  note: string | null;
}

// What a signer with that mistake would have signed.
export interface MistakenText {
  stringToSign: string;
  title: string;
  cause: string;
  fix: string[];
}

export interface Fault {
  title: string;
  cause: string;
  fix: string[];
}

export interface FormPart {
  name: string;
  filename: string | null;
  type: string | null;
  valueAt: number; // byte of the body
  bytes: number;
  isWhole: boolean; // its end passed
  isIgnored: boolean; // it stands behind the file
}

export interface FormCondition {
  condition: string;
  verdict: string; // holds, fails or unknown
  found: string | null;
  missing: boolean;
}

export interface FormPolicy {
  expiration: string | null;
  expired: boolean | null;
  conditions: FormCondition[];
  contradiction: number[]; // two places in conditions, or none
  free: string[]; // fields that no condition speaks of
  faults: Fault[];
}

// The form of a PostObject.
export interface FormReport {
  form: { parts: FormPart[]; hasAllParts: boolean; closed: boolean; faults: Fault[] } | null;
  policy: FormPolicy | null;
}

export interface CallbackParameters {
  callback: string | null; // as sent
  decoded: string | null;
  variables: string | null;
  decodedVariables: string | null;
  faults: Fault[];
}

// What OSS would send.
export interface CallbackPreview {
  urls: string[];
  host: string | null;
  contentType: string | null;
  body: string | null;
  unknown: string[]; // variables that the capture does not tell
  empty: string[]; // variables that nobody defines
}

export interface CallbackReport {
  linked: { id: number }[]; // the other end, when it passed osslens
  parameters: CallbackParameters | null;
  preview: CallbackPreview | null;
  signature: {
    verdict: string;
    keyUrl: string | null;
    whyNoKey: string | null; // a sentence, where a key is looked for and there is none
    signed: string | null;
  } | null;
}

export interface ExchangePage {
  exchanges: Exchange[];
  next: number | null;
}

export interface ValueCount {
  value: string;
  count: number;
}

export interface FailureGroup {
  rule: string | null;
  title: string | null; // of the newest exchange
  ruleTitle: string | null; // of the rule in general
  bucket: string | null;
  host: string | null;
  count: number;
  first: string | null;
  last: string | null;
  overTime: number[]; // counts in bins of the same width, the same for all groups
  fingerprint: string | null; // stays the same for the same failure
  operation: string | null;
  side: Side | null; // where the fault lies
  hosts: string[];
  clients: number; // how many met it
  clientNames: string[]; // some of them: address and User-Agent
}

// A RAM policy and what its reader must know.
export interface PolicyReport {
  policy: string; // JSON, laid out
  calls: number; // it was made from
  complete: boolean; // false: there were more than were read
  withoutAction: string[]; // operations of which no action is documented
  explicitlyDenied: number; // calls that a Deny refused
  unknownBucket: boolean; // BUCKET stands for a name
  widened: boolean; // folders stand for objects
  usesKms: boolean;
  tooLong: boolean; // for RAM
}

export interface TimelineBin {
  failed: number;
  healed: number; // failed, and a retry succeeded
  ok: number;
}

export interface Timeline {
  from: string | null; // when the first bin begins; null when there is none
  binMs: number;
  bins: TimelineBin[];
}

export interface Spread {
  median: number;
  p90: number;
  max: number;
  bins: number[]; // the i-th counts what is below the i-th edge, the last what is above all
}

export interface OperationFigures {
  operation: string | null;
  count: number;
  failed: number;
  duration: Spread; // milliseconds
  bytes: Spread;
}

export interface OperationReport {
  operations: OperationFigures[];
  durationEdges: number[];
  byteEdges: number[];
}

export interface Status {
  version: string | null;
  proxy: string | null; // ADDR:PORT
  capturePaused: boolean;
  pauseReason: string | null;
  droppedBodies: number;
}
