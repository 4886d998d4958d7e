/** A proxy as companies run them: it forwards requests and meddles with their headers. */
import { once } from 'node:events';
import http from 'node:http';

/**
 * @typedef {{host: string, port: number, isProxy?: boolean}} NextHop isProxy: takes absolute-form
 */
/** @typedef {(headers: Array<[string, string]>) => Array<[string, string]>} Meddling */

/** Adds a header, as gateways that stamp what passes do. @returns {Meddling} */
export const adding = (name, value) => (headers) => [...headers, [name, value]];

/** Gives a header another value, or adds it. @returns {Meddling} */
export const rewriting = (wanted, value) => (headers) => {
  const others = headers.filter(([name]) => name.toLowerCase() !== wanted.toLowerCase());
  return [...others, [wanted, value]];
};

const pairs = (flat) => flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : []));

/** Serves as a gateway (origin-form) and as a proxy (absolute-form), always to the same next hop. */
export class Meddler {
  #server;
  #meddle;
  /** @type {NextHop} */ next;
  /** How many requests it forwarded. */ count = 0;

  /** @param {{next: NextHop, meddle: Meddling}} options */
  static async start({ next, meddle }) {
    const meddler = new Meddler();
    meddler.next = next;
    meddler.#meddle = meddle;
    meddler.#server = http.createServer((request, response) => meddler.#forward(request, response));
    meddler.#server.listen(0, '127.0.0.1');
    await once(meddler.#server, 'listening');
    return meddler;
  }

  get port() {
    return this.#server.address().port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  #forward(request, response) {
    this.count += 1;
    const originForm = request.url.replace(/^http:\/\/[^/]+/, '');
    const onward = http.request({
      host: this.next.host,
      port: this.next.port,
      method: request.method,
      path: this.next.isProxy ? request.url : originForm,
      agent: false,
      headers: this.#meddle(pairs(request.rawHeaders)),
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
