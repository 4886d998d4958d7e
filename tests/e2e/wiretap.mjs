/** A relay in front of osslens that keeps what apps send, byte for byte. */
import { once } from 'node:events';
import net from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** Where the chunked body that starts at `at` ends. @param {Buffer} bytes @param {number} at */
function endOfChunks(bytes, at) {
  for (;;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) break;
    at = lineEnd + 2 + size + 2;
  }
  // No trailers: the empty line follows the last chunk.
  return bytes.indexOf(END_OF_HEAD, at) + END_OF_HEAD.length;
}

/** The heads of the requests in one direction of a connection. @param {Buffer} bytes */
export function splitHeads(bytes) {
  const heads = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(END_OF_HEAD, at);
    if (end < 0) throw new Error(`a head without end: ${bytes.toString('latin1', at)}`);
    const head = bytes.toString('latin1', at, end + END_OF_HEAD.length);
    heads.push(head);
    at = end + END_OF_HEAD.length;
    if (/^transfer-encoding:\s*chunked/im.test(head)) at = endOfChunks(bytes, at);
    else at += Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  }
  return heads;
}

export class Wiretap {
  #server;
  #sockets = new Set();
  /** @type {Buffer[][]} what arrived, one list a connection */ #connections = [];

  /** @param {{host: string, port: number}} target */
  static async start(target) {
    const tap = new Wiretap();
    tap.#server = net.createServer({ allowHalfOpen: true }, (app) => tap.#relay(app, target));
    tap.#server.listen(0, '127.0.0.1');
    await once(tap.#server, 'listening');
    return tap;
  }

  #relay(app, target) {
    const pieces = [];
    this.#connections.push(pieces);
    const next = net.connect({ ...target, allowHalfOpen: true });
    for (const socket of [app, next]) {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    app.on('error', () => next.destroy());
    next.on('error', () => app.destroy());
    app.on('data', (piece) => pieces.push(piece));
    app.pipe(next);
    next.pipe(app);
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Every request head so far, as latin1 text. */
  heads() {
    return this.#connections.flatMap((pieces) => splitHeads(Buffer.concat(pieces)));
  }

  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
