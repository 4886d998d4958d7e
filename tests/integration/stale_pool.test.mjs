/**
 * Kept connections that the server closes at the worst moment. The app never learns of it; what cannot be sent again is
 * never sent on such a connection.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { get, Lens, put } from './harness.mjs';
import { head, OK, startOrigin } from './wire.mjs';

/** @type {Lens} */
let lens;
let origin;
/** What is done to each connection, in the order in which they come. */
let script = [];
const requests = [];

before(async () => {
  origin = await startOrigin(async (wire) => {
    const serve = script.shift();
    assert.ok(serve, 'one connection too many');
    await serve(wire);
  });
  // One loop: with more, the pool that holds the connection may be another one's.
  lens = await Lens.start(['--loops', '1']);
});

beforeEach(() => lens.forget());

afterEach(() => origin.hangUp());

after(async () => {
  await lens?.stop();
  await origin?.close();
});

/** Answers so many requests, then does what `then` says. */
const answer =
  (count, then = () => {}) =>
  async (wire) => {
    for (let i = 0; i < count; ++i) {
      requests.push(await wire.head());
      await wire.write(OK);
    }
    await then(wire);
  };

/** Reads until the first byte of the next request, then leaves. */
const leaveOnNext = (leave) => async (wire) => {
  await wire.take(1);
  leave(wire);
};

async function ask(client, request) {
  await client.write(request);
  const { status, head: text, body } = await client.message();
  assert.equal(status, 200, text + body);
}

for (const [how, leave] of Object.entries({
  closes: (wire) => wire.close(),
  resets: (wire) => wire.reset(),
})) {
  test(`the server ${how} between two requests`, async () => {
    script = [answer(1, leave), answer(1)];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    const first = origin.wires.at(-1);
    await first.closed;
    await ask(client, get(origin.authority, '/2'));
    client.close();
    const [, second] = await lens.exchanges(2);
    assert.equal(second.status, 200);
    assert.equal(second.error, null);
  });

  test(`the server ${how} when the second request comes`, async () => {
    script = [answer(1, leaveOnNext(leave)), answer(1)];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    await ask(client, get(origin.authority, '/2'));
    client.close();
    const [first, second] = await lens.exchanges(2);
    assert.deepEqual([first.retried, second.retried], [false, true]);
    assert.equal(second.error, null);
    assert.equal(second.reused, false, 'the connection that answered was a new one');
  });

  test(`the server ${how} when a second upload comes, and gets it again whole`, async () => {
    const body = 'b'.repeat(50_000);
    let again;
    script = [
      answer(1, async (wire) => {
        await wire.takeTo('bbb');
        leave(wire);
      }),
      async (wire) => {
        requests.push(await wire.head());
        again = (await wire.take(body.length)).toString();
        await wire.write(OK);
      },
    ];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    await ask(client, put(origin.authority, '/2', body.length) + body);
    client.close();
    assert.equal(again, body);
    const [, second] = await lens.exchanges(2);
    assert.equal(second.retried, true);
    assert.equal(second.request.body.bytes, body.length);
    assert.equal(
      second.request_bytes,
      put(origin.authority, '/2', body.length).length + body.length,
    );
  });

  test(`the server ${how} when an upload comes that is sent in two parts`, async () => {
    let again;
    script = [
      answer(1, async (wire) => {
        await wire.takeTo('one');
        leave(wire);
      }),
      async (wire) => {
        await wire.head();
        await wire.takeTo('one');
        await client.write('two');
        again = (await wire.take(3)).toString();
        await wire.write(OK);
      },
    ];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    await ask(client, `${put(origin.authority, '/2', 6)}one`);
    client.close();
    assert.equal(again, 'two');
    const [, second] = await lens.exchanges(2);
    assert.equal(second.retried, true);
  });
}

test('a failure on a fresh connection is not tried again', async () => {
  script = [async (wire) => (await wire.head(), wire.close())];
  const client = await lens.connect();
  await client.write(get(origin.authority, '/fresh'));
  assert.equal((await client.message()).status, 502);
  client.close();
  assert.equal((await lens.exchange()).retried, false);
});

test('a connection that fails twice is not tried a third time', async () => {
  script = [
    answer(
      1,
      leaveOnNext((wire) => wire.close()),
    ),
    async (wire) => (await wire.head(), wire.close()),
  ];
  const client = await lens.connect();
  await ask(client, get(origin.authority, '/1'));
  await client.write(get(origin.authority, '/2'));
  assert.equal((await client.message()).status, 502);
  client.close();
  const [, second] = await lens.exchanges(2);
  assert.equal(second.retried, true);
  assert.equal(second.error.kind, 'reset');
});

test('an answer that has begun is not asked for again', async () => {
  script = [
    answer(1, async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 2');
      wire.close();
    }),
  ];
  const client = await lens.connect();
  await ask(client, get(origin.authority, '/1'));
  await client.write(get(origin.authority, '/2'));
  assert.equal((await client.message()).status, 502);
  client.close();
  const [, second] = await lens.exchanges(2);
  assert.equal(second.retried, false);
});

/** An upload that could not be sent again: too long, or of a length that is not known. */
const uploads = {
  'longer than what is remembered': (authority) => put(authority, '/2', 65_537) + 'b'.repeat(65_537),
  'of unknown length': (authority) =>
    head(`PUT http://${authority}/2 HTTP/1.1`, 'Host: h', 'Transfer-Encoding: chunked') +
    '3\r\nabc\r\n0\r\n\r\n',
};
for (const [what, request] of Object.entries(uploads)) {
  test(`an upload ${what} costs no error when the kept connection is closed in that moment`, async () => {
    script = [
      // Whatever came on this connection would be lost; nothing comes until the test is over.
      answer(1, (wire) => leaveOnNext(() => wire.reset())(wire).catch(() => {})),
      async (wire) => {
        const text = await wire.head();
        await wire.takeTo(/chunked/.test(text) ? '0\r\n\r\n' : 'b'.repeat(65_537));
        await wire.write(OK);
      },
    ];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    await ask(client, request(origin.authority));
    client.close();
    const [, second] = await lens.exchanges(2);
    assert.deepEqual([second.status, second.reused, second.retried], [200, false, false]);
  });
}

for (const method of ['POST', 'PATCH']) {
  test(`${method} is never sent on a kept connection`, async () => {
    script = [answer(2), answer(1)];
    const client = await lens.connect();
    await ask(client, get(origin.authority, '/1'));
    await ask(client, get(origin.authority, '/2'));
    assert.equal(origin.wires.length, 1);
    await ask(
      client,
      head(`${method} http://${origin.authority}/3 HTTP/1.1`, 'Host: h', 'Content-Length: 0'),
    );
    assert.equal(origin.wires.length, 2);
    client.close();
    const reused = (await lens.exchanges(3)).map((one) => one.reused);
    assert.deepEqual(reused, [false, true, false]);
  });
}

test('apps share kept connections, and a request never gets the answer of another', async () => {
  script = [
    async (wire) => {
      for (let i = 0; i < 4; ++i) {
        const path = /^GET (\S+)/.exec(await wire.head())[1];
        await wire.write(head('HTTP/1.1 200 OK', `Content-Length: ${path.length}`) + path);
      }
      wire.close();
    },
  ];
  for (const path of ['/a', '/bb', '/ccc', '/dddd']) {
    const client = await lens.connect();
    await client.write(get(origin.authority, path));
    assert.equal((await client.message()).body, path);
    client.close();
    await lens.exchange();
  }
});

test('a connection on which the server says something unasked is not used again', async () => {
  script = [
    answer(1, async (wire) => {
      await wire.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
    }),
    answer(1),
  ];
  const client = await lens.connect();
  await ask(client, get(origin.authority, '/1'));
  await origin.wires.at(-1).end();
  await ask(client, get(origin.authority, '/2'));
  client.close();
  await lens.exchanges(2);
});
