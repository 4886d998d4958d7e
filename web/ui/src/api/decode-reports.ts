// Turns what the server works out of one exchange, its form and its callback, into the types of types.ts.
import { decodeHeaders, list, number, record, text, texts } from './decode';
import type {
  CallbackReport,
  Fault,
  FormPolicy,
  FormReport,
  MistakenText,
  PolicyReport,
  ReplaySource,
} from './types';

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function decodeFault(value: unknown): Fault {
  const json = record(value);
  return { title: text(json.title) ?? '', cause: text(json.cause) ?? '', fix: texts(json.fix) };
}

export function decodePolicy(value: unknown): PolicyReport {
  const json = record(value);
  return {
    policy: JSON.stringify(json.policy ?? {}, null, 2),
    calls: number(json.calls) ?? 0,
    complete: json.complete !== false,
    withoutAction: texts(json.without_action),
    explicitlyDenied: number(json.explicitly_denied) ?? 0,
    unknownBucket: json.unknown_bucket === true,
    widened: json.widened === true,
    usesKms: json.uses_kms === true,
    tooLong: json.too_long === true,
  };
}

function decodeFormPolicy(value: unknown): FormPolicy | null {
  if (!isObject(value)) return null;
  const json = record(value);
  return {
    expiration: text(json.expiration),
    expired: typeof json.expired === 'boolean' ? json.expired : null,
    conditions: list(json.conditions).map((item) => {
      const { condition, verdict, found, missing } = record(item);
      return {
        condition: text(condition) ?? '',
        verdict: text(verdict) ?? 'unknown',
        found: text(found),
        missing: missing === true,
      };
    }),
    contradiction: list(json.contradiction).map((place) => number(place) ?? 0),
    free: texts(json.fields_without_condition),
    faults: list(json.faults).map(decodeFault),
  };
}

export function decodeMistakenTexts(value: unknown): MistakenText[] {
  return list(record(value).texts).map((item) => {
    const { string_to_sign: signed } = record(item);
    return { stringToSign: text(signed) ?? '', ...decodeFault(item) };
  });
}

export function decodeForm(value: unknown): FormReport {
  const { form, policy } = record(value);
  if (!isObject(form)) return { form: null, policy: null };
  const json = record(form);
  const parts = list(json.parts).map((item) => {
    const part = record(item);
    return {
      name: text(part.name) ?? '',
      filename: text(part.filename),
      type: text(part.type),
      valueAt: number(part.value_at) ?? 0,
      bytes: number(part.bytes) ?? 0,
      isWhole: part.whole === true,
      isIgnored: part.ignored === true,
    };
  });
  return {
    form: {
      parts,
      hasAllParts: json.all_parts === true,
      closed: json.closed === true,
      faults: list(json.faults).map(decodeFault),
    },
    policy: decodeFormPolicy(policy),
  };
}

export function decodeCallback(value: unknown): CallbackReport {
  const { linked, parameters, preview, signature } = record(value);
  const asked = record(parameters);
  const sent = record(preview);
  const check = record(signature);
  return {
    linked: list(linked).map((item) => ({ id: number(record(item).id) ?? 0 })),
    parameters: isObject(parameters)
      ? {
          callback: text(asked.callback),
          decoded: text(asked.decoded),
          variables: text(asked.variables),
          decodedVariables: text(asked.decoded_variables),
          faults: list(asked.faults).map(decodeFault),
        }
      : null,
    preview: isObject(preview)
      ? {
          urls: texts(sent.urls),
          host: text(sent.host),
          contentType: text(sent.content_type),
          body: text(sent.body),
          unknown: texts(sent.unknown),
          empty: texts(sent.empty),
        }
      : null,
    signature: isObject(signature)
      ? {
          verdict: text(check.verdict) ?? '',
          keyUrl: text(check.key_url),
          whyNoKey: text(check.why_no_key),
          signed: text(check.signed),
        }
      : null,
  };
}

export function decodeReplaySource(value: unknown): ReplaySource {
  const json = record(value);
  const body = record(json.body);
  return {
    refusal: text(json.refusal),
    server: text(json.server) ?? '',
    tls: json.tls === true,
    method: text(json.method) ?? '',
    target: text(json.target) ?? '',
    version: text(json.version) ?? 'HTTP/1.1',
    headers: decodeHeaders(json.headers),
    bodyBytes: number(body.bytes) ?? 0,
    bodyRefusal: text(body.refusal),
  };
}

export function decodeReplayed(value: unknown): number {
  return number(record(value).id) ?? 0;
}
