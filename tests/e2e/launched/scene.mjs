/** The lab, and one `osslens run` before it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { osslensBinary, runOsslens } from '../../support/osslens.mjs';
import { startLab } from '../../lab/lab.mjs';
import { APP_KEY, BUCKETS, PHOTOS } from '../keys.mjs';
import { run } from '../run_command.mjs';
import { OBJECT } from './clients.mjs';

export class LaunchScene {
  /** @type {import('../../lab/lab.mjs').Lab} */ lab;
  /** @type {string} */ dataDir;

  /** @param {'http' | 'https'} scheme */
  static async open(scheme) {
    const scene = new LaunchScene();
    scene.scheme = scheme;
    scene.dataDir = await mkdtemp(join(tmpdir(), 'osslens-launch-'));
    scene.lab = await startLab({
      buckets: BUCKETS,
      credentials: [APP_KEY],
      httpsPort: scheme === 'https' ? 0 : null,
    });
    return scene;
  }

  /** Options that lead osslens to the lab instead of OSS. */
  get #options() {
    const lab = `127.0.0.1:${this.scheme === 'https' ? this.lab.httpsPort : this.lab.httpPort}`;
    const trust = this.scheme === 'https' ? ['--upstream-ca', this.lab.caFile] : [];
    return ['--data-dir', this.dataDir, '--connect-to', `*=${lab}`, ...trust];
  }

  /** @param {import('./clients.mjs').LaunchedClient} client */
  launch(client) {
    const words = ['run', ...this.#options, '--', ...client.command(this.scheme)];
    return run(osslensBinary(), words, { env: client.env, cwd: client.cwd });
  }

  /** All that was recorded, oldest first. */
  async exchanges() {
    const words = ['export', '--format', 'ndjson', '--data-dir', this.dataDir];
    const { code, stdout, stderr } = await runOsslens(words);
    assert.equal(code, 0, stderr);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  async close() {
    await this.lab.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/**
 * The client succeeds, the lab gets its calls, and osslens has each of them and says so.
 * @param {import('./clients.mjs').LaunchedClient} client @param {'http' | 'https'} scheme
 * @param {string} kind of the exchanges
 */
export async function assertLaunches(client, scheme, kind) {
  const scene = await LaunchScene.open(scheme);
  try {
    if (client.output) scene.lab.addObject(PHOTOS, OBJECT, { body: client.output });
    const { code, stdout, stderr } = await scene.launch(client);
    assert.equal(code, 0, `${client.name}: ${stdout}\n${stderr}`);
    if (client.output !== undefined) assert.equal(stdout.toString(), client.output);
    const operations = scene.lab.requests.map((request) => request.operation);
    for (const operation of client.operations)
      assert.ok(operations.includes(operation), `no ${operation}; there were: ${operations}`);
    const exchanges = await scene.exchanges();
    assert.deepEqual(
      exchanges.map((one) => [one.kind, one.request_id]).sort(),
      scene.lab.requests.map((one) => [kind, one.requestId]).sort(),
    );
    const failed = exchanges.filter((one) => one.status >= 400).length;
    const calls = exchanges.length === 1 ? '1 call' : `${exchanges.length} calls`;
    assert.match(stderr, new RegExp(`^osslens: ${calls}( by .*)?, ${failed} failed$`, 'm'));
  } finally {
    await scene.close();
  }
}
