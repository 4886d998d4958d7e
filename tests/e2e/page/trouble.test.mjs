/** When the store takes nothing, and when osslens itself is gone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { startOsslens } from '../../support/osslens.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** Takes the write lock of an SQLite file and holds it until told to let go. */
class WriteLock {
  #child;

  static async take(file) {
    const lock = new WriteLock();
    const code = [
      'import sqlite3, sys',
      'connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)',
      'connection.execute("BEGIN IMMEDIATE")',
      'print("held", flush=True)',
      'sys.stdin.read()',
    ].join('\n');
    const stdio = ['pipe', 'pipe', 'inherit'];
    lock.#child = spawn('python3', ['-c', code, file], { stdio });
    await once(lock.#child.stdout, 'data');
    return lock;
  }

  async release() {
    const closed = once(this.#child, 'close');
    this.#child.stdin.end();
    await closed;
  }
}

async function databaseOf(osslens) {
  const names = await readdir(osslens.dataDir);
  const name = names.find((other) => /\.(?:db|sqlite3?)$/.test(other));
  assert.ok(name, `no database among ${names}`);
  return join(osslens.dataDir, name);
}

test('a store that takes nothing is told, requests pass, and all appears when it takes again', async () => {
  const scene = await Scene.open();
  try {
    const before = await scene.exchangeOf(await useWrongRegion(scene));
    const sight = await browser.open(scene.osslens);
    await sight.row(before.id).waitFor();
    const lock = await WriteLock.take(await databaseOf(scene.osslens));
    const banner = sight.page.getByText(/^Capturing is paused: .*Requests still pass/);
    try {
      await useWrongSecret(scene);
      await banner.waitFor();
      assert.equal(await sight.row(before.id).count(), 1);
    } finally {
      await lock.release();
    }
    await banner.waitFor({ state: 'detached' });
    await sight.page.getByRole('row', { name: /SignatureDoesNotMatch/ }).waitFor();
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('a lost connection is told, and mended when osslens is back', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osslens-page-'));
  const scene = await Scene.open({ dataDir });
  let second;
  try {
    const { osslens } = scene;
    const before = await scene.exchangeOf(await useWrongSecret(scene));
    const sight = await browser.open(osslens);
    await sight.select(before.id);

    process.kill(osslens.pid, 'SIGKILL');
    await sight.page.getByText(/^The connection to osslens is lost/).waitFor();
    await sight.page.getByText('Offline').waitFor();
    assert.equal(await sight.row(before.id).count(), 1);
    await osslens.stop();

    const ports = [
      ['--listen', `127.0.0.1:${osslens.proxy.port}`],
      ['--web', `127.0.0.1:${osslens.web.port}`],
      ['--connect-to', `*:80=127.0.0.1:${scene.lab.httpPort}`],
    ];
    second = await startOsslens({ args: ports.flat(), dataDir });
    await useWrongRegion(scene);
    await sight.page.getByText(/^Connected again/).waitFor();
    await sight.page.getByText('Live', { exact: true }).waitFor();
    await sight.page.getByRole('button', { name: '1 new' }).click();
    await sight.page.getByRole('row', { name: /AccessDenied/ }).waitFor();
    assert.equal(await sight.row(before.id).getAttribute('aria-selected'), 'true');
    await sight.page.getByText(/^Connected again/).waitFor({ state: 'detached' });
    await sight.close();
  } finally {
    await second?.stop();
    await scene.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
