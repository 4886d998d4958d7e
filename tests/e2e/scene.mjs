/** What a test plays on: an app's side, osslens, and the lab behind it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../lab/lab.mjs';
import { startOsslens } from '../support/osslens.mjs';
import { APP_KEY, BATCH_KEY, BUCKETS, EXPIRED_KEY, hostOf, INVOICES, STS_KEY } from './keys.mjs';
import { CallbackServer } from './callback_server.mjs';
import { Meddler } from './meddler.mjs';
import { Wiretap } from './wiretap.mjs';

/** Closes what was opened, last first, even when one of them fails. */
class Opened {
  #closers = [];

  add(close) {
    this.#closers.push(close);
  }

  async close() {
    const failures = [];
    for (const close of this.#closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#closers = [];
    if (failures.length > 0) throw failures[0];
  }
}

export class Scene {
  #opened = new Opened();
  /** @type {import('../lab/lab.mjs').Lab} */ lab;
  /** @type {import('../support/osslens.mjs').Osslens} */ osslens;
  /** @type {Wiretap} */ tap;
  /** By host name. @type {Map<string, CallbackServer>} */ callbacks = new Map();
  /** Between osslens and the lab, for the bucket INVOICES. @type {Meddler | undefined} */ gateway;

  /**
   * @typedef {object} SceneOptions
   * @property {import('./meddler.mjs').Meddling} [meddle] what the gateway before INVOICES does
   * @property {import('./meddler.mjs').Meddling} [upstreamProxy] what the proxy does that osslens
   *   goes through for everything
   * @property {Record<string, {body: string, type: string}>} [callbacks] host name of a callback
   *   server to what it answers
   * @property {boolean} [inFront] osslens stands in front of those servers, too
   * @property {string[]} [listen] other addresses than free ports of loopback
   * @property {string} [dataDir]
   * @property {boolean} [secure] the lab listens for HTTPS too
   * @property {Array<{id: string, secret: string, token?: string}>} [given] AccessKeys that osslens is
   *   given with --credential
   */

  /** @param {SceneOptions} [options] */
  static async open(options = {}) {
    const scene = new Scene();
    try {
      await scene.#open(options);
    } catch (error) {
      await scene.close();
      throw error;
    }
    return scene;
  }

  async #open({ meddle, upstreamProxy, callbacks = {}, inFront = false, listen = [], dataDir, given, secure = false }) {
    const connectTo = {};
    const inFrontOf = [];
    for (const [host, answer] of Object.entries(callbacks)) {
      const server = this.keep(await CallbackServer.start(answer));
      this.callbacks.set(host, server);
      connectTo[`${host}:80`] = server.address;
      if (inFront) inFrontOf.push('--callback', `127.0.0.1:0=http://${server.address}`);
    }
    this.lab = await startLab({
      buckets: BUCKETS,
      credentials: [APP_KEY, BATCH_KEY, STS_KEY, EXPIRED_KEY],
      callback: { connectTo },
      httpsPort: secure ? 0 : null,
    });
    this.#opened.add(() => this.lab.close());
    const args = [...listen, ...inFrontOf];
    if (given) args.push('--credential', await this.#credentialFile(given));
    if (meddle) {
      this.gateway = await this.meddler({ next: this.#labAddress(), meddle });
      args.push('--connect-to', `${hostOf(INVOICES)}:80=127.0.0.1:${this.gateway.port}`);
    }
    if (upstreamProxy) {
      const proxy = await this.meddler({ next: this.#labAddress(), meddle: upstreamProxy });
      args.push('--upstream-proxy', proxy.url);
    } else {
      args.push('--connect-to', `*:80=127.0.0.1:${this.lab.httpPort}`);
      if (secure)
        args.push(
          ...['--connect-to', `*:443=127.0.0.1:${this.lab.httpsPort}`],
          ...['--upstream-ca', this.lab.caFile],
        );
    }
    this.osslens = await startOsslens({ args, dataDir });
    this.#opened.add(() => this.osslens.stop());
    for (const [i, host] of (inFront ? Object.keys(callbacks) : []).entries())
      connectTo[`${host}:80`] = `127.0.0.1:${this.osslens.callback[i].port}`;
    this.tap = this.keep(await Wiretap.start(this.osslens.proxy));
  }

  /** @param {Array<{id: string, secret: string, token?: string}>} keys */
  async #credentialFile(keys) {
    const directory = await mkdtemp(join(tmpdir(), 'osslens-credential-'));
    this.#opened.add(() => rm(directory, { recursive: true }));
    const tables = keys.map((key) => {
      const lines = Object.entries(key).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      return ['[[credential]]', ...lines].join('\n');
    });
    const path = join(directory, 'credential.toml');
    await writeFile(path, `${tables.join('\n\n')}\n`, { mode: 0o600 });
    return path;
  }

  #labAddress() {
    return { host: '127.0.0.1', port: this.lab.httpPort };
  }

  /** Starts a meddling proxy that ends with the scene. */
  async meddler(options) {
    return this.keep(await Meddler.start(options));
  }

  /** What an app takes for its proxy. */
  get proxyUrl() {
    return this.tap.url;
  }

  /** For clients that read variables. */
  get proxyVariables() {
    const url = this.proxyUrl;
    return { http_proxy: url, HTTP_PROXY: url, https_proxy: url, HTTPS_PROXY: url };
  }

  /**
   * Closes a part with the scene.
   * @template {{close: () => Promise<void>}} T
   * @param {T} part
   */
  keep(part) {
    this.#opened.add(() => part.close());
    return part;
  }

  /**
   * The stored exchange of a request that the lab answered, in detail.
   * @param {string} requestId @param {'en' | 'zh'} [language]
   */
  async exchangeOf(requestId, language = 'en') {
    const { id } = await this.osslens.waitForExchange((one) => one.request_id === requestId);
    return this.osslens.api(`/api/v1/exchanges/${id}?lang=${language}`);
  }

  close() {
    return this.#opened.close();
  }
}
