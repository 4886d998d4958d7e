/** An application's callback server, which may answer as it should not. */
import { once } from 'node:events';
import http from 'node:http';

export class CallbackServer {
  #server;
  /** Bodies of the calls so far. @type {string[]} */ calls = [];

  /** @param {{body: string, type: string, status?: number}} answer */
  static async start({ body, type, status = 200 }) {
    const callback = new CallbackServer();
    callback.#server = http.createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece) => (text += piece));
      request.on('end', () => {
        callback.calls.push(text);
        const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
        response.writeHead(status, headers).end(body);
      });
    });
    callback.#server.listen(0, '127.0.0.1');
    await once(callback.#server, 'listening');
    return callback;
  }

  get address() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
