/** Makes the callback: one POST as OSS sends it, and the verdict on what came back. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { percentDecode, toBytes } from '../../wire/binary_text.mjs';
import { httpDate } from '../dates.mjs';
import { parseXml } from '../xml.mjs';

const MAX_ANSWER_BYTES = 1024 * 1024;
const STATUS_NOT_200 = '0007-00000203';

/**
 * @typedef {object} CallbackSettings
 * @property {number} timeoutMs from connection to complete answer; OSS: 5000
 * @property {boolean} allowPrivate call loopback and private addresses
 * @property {string} publicKeyUrl what x-oss-pub-key-url says
 * @property {Record<string, string>} connectTo host:port of a callback URL to host:port to dial
 * @property {CallbackKey} key
 *
 * @typedef {{ok: true, body: Buffer, contentType: string} | {ok: false, message: string, ec?:
 *   string}} Outcome
 */

/** The key pair that signs callbacks. 512 bits, as the service's own (signatures of 64 bytes). */
export class CallbackKey {
  #privateKey;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
    this.#privateKey = privateKey;
    this.publicPem = publicKey.export({ type: 'spki', format: 'pem' });
  }

  /**
   * RSA with MD5 over decoded path, raw query and body.
   * @param {URL} url
   * @param {Buffer} body
   * @returns {string} base64
   */
  sign(url, body) {
    const text = Buffer.concat([toBytes(`${percentDecode(url.pathname)}${url.search}\n`), body]);
    return sign('md5', text, this.#privateKey).toString('base64');
  }
}

const failed = (message, ec) => ({ ok: false, message, ec });

/** Judges a complete answer. @returns {Outcome} */
function judge(response, body) {
  if (response.statusCode !== 200)
    return failed(`Error status : ${response.statusCode}.`, STATUS_NOT_200);
  const length = response.headers['content-length'];
  if (length === undefined) return failed('Error Status : 400.User server missing content-length.');
  if (Number(length) > MAX_ANSWER_BYTES) {
    return failed('Error Status : 400.User server return too long content-length value.');
  }
  const contentType = response.headers['content-type'] ?? '';
  const text = body.toString('utf8');
  const isXml = contentType.split(';')[0].trim() === 'application/xml';
  if (isXml ? parseXml(text) === null : !isJson(text)) {
    return failed('Response body is not valid json format.', '0007-00000205');
  }
  return { ok: true, body, contentType: isXml ? 'application/xml' : 'application/json' };
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function judgeError(error) {
  if (error.code === 'HPE_INVALID_CONTENT_LENGTH') {
    return failed('Error Status : 400.User server return invalid conent-length value.');
  }
  if (
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(error.code)
  ) {
    return failed(
      'Error status : -1.OSS can not connect to your callbackUrl, please check it.',
      STATUS_NOT_200,
    );
  }
  return failed('Error status : 502.', STATUS_NOT_200);
}

/**
 * @param {string} address URL
 * @param {{body: Buffer, headers: Record<string, string>, host: string | null, sni: boolean}}
 *   message
 * @param {CallbackSettings} settings
 * @returns {Promise<Outcome>}
 */
export function postCallback(address, message, settings) {
  const url = new URL(address);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const dialled =
    settings.connectTo[`${url.hostname}:${port}`] ??
    `${url.hostname.replace(/^\[|\]$/g, '')}:${port}`;
  const [, dialHost, dialPort] = /^(.*):(\d+)$/.exec(dialled);
  return new Promise((resolve) => {
    const started = Date.now();
    const request = (url.protocol === 'https:' ? https : http).request({
      host: dialHost,
      port: Number(dialPort),
      method: 'POST',
      path: url.pathname + url.search,
      agent: false,
      servername: message.sni ? url.hostname : '',
      rejectUnauthorized: false,
      headers: {
        Host: message.host ?? url.host,
        Connection: 'close',
        'Content-Length': message.body.length,
        ...message.headers,
        Authorization: settings.key.sign(url, message.body),
      },
    });
    const timer = setTimeout(() => {
      const cost = Math.max(Date.now() - started, settings.timeoutMs);
      const text = `Error status : -1 ${dialHost}:${dialPort} reply timeout, cost:${cost}ms, timeout:${settings.timeoutMs}ms (err -4, errno115)`;
      settle(failed(text, '0007-00000202'));
    }, settings.timeoutMs);
    const settle = (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    request.on('error', (error) => settle(judgeError(error)));
    request.on('response', (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => settle(judge(response, Buffer.concat(pieces))));
      response.on('error', (error) => settle(judgeError(error)));
    });
    request.end(message.body);
  });
}

/**
 * The headers of the callback but for Host, Connection, length and signature.
 * @param {{requestId: string, bucket: import('../store.mjs').Bucket, requester: string, now:
 *   number}} facts
 * @param {import('./parameters.mjs').Callback} callback
 * @param {Buffer} body
 * @param {CallbackSettings} settings
 */
export function callbackHeaders({ requestId, bucket, requester, now }, callback, body, settings) {
  return {
    'Content-Type': callback.bodyType,
    'Content-MD5': createHash('md5').update(body).digest('base64'),
    Date: httpDate(now),
    'User-Agent': 'aliyun-oss-callback',
    'x-oss-pub-key-url': Buffer.from(settings.publicKeyUrl).toString('base64'),
    'x-oss-bucket': bucket.name,
    'x-oss-owner': bucket.owner,
    'x-oss-request-id': requestId,
    'x-oss-requester': requester,
    'x-oss-signature-version': '1.0',
    'x-oss-tag': 'CALLBACK',
    ...callback.additionalHeaders,
  };
}
