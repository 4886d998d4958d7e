/** Writes to a socket with backpressure, and with the disasters that a misbehaviour plan orders. */
import { PeerGone } from './byte_source.mjs';

/** The plan said: the connection dies here. */
export class CutShort extends Error {}

export class ResponseSink {
  #socket;
  #rawSocket;
  #plan;
  sentBytes = 0;

  /**
   * @param {import('node:net').Socket} socket what to write to
   * @param {import('node:net').Socket} rawSocket the TCP socket beneath (the same without TLS), for
   *   resets
   * @param {import('../misbehaviour.mjs').Plan} plan
   */
  constructor(socket, rawSocket, plan) {
    this.#socket = socket;
    this.#rawSocket = rawSocket;
    this.#plan = plan;
  }

  /** @param {Buffer} data */
  async write(data) {
    const { cutAfterBytes, pieceBytes } = this.#plan;
    if (pieceBytes && data.length > pieceBytes) {
      for (let at = 0; at < data.length; at += pieceBytes)
        await this.write(data.subarray(at, at + pieceBytes));
      return;
    }
    if (cutAfterBytes !== undefined && this.sentBytes + data.length >= cutAfterBytes) {
      await this.#flush(data.subarray(0, cutAfterBytes - this.sentBytes));
      this.cut();
      throw new CutShort();
    }
    this.sentBytes += data.length;
    if (pieceBytes) return this.#flush(data);
    if (this.#socket.destroyed) throw new PeerGone('the client closed the connection');
    if (!this.#socket.write(data)) await this.#drained();
  }

  #flush(data) {
    return new Promise((resolve) => this.#socket.write(data, () => resolve()));
  }

  #drained() {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const done = () => {
        socket.off('drain', done).off('close', done);
        if (socket.destroyed) reject(new PeerGone('the client closed the connection'));
        else resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  /** Ends the connection: with a reset when the plan says so, else in good order. */
  cut() {
    if (this.#plan.reset) this.#rawSocket.resetAndDestroy();
    else this.#socket.end();
  }

  /** A pause that ends early when the connection does. @param {number | undefined} ms */
  pause(ms) {
    const socket = this.#socket;
    if (!ms || socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        socket.off('close', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      socket.on('close', done);
    });
  }

  /** Waits until the client goes away. */
  untilClosed() {
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#socket.once('close', resolve));
  }
}
