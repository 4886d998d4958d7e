/** Much at once: what passes is streamed, so memory does not grow with it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { eventually, get, Lens, put } from './harness.mjs';
import { connect, head, OK, startOrigin } from './wire.mjs';

const MIB = 1024 * 1024;
const SIZE = 300 * MIB;
/** What the process may hold at its highest, far below what passes through it. */
const LIMIT_KIB = 64 * 1024;

/** @type {Lens} */
let lens;
let origin;
let serve;

before(async () => {
  origin = await startOrigin((wire) => serve(wire));
});

// A process for each test: the highest mark of its memory is for life.
beforeEach(async () => {
  lens = await Lens.start();
});

afterEach(async () => {
  await lens.stop();
  await origin.hangUp();
});

after(() => origin?.close());

const highestKib = () =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${lens.pid}/status`, 'utf8'))[1]);

function assertSmall() {
  // Sanitizers keep books of their own about memory.
  if (process.env.OSSLENS_SANITIZED) return;
  assert.ok(highestKib() < LIMIT_KIB, `${highestKib()} KiB`);
}

test('a large download', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${SIZE}`));
    await wire.fill(SIZE);
  };
  const client = await lens.connect();
  await client.write(get(origin.authority));
  await client.head();
  const before = client.total - client.bytes.length;
  client.discard();
  await client.received(before + SIZE);
  client.close();
  assert.equal((await lens.exchange()).response.body.bytes, SIZE);
  assertSmall();
});

test('a large upload', async () => {
  serve = async (wire) => {
    const text = await wire.head();
    wire.discard();
    await wire.received(text.length + SIZE);
    await wire.write(OK);
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/', SIZE));
  await client.fill(SIZE);
  assert.equal((await client.message()).status, 200);
  client.close();
  assert.equal((await lens.exchange()).request.body.bytes, SIZE);
  assertSmall();
});

test('a large download to an app that does not read, while others are served', async () => {
  serve = async (wire) => {
    const text = await wire.head();
    const size = text.startsWith('GET /large') ? SIZE : 50 * MIB;
    await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${size}`, 'Connection: close'));
    await wire.fill(size);
  };
  const slow = await lens.connect();
  await slow.write(get(origin.authority, '/large'));
  await slow.head();
  slow.socket.pause();
  for (let i = 0; i < 3; ++i) {
    const other = await lens.connect();
    await other.write(get(origin.authority, '/other'));
    await other.head();
    other.discard();
    await other.received(50 * MIB);
    other.close();
  }
  assertSmall();
  slow.discard();
  slow.socket.resume();
  await slow.received(SIZE);
  slow.close();
  await lens.exchanges(4);
  assertSmall();
});

test('a large upload to a server that does not read', async () => {
  let stuck;
  serve = async (wire) => {
    const text = await wire.head();
    if (text.startsWith('PUT')) return (stuck = wire).socket.pause();
    return wire.write(OK.replace('\r\n', '\r\nConnection: close\r\n'));
  };
  const uploading = await lens.connect();
  await uploading.write(put(origin.authority, '/', SIZE));
  uploading.fill(SIZE);
  for (let i = 0; i < 100; ++i) {
    const other = await lens.connect();
    await other.write(get(origin.authority, '/other'));
    assert.equal((await other.message()).status, 200);
    other.close();
  }
  assertSmall();
  stuck.reset();
  await uploading.end();
  uploading.close();
  await lens.exchanges(101);
});

test('large tunnels both ways', async () => {
  serve = async (wire) => {
    wire.discard();
    await Promise.all([wire.fill(SIZE / 2), wire.received(SIZE / 2)]);
    wire.halfClose();
  };
  const client = await lens.connect();
  await client.write(head(`CONNECT ${origin.authority} HTTP/1.1`, 'Host: x'));
  await client.head();
  client.discard();
  await client.fill(SIZE / 2);
  await client.end();
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.request_bytes, SIZE / 2);
  assert.equal(exchange.response_bytes, SIZE / 2);
  assertSmall();
});

test('a thousand idle connections, and one that works', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write(OK);
  };
  const idle = [];
  for (let i = 0; i < 1000; ++i) idle.push(await connect(lens.proxy));
  await eventually(
    async () => ((await lens.status()).connections_open >= 1000 ? true : undefined),
    'all are open',
  );
  const client = await lens.connect();
  await client.write(get(origin.authority));
  assert.equal((await client.message()).status, 200);
  for (const wire of [client, ...idle]) wire.close();
  await eventually(
    async () => ((await lens.status()).connections_open === 0 ? true : undefined),
    'all are closed',
  );
  assertSmall();
});

test('two hundred requests at once, each with its own answer', async () => {
  serve = async (wire) => {
    for (;;) {
      const text = await wire.head().catch(() => null);
      if (text === null) return wire.close();
      const path = text.split(' ')[1];
      await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${path.length}`) + path);
    }
  };
  await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const client = await lens.connect();
      for (let j = 0; j < 5; ++j) {
        await client.write(get(origin.authority, `/${i}/${j}`));
        assert.equal((await client.message()).body, `/${i}/${j}`);
      }
      client.close();
    }),
  );
  const exchanges = await lens.exchanges(1000);
  assert.equal(new Set(exchanges.map((one) => one.url)).size, 1000);
  assertSmall();
});
