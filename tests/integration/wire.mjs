/**
 * Both ends of the wire as plain sockets: what these tests write and read are bytes, never messages that a library
 * made or tidied up.
 */
import { once } from 'node:events';
import net from 'node:net';

/** After this long a wait is a hang. It is a net, not a measure: no test passes or fails by how fast it is. */
const HANG_MS = 30_000;

/** @param {string | Buffer} bytes text stands for its Latin-1 bytes */
export const toBytes = (bytes) =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;

/** Lines with their CRLFs, and the empty line that ends a head. @param {...string} lines */
export const head = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;

/** @param {Promise<T>} promise @param {() => string} what @template T @returns {Promise<T>} */
export async function withoutHanging(promise, what) {
  let timer;
  const hung = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs: ${what()}`)), HANG_MS);
  });
  try {
    return await Promise.race([promise, hung]);
  } finally {
    clearTimeout(timer);
  }
}

/** One end of a TCP connection that half-closes only when told to. */
export class Wire {
  #pieces = [];
  #size = 0;
  /** Called at every piece and at the end; each takes itself off when it is content. */
  #waiting = new Set();
  /** How the other side ended: null while it has not, 'end' in order, otherwise the error's code. */
  ended = null;
  /** Bytes received, taken or not. */
  total = 0;
  #kept = true;

  /** @param {net.Socket} socket */
  constructor(socket) {
    this.socket = socket;
    /** Resolves when nothing is left of the connection. */
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()));
    socket.setNoDelay(true);
    socket.on('data', (piece) => {
      this.total += piece.length;
      if (this.#kept) {
        this.#pieces.push(piece);
        this.#size += piece.length;
      }
      this.#wake();
    });
    socket.on('end', () => this.#end('end'));
    socket.on('error', (error) => this.#end(error.code));
    socket.on('close', () => this.#end('end'));
  }

  #wake() {
    for (const look of this.#waiting) look();
  }

  #end(how) {
    this.ended ??= how;
    this.#wake();
  }

  /** What has come and was not taken. */
  get bytes() {
    if (this.#pieces.length !== 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0];
  }

  /** From now on bytes are counted, not kept. */
  discard() {
    this.#kept = false;
    this.#pieces = [];
    this.#size = 0;
  }

  /** Waits until the condition holds; it is looked at after each piece and at the end. */
  async #until(condition, what) {
    let look;
    const waiting = new Promise((resolve, reject) => {
      look = () => {
        if (condition()) return resolve();
        if (this.ended !== null)
          reject(new Error(`${what}: ended by ${this.ended} after ${this.#shown()}`));
      };
      this.#waiting.add(look);
      look();
    });
    try {
      await withoutHanging(waiting, () => `${what}; received ${this.#shown()}`);
    } finally {
      this.#waiting.delete(look);
    }
  }

  #shown() {
    return `${this.total} bytes, not taken ${JSON.stringify(this.bytes.subarray(0, 300).toString('latin1'))}`;
  }

  /** Takes bytes off the front. @param {number} count */
  async take(count) {
    await this.#until(() => this.#size >= count, `wants ${count} bytes`);
    const all = this.bytes;
    this.#pieces = [all.subarray(count)];
    this.#size -= count;
    return all.subarray(0, count);
  }

  /** Takes all up to the mark and the mark. @param {string} mark */
  async takeTo(mark) {
    await this.#until(
      () => this.bytes.includes(mark, 0, 'latin1'),
      `wants ${JSON.stringify(mark)}`,
    );
    return this.take(this.bytes.indexOf(mark, 0, 'latin1') + mark.length);
  }

  /** Takes a head, with its empty line, as Latin-1 text. */
  async head() {
    return (await this.takeTo('\r\n\r\n')).toString('latin1');
  }

  /** Takes a head and the body that Content-Length announces. */
  async message() {
    const text = await this.head();
    const length = Number(/^content-length:\s*(\d+)/im.exec(text)?.[1] ?? 0);
    return {
      head: text,
      status: Number(text.split(' ')[1]),
      body: (await this.take(length)).toString('latin1'),
    };
  }

  /** Takes everything up to the end of the connection. @returns {Promise<{text: string, ended: string}>} */
  async rest() {
    await this.#until(() => this.ended !== null, 'wants the end');
    const text = this.bytes.toString('latin1');
    this.#pieces = [];
    this.#size = 0;
    return { text, ended: this.ended };
  }

  /** Waits until the other side has ended, and tells how. */
  async end() {
    await this.#until(() => this.ended !== null, 'wants the end');
    return this.ended;
  }

  /** Waits until so many bytes have come in all. @param {number} count */
  async received(count) {
    await this.#until(() => this.total >= count, `wants ${count} bytes in all`);
  }

  /** Writes; resolves when the system has taken the bytes, or the connection is gone. @param {string | Buffer} bytes */
  async write(bytes) {
    if (this.socket.destroyed) return;
    await new Promise((resolve) => this.socket.write(toBytes(bytes), () => resolve()));
  }

  /** Writes `count` bytes of filling in order. False when the connection broke before. @param {number} count */
  async fill(count, piece = FILLING) {
    for (let left = count; left > 0; left -= piece.length) {
      if (this.socket.destroyed || this.socket.errored) return false;
      await this.write(left < piece.length ? piece.subarray(0, left) : piece);
    }
    return !this.socket.destroyed;
  }

  /** Ends the sending side only. */
  halfClose() {
    this.socket.end();
  }

  /** Ends both sides in order, as a program that calls close() after it has read everything. */
  close() {
    this.socket.end();
    this.socket.resume();
    this.socket.destroySoon();
  }

  /** Ends with a RST. */
  reset() {
    this.socket.resetAndDestroy();
  }
}

export const FILLING = Buffer.alloc(256 * 1024, 'osslens moves bytes and changes none of them. ');

/** @param {{host: string, port: number}} address @param {net.TcpNetConnectOpts} [options] @returns {Promise<Wire>} */
export async function connect({ host, port }, options = {}) {
  const socket = net.connect({ host, port, allowHalfOpen: true, ...options });
  const wire = new Wire(socket);
  await once(socket, 'connect');
  return wire;
}

/**
 * A server that does to each connection what `serve` says. What `serve` throws is thrown again by `close()`.
 * @param {(wire: Wire, index: number) => unknown} serve
 */
export async function startOrigin(serve, { host = '127.0.0.1', port = 0 } = {}) {
  const wires = [];
  const faults = [];
  let arrived = () => {};
  const server = net.createServer({ allowHalfOpen: true }, async (socket) => {
    const wire = new Wire(socket);
    wires.push(wire);
    arrived();
    try {
      await serve(wire, wires.length - 1);
    } catch (error) {
      faults.push(error);
      wire.reset();
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    host,
    port: address.port,
    /** As it stands in a URL. */
    authority: host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`,
    wires,
    /** Waits for the connection of that number. @param {number} index */
    async connection(index) {
      const waiting = new Promise((resolve) => {
        arrived = () => wires.length > index && resolve();
        arrived();
      });
      await withoutHanging(waiting, () => `connection ${index} to the origin`);
      return wires[index];
    },
    /** Stops listening only. */
    stopListening: () => server.close(),
    /** Ends all connections and waits until the other side has, too: no pool holds one any more. */
    async hangUp() {
      for (const { socket, closed } of wires.splice(0)) {
        if (socket.writableLength > 0) socket.destroy();
        socket.end();
        socket.resume();
        await closed;
      }
    },
    async close() {
      server.close();
      for (const wire of wires) wire.socket.destroy();
      if (faults.length > 0) throw faults[0];
    },
  };
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Serves any number of requests without bodies on one connection with the same answer, and keeps their heads. */
export function answering(answer = OK, heads = []) {
  return async (wire) => {
    for (;;) {
      try {
        heads.push(await wire.head());
      } catch {
        return wire.close();
      }
      await wire.write(answer);
    }
  };
}

/** A port on loopback at which nobody listens. */
export async function closedPort(host = '127.0.0.1') {
  const origin = await startOrigin(() => {}, { host });
  await origin.close();
  return origin.port;
}
