/**
 * A server that answers a large upload before it has read it. An app may notice at once, or only when it has sent all;
 * either way it gets the whole answer.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { get, Lens, put } from './harness.mjs';
import { OK, startOrigin } from './wire.mjs';

const UPLOAD = 100 * 1024 * 1024;
const REFUSED = `HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: 30000\r\n`;
const BODY = 'e'.repeat(30_000);
const CLOSING = `${REFUSED}Connection: close\r\n\r\n${BODY}`;
const KEEPING = `${REFUSED}\r\n${BODY}`;

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

/** What a server may do after its answer. */
const SERVERS = {
  'closes in order': async (wire) => {
    wire.socket.pause();
    await wire.write(CLOSING);
    wire.halfClose();
  },
  'closes with bytes unread, which resets': async (wire) => {
    wire.socket.pause();
    await wire.write(CLOSING);
    wire.socket.destroy();
  },
  'keeps the connection and reads nothing more': async (wire) => {
    wire.socket.pause();
    await wire.write(CLOSING);
  },
  'keeps the connection, says so and reads nothing more': async (wire) => {
    wire.socket.pause();
    await wire.write(KEEPING);
  },
  'reads everything': async (wire) => {
    wire.discard();
    await wire.write(KEEPING);
  },
};

/** What an app may do. @type {Record<string, (client: import('./wire.mjs').Wire) => Promise<void>>} */
const APPS = {
  'sends all before it reads': async (client) => {
    client.socket.pause();
    assert.equal(
      await client.fill(UPLOAD),
      true,
      'the upload broke before the app could read the answer',
    );
    client.socket.resume();
  },
  'stops sending when the answer comes': async (client) => {
    client.fill(UPLOAD / 100);
  },
  'half-closes when the answer comes': async (client) => {
    await client.fill(UPLOAD / 100);
    await client.received(1);
    client.halfClose();
  },
};

for (const [server, behave] of Object.entries(SERVERS)) {
  for (const [app, send] of Object.entries(APPS)) {
    test(`the server ${server}; the app ${app}`, async () => {
      serve = async (wire) => {
        await wire.head();
        await behave(wire);
      };
      const client = await lens.connect();
      await client.write(put(origin.authority, '/upload', UPLOAD));
      await send(client);
      const answer = await client.message();
      assert.equal(answer.status, 403);
      assert.equal(answer.body, BODY);
      client.close();
      const exchange = await lens.exchange();
      assert.equal(exchange.status, 403);
      assert.equal(exchange.response.body.bytes, BODY.length);
      assert.equal(exchange.method, 'PUT');
      assert.equal(exchange.error, null, 'the server did answer');
    });
  }
}

test('an answer that has no end of its own is whole although the upload is not', async () => {
  serve = async (wire) => {
    await wire.head();
    wire.socket.pause();
    await wire.write(`HTTP/1.1 403 Forbidden\r\n\r\n${BODY}`);
    wire.halfClose();
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/until-close', UPLOAD));
  client.fill(UPLOAD / 100);
  const { text } = await client.rest();
  assert.equal(text, `HTTP/1.1 403 Forbidden\r\n\r\n${BODY}`);
  client.close();
  assert.equal((await lens.exchange()).status, 403);
});

test('an app that sends its body whole may go on with the connection', async () => {
  const heads = [];
  serve = async (wire) => {
    heads.push(await wire.head());
    await wire.write(KEEPING);
    await wire.take(1000);
    heads.push(await wire.head());
    await wire.write(OK);
  };
  const client = await lens.connect();
  await client.write(put(origin.authority, '/early', 1000));
  assert.equal((await client.message()).status, 403);
  await client.fill(1000);
  await client.write(get(origin.authority, '/next'));
  assert.equal((await client.message()).status, 200);
  client.close();
  assert.equal(heads.length, 2);
  const [first, second] = await lens.exchanges(2);
  assert.deepEqual([first.status, second.status], [403, 200]);
});
