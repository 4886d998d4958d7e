/**
 * CRC-64/XZ (ECMA-182, reflected), which OSS calls x-oss-hash-crc64ecma. Eight bytes a step on
 * 32-bit halves: BigInt is too slow.
 */

const POLY = 0xc96c5795d7870f42n;
const MASK = 0xffffffffffffffffn;
const LO = new Int32Array(8 * 256);
const HI = new Int32Array(8 * 256);

for (let n = 0; n < 256; n++) {
  let crc = BigInt(n);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ POLY : crc >> 1n;
  for (let slice = 0; slice < 8; slice++) {
    LO[slice * 256 + n] = Number(crc & 0xffffffffn) | 0;
    HI[slice * 256 + n] = Number(crc >> 32n) | 0;
    let next = crc;
    for (let bit = 0; bit < 8; bit++) next = next & 1n ? (next >> 1n) ^ POLY : next >> 1n;
    crc = next;
  }
}

/** A running CRC. */
export class Crc64 {
  #lo = -1;
  #hi = -1;

  /** @param {Uint8Array} data */
  update(data) {
    let lo = this.#lo;
    let hi = this.#hi;
    const whole = data.length - (data.length % 8);
    let i = 0;
    for (; i < whole; i += 8) {
      lo ^= data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24);
      hi ^= data[i + 4] | (data[i + 5] << 8) | (data[i + 6] << 16) | (data[i + 7] << 24);
      const a = 1792 + (lo & 255),
        b = 1536 + ((lo >>> 8) & 255),
        c = 1280 + ((lo >>> 16) & 255),
        d = 1024 + (lo >>> 24);
      const e = 768 + (hi & 255),
        f = 512 + ((hi >>> 8) & 255),
        g = 256 + ((hi >>> 16) & 255),
        h = hi >>> 24;
      lo = LO[a] ^ LO[b] ^ LO[c] ^ LO[d] ^ LO[e] ^ LO[f] ^ LO[g] ^ LO[h];
      hi = HI[a] ^ HI[b] ^ HI[c] ^ HI[d] ^ HI[e] ^ HI[f] ^ HI[g] ^ HI[h];
    }
    for (; i < data.length; i++) {
      const index = (lo ^ data[i]) & 255;
      lo = LO[index] ^ ((lo >>> 8) | (hi << 24));
      hi = HI[index] ^ (hi >>> 8);
    }
    this.#lo = lo;
    this.#hi = hi;
    return this;
  }

  /** @returns {bigint} unsigned */
  value() {
    return ((BigInt(~this.#hi >>> 0) << 32n) | BigInt(~this.#lo >>> 0)) & MASK;
  }
}

/** @param {Uint8Array} data @returns {bigint} */
export const crc64 = (data) => new Crc64().update(data).value();

/** Applies a GF(2) matrix of 64 columns. */
function times(matrix, vector) {
  let sum = 0n;
  for (let i = 0; vector !== 0n; i++, vector >>= 1n) {
    if (vector & 1n) sum ^= matrix[i];
  }
  return sum;
}

/**
 * CRC of a concatenation, after zlib's crc32_combine.
 * @param {bigint} first @param {bigint} second @param {number} secondLength bytes
 * @returns {bigint}
 */
export function combineCrc64(first, second, secondLength) {
  let matrix = [POLY, ...Array.from({ length: 63 }, (_, i) => 1n << BigInt(i))];
  const square = () => (matrix = matrix.map((column) => times(matrix, column)));
  square();
  square();
  square();
  let crc = first;
  for (let length = BigInt(secondLength); length > 0n; length >>= 1n, square()) {
    if (length & 1n) crc = times(matrix, crc);
  }
  return crc ^ second;
}
