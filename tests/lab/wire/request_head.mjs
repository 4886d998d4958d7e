/**
 * Strict parsing of a request head (RFC 9112). The lab refuses what a careful proxy would never
 * send.
 */
import { trimBlanks } from './binary_text.mjs';
import { WireError } from './byte_source.mjs';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e\x80-\xff]+) HTTP\/1\.([01])$/;

/**
 * @typedef {object} RequestHead
 * @property {Buffer} raw exactly the bytes that arrived, empty line included
 * @property {string} method
 * @property {string} target as on the wire
 * @property {number} minorVersion
 * @property {Array<[string, string]>} headers spelling and order as sent, values trimmed, binary
 *   text
 */

/** @param {Buffer} raw with its empty line @returns {RequestHead} */
export function parseRequestHead(raw) {
  const [requestLine, ...lines] = raw.toString('latin1', 0, raw.length - 4).split('\r\n');
  const match = REQUEST_LINE.exec(requestLine);
  if (!match) throw new WireError(`bad request line: ${JSON.stringify(requestLine)}`);
  const [, method, target, minor] = match;
  if (!target.startsWith('/') && !(method === 'OPTIONS' && target === '*')) {
    throw new WireError(`request target is not in origin form: ${target}`);
  }
  const headers = lines.map(parseHeaderLine);
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host');
  if (hosts.length !== 1 && !(minor === '0' && hosts.length === 0)) {
    throw new WireError(`${hosts.length} Host headers`);
  }
  return { raw, method, target, minorVersion: Number(minor), headers };
}

/** @param {string} line @returns {[string, string]} */
export function parseHeaderLine(line) {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!TOKEN.test(name)) throw new WireError(`bad header line: ${JSON.stringify(line)}`);
  const value = line.slice(colon + 1);
  if (/[\r\n\0]/.test(value)) throw new WireError(`control character in header ${name}`);
  return [name, trimBlanks(value)];
}

/**
 * @typedef {{kind: 'none'} | {kind: 'length', length: number} | {kind: 'chunked'}} Framing
 * @param {RequestHead} head
 * @returns {Framing}
 */
export function requestFraming(head) {
  const values = (wanted) =>
    head.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = values('content-length');
  const codings = values('transfer-encoding');
  if (codings.length > 0) {
    if (lengths.length > 0) throw new WireError('both Content-Length and Transfer-Encoding');
    if (codings.length !== 1 || codings[0].toLowerCase() !== 'chunked') {
      throw new WireError(`unknown transfer coding: ${codings.join(', ')}`);
    }
    return { kind: 'chunked' };
  }
  if (lengths.length === 0) return { kind: 'none' };
  if (lengths.length > 1 || !/^\d{1,15}$/.test(lengths[0])) {
    throw new WireError(`bad Content-Length: ${lengths.join(', ')}`);
  }
  return { kind: 'length', length: Number(lengths[0]) };
}
