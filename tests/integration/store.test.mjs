/** What is kept of what passed: limits of bodies, size and age, a full disk, modes of files. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { runOsslens } from '../support/osslens.mjs';
import { eventually, get, Lens, put } from './harness.mjs';
import { head, startOrigin } from './wire.mjs';

const KIB = 1024;
const HOST = 'b.oss-cn-hangzhou.aliyuncs.com';
let origin;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osslens-store-'));
  // "GET /STATUS/SIZE" is answered so; uploads are read.
  origin = await startOrigin(async (wire) => {
    for (;;) {
      const text = await wire.head().catch(() => null);
      if (text === null) return wire.close();
      const [, status, size] = /^\S+ \/(\d+)\/(\d+)/.exec(text);
      await wire.take(Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0));
      await wire.write(head(`HTTP/1.1 ${status} X`, `Content-Length: ${size}`));
      await wire.write(Buffer.alloc(Number(size), 'r'));
    }
  });
});

after(async () => {
  await origin?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withLens(args, use, options) {
  const lens = await Lens.start(['--connect-to', `*=${origin.authority}`, ...args], options);
  try {
    await use(lens);
  } finally {
    await lens.stop();
  }
}

async function pass(lens, { status = 200, size = 0, upload = 0, host = HOST }) {
  const client = await lens.connect();
  await client.write(put(host, `/${status}/${size}`, upload));
  await client.fill(upload);
  assert.equal((await client.message()).status, status);
  client.close();
}

// --- bodies

/** Sends a body of `sent` bytes both ways and expects that `kept` of it are in the store. */
function keeps(name, { sent, kept, status = 200, host = HOST, args = [] }) {
  test(name, async () => {
    await withLens(args, async (lens) => {
      await pass(lens, { status, size: sent, upload: sent, host });
      const exchange = await lens.exchange();
      for (const side of ['request', 'response']) {
        assert.deepEqual(
          { ...exchange[side].body, content_encoding: null },
          {
            bytes: sent,
            captured: kept,
            truncated: kept < sent,
            dropped: false,
            content_encoding: null,
          },
        );
        const body = await lens.body(exchange.id, side);
        assert.equal(body.length, kept);
      }
      if (kept > 0)
        assert.ok((await lens.body(exchange.id, 'response')).equals(Buffer.alloc(kept, 'r')));
    });
  });
}

keeps('a success at the limit is kept whole', { sent: 4 * KIB, kept: 4 * KIB });
keeps('a success over the limit is kept up to it', { sent: 4 * KIB + 1, kept: 4 * KIB });
keeps('a failure at the limit is kept whole', { sent: 256 * KIB, kept: 256 * KIB, status: 403 });
keeps('a failure over the limit is kept up to it', {
  sent: 256 * KIB + 1,
  kept: 256 * KIB,
  status: 403,
});
keeps('--ok-body-limit at it', { sent: 10, kept: 10, args: ['--ok-body-limit', '10'] });
keeps('--ok-body-limit over it', { sent: 11, kept: 10, args: ['--ok-body-limit', '10'] });
keeps('--ok-body-limit of nothing', { sent: 1, kept: 0, args: ['--ok-body-limit', '0'] });
keeps('--body-limit at it', {
  sent: 2 * KIB,
  kept: 2 * KIB,
  status: 500,
  args: ['--body-limit', '2K'],
});
keeps('--body-limit over it', {
  sent: 2 * KIB + 1,
  kept: 2 * KIB,
  status: 500,
  args: ['--body-limit', '2K'],
});
keeps('--body-limit of nothing', {
  sent: 1,
  kept: 0,
  status: 500,
  args: ['--body-limit', '0', '--ok-body-limit', '0'],
});
keeps('bodies of other servers are not kept', {
  sent: 100,
  kept: 0,
  status: 500,
  host: 'h.example',
});

test('--capture oss keeps only what goes to OSS', async () => {
  await withLens(['--capture', 'oss'], async (lens) => {
    await pass(lens, { host: 'h.example' });
    await pass(lens, {});
    assert.equal((await lens.exchange()).host, HOST);
  });
});

// --- limits of the store

const storeSize = async (dataDir) => {
  let bytes = 0;
  for (const name of await readdir(dataDir)) bytes += (await stat(join(dataDir, name))).size;
  return bytes;
};

test('--max-size: the oldest go, the newest stay, and the files stay below it', async () => {
  const limit = 8 * KIB * KIB;
  await withLens(['--max-size', '8M'], async (lens) => {
    const client = await lens.connect();
    const exchanges = 150; // of 256 KiB each: four times what there is room for
    for (let i = 0; i < exchanges; ++i) {
      await client.write(get(HOST, `/500/${256 * KIB}?${i}`));
      assert.equal((await client.message()).status, 500);
    }
    client.close();
    await eventually(
      async () => ((await lens.status()).exchanges_stored === exchanges ? true : undefined),
      'all stored',
    );
    await eventually(
      async () => ((await storeSize(lens.dataDir)) <= limit ? true : undefined),
      'the store shrinks',
    );
    const { exchanges: left } = await lens.json('/api/v1/exchanges?limit=1000');
    assert.ok(left.length > 5 && left.length < 40, `${left.length} left`);
    const numbers = left.map((one) => Number(one.url.split('?')[1]));
    assert.deepEqual(
      numbers,
      left.map((_, i) => exchanges - 1 - i),
    );
  });
});

test('--max-age: what is older goes by itself', async () => {
  await withLens(['--max-age', '1s'], async (lens) => {
    await pass(lens, {});
    const { id } = await lens.exchange();
    await eventually(
      async () => ((await lens.call(`/api/v1/exchanges/${id}`)).status === 404 ? true : undefined),
      'it goes',
    );
  });
});

test('--max-age holds for what an earlier run left', async () => {
  const dataDir = join(folder, 'old');
  await withLens([], (lens) => pass(lens, {}), { dataDir });
  await withLens(
    ['--max-age', '1s'],
    (lens) =>
      eventually(
        async () =>
          (await lens.json('/api/v1/exchanges')).exchanges.length === 0 ? true : undefined,
        'it goes',
      ),
    { dataDir },
  );
});

test('what an earlier run stored is there, and ids go on', async () => {
  const dataDir = join(folder, 'again');
  await withLens([], (lens) => pass(lens, { status: 403, size: 7 }), { dataDir });
  await withLens(
    [],
    async (lens) => {
      const first = await lens.exchange();
      assert.equal(first.status, 403);
      assert.equal((await lens.body(first.id, 'response')).toString(), 'r'.repeat(7));
      await pass(lens, {});
      assert.ok((await lens.exchange()).id > first.id);
    },
    { dataDir },
  );
});

test('files and directory are for their owner only', async () => {
  const dataDir = join(folder, 'modes', 'data');
  await withLens(
    [],
    async (lens) => {
      await pass(lens, {});
      await lens.exchange();
      const mode = async (path) => ((await stat(path)).mode & 0o777).toString(8);
      assert.equal(await mode(dataDir), '700');
      const names = await readdir(dataDir);
      assert.ok(names.includes('exchanges.db'));
      for (const name of names) {
        const isDirectory = (await stat(join(dataDir, name))).isDirectory();
        assert.equal(await mode(join(dataDir, name)), isDirectory ? '700' : '600', name);
      }
      const file = join(folder, 'out.har');
      const { code, stderr } = await runOsslens([
        'export',
        '--data-dir',
        dataDir,
        '--format',
        'har',
        '--output',
        file,
      ]);
      assert.equal(code, 0, stderr);
      assert.equal(await mode(file), '600');
    },
    { dataDir },
  );
});

test('an export while it runs sees what is stored', async () => {
  await withLens([], async (lens) => {
    for (let i = 0; i < 3; ++i) await pass(lens, {});
    await lens.exchanges(3);
    const { code, stdout } = await runOsslens([
      'export',
      '--data-dir',
      lens.dataDir,
      '--format',
      'ndjson',
    ]);
    assert.equal(code, 0);
    assert.equal(stdout.trim().split('\n').length, 3);
  });
});

// --- a full disk

const run = promisify(execFile);

/** A file system of its own, or why there is none. */
async function mountSmall(path) {
  await mkdir(path, { mode: 0o700 });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', path]);
    return null;
  } catch (error) {
    return `cannot mount a small file system: ${String(error.stderr ?? error.message).trim()}`;
  }
}

test('a full disk pauses capture, says so, and forwarding goes on', async (t) => {
  const mount = join(folder, 'small');
  const reason = await mountSmall(mount);
  if (reason) return t.skip(reason);
  try {
    await withLens([], (lens) => fillAndFree(lens, join(mount, 'ballast')), {
      dataDir: join(mount, 'data'),
    });
  } finally {
    await run('umount', [mount]);
  }
});

async function fillAndFree(lens, ballast) {
  await pass(lens, {});
  await lens.exchange();
  await writeFile(ballast, Buffer.alloc(16 * KIB * KIB)).catch((error) =>
    assert.equal(error.code, 'ENOSPC'),
  );
  const paused = await eventually(async () => {
    await pass(lens, { status: 500, size: 200 * KIB });
    const status = await lens.status();
    return status.capture_paused ? status : undefined;
  }, 'capture is paused');
  assert.match(paused.pause_reason, /full/);
  assert.match(lens.stderr, /capture is paused, forwarding goes on/);
  assert.match((await lens.call('/metrics')).text, /^osslens_capture_paused 1$/m);
  for (let i = 0; i < 20; ++i) await pass(lens, { status: 403, size: 1000 });
  assert.equal((await lens.call('/api/v1/exchanges')).status, 200);
  await rm(ballast);
  await eventually(
    async () => ((await lens.status()).capture_paused ? undefined : true),
    'capture goes on by itself',
  );
  await pass(lens, { status: 418 });
  await eventually(async () => {
    const { exchanges } = await lens.json('/api/v1/exchanges?limit=1');
    return exchanges[0]?.status === 418 ? true : undefined;
  }, 'new exchanges are stored');
  const status = await lens.status();
  assert.equal(status.pause_reason, null);
  assert.equal(status.exchanges_stored + status.exchanges_lost, status.exchanges);
}
