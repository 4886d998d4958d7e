/** V4: `OSS4-HMAC-SHA256` in the header and in the URL. */
import { createHash } from 'node:crypto';
import { accessDenied, badArgument, invalidArgument } from '../oss/oss_error.mjs';
import { parseHttpDate, parseIsoBasic } from '../oss/dates.mjs';
import { percentEncode, toBytes } from '../wire/binary_text.mjs';
import { ACCESS_KEY_ID, canonicalHeaders, compareBytes, headerLines, hmac } from './claim.mjs';

export const V4_ALGORITHM = 'OSS4-HMAC-SHA256';
const TERMINATOR = 'aliyun_v4_request';
const MAX_EXPIRES_SECONDS = 604800;

/**
 * @param {string} secret
 * @param {import('./claim.mjs').Scope} scope
 * @returns {Buffer} the derived signing key
 */
export function v4SigningKey(secret, { date, region, product }) {
  let key = hmac('sha256', `aliyun_v4${secret}`, date);
  for (const part of [region, product, TERMINATOR]) key = hmac('sha256', key, part);
  return key;
}

/**
 * Splits a credential from the right; what is left of the last four parts is the key id.
 * @param {string} text
 * @returns {{accessKeyId: string, scope: import('./claim.mjs').Scope, terminator: string} | null}
 */
export function parseV4Credential(text) {
  const parts = text.split('/');
  if (parts.length < 5) return null;
  const [date, region, product, terminator] = parts.slice(-4);
  return {
    accessKeyId: parts.slice(0, -4).join('/'),
    scope: { date, region, product },
    terminator,
  };
}

function canonicalQuery(query) {
  return query
    .filter(({ name }) => name !== 'x-oss-signature')
    .map(({ name, value }) => [percentEncode(name), percentEncode(value ?? '')])
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([name, value]) => (value ? `${name}=${value}` : name))
    .join('&');
}

const isAlwaysSigned = (name) =>
  name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');

function v4Build(request, { timestamp, scope, additional }) {
  return (place, secret) => {
    const uri = place.bucket === null ? '/' : `/${place.bucket}/${place.key}`;
    const extra = [...new Set(additional)]
      .filter((name) => !isAlwaysSigned(name))
      .sort(compareBytes);
    const isSigned = (name) => isAlwaysSigned(name) || extra.includes(name);
    const canonicalRequest = [
      request.method,
      percentEncode(uri, { keepSlash: true }),
      canonicalQuery(request.query),
      headerLines(canonicalHeaders(request, isSigned)),
      extra.join(';'),
      request.header('x-oss-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    ].join('\n');
    const stringToSign = [
      V4_ALGORITHM,
      timestamp,
      `${scope.date}/${scope.region}/${scope.product}/${TERMINATOR}`,
      createHash('sha256').update(toBytes(canonicalRequest)).digest('hex'),
    ].join('\n');
    const signature = hmac('sha256', v4SigningKey(secret, scope), stringToSign).toString('hex');
    return { canonicalRequest, stringToSign, signature };
  };
}

/** @param {string} value @returns {Map<string, string>} */
function parseAuthorization(value) {
  const pairs = new Map();
  for (const part of value.split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0) {
      const text = 'Authorization header is invalid, bad num of Items in Authorization header.';
      throw invalidArgument(text, { ec: '0002-00000203' });
    }
    pairs.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  for (const name of pairs.keys()) {
    if (!['Credential', 'AdditionalHeaders', 'Signature'].includes(name)) {
      throw invalidArgument('Unknown parameter in Authorization header.');
    }
  }
  return pairs;
}

function checkAdditional(request, text) {
  if (text === undefined || text === null) return [];
  if (text === '') throw badArgument('0002-00000209');
  const names = text
    .toLowerCase()
    .split(';')
    .map((name) => name.trim());
  if (names.includes('')) throw badArgument('0002-00000210');
  for (const name of names) {
    if (name.includes('_') || request.header(name) === null) throw badArgument('0002-00000211');
  }
  return names;
}

function checkCredential(text, ecs, where) {
  const credential = parseV4Credential(text);
  if (!credential || credential.terminator !== TERMINATOR) throw badArgument(ecs.terminator);
  if (!ACCESS_KEY_ID.test(credential.accessKeyId)) throw badArgument(ecs.keyId);
  if (!/^\d{8}$/.test(credential.scope.date)) {
    throw invalidArgument(`Invalid signing date in ${where}.`, { ec: ecs.date });
  }
  return credential;
}

/** The timestamp line: x-oss-date, or as Go v1 does, the Date header. */
function headerTimestamp(request) {
  const ossDate = request.header('x-oss-date');
  const date = request.header('date');
  const text = 'OSS authentication requires a valid Date.';
  if (ossDate === null && date === null) throw accessDenied(text, { ec: '0002-00000503' });
  const signedAt = ossDate === null ? parseHttpDate(date) : parseIsoBasic(ossDate);
  if (signedAt === null) throw accessDenied(text, { ec: '0002-00000502' });
  return { timestamp: ossDate ?? date, signedAt };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV4Header(request) {
  const pairs = parseAuthorization(request.header('authorization').slice(V4_ALGORITHM.length + 1));
  if (!pairs.get('Credential') || !pairs.get('Signature')) {
    const text = 'AccessKeyId or Signature is missing in Authorization header value.';
    throw invalidArgument(text, { ec: '0002-00000202' });
  }
  const ecs = { terminator: '0002-00000213', keyId: '0002-00000206', date: '0002-00000212' };
  const { accessKeyId, scope } = checkCredential(
    pairs.get('Credential'),
    ecs,
    'Authorization header',
  );
  const additional = checkAdditional(request, pairs.get('AdditionalHeaders'));
  if (request.header('x-oss-content-sha256') !== 'UNSIGNED-PAYLOAD')
    throw badArgument('0002-00000214');
  const { timestamp, signedAt } = headerTimestamp(request);
  return {
    scheme: 'oss-v4-header',
    accessKeyId,
    signature: pairs.get('Signature'),
    token: request.header('x-oss-security-token'),
    isUrl: false,
    signedAt,
    scope,
    mismatchEc: '0002-00000201',
    build: v4Build(request, { timestamp, scope, additional }),
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV4Url(request) {
  const value = (name) => request.queryValue(`x-oss-${name}`);
  if (value('expires') === null) throw badArgument('0002-00000215');
  if (value('credential') === null) throw badArgument('0002-00000217');
  if (value('signature') === null) throw badArgument('0002-00000219');
  if (value('signature') === '') throw badArgument('0002-00000220');
  const seconds = /^\d+$/.test(value('expires')) ? Number(value('expires')) : 0;
  if (seconds < 1 || seconds > MAX_EXPIRES_SECONDS) throw badArgument('0002-00000232');
  const ecs = { terminator: '0002-00000213', keyId: '0002-00000222', date: '0002-00000223' };
  const { accessKeyId, scope } = checkCredential(value('credential'), ecs, 'x-oss-credential');
  const additional = checkAdditional(request, value('additional-headers'));
  const timestamp = value('date') ?? '';
  const signedAt = parseIsoBasic(timestamp);
  if (signedAt === null) {
    throw accessDenied('OSS authentication requires a valid Date.', { ec: '0002-00000502' });
  }
  return {
    scheme: 'oss-v4-query',
    accessKeyId,
    signature: value('signature'),
    token: value('security-token'),
    isUrl: true,
    signedAt,
    expiresAt: signedAt + seconds * 1000,
    scope,
    mismatchEc: '0002-00000201',
    build: v4Build(request, { timestamp, scope, additional }),
  };
}
