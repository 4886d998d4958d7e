/** Signs as OSS documents signature V1, for clients that cannot sign: curl. */
import { createHmac } from 'node:crypto';
import { APP_KEY, hostOf, PHOTOS } from './keys.mjs';

const sha1 = (secret, text) => createHmac('sha1', secret).update(text).digest('base64');
const encodeKey = (key) => encodeURIComponent(key).replaceAll('%2F', '/');

/** `?a&b=c` of the sub-resources, which are signed too; '' without. @param {Record<string, string>} query */
function subResources(query) {
  const parts = Object.keys(query)
    .sort()
    .map((name) => (query[name] === '' ? name : `${name}=${query[name]}`));
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/**
 * @typedef {object} Call
 * @property {string} [method]
 * @property {string} [bucket]
 * @property {string} [object]
 * @property {Record<string, string>} [subResources] query parameters that are signed
 * @property {string} [contentType]
 * @property {Record<string, string>} [ossHeaders] in lower case
 * @property {{id: string, secret: string, token?: string}} [key]
 * @property {number} [expires] of a URL, seconds since 1970; an hour from now without it
 */

/** @param {Call} call @returns {{url: string, headers: Record<string, string>}} */
export function signHeaders(call) {
  const { method = 'GET', bucket = PHOTOS, object = '', key = APP_KEY, contentType = '' } = call;
  const ossHeaders = { ...call.ossHeaders };
  if (key.token) ossHeaders['x-oss-security-token'] = key.token;
  const date = new Date().toUTCString();
  const canonicalHeaders = Object.keys(ossHeaders)
    .sort()
    .map((name) => `${name}:${ossHeaders[name]}\n`);
  const query = subResources(call.subResources ?? {});
  const resource = `${canonicalHeaders.join('')}/${bucket}/${object}${query}`;
  const signature = sha1(key.secret, [method, '', contentType, date, resource].join('\n'));
  return {
    url: `http://${hostOf(bucket)}/${encodeKey(object)}${query}`,
    headers: {
      ...ossHeaders,
      ...(contentType && { 'Content-Type': contentType }),
      Date: date,
      Authorization: `OSS ${key.id}:${signature}`,
    },
  };
}

/** @param {Call} call @returns {string} a URL that is good for an hour */
export function signUrl(call) {
  const { method = 'GET', bucket = PHOTOS, object = '', key = APP_KEY, contentType = '' } = call;
  const { expires = Math.floor(Date.now() / 1000) + 3600 } = call;
  const signed = { ...call.subResources, ...(key.token && { 'security-token': key.token }) };
  const resource = `/${bucket}/${object}${subResources(signed)}`;
  const signature = sha1(key.secret, [method, '', contentType, expires, resource].join('\n'));
  const query = new URLSearchParams({
    ...signed,
    OSSAccessKeyId: key.id,
    Expires: String(expires),
    Signature: signature,
  });
  return `http://${hostOf(bucket)}/${encodeKey(object)}?${query}`;
}
