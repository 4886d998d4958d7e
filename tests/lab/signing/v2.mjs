/** V2 (OSS2), deprecated: HMAC-SHA256 over a V1-like text with the whole query. */
import { accessDenied, badArgument, invalidArgument } from '../oss/oss_error.mjs';
import { parseHttpDate } from '../oss/dates.mjs';
import { percentEncode } from '../wire/binary_text.mjs';
import { canonicalHeaders, compareBytes, headerLines, hmac } from './claim.mjs';

function v2Resource(place, query) {
  const path = percentEncode(place.bucket === null ? '/' : `/${place.bucket}/${place.key}`);
  const pairs = query
    .filter(({ name }) => name !== 'x-oss-signature')
    .map(({ name, value }) => [percentEncode(name), percentEncode(value ?? '')])
    .sort(([a], [b]) => compareBytes(a, b));
  if (pairs.length === 0) return path;
  return `${path}?${pairs.map(([name, value]) => (value ? `${name}=${value}` : name)).join('&')}`;
}

function v2Build(request, dateLine, additional) {
  return (place, secret) => {
    const names = [...additional].sort(compareBytes);
    const isSigned = (name) => name.startsWith('x-oss-') || names.includes(name);
    const stringToSign = [
      request.method,
      request.header('content-md5') ?? '',
      request.header('content-type') ?? '',
      dateLine,
      headerLines(canonicalHeaders(request, isSigned)) + names.join(';'),
      v2Resource(place, request.query),
    ].join('\n');
    return { stringToSign, signature: hmac('sha256', secret, stringToSign).toString('base64') };
  };
}

const listed = (text) =>
  text
    .split(';')
    .filter((name) => name !== '')
    .map((name) => name.toLowerCase());

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV2Header(request) {
  const pairs = new Map();
  for (const part of request.header('authorization').slice('OSS2 '.length).split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0)
      throw invalidArgument('Authorization header is invalid.', { ec: '0002-00000103' });
    pairs.set(part.slice(0, colon).trim(), part.slice(colon + 1).trim());
  }
  for (const name of pairs.keys()) {
    if (!['AccessKeyId', 'AdditionalHeaders', 'Signature'].includes(name)) {
      throw invalidArgument('Unknown parameter in Authorization header.', { ec: '0002-00000104' });
    }
  }
  const missing = 'AccessKeyId or Signature is missing in Authorization header value.';
  if (!pairs.get('AccessKeyId')) throw invalidArgument(missing, { ec: '0002-00000102' });
  if (!pairs.get('Signature')) throw invalidArgument(missing, { ec: '0002-00000108' });
  const date = request.header('x-oss-date') ?? request.header('date');
  const signedAt = date === null ? null : parseHttpDate(date);
  if (signedAt === null) {
    const ec = date === null ? '0002-00000503' : '0002-00000505';
    throw accessDenied('OSS authentication requires a valid Date.', { ec });
  }
  return {
    scheme: 'oss-v2-header',
    accessKeyId: pairs.get('AccessKeyId'),
    signature: pairs.get('Signature'),
    token: request.header('x-oss-security-token'),
    isUrl: false,
    signedAt,
    build: v2Build(request, date, listed(pairs.get('AdditionalHeaders') ?? '')),
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV2Url(request) {
  const expires = request.queryValue('x-oss-expires');
  const signature = request.queryValue('x-oss-signature');
  const additional = listed(request.queryValue('x-oss-additional-headers') ?? '');
  if (!expires || !/^\d+$/.test(expires)) throw badArgument('0002-00000113');
  if (signature === null) throw badArgument('0002-00000117');
  if (signature === '') throw badArgument('0002-00000118');
  if (additional.some((name) => request.header(name) === null)) throw badArgument('0002-00000078');
  return {
    scheme: 'oss-v2-query',
    accessKeyId: request.queryValue('x-oss-access-key-id') ?? '',
    signature,
    token: request.queryValue('x-oss-security-token'),
    isUrl: true,
    signedAt: null,
    expiresAt: Number(expires) * 1000,
    build: v2Build(request, expires, additional),
  };
}
