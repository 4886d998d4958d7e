// Signs a request anew in the way in which it was signed before. The text to sign is rebuilt by the server, from a head
// that has everything but the signature; the secret stays here.
import type { SignatureReport } from '../api/types';
import { addLine, headText, lineOf, removeLine, setLine, type ReplayDraft } from './replay';
import { familyOf, sign, withToken } from './sign';

export interface SigningKey {
  id: string;
  secret: string;
  token: string; // of STS; empty: none
}

export type ResignScheme = 'oss-v1-header' | 'oss-v1-query' | 'oss-v4-header' | 'oss-v4-query';

const schemes: readonly ResignScheme[] = [
  'oss-v1-header',
  'oss-v1-query',
  'oss-v4-header',
  'oss-v4-query',
];

// How it is to be signed: as before, or, when it was not, by V4 where the region is known. Null for schemes of S3.
export function schemeFor(captured: string | null, region: string | null): ResignScheme | null {
  const known = schemes.find((scheme) => scheme === captured);
  if (known !== undefined) return known;
  if (captured !== null && captured !== 'anonymous') return null;
  return region === null ? 'oss-v1-header' : 'oss-v4-header';
}

const noV1Signature = `${'A'.repeat(27)}=`;
const noV4Signature = '0'.repeat(64);
const validSeconds = 3600;

const compact = (now: Date): string => `${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;

// --- parameters of the target, those of other names left as they are

function withParameter(target: string, name: string, value: string | null): string {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const parts = mark < 0 ? [] : target.slice(mark + 1).split('&');
  const isIt = (part: string): boolean => part.split('=')[0]?.toLowerCase() === name.toLowerCase();
  const at = parts.findIndex(isIt);
  const others = parts.filter((part, i) => !isIt(part) || (i === at && value !== null));
  if (value !== null) {
    const written = `${at < 0 ? name : (parts[at]?.split('=')[0] ?? name)}=${encodeURIComponent(value)}`;
    const place = others.findIndex(isIt);
    if (place < 0) others.push(written);
    else others[place] = written;
  }
  return others.length === 0 ? path : `${path}?${others.join('&')}`;
}

function parameter(target: string, name: string): string | null {
  const found = new RegExp(`[?&]${name}=([^&]*)`, 'i').exec(target)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}

// --- what each scheme says of the key and the time

function scopeRegion(credential: string | null, region: string | null): string | null {
  return /^[^/]*\/\d{8}\/([^/]+)\//.exec(credential ?? '')?.[1] ?? region;
}

function withToken1(draft: ReplayDraft, token: string): ReplayDraft {
  return token === ''
    ? removeLine(draft, 'x-oss-security-token')
    : setLine(draft, 'x-oss-security-token', token);
}

function v1Header(draft: ReplayDraft, key: SigningKey, now: Date): ReplayDraft {
  let made = withToken1(draft, key.token);
  const names = ['x-oss-date', 'Date'].filter((name) => lineOf(made, name.toLowerCase()));
  for (const name of names.length === 0 ? ['Date'] : names) made = setLine(made, name, now.toUTCString());
  return setLine(made, 'Authorization', `OSS ${key.id}:${noV1Signature}`);
}

function v4Header(
  draft: ReplayDraft,
  key: SigningKey,
  now: Date,
  region: string | null,
): ReplayDraft | null {
  const before = lineOf(draft, 'authorization')?.value ?? '';
  const place = scopeRegion(/Credential=([^,\s]*)/.exec(before)?.[1] ?? null, region);
  if (place === null) return null;
  let made = withToken1(draft, key.token);
  if (lineOf(made, 'date')) made = setLine(made, 'Date', now.toUTCString());
  made = setLine(made, 'x-oss-date', compact(now));
  if (!lineOf(made, 'x-oss-content-sha256')) {
    made = addLine(made, 'x-oss-content-sha256', 'UNSIGNED-PAYLOAD');
  }
  const scope = `${compact(now).slice(0, 8)}/${place}/oss/aliyun_v4_request`;
  const additional = /AdditionalHeaders=([^,\s]*)/.exec(before)?.[1];
  const more = additional === undefined ? '' : `AdditionalHeaders=${additional},`;
  return setLine(
    made,
    'Authorization',
    `OSS4-HMAC-SHA256 Credential=${key.id}/${scope},${more}Signature=${noV4Signature}`,
  );
}

function v1Query(draft: ReplayDraft, key: SigningKey, now: Date): ReplayDraft {
  const expires = Math.floor(now.getTime() / 1000) + validSeconds;
  let { target } = draft;
  target = withParameter(target, 'security-token', key.token === '' ? null : key.token);
  target = withParameter(target, 'OSSAccessKeyId', key.id);
  target = withParameter(target, 'Expires', String(expires));
  return { ...draft, target: withParameter(target, 'Signature', noV1Signature) };
}

function v4Query(
  draft: ReplayDraft,
  key: SigningKey,
  now: Date,
  region: string | null,
): ReplayDraft | null {
  let { target } = draft;
  const place = scopeRegion(parameter(target, 'x-oss-credential'), region);
  if (place === null) return null;
  const scope = `${compact(now).slice(0, 8)}/${place}/oss/aliyun_v4_request`;
  target = withParameter(target, 'x-oss-security-token', key.token === '' ? null : key.token);
  target = withParameter(target, 'x-oss-credential', `${key.id}/${scope}`);
  target = withParameter(target, 'x-oss-date', compact(now));
  return { ...draft, target: withParameter(target, 'x-oss-signature', noV4Signature) };
}

// Everything but the signature, which stands there as a blank of the right length. Null: no region is known for V4.
export function prepare(
  draft: ReplayDraft,
  scheme: ResignScheme,
  key: SigningKey,
  now: Date,
  region: string | null,
): ReplayDraft | null {
  switch (scheme) {
    case 'oss-v1-header':
      return v1Header(draft, key, now);
    case 'oss-v1-query':
      return v1Query(draft, key, now);
    case 'oss-v4-header':
      return v4Header(draft, key, now, region);
    case 'oss-v4-query':
      return v4Query(draft, key, now, region);
  }
}

function putSignature(draft: ReplayDraft, scheme: ResignScheme, signature: string): ReplayDraft {
  const blank = scheme.startsWith('oss-v1') ? noV1Signature : noV4Signature;
  if (scheme.endsWith('query')) {
    const written = encodeURIComponent(blank);
    return { ...draft, target: draft.target.replace(written, () => encodeURIComponent(signature)) };
  }
  const line = lineOf(draft, 'authorization');
  return line === undefined
    ? draft
    : setLine(draft, 'Authorization', line.value.replace(blank, () => signature));
}

export type Rebuild = (head: string) => Promise<SignatureReport>;

export type Resigned =
  | { kind: 'signed'; draft: ReplayDraft }
  | { kind: 'noRegion' }
  | { kind: 'unknown'; note: string }; // no text to sign could be built of it

export async function resign(
  draft: ReplayDraft,
  version: string,
  scheme: ResignScheme,
  key: SigningKey,
  region: string | null,
  rebuild: Rebuild,
  now = new Date(),
): Promise<Resigned> {
  const prepared = prepare(draft, scheme, key, now, region);
  if (prepared === null) return { kind: 'noRegion' };
  const report = await rebuild(headText(prepared, version));
  const family = familyOf(report.scheme);
  const text = report.rebuilt?.string_to_sign ?? null;
  if (family === null || text === null) return { kind: 'unknown', note: report.note ?? '' };
  const token = key.token === '' ? null : key.token;
  const signature = await sign(family, key.secret, withToken(text, token));
  return { kind: 'signed', draft: putSignature(prepared, scheme, signature) };
}
