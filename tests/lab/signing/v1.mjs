/** V1: `Authorization: OSS id:signature` and its URL form. */
import { accessDenied, invalidArgument, OssError } from '../oss/oss_error.mjs';
import { parseHttpDate } from '../oss/dates.mjs';
import {
  ACCESS_KEY_ID,
  canonicalHeaders,
  compareBytes,
  headerLines,
  hmac,
  LEGACY_KEY_CHARACTERS,
} from './claim.mjs';
import { isV1Subresource } from './subresources.mjs';

const ITEM_MISSING = 'AccessKeyId or Signature is missing in Authorization header value.';
const NOT_SIGNED = new Set(['Signature', 'Expires', 'OSSAccessKeyId']);

/**
 * @param {import('../oss/place.mjs').Place} place
 * @param {Array<{name: string, value: string | null}>} query
 */
export function v1Resource(place, query, extra = []) {
  const path = place.bucket === null ? '/' : `/${place.bucket}/${place.key}`;
  const signed = new Map();
  for (const { name, value } of query) {
    if (NOT_SIGNED.has(name) || signed.has(name)) continue;
    if (isV1Subresource(name) || extra.includes(name)) signed.set(name, value);
  }
  if (signed.size === 0) return path;
  const pairs = [...signed].sort(([a], [b]) => compareBytes(a, b));
  return `${path}?${pairs.map(([name, value]) => (value ? `${name}=${value}` : name)).join('&')}`;
}

/** @param {import('../wire/lab_request.mjs').LabRequest} request @param {string} dateLine */
function v1Build(request, dateLine) {
  return (place, secret, { extraSubresources } = {}) => {
    const stringToSign = [
      request.method,
      request.header('content-md5') ?? '',
      request.header('content-type') ?? '',
      dateLine,
      headerLines(canonicalHeaders(request, (name) => name.startsWith('x-oss-'))) +
        v1Resource(place, request.query, extraSubresources),
    ].join('\n');
    return { stringToSign, signature: hmac('sha1', secret, stringToSign).toString('base64') };
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV1Header(request) {
  const value = request.header('authorization').slice('OSS '.length).trim();
  const colon = value.indexOf(':');
  if (colon < 0) {
    const text = 'Authorization header is invalid, bad num of Items in Authorization header.';
    throw invalidArgument(text, { ec: '0002-00000062' });
  }
  const accessKeyId = value.slice(0, colon);
  if (accessKeyId === '') throw invalidArgument(ITEM_MISSING, { ec: '0002-00000063' });
  if (colon === value.length - 1) throw invalidArgument(ITEM_MISSING, { ec: '0002-00000065' });
  if (!ACCESS_KEY_ID.test(accessKeyId)) {
    throw new OssError(403, 'InvalidAccessKeyId', LEGACY_KEY_CHARACTERS, { ec: '0002-00000064' });
  }
  const date = request.header('x-oss-date') ?? request.header('date');
  if (date === null)
    throw accessDenied('OSS authentication requires a valid Date.', { ec: '0002-00000503' });
  const signedAt = parseHttpDate(date);
  if (signedAt === null)
    throw accessDenied('OSS authentication requires a valid Date.', { ec: '0002-00000505' });
  return {
    scheme: 'oss-v1-header',
    accessKeyId,
    signature: value.slice(colon + 1),
    token: request.header('x-oss-security-token'),
    isUrl: false,
    signedAt,
    mismatchEc: '0002-00000040',
    build: v1Build(request, date),
  };
}

const incomplete = (ec) =>
  accessDenied(
    'Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters.',
    { ec },
  );

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readV1Url(request) {
  const expires = request.queryValue('Expires');
  const accessKeyId = request.queryValue('OSSAccessKeyId');
  const signature = request.queryValue('Signature');
  if (expires === null) throw incomplete('0002-00000067');
  if (expires === '') throw incomplete('0002-00000068');
  if (!/^\d+$/.test(expires)) {
    throw accessDenied('Invalid date (should be seconds since epoch).', { ec: '0002-00000070' });
  }
  if (accessKeyId === null) throw incomplete('0002-00000071');
  if (!ACCESS_KEY_ID.test(accessKeyId)) {
    throw new OssError(403, 'InvalidAccessKeyId', LEGACY_KEY_CHARACTERS, { ec: '0002-00000073' });
  }
  if (!signature) throw incomplete('0002-00000074');
  return {
    scheme: 'oss-v1-query',
    accessKeyId,
    signature,
    token: request.queryValue('security-token'),
    isUrl: true,
    signedAt: null,
    expiresAt: Number(expires) * 1000,
    mismatchEc: '0002-00000040',
    build: v1Build(request, expires),
  };
}
