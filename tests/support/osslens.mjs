/** Starts the osslens binary for tests and talks to its API. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const READY = /^osslens ready proxy=(\S+):(\d+) web=(\S+):(\d+)((?: reverse=\S+:\d+)*)((?: callback=\S+:\d+)*)$/;
const START_MS = 15_000;
const STOP_MS = 15_000;
const POLL_MS = 25;
/** Exchanges looked at in one poll, the newest ones. */
const PAGE = 200;

/** A running osslens. Made by startOsslens(); stop it with stop(). */
export class Osslens {
  #child;
  #stderr = '';
  #dataDir;
  #ownsDataDir;
  #exit;

  /** @type {{host: string, port: number}} */ proxy;
  /** @type {{host: string, port: number}} */ web;

  constructor(child, dataDir, ownsDataDir) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.#ownsDataDir = ownsDataDir;
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#stderr += text));
    this.#exit = new Promise((resolve) => {
      child.on('error', (error) => resolve({ code: null, signal: null, error }));
      child.on('close', (code, signal) => resolve({ code, signal, error: null }));
    });
  }

  /** Everything it has written to stderr so far. */
  get stderr() {
    return this.#stderr;
  }

  get dataDir() {
    return this.#dataDir;
  }

  get pid() {
    return this.#child.pid;
  }

  /** For HTTP_PROXY and the like. */
  get proxyUrl() {
    return `http://${this.proxy.host}:${this.proxy.port}`;
  }

  get webUrl() {
    return `http://${this.web.host}:${this.web.port}`;
  }

  /**
   * Resolves when the ready line came; rejects with stderr when the process ended or was too slow.
   */
  async ready() {
    const lines = createInterface({ input: this.#child.stdout });
    const line = new Promise((resolve) => {
      lines.on('line', (text) => {
        const match = READY.exec(text);
        if (match) resolve(match);
      });
    });
    const timer = new AbortController();
    const late = pause(START_MS, 'late', { signal: timer.signal }).catch(() => 'cancelled');
    const first = await Promise.race([line, this.#exit, late]);
    timer.abort();
    if (!Array.isArray(first)) {
      const reason =
        first === 'late'
          ? `no ready line within ${START_MS} ms`
          : `it ended: ${describeExit(first)}`;
      throw new Error(`osslens did not start: ${reason}\n${this.#stderr}`);
    }
    const [, proxyHost, proxyPort, webHost, webPort, reverse, callback] = first;
    this.proxy = { host: proxyHost, port: Number(proxyPort) };
    this.web = { host: webHost, port: Number(webPort) };
    [this.reverse, this.callback] = [reverse, callback].map((ends) =>
      [...ends.matchAll(/ \w+=(\S+):(\d+)/g)].map(([, host, port]) => ({
        host,
        port: Number(port),
      })),
    );
  }

  /**
   * Calls the API and parses its JSON.
   * @param {string} path such as '/api/v1/status'
   * @param {RequestInit} [init]
   */
  async api(path, init) {
    const response = await fetch(this.webUrl + path, init);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  /** The newest exchanges, newest first. @param {string} [filter] @returns {Promise<object[]>} */
  async exchanges(filter = '') {
    const query = new URLSearchParams({ limit: String(PAGE), ...(filter && { filter }) });
    return (await this.api(`/api/v1/exchanges?${query}`)).exchanges;
  }

  /**
   * Waits until an exchange is stored that the predicate likes, and returns it.
   * @param {(exchange: any) => boolean} predicate
   * @param {{timeoutMs?: number, filter?: string}} [options]
   */
  async waitForExchange(predicate, { timeoutMs = 10_000, filter } = {}) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const exchanges = await this.exchanges(filter);
      const found = exchanges.find(predicate);
      if (found) return found;
      if (Date.now() > deadline) {
        const seen = exchanges
          .map(({ id, method, url, status }) => `${id} ${method} ${url} ${status}`)
          .join('\n');
        throw new Error(
          `no such exchange within ${timeoutMs} ms; there are:\n${seen}\n${this.#stderr}`,
        );
      }
      await pause(POLL_MS);
    }
  }

  /**
   * Ends it with SIGTERM, after a deadline with SIGKILL, and removes a data folder that
   * startOsslens() made.
   */
  async stop() {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      this.#child.kill('SIGTERM');
    const timer = new AbortController();
    const late = pause(STOP_MS, 'late', { signal: timer.signal }).catch(() => 'cancelled');
    const first = await Promise.race([this.#exit, late]);
    timer.abort();
    if (first === 'late') this.#child.kill('SIGKILL');
    const end = await this.#exit;
    if (this.#ownsDataDir) await rm(this.#dataDir, { recursive: true, force: true });
    if (first === 'late')
      throw new Error(`osslens did not end within ${STOP_MS} ms of SIGTERM\n${this.#stderr}`);
    return end;
  }
}

function describeExit({ code, signal, error }) {
  if (error) return error.message;
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** The binary under test. */
export function osslensBinary() {
  const binary = process.env.OSSLENS_BIN;
  if (!binary) throw new Error('set OSSLENS_BIN to the osslens binary');
  return binary;
}

/**
 * Starts `osslens serve` on free loopback ports.
 * @param {{args?: string[], dataDir?: string, env?: Record<string, string>}} [options] args:
 *   further options of `serve`;
 *   dataDir: kept afterwards when given
 * @returns {Promise<Osslens>}
 */
export async function startOsslens({ args = [], dataDir, env = {} } = {}) {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'osslens-test-')));
  const child = spawn(
    osslensBinary(),
    ['serve', '--listen', '127.0.0.1:0', '--web', '127.0.0.1:0', '--data-dir', folder, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const osslens = new Osslens(child, folder, dataDir === undefined);
  try {
    await osslens.ready();
  } catch (error) {
    await osslens.stop();
    throw error;
  }
  return osslens;
}

/**
 * Runs another command of osslens to its end.
 * @param {string[]} args
 * @param {{env?: Record<string, string>, input?: string}} [options]
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export async function runOsslens(args, { env = {}, input = '' } = {}) {
  const child = spawn(osslensBinary(), args, { env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}); // a command that refuses its options reads nothing
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}
