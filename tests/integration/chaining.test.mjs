/** --upstream-proxy: everything goes through a further proxy, and its password shows up nowhere but there. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { assertRefusal, get, Lens, put } from './harness.mjs';
import { closedPort, connect, head, OK, startOrigin } from './wire.mjs';

const USER = 'proxy user';
const PASSWORD = 'hush:pass@word/%';
const AUTHORIZATION = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;

let further;
let origin;
let heads = [];
/** @type {Lens} */
let lens;
/** @type {Lens} */
let anonymous;
/** What the further proxy does instead of its work, when it is set. */
let instead = null;

/** A small proxy: relays CONNECT, and answers other requests by itself after checking their form. */
async function serveProxy(wire) {
  for (;;) {
    const text = await wire.head();
    heads.push(text);
    if (instead) return instead(wire, text);
    if (text.startsWith('CONNECT ')) return relay(wire, text.split(' ')[1]);
    const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
    await wire.take(length);
    await wire.write(OK);
  }
}

async function relay(wire, authority) {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(authority);
  const server = await connect({ host, port: Number(port) });
  await wire.write('HTTP/1.1 200 whatever\r\nX-Proxy: 1\r\n\r\n');
  for (const [from, to] of [
    [wire, server],
    [server, wire],
  ]) {
    to.socket.write(from.bytes);
    from.socket.on('data', (piece) => to.socket.write(piece));
    from.socket.on('end', () => to.socket.end());
    if (from.ended) to.socket.end();
  }
}

before(async () => {
  origin = await startOrigin(async (wire) => {
    await wire.write(await wire.take(5).catch(() => ''));
    wire.close();
  });
  further = await startOrigin((wire) => serveProxy(wire).catch(() => wire.close()));
  const credentials = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;
  lens = await Lens.start([
    '--upstream-proxy',
    `http://${credentials}@${further.authority}`,
    '--log-level',
    'trace',
  ]);
  anonymous = await Lens.start(['--upstream-proxy', `http://${further.authority}`]);
});

beforeEach(async () => {
  heads = [];
  instead = null;
  await further.hangUp();
  await lens.forget();
  await anonymous.forget();
});

after(async () => {
  await lens?.stop();
  await anonymous?.stop();
  await further?.close();
  await origin?.close();
});

async function ask(through, request) {
  const client = await through.connect();
  await client.write(request);
  const answer = await client.message();
  client.close();
  return answer;
}

test('the further proxy gets the absolute URL and the credentials', async () => {
  assert.equal(
    (await ask(lens, get('h.example', '/a?b', 'X: 1', 'Proxy-Connection: keep-alive'))).status,
    200,
  );
  assert.deepEqual(heads, [
    head(
      'GET http://h.example/a?b HTTP/1.1',
      'Host: h.example',
      'X: 1',
      `Proxy-Authorization: ${AUTHORIZATION}`,
    ),
  ]);
  const exchange = await lens.exchange();
  assert.equal(exchange.url, 'http://h.example/a?b');
  assert.equal(exchange.host, 'h.example');
  assert.equal(exchange.upstream, further.authority);
  assert.deepEqual(
    exchange.edits.map(({ kind, name }) => [kind, name]),
    [
      ['removed', 'Proxy-Connection'],
      ['added', 'Proxy-Authorization'],
    ],
  );
});

test('without credentials none are sent', async () => {
  assert.equal((await ask(anonymous, get('h.example', '/a'))).status, 200);
  assert.deepEqual(heads, [head('GET http://h.example/a HTTP/1.1', 'Host: h.example')]);
  assert.deepEqual((await anonymous.exchange()).edits, []);
});

test("an app's own credentials for osslens do not go to the further proxy", async () => {
  await ask(anonymous, get('h.example', '/a', 'Proxy-Authorization: Basic aHVzaA=='));
  assert.doesNotMatch(heads[0], /Proxy-Authorization/i);
  await anonymous.exchange();
});

test('an upload goes through', async () => {
  const client = await lens.connect();
  await client.write(put('h.example', '/up', 100_000));
  await client.fill(100_000);
  assert.equal((await client.message()).status, 200);
  client.close();
  await lens.exchange();
});

test('CONNECT goes through, with the credentials', async () => {
  const client = await lens.connect();
  await client.write(head(`CONNECT ${origin.authority} HTTP/1.1`, 'Host: x', 'User-Agent: app'));
  assert.match(await client.head(), /^HTTP\/1.1 200 /);
  await client.write('hello');
  assert.equal((await client.rest()).text, 'hello');
  client.close();
  assert.equal(heads.length, 1);
  assert.match(heads[0], new RegExp(`^CONNECT ${origin.authority} HTTP/1.1\r\n`));
  assert.ok(heads[0].includes(`Proxy-Authorization: ${AUTHORIZATION}\r\n`));
  const exchange = await lens.exchange();
  assert.equal(exchange.error, null);
  assert.equal(exchange.response_bytes, 5);
});

test('CONNECT without credentials', async () => {
  const client = await anonymous.connect();
  await client.write(head(`CONNECT ${origin.authority} HTTP/1.1`, 'Host: x'));
  assert.match(await client.head(), /^HTTP\/1.1 200 /);
  assert.doesNotMatch(heads[0], /Proxy-Authorization/i);
  client.reset();
  await anonymous.exchange();
});

test('bytes behind the answer to CONNECT belong to the tunnel', async () => {
  instead = async (wire) => {
    await wire.write('HTTP/1.1 200 OK\r\n\r\nfirst');
    wire.close();
  };
  const client = await lens.connect();
  await client.write(head('CONNECT h.example:443 HTTP/1.1', 'Host: x'));
  await client.head();
  assert.equal((await client.rest()).text, 'first');
  client.close();
  await lens.exchange();
});

const NEEDS =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n';

for (const [what, request] of Object.entries({
  'a request': get('h.example'),
  CONNECT: head('CONNECT h.example:443 HTTP/1.1', 'Host: h.example'),
})) {
  for (const [who, via, sentence] of [
    ['refuses the credentials', () => lens, 'refused the user name and password of --upstream-proxy'],
    ['wants credentials', () => anonymous, 'wants a user name and a password'],
  ]) {
    test(`${what}: the further proxy ${who}`, async () => {
      instead = (wire) => wire.write(NEEDS);
      const answer = await ask(via(), request);
      const exchange = await via().exchange();
      const words = new RegExp(`the further proxy ${further.authority} ${sentence} \\(407\\)`);
      assertRefusal(answer, exchange, { status: 502, kind: 'connect', sentence: words });
      assert.doesNotMatch(answer.head, /Proxy-Authenticate/i);
      assert.match(JSON.stringify(exchange.interim), /407 Proxy Authentication Required/);
    });
  }

  test(`${what}: the further proxy closes`, async () => {
    instead = (wire) => wire.close();
    const answer = await ask(lens, request);
    const sentence = new RegExp(further.authority);
    assertRefusal(answer, await lens.exchange(), { status: 502, kind: 'reset', sentence });
  });
}

test('a request: an error of the further proxy is passed on as it is', async () => {
  instead = (wire) => wire.write('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad');
  const answer = await ask(lens, get('h.example'));
  assert.deepEqual([answer.status, answer.body], [502, 'bad']);
  const exchange = await lens.exchange();
  assert.equal(exchange.status, 502);
  assert.equal(exchange.answered_by_proxy, false);
});

test('CONNECT: an error of the further proxy is told with its status', async () => {
  instead = (wire) => wire.write('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad');
  const answer = await ask(lens, head('CONNECT h.example:443 HTTP/1.1', 'Host: h.example'));
  const sentence = new RegExp(`${further.authority}.*h\\.example:443.*502`);
  assertRefusal(answer, await lens.exchange(), { status: 502, kind: 'connect', sentence });
});

test('a further proxy that is not there is named', async () => {
  const port = await closedPort();
  const own = await Lens.start(['--upstream-proxy', `http://u:hush@127.0.0.1:${port}`]);
  try {
    const answer = await ask(own, get('h.example'));
    const sentence = new RegExp(`127\\.0\\.0\\.1:${port}`);
    assertRefusal(answer, await own.exchange(), { status: 502, kind: 'connect', sentence });
    assert.doesNotMatch(answer.body, /hush/);
  } finally {
    await own.stop();
  }
});

test('the password is nowhere in API, files and log', async () => {
  await ask(lens, get('h.example', '/last'));
  await lens.exchange();
  const found = [lens.stderr, (await lens.call('/api/v1/status')).text];
  const { exchanges } = await lens.json('/api/v1/exchanges?limit=1000');
  assert.ok(exchanges.length > 5);
  for (const { id } of exchanges) found.push((await lens.call(`/api/v1/exchanges/${id}`)).text);
  for (const format of ['har', 'ndjson'])
    found.push((await lens.call(`/api/v1/export?format=${format}&secrets=1`)).text);
  for (const entry of await readdir(lens.dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    found.push((await readFile(join(entry.path, entry.name))).toString('latin1'));
  }
  const words = [PASSWORD, encodeURIComponent(PASSWORD), AUTHORIZATION.split(' ')[1]];
  for (const text of found)
    for (const word of words) assert.ok(!text.includes(word), text.slice(0, 200));
});
