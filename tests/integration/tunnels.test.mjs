/** CONNECT: bytes are passed on as they come, both ways, until both sides have ended. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { assertRefusal, Lens } from './harness.mjs';
import { closedPort, head, startOrigin, withoutHanging } from './wire.mjs';

/** @type {Lens} */
let lens;
let origin;
let serve;

before(async () => {
  origin = await startOrigin((wire) => serve(wire));
  lens = await Lens.start();
});

beforeEach(() => lens.forget());

afterEach(() => origin.hangUp());

after(async () => {
  await lens?.stop();
  await origin?.close();
});

const connectTo = (authority, ...fields) =>
  head(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...fields);

async function open(authority = origin.authority) {
  const client = await lens.connect();
  await client.write(connectTo(authority));
  assert.match(await client.head(), /^HTTP\/1.1 200 /);
  return client;
}

const hashOf = (wire) => {
  const hash = createHash('sha256').update(wire.bytes);
  wire.socket.on('data', (piece) => hash.update(piece));
  wire.discard();
  return hash;
};

test('ten megabytes of random bytes both ways at once', async () => {
  const up = randomBytes(10 * 1024 * 1024);
  const down = randomBytes(10 * 1024 * 1024);
  let received;
  serve = async (wire) => {
    received = hashOf(wire);
    await wire.write(down);
    await wire.end();
    wire.halfClose();
  };
  const client = await open();
  const answered = hashOf(client);
  await client.write(up);
  client.halfClose();
  assert.equal(await client.end(), 'end');
  const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(received.digest('hex'), digest(up));
  assert.equal(answered.digest('hex'), digest(down));
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'tunnel');
  assert.equal(exchange.url, origin.authority);
  assert.equal(exchange.status, 200);
  assert.equal(exchange.error, null);
  assert.equal(exchange.request_bytes, up.length);
  assert.equal(exchange.response_bytes, down.length);
  assert.equal(exchange.upstream, origin.authority);
});

test('bytes behind the CONNECT head are the first bytes of the tunnel', async () => {
  serve = async (wire) => {
    assert.equal((await wire.take(5)).toString(), 'early');
    await wire.write('late');
    wire.close();
  };
  const client = await lens.connect();
  await client.write(`${connectTo(origin.authority)}early`);
  assert.match(await client.head(), /^HTTP\/1.1 200 /);
  assert.equal((await client.rest()).text, 'late');
  client.close();
  await lens.exchange();
});

test('a server that speaks first is heard', async () => {
  serve = async (wire) => {
    await wire.write('220 hello');
    await wire.end();
    wire.close();
  };
  const client = await open();
  assert.equal((await client.take(9)).toString(), '220 hello');
  client.close();
  assert.equal((await lens.exchange()).error, null);
});

test('the app half-closes: the server sees the end and can still answer', async () => {
  serve = async (wire) => {
    assert.deepEqual(await wire.rest(), { text: 'question', ended: 'end' });
    await wire.write('answer');
    wire.halfClose();
  };
  const client = await open();
  await client.write('question');
  client.halfClose();
  assert.deepEqual(await client.rest(), { text: 'answer', ended: 'end' });
  assert.equal((await lens.exchange()).error, null);
});

test('the server half-closes: the app sees the end and can still send', async () => {
  let heard;
  const done = new Promise((resolve) => {
    serve = async (wire) => {
      await wire.write('bye');
      wire.halfClose();
      heard = await wire.rest();
      resolve();
    };
  });
  const client = await open();
  assert.deepEqual(await client.rest(), { text: 'bye', ended: 'end' });
  await client.write('still here');
  client.halfClose();
  await withoutHanging(done, () => 'the server hears the rest');
  assert.deepEqual(heard, { text: 'still here', ended: 'end' });
  assert.equal((await lens.exchange()).error, null);
});

test('the server resets: so does the tunnel, and it is recorded', async () => {
  serve = async (wire) => {
    await wire.take(1);
    wire.reset();
  };
  const client = await open();
  await client.write('x');
  assert.equal((await client.rest()).ended, 'ECONNRESET');
  const exchange = await lens.exchange();
  assert.equal(exchange.error.kind, 'reset');
  assert.match(exchange.error.message, new RegExp(origin.authority));
});

test('the app resets: so does the tunnel, and it is recorded', async () => {
  let ended;
  const done = new Promise((resolve) => {
    serve = async (wire) => {
      await wire.take(1);
      client.reset();
      ended = (await wire.rest()).ended;
      resolve();
    };
  });
  const client = await open();
  await client.write('x');
  await withoutHanging(done, () => 'the server sees the end');
  assert.equal(ended, 'ECONNRESET');
  assert.equal((await lens.exchange()).error.kind, 'client-abort');
});

test('the app is gone before the tunnel is open', async () => {
  serve = (wire) => wire.end();
  const client = await lens.connect();
  await client.write(connectTo(origin.authority));
  client.reset();
  await lens.exchange();
});

test('a refused connection is a 502 that names the address', async () => {
  const authority = `127.0.0.1:${await closedPort()}`;
  const client = await lens.connect();
  await client.write(connectTo(authority));
  const answer = await client.message();
  assert.equal(await client.end(), 'end');
  client.close();
  const exchange = await lens.exchange();
  assertRefusal(answer, exchange, {
    status: 502,
    kind: 'connect',
    sentence: new RegExp(`${authority}.*refused`),
  });
  assert.equal(exchange.kind, 'tunnel');
});

test('a name that does not exist is a 502 that names it', async () => {
  const client = await lens.connect();
  await client.write(connectTo('no-such-host.invalid:443'));
  const answer = await client.message();
  client.close();
  assertRefusal(answer, await lens.exchange(), {
    status: 502,
    kind: 'dns',
    sentence: /no-such-host\.invalid/,
  });
});

for (const target of [
  'h.example',
  'h.example:',
  'h.example:0',
  'h.example:65536',
  'h.example:x',
  ':443',
  '/',
  'http://h.example/',
  'a@h.example:443',
  '[::1',
  '::1:443',
]) {
  test(`CONNECT ${target} is refused`, async () => {
    const client = await lens.connect();
    await client.write(head(`CONNECT ${target} HTTP/1.1`, 'Host: h.example'));
    const answer = await client.message();
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 400,
      kind: 'protocol',
      sentence: /HOST:PORT/,
    });
  });
}

test('CONNECT with a body is refused', async () => {
  const client = await lens.connect();
  await client.write(`${connectTo(origin.authority, 'Content-Length: 5')}hello`);
  const answer = await client.message();
  client.close();
  assertRefusal(answer, await lens.exchange(), { status: 400, kind: 'protocol', sentence: /body/ });
});

test('a tunnel to an IPv6 address', async () => {
  const six = await startOrigin(
    async (wire) => {
      await wire.write(await wire.take(4));
      wire.close();
    },
    { host: '::1' },
  );
  try {
    const client = await open(six.authority);
    await client.write('ping');
    assert.equal((await client.rest()).text, 'ping');
    client.close();
    const exchange = await lens.exchange();
    assert.equal(exchange.host, '::1');
    assert.equal(exchange.upstream, six.authority);
  } finally {
    await six.close();
  }
});

test('a tunnel to a name', async () => {
  serve = (wire) => wire.close();
  const client = await open(`localhost:${origin.port}`);
  assert.equal((await client.rest()).text, '');
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.host, 'localhost');
  assert.equal(exchange.upstream, origin.authority);
});
