/**
 * What a request claims about its signature, the same shape for every scheme; and small helpers the
 * schemes share.
 */
import { createHmac } from 'node:crypto';
import { accessDenied } from '../oss/oss_error.mjs';
import { isoDate } from '../oss/dates.mjs';
import { toBytes, trimBlanks } from '../wire/binary_text.mjs';

/**
 * @typedef {object} Built what the server computes
 * @property {string} stringToSign binary text
 * @property {string} [canonicalRequest] V4 only, binary text
 * @property {string} signature
 *
 * @typedef {object} Scope
 * @property {string} date
 * @property {string} region
 * @property {string} product
 *
 * @typedef {object} Claim
 * @property {string} scheme
 * @property {string} accessKeyId
 * @property {string} signature as sent, after URL decoding
 * @property {string | null} token
 * @property {boolean} isUrl signature in the query
 * @property {number | null} signedAt ms; checked against the clock for header signatures
 * @property {number | null} [expiresAt] ms, URL signatures
 * @property {Scope} [scope] V4
 * @property {string} [payloadHash] S3 V4: what x-amz-content-sha256 promises
 * @property {string} [mismatchEc]
 * @property {boolean} [isS3]
 * @property {(place: import('../oss/place.mjs').Place, secret: string, options?:
 *   {extraSubresources?: string[]}) => Built} build
 */

/** Key ids have letters, digits and a few marks; anything else has its own error. */
export const ACCESS_KEY_ID = /^[0-9A-Za-z._=-]+$/;

export const LEGACY_KEY_CHARACTERS =
  'The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and ' +
  'several special characters[._=]';

/**
 * @param {string} algorithm
 * @param {string | Buffer} key
 * @param {string} binary
 * @returns {Buffer}
 */
export const hmac = (algorithm, key, binary) =>
  createHmac(algorithm, key).update(toBytes(binary)).digest();

/**
 * Lower-case names with trimmed values; repeated lines are joined by a comma.
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @param {(name: string) => boolean} wanted gets the lower-case name
 * @returns {Array<[string, string]>} sorted by name
 */
export function canonicalHeaders(request, wanted) {
  const values = new Map();
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase();
    if (!wanted(lower)) continue;
    const trimmed = trimBlanks(value);
    values.set(lower, values.has(lower) ? `${values.get(lower)},${trimmed}` : trimmed);
  }
  return [...values].sort(([a], [b]) => compareBytes(a, b));
}

/** @param {string} a @param {string} b binary text */
export const compareBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param {Array<[string, string]>} headers
 * @returns {string} `name:value` lines, each ended by LF
 */
export const headerLines = (headers) =>
  headers.map(([name, value]) => `${name}:${value}\n`).join('');

/** @param {number} expiresAt ms @param {number} now ms @param {string} ec */
export const requestExpired = (expiresAt, now, ec) =>
  accessDenied('Request has expired.', {
    ec,
    elements: [
      ['Expires', isoDate(expiresAt)],
      ['ServerTime', isoDate(now)],
    ],
  });
