/**
 * A repeatable byte pattern: what large generated objects consist of, so that they need no memory.
 */
import { combineCrc64, crc64 } from './crc64.mjs';

const BLOCK_BYTES = 1024 * 1024;
const BLOCK = makeBlock();

function makeBlock() {
  const block = Buffer.alloc(BLOCK_BYTES);
  let state = 0x9e3779b9;
  for (let i = 0; i < BLOCK_BYTES; i += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block.writeInt32LE(state | 0, i);
  }
  return block;
}

/**
 * Pieces of the pattern, without copying.
 * @param {number} start offset in bytes @param {number} end exclusive
 * @param {number} [step] largest piece, bytes
 * @returns {Generator<Buffer>}
 */
export function* patternPieces(start, end, step = 256 * 1024) {
  for (let at = start; at < end;) {
    const within = at % BLOCK_BYTES;
    const length = Math.min(step, BLOCK_BYTES - within, end - at);
    yield BLOCK.subarray(within, within + length);
    at += length;
  }
}

/**
 * @param {number} offset
 * @param {Buffer} data
 * @returns {boolean} whether the data is the pattern at that offset
 */
export function matchesPattern(offset, data) {
  let at = 0;
  for (const piece of patternPieces(offset, offset + data.length)) {
    if (data.compare(piece, 0, piece.length, at, at + piece.length) !== 0) return false;
    at += piece.length;
  }
  return true;
}

/** @param {number} size bytes @returns {bigint} CRC-64 of the first size bytes of the pattern */
export function patternCrc64(size) {
  let crc = crc64(BLOCK.subarray(0, size % BLOCK_BYTES));
  let tail = size % BLOCK_BYTES;
  let power = crc64(BLOCK);
  for (
    let blocks = Math.floor(size / BLOCK_BYTES), length = BLOCK_BYTES;
    blocks > 0;
    blocks = Math.floor(blocks / 2)
  ) {
    if (blocks % 2 === 1) {
      crc = combineCrc64(power, crc, tail);
      tail += length;
    }
    power = combineCrc64(power, power, length);
    length *= 2;
  }
  return crc;
}
