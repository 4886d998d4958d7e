/** How osslens ends: in order, at once, and by force; and what is left in its store. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { runOsslens } from '../support/osslens.mjs';
import { eventually, get, Lens } from './harness.mjs';
import { answering, connect, head, startOrigin } from './wire.mjs';

let folder;
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osslens-shutdown-'));
});

after(() => rm(folder, { recursive: true, force: true }));

/** An osslens, an origin, and a data directory that stays. */
async function withBoth(serve, use) {
  const dataDir = join(folder, `data-${++count}`);
  const origin = await startOrigin(serve);
  const lens = await Lens.start([], { dataDir });
  try {
    await use(lens, origin);
  } finally {
    await lens.stop();
    await origin.close();
  }
}

/** What `osslens export` finds in a data directory. */
async function exported(dataDir) {
  const { code, stdout, stderr } = await runOsslens([
    'export',
    '--data-dir',
    dataDir,
    '--format',
    'ndjson',
  ]);
  assert.equal(code, 0, stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('a download under way ends whole, nothing new is taken, and nothing is lost', async () => {
  const size = 20_000_000;
  let go;
  const released = new Promise((resolve) => (go = resolve));
  await withBoth(
    async (wire) => {
      await wire.head();
      await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${size}`));
      await wire.fill(1000);
      await released;
      await wire.fill(size - 1000);
    },
    async (lens, origin) => {
      const client = await lens.connect();
      await client.write(get(origin.authority, '/download'));
      await client.head();
      client.discard();
      const end = lens.stop();
      await eventually(
        () =>
          connect(lens.proxy).then(
            (wire) => wire.socket.destroy() && undefined,
            () => true,
          ),
        'no new connections',
      );
      go();
      assert.equal(await client.end(), 'end');
      assert.ok(client.total > size, `${client.total} bytes`);
      client.close();
      assert.deepEqual(await end, { code: 0, signal: null });
      const exchanges = await exported(lens.dataDir);
      assert.equal(exchanges.length, 1);
      assert.equal(exchanges[0].error, null);
      assert.equal(exchanges[0].response.body.bytes, size);
    },
  );
});

test('a second signal ends at once', async () => {
  await withBoth(
    async (wire) => void (await wire.head()),
    async (lens, origin) => {
      const client = await lens.connect();
      await client.write(get(origin.authority, '/never'));
      await origin.connection(0);
      const end = lens.stop();
      await eventually(
        () => (/second signal/.test(lens.stderr) ? true : undefined),
        'the first signal is seen',
      );
      lens.signal('SIGTERM');
      assert.deepEqual(await end, { code: null, signal: 'SIGTERM' });
      client.close();
    },
  );
});

test('an exchange that does not end is cut after the grace, and recorded', async () => {
  await withBoth(
    async (wire) => void (await wire.head()),
    async (lens, origin) => {
      const client = await lens.connect();
      await client.write(get(origin.authority, '/never'));
      await origin.connection(0);
      assert.deepEqual(await lens.stop(), { code: 0, signal: null });
      const answer = await client.message();
      assert.equal(answer.status, 502);
      assert.match(answer.body, /stopped/);
      client.close();
      const [exchange] = await exported(lens.dataDir);
      assert.ok(exchange.url.endsWith('/never'));
      assert.match(exchange.error.message, /stopped/);
    },
  );
});

test('idle connections and pooled ones do not hold it up', async () => {
  await withBoth(answering(), async (lens, origin) => {
    const clients = [];
    for (let i = 0; i < 20; ++i) {
      const client = await lens.connect();
      clients.push(client);
      if (i % 2) continue;
      await client.write(get(origin.authority));
      assert.equal((await client.message()).status, 200);
    }
    assert.deepEqual(await lens.stop(), { code: 0, signal: null });
    for (const client of clients) assert.equal(await client.end(), 'end');
    for (const client of clients) client.close();
    assert.equal((await exported(lens.dataDir)).length, 10);
  });
});

test('an open tunnel is cut after the grace, and recorded with its bytes', async () => {
  await withBoth(
    async (wire) => wire.write(await wire.take(4)),
    async (lens, origin) => {
      const client = await lens.connect();
      await client.write(head(`CONNECT ${origin.authority} HTTP/1.1`, 'Host: x'));
      await client.head();
      await client.write('ping');
      await client.take(4);
      assert.deepEqual(await lens.stop(), { code: 0, signal: null });
      await client.end();
      const [exchange] = await exported(lens.dataDir);
      assert.equal(exchange.kind, 'tunnel');
      assert.equal(exchange.request_bytes, 4);
      assert.equal(exchange.response_bytes, 4);
    },
  );
});

test('a page that listens for events does not hold it up', async () => {
  await withBoth(answering(), async (lens) => {
    const page = await connect(lens.web);
    await page.write(
      head('GET /api/v1/events HTTP/1.1', `Host: ${lens.web.host}:${lens.web.port}`),
    );
    await page.head();
    assert.deepEqual(await lens.stop(), { code: 0, signal: null });
    await page.end();
    page.close();
  });
});

test('SIGINT is as good as SIGTERM', async () => {
  await withBoth(answering(), async (lens) => {
    lens.signal('SIGINT');
    assert.deepEqual(await lens.exit(), { code: 0, signal: null });
  });
});

test('a signal right behind the ready line ends it in order', async () => {
  for (let i = 0; i < 5; ++i) {
    await withBoth(answering(), async (lens) => {
      assert.deepEqual(await lens.stop(), { code: 0, signal: null });
    });
  }
});

test('a thousand exchanges before a stop are all in the store', async () => {
  await withBoth(answering(), async (lens, origin) => {
    const client = await lens.connect();
    await client.write(
      Array.from({ length: 1000 }, (_, i) => get(origin.authority, `/${i}`)).join(''),
    );
    for (let i = 0; i < 1000; ++i) assert.equal((await client.message()).status, 200);
    client.close();
    assert.deepEqual(await lens.stop(), { code: 0, signal: null });
    const paths = (await exported(lens.dataDir)).map((one) => one.url.split('/').at(-1));
    assert.deepEqual(
      paths,
      Array.from({ length: 1000 }, (_, i) => String(i)),
    );
  });
});

test('killed: what ended more than a second before is there when it starts again', async () => {
  const dataDir = join(folder, 'killed');
  const origin = await startOrigin(answering());
  const lens = await Lens.start([], { dataDir });
  try {
    const client = await lens.connect();
    for (let i = 0; i < 50; ++i) {
      await client.write(get(origin.authority, `/${i}`));
      await client.message();
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // Under way while it is killed.
    client.write(Array.from({ length: 200 }, () => get(origin.authority, '/later')).join(''));
    await client.message();
    lens.signal('SIGKILL');
    assert.deepEqual(await lens.exit(), { code: null, signal: 'SIGKILL' });
  } finally {
    await lens.stop();
    await origin.close();
  }
  const again = await Lens.start([], { dataDir });
  await again.stop();
  const urls = (await exported(dataDir)).map((one) => one.url);
  for (let i = 0; i < 50; ++i)
    assert.ok(
      urls.some((url) => url.endsWith(`/${i}`)),
      `/${i} is missing`,
    );
});
