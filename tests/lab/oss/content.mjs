/** The bytes of objects: held in memory up to a limit, beyond it only described. */
import { createHash } from 'node:crypto';
import { combineCrc64, Crc64 } from './crc64.mjs';
import { matchesPattern, patternCrc64, patternPieces } from './pattern.mjs';

/**
 * @typedef {object} Content
 * @property {number} size bytes
 * @property {bigint | null} crc CRC-64 of the whole, null when it was never computed
 * @property {string | null} md5 base64, null when it was never computed
 * @property {boolean} isStored false when the bytes were too many to keep; a read then gives the
 *   pattern instead
 * @property {(start: number, end: number) => Iterable<Buffer>} pieces
 */

/** @param {Buffer[]} buffers @returns {(start: number, end: number) => Generator<Buffer>} */
function memoryPieces(buffers) {
  return function* pieces(start, end) {
    let at = 0;
    for (const buffer of buffers) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, buffer.length);
      if (from < to) yield buffer.subarray(from, to);
      at += buffer.length;
      if (at >= end) return;
    }
  };
}

/** @param {number} size @returns {Content} */
export function patternContent(size) {
  return { size, crc: patternCrc64(size), md5: null, isStored: true, pieces: patternPieces };
}

/** @param {Buffer} buffer @returns {Content} */
export function bufferContent(buffer) {
  const builder = new ContentBuilder(Infinity);
  builder.add(buffer);
  return builder.finish();
}

/** Takes a body piece by piece. */
export class ContentBuilder {
  #limit;
  #withDigests;
  #buffers = [];
  #isPattern = true;
  #crc = new Crc64();
  #md5 = createHash('md5');
  size = 0;

  /**
   * @param {number} limit bytes kept in memory
   * @param {{digests?: boolean}} [options] without digests CRC and MD5 are left out
   */
  constructor(limit, { digests = true } = {}) {
    this.#limit = limit;
    this.#withDigests = digests;
  }

  /** @param {Buffer} piece */
  add(piece) {
    if (this.#withDigests) {
      this.#crc.update(piece);
      this.#md5.update(piece);
      this.#isPattern &&= matchesPattern(this.size, piece);
    }
    this.size += piece.length;
    if (this.size <= this.#limit) this.#buffers?.push(piece);
    else this.#buffers = null;
  }

  /** @returns {Content} */
  finish() {
    const isPattern = this.#isPattern && this.#withDigests;
    return {
      size: this.size,
      crc: this.#withDigests ? this.#crc.value() : null,
      md5: this.#withDigests ? this.#md5.digest('base64') : null,
      isStored: this.#buffers !== null || isPattern,
      pieces:
        this.#buffers !== null && !(isPattern && this.size > 0)
          ? memoryPieces(this.#buffers)
          : patternPieces,
    };
  }
}

/** @param {Content[]} contents @returns {Content} one after the other (multipart, append) */
export function joinContents(contents) {
  const size = contents.reduce((sum, content) => sum + content.size, 0);
  const isKnown = contents.every((content) => content.crc !== null);
  const crc = isKnown
    ? contents.reduce((sum, content) => combineCrc64(sum, content.crc, content.size), 0n)
    : null;
  function* pieces(start, end) {
    let at = 0;
    for (const content of contents) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, content.size);
      if (from < to) yield* content.pieces(from, to);
      at += content.size;
    }
  }
  return { size, crc, md5: null, isStored: contents.every((content) => content.isStored), pieces };
}

/**
 * The header that carries the CRC, none when it is unknown.
 * @param {Content} content
 * @returns {Array<[string, string]>}
 */
export const crcHeaders = ({ crc }) =>
  crc === null ? [] : [['x-oss-hash-crc64ecma', String(crc)]];

/** @param {Content} content @returns {Buffer} */
export const contentBuffer = (content) => Buffer.concat([...content.pieces(0, content.size)]);
