/**
 * Turns a response into bytes: the usual way, or in one of the odd framings of a misbehaviour plan.
 */
import { STATUS_CODES } from 'node:http';
import { toBytes } from './binary_text.mjs';

/**
 * @typedef {object} LabResponse
 * @property {number} status
 * @property {Array<[string, string]>} headers binary text
 * @property {{size: number, pieces: () => Iterable<Buffer>} | null} [content]
 * @property {boolean} [close] close the connection afterwards
 * @property {boolean} [chunked] send chunked instead of with a length
 */

/** Head and body up to this size leave in one system call. */
const ONE_WRITE_BYTES = 16 * 1024;

const isPlain = (plan) => !plan.delayInHeadMs && !plan.delayInBodyMs;

const CRLF = Buffer.from('\r\n');

/** @param {string} text @returns {{size: number, pieces: () => Iterable<Buffer>}} */
export function textContent(text) {
  const buffer = Buffer.from(text, 'utf8');
  return { size: buffer.length, pieces: () => [buffer] };
}

/**
 * @param {import('./response_sink.mjs').ResponseSink} sink
 * @param {LabResponse} response
 * @param {{isHead: boolean, keepAlive: boolean, plan: import('../misbehaviour.mjs').Plan}} options
 * @returns {Promise<boolean>} whether the connection may be used again
 */
export async function writeResponse(sink, response, { isHead, keepAlive, plan }) {
  const framing = plan.framing ?? (response.chunked ? 'chunked' : 'length');
  const endsByClose = framing === 'until-close' || framing === 'http10' || framing === 'truncated';
  const persistent = keepAlive && !endsByClose && !response.close;
  await sink.pause(plan.delayBeforeHeadMs);
  if (framing === 'interim') await sink.write(interimHeads());
  const head = renderHead(response, { framing, persistent, isHead });
  const { content } = response;
  if (
    framing === 'length' &&
    !isHead &&
    content &&
    isPlain(plan) &&
    content.size <= ONE_WRITE_BYTES
  ) {
    await sink.write(Buffer.concat([head, ...content.pieces()]));
    return persistent;
  }
  if (plan.delayInHeadMs) {
    await sink.write(head.subarray(0, 12));
    await sink.pause(plan.delayInHeadMs);
    await sink.write(head.subarray(12));
  } else {
    await sink.write(head);
  }
  if (!isHead && content) await writeBody(sink, content, framing, plan);
  return persistent;
}

function interimHeads() {
  return toBytes(
    'HTTP/1.1 102 Processing\r\n\r\n' +
      'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nX-Lab-Interim: yes\r\n\r\n',
  );
}

function renderHead(response, { framing, persistent, isHead }) {
  const version = framing === 'http10' ? '1.0' : '1.1';
  const lines = [
    `HTTP/${version} ${response.status} ${STATUS_CODES[response.status] ?? 'Unknown'}`,
  ];
  for (const [name, value] of response.headers) lines.push(`${name}: ${value}`);
  lines.push(...framingHeaders(response, framing, isHead));
  lines.push(`Connection: ${persistent ? 'keep-alive' : 'close'}`);
  if (framing === 'duplicate-headers') {
    lines.push(
      'X-Lab-Twice: one',
      'X-Lab-Twice: two',
      'x-lab-twice: ',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
    );
  }
  const lineEnd = framing === 'bare-lf' ? '\n' : '\r\n';
  return toBytes(lines.join(lineEnd) + lineEnd + lineEnd);
}

function framingHeaders(response, framing, isHead) {
  if (response.status === 204 || response.status === 304) return [];
  const size = response.content?.size ?? 0;
  switch (framing) {
    case 'chunked':
    case 'invalid-chunk-size':
      return isHead ? [] : ['Transfer-Encoding: chunked'];
    case 'chunked-extensions':
      return isHead ? [] : ['Transfer-Encoding: chunked', 'Trailer: X-Lab-Trailer'];
    case 'until-close':
    case 'http10':
      return [];
    case 'truncated':
      return [`Content-Length: ${size + 1000}`];
    default:
      return isHead && !response.content ? [] : [`Content-Length: ${size}`];
  }
}

async function writeBody(sink, content, framing, plan) {
  const isChunked =
    framing === 'chunked' || framing === 'chunked-extensions' || framing === 'invalid-chunk-size';
  let pauseAt = plan.delayInBodyMs
    ? (plan.delayAfterBodyBytes ?? Math.floor(content.size / 2))
    : Infinity;
  let sent = 0;
  for (const piece of content.pieces()) {
    for (const part of splitAt(piece, pauseAt - sent)) {
      if (sent >= pauseAt) {
        await sink.pause(plan.delayInBodyMs);
        pauseAt = Infinity;
      }
      await sink.write(isChunked ? asChunk(part, framing, sent) : part);
      sent += part.length;
    }
  }
  if (isChunked) await sink.write(lastChunk(framing));
}

function splitAt(piece, offset) {
  if (offset <= 0 || offset >= piece.length) return [piece];
  return [piece.subarray(0, offset), piece.subarray(offset)];
}

function asChunk(part, framing, sent) {
  if (part.length === 0) return part;
  let size = part.length.toString(16);
  if (framing === 'invalid-chunk-size' && sent === 0) size = 'zz';
  if (framing === 'chunked-extensions')
    size = size.toUpperCase().padStart(8, '0') + ';lab="a;b";n=1';
  return Buffer.concat([toBytes(size), CRLF, part, CRLF]);
}

function lastChunk(framing) {
  if (framing === 'chunked-extensions')
    return toBytes('0;last\r\nX-Lab-Trailer: at the end\r\n\r\n');
  return toBytes('0\r\n\r\n');
}
