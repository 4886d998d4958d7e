/** The body of one request, pulled piece by piece; nothing is collected here. */
import { PeerGone, WireError } from './byte_source.mjs';
import { parseHeaderLine } from './request_head.mjs';

const MAX_LINE_BYTES = 8 * 1024;

export class RequestBody {
  #source;
  #framing;
  #remaining;
  #done;
  #onFirstRead;

  /** Bytes handed out so far. */
  bytes = 0;
  /** Trailer lines of a chunked body. @type {Array<[string, string]>} */
  trailers = [];
  /** Sizes of the chunks as framed on the wire (the first hundred). @type {number[]} */
  chunkSizes = [];
  /** The client waits for 100 Continue, which the first read sends. */
  expectsContinue = false;
  /** Sees every piece. @type {((piece: Buffer) => void) | null} */
  onPiece = null;

  /**
   * @param {import('./byte_source.mjs').ByteSource} source
   * @param {import('./request_head.mjs').Framing} framing
   * @param {() => void} onFirstRead called before the first read, the moment to send 100 Continue
   */
  constructor(source, framing, onFirstRead) {
    this.#source = source;
    this.#framing = framing;
    this.#remaining = framing.kind === 'length' ? framing.length : 0;
    this.#done = framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0);
    this.#onFirstRead = onFirstRead;
  }

  /** True once the whole body has been read (at once for an empty one). */
  get isComplete() {
    return this.#done;
  }

  /** True while not a single byte has been asked for. */
  get isUntouched() {
    return this.#onFirstRead !== null;
  }

  /** Announced length, null for chunked. */
  get announcedBytes() {
    if (this.#framing.kind === 'chunked') return null;
    return this.#framing.kind === 'length' ? this.#framing.length : 0;
  }

  /** @returns {Promise<Buffer | null>} null at the end of the body */
  async next() {
    if (this.#done) return null;
    if (this.#onFirstRead) {
      this.#onFirstRead();
      this.#onFirstRead = null;
    }
    if (this.#framing.kind === 'chunked' && this.#remaining === 0) {
      await this.#openChunk();
      if (this.#done) return null;
    }
    return this.#take();
  }

  async #take() {
    let piece = await this.#source.read();
    if (piece === null) throw new PeerGone('the connection ended inside a body');
    if (piece.length > this.#remaining) {
      this.#source.unread(piece.subarray(this.#remaining));
      piece = piece.subarray(0, this.#remaining);
    }
    this.#remaining -= piece.length;
    this.bytes += piece.length;
    this.onPiece?.(piece);
    if (this.#remaining === 0) await this.#closePiece();
    return piece;
  }

  async #closePiece() {
    if (this.#framing.kind === 'length') {
      this.#done = true;
    } else if ((await this.#source.readLine(MAX_LINE_BYTES)) !== '') {
      throw new WireError('chunk is longer than its size line says');
    }
  }

  async #openChunk() {
    const line = await this.#source.readLine(MAX_LINE_BYTES);
    const match = /^([0-9A-Fa-f]{1,12})(?:[ \t]*;.*)?$/.exec(line);
    if (!match) throw new WireError(`bad chunk size line: ${JSON.stringify(line)}`);
    this.#remaining = parseInt(match[1], 16);
    if (this.chunkSizes.length < 100) this.chunkSizes.push(this.#remaining);
    if (this.#remaining > 0) return;
    for (;;) {
      const trailer = await this.#source.readLine(MAX_LINE_BYTES);
      if (trailer === '') break;
      this.trailers.push(parseHeaderLine(trailer));
    }
    this.#done = true;
  }

  async *[Symbol.asyncIterator]() {
    for (let piece = await this.next(); piece !== null; piece = await this.next()) yield piece;
  }

  /** Reads and forgets the rest. */
  async drain() {
    while ((await this.next()) !== null);
  }

  /**
   * @param {number} limit bytes
   * @returns {Promise<Buffer | null>} the whole body, null when it is over the limit
   */
  async collect(limit) {
    const pieces = [];
    for await (const piece of this) {
      if (this.bytes <= limit) pieces.push(piece);
    }
    return this.bytes <= limit ? Buffer.concat(pieces) : null;
  }
}
