/**
 * The callback parameters of an upload: decoding and every check that OSS makes before it takes the
 * upload.
 */
import { isIP } from 'node:net';
import { lookup } from 'node:dns/promises';
import { toText } from '../../wire/binary_text.mjs';
import { invalidArgument } from '../oss_error.mjs';

const MAX_BYTES = 5 * 1024;
const MAX_URLS = 5;
const BODY_TYPES = new Set(['application/x-www-form-urlencoded', 'application/json']);

/**
 * @typedef {object} Callback
 * @property {string[]} urls with scheme
 * @property {string | null} host value of Host in the callback
 * @property {string} body template
 * @property {string} bodyType
 * @property {boolean} sni
 * @property {Record<string, string>} additionalHeaders
 * @property {Map<string, string>} variables custom ones, `x:` included
 */

const failure = (argument, value, message, ec) =>
  invalidArgument(message, {
    ec,
    elements: [
      ['ArgumentName', argument],
      ['ArgumentValue', value],
    ],
  });

/** Decodes one parameter to its JSON value. */
function decodeJson(raw, argument, ecs) {
  if (raw.length > MAX_BYTES) {
    const what = argument === 'callback' ? 'callback' : 'callback var';
    throw failure(argument, toText(raw), `The length of ${what} exceed max value.`, ecs.length);
  }
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(raw)) {
    throw failure(
      argument,
      toText(raw),
      'The callback configuration is not base64 encoded.',
      ecs.base64,
    );
  }
  const text = Buffer.from(raw, 'base64').toString('utf8');
  const bad = (message, ec) => failure(argument, text, message, ec);
  try {
    const value = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { value, bad };
  } catch {
    // Falls through to the refusal.
  }
  throw bad('The callback configuration is not json format.', ecs.json);
}

function checkUrls(text, bad) {
  if (typeof text !== 'string')
    throw bad('The callback url configuration is invalid.', '0007-00000004');
  const urls = text.split(';').filter((url) => url.trim() !== '');
  if (urls.length > MAX_URLS)
    throw bad('The number of callback url exceed max value.', '0007-00000005');
  return urls.map((url) => {
    const full = /^https?:\/\//i.test(url.trim()) ? url.trim() : `http://${url.trim()}`;
    if (!canParse(full)) throw bad('The callback url configuration is invalid.', '0007-00000004');
    return full;
  });
}

/** URL.canParse is not in every Node 18. */
function canParse(text) {
  try {
    return new URL(text) !== null;
  } catch {
    return false;
  }
}

function checkBody(value, bodyType, bad) {
  const { callbackBody } = value;
  if (callbackBody === undefined || callbackBody === '')
    throw bad('The callback body is empty.', '0007-00000011');
  // A dollar sign begins a variable; `$(name)` is the usual slip.
  if (typeof callbackBody !== 'string' || /\$(?!\{[^{}]*\})/.test(callbackBody)) {
    throw bad('The callback body is invalid.');
  }
  if (bodyType !== 'application/json') return;
  try {
    JSON.parse(callbackBody.replace(/\$\{[^{}]*\}/g, '0'));
  } catch {
    throw bad('The callback configuration is not json format.', '0007-00000003');
  }
}

function checkBodyType(type, bad) {
  if (type === undefined || type === '') return 'application/x-www-form-urlencoded';
  if (typeof type !== 'string')
    throw bad('The callback body type configuration is invalid.', '0007-00000012');
  if (!BODY_TYPES.has(type)) throw bad('The body type of callback is not supported.');
  return type;
}

function checkAdditionalHeaders(headers, bad) {
  if (headers === undefined) return {};
  const isMap = headers !== null && typeof headers === 'object' && !Array.isArray(headers);
  if (!isMap || Object.keys(headers).some((name) => name.toLowerCase().startsWith('x-oss-'))) {
    throw bad('Invalid Argument. Parameter is invalid.', '0007-00000026');
  }
  return headers;
}

/** @param {string | null} raw callback-var as sent @returns {Map<string, string>} */
function readVariables(raw) {
  if (!raw) return new Map();
  const ecs = { length: '0007-00000101', base64: '0007-00000102', json: '0007-00000103' };
  const { value, bad } = decodeJson(raw, 'callback-var', ecs);
  const entries = Object.entries(value);
  if (entries.some(([name, item]) => !name.startsWith('x:') || typeof item !== 'string')) {
    throw bad('The callback var is not expecten json.');
  }
  return new Map(entries);
}

/**
 * @param {string} raw the callback parameter as sent, base64
 * @param {string | null} rawVariables
 * @returns {Callback | null} null when it names no URL, which means no callback
 */
export function parseCallback(raw, rawVariables) {
  const ecs = { length: '0007-00000001', base64: '0007-00000002', json: '0007-00000003' };
  const { value, bad } = decodeJson(raw, 'callback', ecs);
  const urls = checkUrls(value.callbackUrl, bad);
  if (value.callbackHost !== undefined && typeof value.callbackHost !== 'string') {
    throw bad('The callback host configuration is invalid.', '0007-00000009');
  }
  const bodyType = checkBodyType(value.callbackBodyType, bad);
  checkBody(value, bodyType, bad);
  if (value.callbackSNI !== undefined && typeof value.callbackSNI !== 'boolean')
    throw bad('The callback sni is invalid');
  const additionalHeaders = checkAdditionalHeaders(value.additionalHeaders, bad);
  const variables = readVariables(rawVariables);
  if (urls.length === 0) return null;
  return {
    urls,
    host: value.callbackHost || null,
    body: value.callbackBody,
    bodyType,
    sni: value.callbackSNI === true,
    additionalHeaders,
    variables,
  };
}

const PRIVATE_V4 =
  /^(?:10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

/** OSS refuses callbacks into private networks. @param {Callback} callback */
export async function refusePrivateAddresses(callback) {
  for (const url of callback.urls) {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    let address = host;
    if (isIP(host) === 0) {
      try {
        ({ address } = await lookup(host, { family: 4 }));
      } catch {
        throw failure('callback', url, 'Can not get ip by this host.');
      }
    }
    if (isIP(address) === 6 || PRIVATE_V4.test(address)) {
      throw failure('callback', url, 'Private address is forbidden to callback.', '0007-00000008');
    }
  }
}
