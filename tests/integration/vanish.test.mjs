/**
 * Ends that disappear: before, in and behind heads and bodies. Each is recorded with what happened, and an app never
 * takes a cut answer for a whole one.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { assertRefusal, get, Lens, put } from './harness.mjs';
import { head, startOrigin } from './wire.mjs';

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

const ENDS = { closes: (wire) => wire.close(), resets: (wire) => wire.reset() };

for (const [how, leave] of Object.entries(ENDS)) {
  test(`the server ${how} without an answer`, async () => {
    serve = async (wire) => {
      await wire.head();
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/none'));
    const answer = await client.message();
    assert.equal(await client.end(), 'end');
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 502,
      kind: 'reset',
      sentence: new RegExp(origin.authority),
    });
  });

  test(`the server ${how} in the middle of its head`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 200 OK\r\nContent-Le');
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/head'));
    const answer = await client.message();
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 502,
      kind: 'reset',
      sentence: new RegExp(origin.authority),
    });
  });

  test(`the server ${how} after an interim answer`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 102 Processing\r\n\r\n');
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/interim'));
    assert.match(await client.head(), /^HTTP\/1.1 102 /);
    const answer = await client.message();
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 502,
      kind: 'reset',
      sentence: new RegExp(origin.authority),
    });
  });

  test(`the server ${how} in the middle of an upload`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.take(1000);
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(put(origin.authority, '/upload', 10_000_000));
    await client.fill(1000);
    const answer = await client.message();
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 502,
      kind: 'reset',
      sentence: new RegExp(origin.authority),
    });
  });

  test(`the server ${how} in the middle of a body of known length`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345');
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/length'));
    const { text } = await client.rest();
    client.close();
    assert.ok(text.length < 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'.length + 1000);
    await assertCut('/length', 5);
  });

  test(`the server ${how} in the middle of a chunked body`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n');
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/chunked'));
    const { text } = await client.rest();
    client.close();
    assert.doesNotMatch(text, /\r\n0\r\n/);
    await assertCut('/chunked', 5);
  });

  test(`the server ${how} in the middle of the trailers`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\nX: 1\r\n',
      );
      leave(wire);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/trailers'));
    const { text } = await client.rest();
    client.close();
    assert.ok(!text.endsWith('\r\n\r\n'));
    await assertCut('/trailers', 5);
  });

  test(`the app ${how} in the middle of its head`, async () => {
    const client = await lens.connect();
    await client.write('GET http://h.example/cut HTTP/1.1\r\nHost: h.ex');
    leave(client);
    const exchange = await lens.exchange();
    assert.equal(exchange.error.kind, 'client-abort');
    assert.match(exchange.error.message, how === 'closes' ? /in the middle of the head/ : /broke/);
    assert.equal(exchange.host, 'h.example');
    assert.equal(exchange.status, null);
  });

  test(`the app ${how} in the middle of its body`, async () => {
    let seen;
    serve = async (wire) => {
      await wire.head();
      await wire.take(1000);
      seen = wire.end();
      leave(client);
    };
    const client = await lens.connect();
    await client.write(put(origin.authority, '/body', 5000));
    await client.fill(1000);
    const exchange = await lens.exchange();
    assert.equal(exchange.error.kind, 'client-abort');
    assert.equal(exchange.request.body.bytes, 1000);
    assert.equal(exchange.status, null);
    await seen;
  });

  test(`the app ${how} while it waits for the answer`, async () => {
    let seen;
    serve = async (wire) => {
      await wire.head();
      seen = wire.end();
      leave(client);
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/impatient'));
    const exchange = await lens.exchange();
    assert.equal(exchange.error.kind, 'client-abort');
    assert.equal(exchange.status, null);
    await seen;
  });

  test(`the app ${how} in the middle of the answer`, async () => {
    let seen;
    serve = async (wire) => {
      await wire.head();
      await wire.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n');
      await wire.fill(100_000_000);
      seen = wire.end();
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/large'));
    await client.received(200_000);
    leave(client);
    const exchange = await lens.exchange();
    assert.equal(exchange.error.kind, 'client-abort');
    assert.equal(exchange.status, 200);
    await seen;
  });
}

test('a body that ends with the connection ends for the app as it did for the proxy: by a reset', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write('HTTP/1.1 200 OK\r\n\r\n');
    await wire.fill(100_000);
    await client.received(1000);
    wire.reset();
  };
  const client = await lens.connect();
  await client.write(get(origin.authority, '/until-close'));
  const { ended } = await client.rest();
  assert.equal(ended, 'ECONNRESET');
  const exchange = await lens.exchange();
  assert.equal(exchange.error.kind, 'reset');
});

test('a malformed answer is refused and named', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write('SSH-2.0-OpenSSH_9.2\r\n');
    await wire.write('\r\n\r\n');
  };
  const client = await lens.connect();
  await client.write(get(origin.authority, '/ssh'));
  const answer = await client.message();
  client.close();
  assertRefusal(answer, await lens.exchange(), {
    status: 502,
    kind: 'protocol',
    sentence: new RegExp(origin.authority),
  });
});

for (const [name, fields] of Object.entries({
  'both framings': ['Content-Length: 5', 'Transfer-Encoding: chunked'],
  'two lengths': ['Content-Length: 5', 'Content-Length: 6'],
  'a folded field': ['X: 1', ' 2'],
  'a length that is no number': ['Content-Length: five'],
})) {
  test(`an answer with ${name} is refused`, async () => {
    serve = async (wire) => {
      await wire.head();
      await wire.write(head('HTTP/1.1 200 OK', ...fields));
    };
    const client = await lens.connect();
    await client.write(get(origin.authority, '/answer'));
    const answer = await client.message();
    client.close();
    assertRefusal(answer, await lens.exchange(), {
      status: 502,
      kind: 'protocol',
      sentence: new RegExp(origin.authority),
    });
  });
}

test('a malformed chunk in an answer cuts it', async () => {
  serve = async (wire) => {
    await wire.head();
    await wire.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\nxx\r\n');
  };
  const client = await lens.connect();
  await client.write(get(origin.authority, '/chunk'));
  const { text } = await client.rest();
  client.close();
  assert.doesNotMatch(text, /\r\n0\r\n/);
  const exchange = await lens.exchange();
  assert.equal(exchange.error.kind, 'protocol');
  assert.match(exchange.error.message, new RegExp(origin.authority));
});

test('a connection that says nothing leaves nothing behind', async () => {
  const client = await lens.connect();
  client.close();
  await client.end();
  const other = await lens.connect();
  await other.write('\r\n');
  other.close();
  await other.end();
  const { exchanges } = await lens.json('/api/v1/exchanges?limit=1');
  assert.ok(exchanges.every((one) => one.method !== null || one.error !== null));
});

/** The newest exchange is an answer that was cut short. */
async function assertCut(path, bytes) {
  const exchange = await lens.exchange();
  assert.ok(exchange.url.endsWith(path));
  assert.equal(exchange.status, 200);
  assert.equal(exchange.error.kind, 'reset');
  assert.match(exchange.error.message, new RegExp(`${origin.authority} was cut short`));
  assert.ok(exchange.response.body.bytes <= bytes);
}
