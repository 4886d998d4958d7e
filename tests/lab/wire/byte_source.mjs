/**
 * Pull-style reading from a socket: the lab's request reader asks for bytes, and the socket is
 * paused meanwhile.
 */

const HIGH_WATER_BYTES = 1024 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** What arrived is not HTTP/1.1 as the lab insists on it. */
export class WireError extends Error {}

/** The peer went away in the middle of a message. */
export class PeerGone extends Error {}

export class ByteSource {
  #socket;
  #queue = [];
  #queuedBytes = 0;
  #ended = false;
  #wake = null;

  /** @param {import('node:net').Socket} socket not owned */
  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#push(chunk));
    const end = () => {
      this.#ended = true;
      this.#notify();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  #push(chunk) {
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    if (this.#queuedBytes > HIGH_WATER_BYTES) this.#socket.pause();
    this.#notify();
  }

  #notify() {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** @returns {Promise<Buffer | null>} the next bytes, null at the end of the stream */
  async read() {
    while (this.#queue.length === 0) {
      if (this.#ended) return null;
      if (this.#socket.isPaused()) this.#socket.resume();
      await new Promise((resolve) => (this.#wake = resolve));
    }
    const chunk = this.#queue.shift();
    this.#queuedBytes -= chunk.length;
    return chunk;
  }

  /** Gives bytes back, to be read next. @param {Buffer} chunk */
  unread(chunk) {
    if (chunk.length === 0) return;
    this.#queue.unshift(chunk);
    this.#queuedBytes += chunk.length;
  }

  /**
   * Waits for the first byte of a next message.
   * @returns {Promise<boolean>} false when the stream ended instead
   */
  async hasMore() {
    const chunk = await this.read();
    if (chunk !== null) this.unread(chunk);
    return chunk !== null;
  }

  /**
   * @param {number} limit bytes
   * @returns {Promise<Buffer | null>} with its empty line; null when nothing more comes
   */
  readHead(limit) {
    return this.#readThrough(HEAD_END, limit, 'request head');
  }

  /**
   * @param {number} limit bytes
   * @returns {Promise<string>} one line as binary text, without CRLF
   */
  async readLine(limit) {
    const line = await this.#readThrough(LINE_END, limit, 'line');
    if (line === null) throw new PeerGone('the connection ended inside a body');
    return line.toString('latin1', 0, line.length - LINE_END.length);
  }

  async #readThrough(delimiter, limit, what) {
    let held = null;
    for (;;) {
      const chunk = await this.read();
      if (chunk === null) {
        if (held === null) return null;
        throw new PeerGone(`the connection ended inside a ${what}`);
      }
      held = held === null ? chunk : Buffer.concat([held, chunk]);
      const at = held.indexOf(delimiter);
      if (at >= 0) {
        const end = at + delimiter.length;
        this.unread(held.subarray(end));
        return held.subarray(0, end);
      }
      if (held.length > limit) throw new WireError(`${what} longer than ${limit} bytes`);
    }
  }
}
