/** Bodies and connections: every framing in both directions, interim answers, pipelining, keep-alive. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { get, Lens, put } from './harness.mjs';
import { head, OK, startOrigin } from './wire.mjs';

/** @type {Lens} */
let lens;
let origin;
/** What the origin does with the next connections; the last one goes on for all that follow. */
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

/** Sends all, and takes the answer's bytes up to the end of the connection. */
async function everything(request) {
  const client = await lens.connect();
  await client.write(request);
  const { text, ended } = await client.rest();
  client.close();
  assert.equal(ended, 'end');
  return text;
}

/** The same answer to one request, then the server closes. */
const once = (answer) => async (wire) => {
  await wire.head();
  await wire.write(answer);
  wire.close();
};

// --- requests

test('a body of known length', async () => {
  const body = 'x'.repeat(300_000);
  let got;
  serve = async (wire) => {
    got = (await wire.head()) && (await wire.take(body.length)).toString('latin1');
    await wire.write(OK);
    wire.close();
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/length', body.length) + body);
  assert.equal((await client.message()).status, 200);
  assert.equal(got, body);
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.request.body.bytes, body.length);
});

const CHUNKED =
  '5;q="a;b";name=value\r\nhello\r\n00A\r\n0123456789\r\n0;last\r\nX-Trailer: 1\r\nx-trailer:  two\r\n\r\n';

test('a chunked body with extensions and trailers arrives as it was written', async () => {
  let got;
  serve = async (wire) => {
    await wire.head();
    got = (await wire.takeTo('two\r\n\r\n')).toString('latin1');
    await wire.write(OK);
    wire.close();
  };
  const client = await lens.connect();
  const request = head(
    `PUT http://${origin.authority}/c HTTP/1.1`,
    `Host: ${origin.authority}`,
    'Transfer-Encoding: chunked',
  );
  await client.write(request + CHUNKED);
  assert.equal((await client.message()).status, 200);
  assert.equal(got, CHUNKED);
  client.close();
  assert.equal((await lens.exchange()).request.body.bytes, 15);
});

test('a chunked body that comes byte by byte', async () => {
  let got;
  serve = async (wire) => {
    await wire.head();
    got = (await wire.takeTo('two\r\n\r\n')).toString('latin1');
    await wire.write(OK);
    wire.close();
  };
  const client = await lens.connect();
  await client.write(
    head(`PUT http://${origin.authority}/c HTTP/1.1`, 'Host: h', 'Transfer-Encoding: chunked'),
  );
  for (const byte of CHUNKED) await client.write(byte);
  assert.equal((await client.message()).status, 200);
  assert.equal(got, CHUNKED);
  client.close();
  await lens.exchange();
});

// --- answers

/** The answer must arrive byte for byte. */
function answers(
  name,
  answer,
  { request = (path) => get(origin.authority, path), status = 200, bytes, check } = {},
) {
  test(`answer: ${name}`, async () => {
    serve = once(answer);
    assert.equal(await everything(request('/answer')), answer);
    const exchange = await lens.exchange();
    assert.equal(exchange.status, status);
    assert.equal(exchange.error, null);
    if (bytes !== undefined) assert.equal(exchange.response.body.bytes, bytes);
    check?.(exchange);
  });
}

answers(
  'odd fields, byte for byte',
  'HTTP/1.1 200 \xC4h  ja\r\nx-B:1\r\nX-a: \t2 \r\nX-A:\r\nx-b: \xFF\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok',
);
answers(
  'a status line without a reason',
  'HTTP/1.1 200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
);
answers('an unknown status', 'HTTP/1.1 299 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', {
  status: 299,
});
answers(
  'hop-by-hop fields of the server',
  'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nConnection: close, x\r\nX: 1\r\nContent-Length: 0\r\n\r\n',
);
answers(
  'length',
  `HTTP/1.1 200 OK\r\nContent-Length: 200000\r\nConnection: close\r\n\r\n${'y'.repeat(200_000)}`,
  { bytes: 200_000 },
);
answers(
  'chunked with extensions and trailers',
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${CHUNKED}`,
  { bytes: 15 },
);
answers('until the connection closes', `HTTP/1.1 200 OK\r\n\r\n${'z'.repeat(100_000)}`, {
  bytes: 100_000,
});
answers('nothing until the connection closes', 'HTTP/1.1 200 OK\r\n\r\n', { bytes: 0 });
answers('HTTP/1.0 until the connection closes', 'HTTP/1.0 200 OK\r\nX: 1\r\n\r\nbody', {
  bytes: 4,
});
answers('HTTP/1.0 with a length', 'HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody', { bytes: 4 });
answers(
  'a transfer coding that is not chunked',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzz',
  { bytes: 2 },
);
answers(
  'a head of 64 KiB',
  `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\nX: ${'x'.repeat(65000)}\r\n\r\n`,
);
answers(
  '204 with a length that means nothing',
  'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nConnection: close\r\n\r\n',
  { status: 204, bytes: 0 },
);
answers(
  '304 with the length of what it stands for',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nConnection: close\r\n\r\n',
  { status: 304, bytes: 0 },
);
answers(
  'HEAD with a length',
  'HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n',
  {
    request: (path) => get(origin.authority, path).replace('GET', 'HEAD'),
    bytes: 0,
  },
);
answers(
  'HEAD with a chunked coding',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
  {
    request: (path) => get(origin.authority, path).replace('GET', 'HEAD'),
    bytes: 0,
  },
);
answers(
  'interim answers before the final one',
  `HTTP/1.1 102 Processing\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${OK.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`,
);

test('an answer that comes byte by byte', async () => {
  const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${CHUNKED}`;
  serve = async (wire) => {
    await wire.head();
    for (const byte of answer) await wire.write(byte);
    wire.close();
  };
  assert.equal(await everything(get(origin.authority, '/bytes')), answer);
  await lens.exchange();
});

test('an HTTP/1.0 app is spared interim answers', async () => {
  const final = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  serve = once(`HTTP/1.1 100 Continue\r\n\r\n${final}`);
  assert.equal(await everything(head(`GET http://${origin.authority}/old HTTP/1.0`)), final);
  await lens.exchange();
});

// --- 100-continue

test('an app that waits for 100 gets it from the server, and only then sends', async () => {
  let early;
  serve = async (wire) => {
    await wire.head();
    early = wire.bytes.length;
    await wire.write('HTTP/1.1 100 Continue\r\nX-From: server\r\n\r\n');
    assert.equal((await wire.take(4)).toString(), 'body');
    await wire.write(OK);
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/continue', 4, 'Expect: 100-continue'));
  assert.equal(await client.head(), 'HTTP/1.1 100 Continue\r\nX-From: server\r\n\r\n');
  await client.write('body');
  assert.equal((await client.message()).status, 200);
  assert.equal(early, 0);
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.status, 200);
  assert.equal(exchange.request.body.bytes, 4);
});

test('an app that waits for 100 and is refused never sends its body', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
    wire.close();
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/refused', 1000, 'Expect: 100-continue'));
  const answer = await client.message();
  assert.equal(answer.status, 403);
  assert.equal(answer.body, 'no');
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.status, 403);
});

test('an app that does not wait for 100 has its body sent at once', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.take(4);
    await wire.write(OK);
  };
  const client = await lens.connect();
  await client.write(`${put(origin.authority, '/impatient', 4, 'Expect: 100-continue')}body`);
  assert.equal((await client.message()).status, 200);
  client.close();
  await lens.exchange();
});

// --- connections

test('a hundred requests in one segment are answered in order', async () => {
  serve = async (wire) => {
    for (let i = 0; i < 100; ++i) {
      const text = await wire.head();
      const body = /^GET \/(\d+) /.exec(text)[1];
      await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${body.length}`) + body);
    }
  };
  const client = await lens.connect();
  await client.write(
    Array.from({ length: 100 }, (_, i) => get(origin.authority, `/${i}`)).join(''),
  );
  for (let i = 0; i < 100; ++i) assert.equal((await client.message()).body, String(i));
  client.close();
  const exchanges = await lens.exchanges(100);
  assert.deepEqual(
    exchanges.map((one) => one.url.split('/').at(-1)),
    Array.from({ length: 100 }, (_, i) => String(i)),
  );
});

test('pipelined uploads with bodies of both framings keep apart', async () => {
  const seen = [];
  // What cannot be sent again comes on a connection of its own.
  serve = async (wire) => {
    for (;;) {
      const text = await wire.head().catch(() => null);
      if (text === null) return;
      seen.push(
        /chunked/.test(text)
          ? await wire.takeTo('0\r\n\r\n')
          : await wire.take(Number(/gth: (\d+)/.exec(text)?.[1] ?? 0)),
      );
      await wire.write(OK);
      if (seen.length === 3) return;
    }
  };
  const chunked = head(
    `PUT http://${origin.authority}/2 HTTP/1.1`,
    'Host: h',
    'Transfer-Encoding: chunked',
  );
  const client = await lens.connect();
  await client.write(
    `${put(origin.authority, '/1', 3)}one${chunked}3\r\ntwo\r\n0\r\n\r\n${get(origin.authority, '/3')}`,
  );
  for (let i = 0; i < 3; ++i) assert.equal((await client.message()).status, 200);
  assert.deepEqual(seen.map(String), ['one', '3\r\ntwo\r\n0\r\n\r\n', '']);
  client.close();
  await lens.exchanges(3);
});

test('an app that half-closes behind its request gets the answer', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write(OK);
  };
  const client = await lens.connect();
  await client.write(get(origin.authority, '/half'));
  client.halfClose();
  assert.deepEqual(await client.rest(), { text: OK, ended: 'end' });
  await lens.exchange();
});

test('an app that has half-closed and takes its time to read gets the whole answer', async () => {
  const size = 50_000_000;
  serve = async (wire) => {
    await wire.head();
    await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${size}`));
    await wire.fill(size);
  };
  const client = await lens.connect();
  await client.write(get(origin.authority, '/slow'));
  client.halfClose();
  const { length } = await client.head();
  client.socket.pause();
  // Longer than a half-closed connection may be silent.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  client.discard();
  client.socket.resume();
  assert.equal(await client.end(), 'end');
  assert.equal(client.total, length + size);
  assert.equal((await lens.exchange()).error, null);
});

/** Sends two requests one after the other and tells whether the second one was answered on the same connection. */
async function keeps(request, answer) {
  serve = async (wire) => {
    for (;;) {
      try {
        await wire.head();
      } catch {
        return;
      }
      await wire.write(answer);
    }
  };
  const client = await lens.connect();
  await client.write(request);
  assert.equal((await client.message()).status, 200);
  await client.write(request);
  const second = await client.message().then(
    () => true,
    () => false,
  );
  client.close();
  await lens.exchanges(second ? 2 : 1);
  return second;
}

test('HTTP/1.1 keeps the connection', async () => {
  assert.equal(await keeps(get(origin.authority, '/k'), OK), true);
});
test('HTTP/1.1 does not keep it when the app says so', async () => {
  assert.equal(await keeps(get(origin.authority, '/k', 'Connection: close'), OK), false);
});
test('HTTP/1.1 does not keep it when the app says so to the proxy', async () => {
  assert.equal(await keeps(get(origin.authority, '/k', 'Proxy-Connection: close'), OK), false);
});
test('HTTP/1.1 does not keep it when the server says so', async () => {
  assert.equal(
    await keeps(get(origin.authority, '/k'), OK.replace('\r\n', '\r\nConnection: close\r\n')),
    false,
  );
});
test('HTTP/1.0 does not keep the connection', async () => {
  assert.equal(await keeps(head(`GET http://${origin.authority}/k HTTP/1.0`), OK), false);
});
test('HTTP/1.0 keeps it when both sides say so', async () => {
  const keep = 'Connection: keep-alive';
  const request = head(`GET http://${origin.authority}/k HTTP/1.0`, keep);
  assert.equal(await keeps(request, OK.replace('\r\n', `\r\n${keep}\r\n`)), true);
});
