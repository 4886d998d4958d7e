/** osslens as a process, with what the tests ask of it: its exchanges one by one, and raw connections through it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { startOsslens } from '../support/osslens.mjs';
import { connect, head, withoutHanging } from './wire.mjs';

const POLL_MS = 15;

/**
 * Asks until the answer is not undefined.
 * @param {() => T | undefined | Promise<T | undefined>} ask @param {string} what @template T @returns {Promise<T>}
 */
export async function eventually(ask, what) {
  let stopped = false;
  const asking = async () => {
    while (!stopped) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await pause(POLL_MS);
    }
    return undefined;
  };
  try {
    return await withoutHanging(asking(), () => what);
  } finally {
    stopped = true;
  }
}

const withoutBrackets = ({ host, port }) => ({ host: host.replace(/^\[|\]$/g, ''), port });

/** A process that has ended and was not yet waited for does not run any more. */
function isRunning(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const brief = ({ id, method, url, status, error }) =>
  `${id} ${method} ${url} ${status} ${error?.message ?? ''}`;

/** One running osslens. */
export class Lens {
  #process;
  #last = 0;

  /** @param {string[]} args of `osslens serve` @param {{dataDir?: string}} [options] */
  static async start(args = [], { dataDir } = {}) {
    return new Lens(await startOsslens({ args, dataDir }));
  }

  constructor(osslens) {
    this.#process = osslens;
    this.proxy = withoutBrackets(osslens.proxy);
    this.web = withoutBrackets(osslens.web);
    this.reverse = osslens.reverse.map(withoutBrackets);
    this.callback = osslens.callback.map(withoutBrackets);
    this.dataDir = osslens.dataDir;
    this.pid = osslens.pid;
  }

  /** What it wrote to standard error. */
  get stderr() {
    return this.#process.stderr;
  }

  /** SIGTERM, and the exit. @returns {Promise<{code: number | null, signal: string | null}>} */
  async stop() {
    const { code, signal } = await this.#process.stop();
    return { code, signal };
  }

  /** Waits until it has ended by itself. @returns {Promise<{code: number | null, signal: string | null}>} */
  async exit() {
    await eventually(() => (isRunning(this.pid) ? undefined : true), 'osslens ends');
    return this.stop();
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    process.kill(this.pid, signal);
  }

  /** A raw connection to the proxy. */
  connect(options) {
    return connect(this.proxy, options);
  }

  /** A raw connection to an address of --reverse. */
  connectReverse(index = 0) {
    return connect(this.reverse[index]);
  }

  /** A raw connection to an address of --callback. */
  connectCallback(index = 0) {
    return connect(this.callback[index]);
  }

  /** @param {string} path @returns {Promise<{status: number, text: string, bytes: Buffer, json: () => any}>} */
  async call(path, options) {
    const response = await fetch(this.#process.webUrl + path, options);
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    return { status: response.status, text, bytes, json: () => JSON.parse(text) };
  }

  async json(path) {
    const answer = await this.call(path);
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    return answer.json();
  }

  /** The exchanges that were recorded since the last call, oldest first, in detail; waits for `count` of them. */
  async exchanges(count) {
    const found = await eventually(async () => {
      const { exchanges } = await this.json(`/api/v1/exchanges?limit=1000&after=${this.#last}`);
      return exchanges.length >= count ? exchanges : undefined;
    }, `${count} exchanges after ${this.#last}; stderr: ${this.stderr}`);
    const ids = found.map((one) => one.id).sort((a, b) => a - b);
    this.#last = ids.at(-1) ?? this.#last;
    assert.equal(ids.length, count, `more exchanges than expected: ${found.map(brief).join('; ')}`);
    const details = [];
    for (const id of ids) details.push(await this.json(`/api/v1/exchanges/${id}`));
    return details;
  }

  /** Looks away from what a failed test may have left behind. */
  async forget() {
    const { exchanges } = await this.json('/api/v1/exchanges?limit=1');
    this.#last = exchanges[0]?.id ?? this.#last;
  }

  /** The one exchange that was recorded since the last call. */
  async exchange() {
    return (await this.exchanges(1))[0];
  }

  /** @param {number} id @param {'request' | 'response'} side */
  async body(id, side) {
    const answer = await this.call(`/api/v1/exchanges/${id}/${side}-body`);
    assert.equal(answer.status, 200, answer.text);
    return answer.bytes;
  }

  status() {
    return this.json('/api/v1/status');
  }
}

/** A GET through the proxy. @param {string} authority @param {...string} fields */
export const get = (authority, path = '/', ...fields) =>
  head(`GET http://${authority}${path} HTTP/1.1`, `Host: ${authority}`, ...fields);

/** A PUT whose body follows. @param {number} length */
export const put = (authority, path, length, ...fields) =>
  head(
    `PUT http://${authority}${path} HTTP/1.1`,
    `Host: ${authority}`,
    `Content-Length: ${length}`,
    ...fields,
  );

/**
 * Checks an answer that osslens gave itself, on the wire and as recorded.
 * @param {{head: string, body: string, status: number}} message @param {any} exchange
 * @param {{status: number, kind: string, sentence: RegExp}} expected
 */
export function assertRefusal(message, exchange, { status, kind, sentence }) {
  assert.equal(message.status, status, message.head + message.body);
  assert.match(message.head, new RegExp(`^X-Osslens-Error: ${kind}\r$`, 'm'));
  assert.match(message.head, /^Connection: close\r$/m);
  assert.match(message.head, /^Content-Type: text\/plain/m);
  assert.match(message.body, sentence);
  assert.match(message.body, /^osslens: .*\n$/);
  assert.equal(exchange.status, status);
  assert.equal(exchange.error?.kind, kind);
  assert.match(exchange.error.message, sentence);
}
