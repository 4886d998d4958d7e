/** A small client for the lab's own tests: signs by itself, and can send bytes of any shape. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

export const KEY = { id: 'exampleAccessKeyId', secret: 'fake-secret-not-real' };
export const HOST = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';

/**
 * One HTTP call, unsigned as given.
 * @param {number} port
 * @param {{method?: string, host?: string, path?: string, headers?: Record<string, string>, body?:
 *   Buffer | string,
 *   agent?: http.Agent}} request
 */
export async function call(
  port,
  { method = 'GET', host = HOST, path = '/', headers = {}, body = '', agent },
) {
  const request = http.request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { Host: host, ...headers },
    agent,
  });
  request.end(body);
  const [response] = await once(request, 'response');
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const text = bytes.toString('utf8');
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    text,
    /** Text of an element of the answer. @param {string} name */
    element: (name) => new RegExp(`<${name}>([^]*?)</${name}>`).exec(text)?.[1],
  };
}

/**
 * One call with a V1 signature in the header.
 * @param {number} port
 * @param {{method?: string, bucket?: string, key?: string, query?: string, host?: string, headers?:
 *   Record<string, string>,
 *   body?: Buffer | string, credential?: {id: string, secret: string, token?: string}, date?:
 *   number, signed?: string}} request
 *   key: as on the wire; query: raw, only signed keys that need no decoding; signed: the resource
 *   to sign instead
 */
export function signedCall(port, request) {
  const {
    method = 'GET',
    bucket = 'examplebucket',
    key = '',
    query = '',
    body = '',
    credential = KEY,
    date = Date.now(),
    agent,
  } = request;
  const headers = { 'x-oss-date': new Date(date).toUTCString(), ...request.headers };
  if (credential.token) headers['x-oss-security-token'] = credential.token;
  const oss = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const lookup = (wanted) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
  const signedQuery = query
    .split('&')
    .filter((part) => SIGNED.test(part))
    .sort()
    .map((part) => part.replace(/=$/, ''));
  const resource =
    request.signed ??
    (bucket ? `/${bucket}/${decodeURIComponent(key)}` : '/') +
      (signedQuery.length > 0 ? `?${signedQuery.join('&')}` : '');
  const text = [
    method,
    lookup('content-md5'),
    lookup('content-type'),
    headers['x-oss-date'],
    oss + resource,
  ].join('\n');
  const signature = createHmac('sha1', credential.secret).update(text).digest('base64');
  const host =
    request.host ??
    (bucket ? `${bucket}.oss-cn-hangzhou.aliyuncs.com` : 'oss-cn-hangzhou.aliyuncs.com');
  return call(port, {
    method,
    host,
    path: `/${key}${query ? `?${query}` : ''}`,
    headers: { ...headers, Authorization: `OSS ${credential.id}:${signature}` },
    body,
    agent,
  });
}

const SIGNED =
  /^(acl|append|position|uploads|uploadId|partNumber|delete|tagging|location|bucketInfo|stat|cors|lifecycle|symlink|callback|objectMeta|continuation-token|response-[a-z-]+)(=|$)/;

/**
 * Sends bytes and collects everything until the other side closes.
 * @returns {Promise<{text: string, wasReset: boolean}>}
 */
export async function rawCall(port, ...writes) {
  const socket = net.connect(port, '127.0.0.1');
  const pieces = [];
  let wasReset = false;
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', (error) => (wasReset = error.code === 'ECONNRESET'));
  for (const bytes of writes) socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return { text: Buffer.concat(pieces).toString('latin1'), wasReset };
}
