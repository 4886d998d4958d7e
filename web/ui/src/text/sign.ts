// Signs texts as the SDKs do, in the browser: a secret that is typed here goes nowhere.
import { percentDecode, splitRequestLine } from './query';
import type { Head } from '../api/types';

export type Family = 'v1' | 'v4' | 's3v4';

// Of the words of the API, those whose texts are rebuilt and signed by a plain HMAC.
export function familyOf(scheme: string | null): Family | null {
  if (scheme === null) return null;
  if (/^oss-v1-/.test(scheme) || /^s3-v2-/.test(scheme)) return 'v1';
  if (/^oss-v4-/.test(scheme)) return 'v4';
  return /^s3-v4-/.test(scheme) ? 's3v4' : null;
}

const utf8 = new TextEncoder();

async function hmac(hash: string, key: Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash };
  // A copy, because the types want one that no other thread can write to. A key may be empty for
  // HMAC, but not for browsers; one zero byte gives the same.
  const bytes = new Uint8Array(key.length === 0 ? [0] : key);
  const imported = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const data = new Uint8Array(utf8.encode(text));
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// Browsers hide their cryptography from pages that came over plain HTTP from another machine.
export function canSign(): boolean {
  return typeof crypto !== 'undefined' && crypto.subtle !== undefined;
}

// V4 derives its key from the scope, which stands in the third line: DATE/REGION/PRODUCT/REQUEST.
export async function sign(family: Family, secret: string, stringToSign: string): Promise<string> {
  if (family === 'v1') return base64(await hmac('SHA-1', utf8.encode(secret), stringToSign));
  const scope = (stringToSign.split('\n')[2] ?? '').trimEnd().split('/');
  const prefix = family === 'v4' ? 'aliyun_v4' : 'AWS4';
  let key = utf8.encode(prefix + secret) as Uint8Array;
  for (const part of scope) key = await hmac('SHA-256', key, part);
  return hex(await hmac('SHA-256', key, stringToSign));
}

export interface SentSignature {
  signature: string;
  accessKeyId: string;
  token: string | null;
}

function parameter(head: Head, names: readonly string[]): string | null {
  const query = splitRequestLine(head.line).query ?? [];
  return query.find(({ name }) => names.includes(name.toLowerCase()))?.value ?? null;
}

function header(head: Head, name: string): string | null {
  return head.headers.find(([other]) => other.toLowerCase() === name)?.[1].trim() ?? null;
}

// What the request itself carries of its signature.
export function sentSignature(head: Head): SentSignature | null {
  const token =
    header(head, 'x-oss-security-token') ??
    header(head, 'x-amz-security-token') ??
    parameter(head, ['security-token', 'x-oss-security-token', 'x-amz-security-token']);
  const authorization = header(head, 'authorization') ?? '';
  const plain = /^(?:OSS|AWS) ([^:]+):(.+)$/.exec(authorization);
  if (plain !== null) {
    return { accessKeyId: plain[1] ?? '', signature: plain[2] ?? '', token };
  }
  const signature = /Signature=([0-9a-f]+)/i.exec(authorization)?.[1];
  if (signature !== undefined) {
    const accessKeyId = /Credential=([^/,]+)/.exec(authorization)?.[1] ?? '';
    return { accessKeyId, signature, token };
  }
  const inQuery = parameter(head, ['signature', 'x-oss-signature', 'x-amz-signature']);
  if (inQuery === null) return null;
  const credential = parameter(head, ['x-oss-credential', 'x-amz-credential']);
  const keyId = parameter(head, ['ossaccesskeyid', 'awsaccesskeyid']);
  return {
    signature: inQuery,
    accessKeyId: keyId ?? percentDecode(credential ?? '').split('/')[0] ?? '',
    token,
  };
}

// The server masks the security token in the texts, but it is signed as it is.
export function withToken(text: string, token: string | null): string {
  if (token === null) return text;
  return text.replace(/(security-token[:=])\*\*\*/gi, (_, before: string) => before + token);
}

export type SecretVerdict =
  | 'matches' // the secret signed what was captured
  | 'echoMatches' // the secret signed what OSS built, not what was captured
  | 'blanks' // it would match without the blanks around it
  | 'keyId' // the access key id was given instead
  | 'more' // the app's secret has something around it: a line end, a blank, quotes
  | 'wrong'; // neither text gives this signature

interface Signed {
  family: Family;
  rebuilt: string | null; // strings to sign
  echoed: string | null;
  sent: SentSignature;
}

export async function checkSecret(secret: string, signed: Signed): Promise<SecretVerdict> {
  const { family, sent } = signed;
  const makes = async (key: string, text: string | null): Promise<boolean> =>
    text !== null && (await sign(family, key, withToken(text, sent.token))) === sent.signature;
  const either = async (key: string): Promise<SecretVerdict | null> => {
    if (await makes(key, signed.rebuilt)) return 'matches';
    return (await makes(key, signed.echoed)) ? 'echoMatches' : null;
  };
  const found = await either(secret);
  if (found !== null) return found;
  if (secret.trim() !== secret && (await either(secret.trim())) !== null) return 'blanks';
  if (secret.trim() === sent.accessKeyId) return 'keyId';
  for (const more of moreThan(secret)) {
    if ((await either(more)) !== null) return 'more';
  }
  return 'wrong';
}

// As secrets come out of files and variables that nobody looked at.
const moreThan = (secret: string): string[] => [
  ...['\n', '\r\n', '\r', ' '].map((end) => secret + end),
  ` ${secret}`,
  ...['"', "'"].map((quote) => quote + secret + quote),
];

// The first of these texts that the secret signed, if there is one.
export async function findMistake<Text extends { stringToSign: string }>(
  secret: string,
  family: Family,
  sent: SentSignature,
  texts: readonly Text[],
): Promise<Text | null> {
  for (const mistaken of texts) {
    const signed = await sign(family, secret, withToken(mistaken.stringToSign, sent.token));
    if (signed === sent.signature) return mistaken;
  }
  return null;
}
