/** --reverse: apps that know no proxies call osslens as if it were the server. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { assertRefusal, Lens } from './harness.mjs';
import { head, OK, startOrigin } from './wire.mjs';

const ENDPOINT = 'oss-cn-hangzhou.aliyuncs.com';

let origin;
let heads = [];
/** What the server does instead of answering OK, when it is set. */
let instead = null;
/** @type {Lens} */
let lens;

async function serve(wire) {
  for (;;) {
    const text = await wire.head();
    heads.push(text);
    if (instead) {
      await instead(wire, text);
      continue;
    }
    await wire.take(Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0));
    await wire.write(OK);
  }
}

before(async () => {
  origin = await startOrigin((wire) => serve(wire).catch(() => wire.close()));
  lens = await Lens.start([
    ...['--reverse', `127.0.0.1:0=http://${ENDPOINT}`],
    ...['--reverse', `127.0.0.1:0=http://photos.${ENDPOINT}/`],
    ...['--reverse', '[::1]:0=http://files.example:8080'],
    ...['--connect-to', `*=${origin.authority}`],
  ]);
});

beforeEach(async () => {
  heads = [];
  instead = null;
  await lens.forget();
});

after(async () => {
  await lens?.stop();
  await origin?.close();
});

async function ask(request, index = 0) {
  const client = await lens.connectReverse(index);
  await client.write(request);
  const answer = await client.message();
  client.close();
  return answer;
}

test('the start says where they listen and where they lead', () => {
  assert.equal(lens.reverse.length, 3);
  assert.equal(new Set(lens.reverse.map(({ port }) => port)).size, 3);
  for (const [index, url] of [
    [0, `http://${ENDPOINT}`],
    [1, `http://photos.${ENDPOINT}`],
    [2, 'http://files.example:8080'],
  ]) {
    const { host, port } = lens.reverse[index];
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    assert.ok(lens.stderr.includes(`http://${address} for ${url}\n`), lens.stderr);
  }
});

const odd = [
  'hOsT:  127.0.0.1:1234 ',
  'x-OSS-meta-b:  1 ',
  'Authorization: OSS id:c2lnbmF0dXJl',
  'X-Empty:',
  'x-oss-meta-b: 2',
  'Accept-Encoding: identity',
];

test('only target and Host are changed, and both changes are recorded', async () => {
  const sent = head('GET /photos/a%20b//%7e?acl HTTP/1.1', ...odd, 'Connection: keep-alive');
  assert.equal((await ask(sent)).status, 200);
  const [, ...others] = odd;
  assert.deepEqual(heads, [
    head('GET /a%20b//%7e?acl HTTP/1.1', `hOsT:  photos.${ENDPOINT} `, ...others),
  ]);
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'reverse');
  assert.equal(exchange.url, `http://photos.${ENDPOINT}/a%20b//%7e?acl`);
  assert.equal(exchange.host, `photos.${ENDPOINT}`);
  assert.equal(exchange.upstream, origin.authority);
  assert.equal(exchange.bucket, 'photos');
  assert.deepEqual(
    exchange.edits.map(({ kind, name }) => [kind, name]),
    [
      ['target', null],
      ['changed', 'hOsT'],
      ['removed', 'Connection'],
    ],
  );
});

test('a bucket that its URL names is not looked for in the path', async () => {
  await ask(head('GET /photos/k HTTP/1.1', 'Host: 127.0.0.1'), 1);
  await ask(head('GET / HTTP/1.1', `Host: photos.${ENDPOINT}`), 1);
  assert.deepEqual(heads, [
    head('GET /photos/k HTTP/1.1', `Host: photos.${ENDPOINT}`),
    head('GET / HTTP/1.1', `Host: photos.${ENDPOINT}`),
  ]);
  const [first, second] = await lens.exchanges(2);
  assert.deepEqual(first.edits.map(({ kind }) => kind), ['changed']);
  assert.deepEqual(second.edits, []);
});

test('a server that is no endpoint of OSS gets everything as it is', async () => {
  await ask(head('GET /b/k HTTP/1.1', 'Host: [::1]:9000'), 2);
  assert.deepEqual(heads, [head('GET /b/k HTTP/1.1', 'Host: files.example:8080')]);
  assert.equal((await lens.exchange()).url, 'http://files.example:8080/b/k');
});

test('requests for different buckets follow each other on one connection', async () => {
  const client = await lens.connectReverse();
  const all = ['a', 'b', 'a'].map((name) => head(`GET /${name}/k HTTP/1.1`, 'Host: localhost'));
  await client.write(all.join(''));
  for (let i = 0; i < all.length; ++i) assert.equal((await client.message()).status, 200);
  client.close();
  assert.deepEqual(
    heads.map((text) => /^Host: (.*)\r$/m.exec(text)[1]),
    ['a', 'b', 'a'].map((name) => `${name}.${ENDPOINT}`),
  );
  const exchanges = await lens.exchanges(3);
  assert.deepEqual(exchanges.map(({ reused }) => reused), [false, false, true]);
});

test('an upload waits for 100 and goes on with its bytes', async () => {
  let body;
  instead = async (wire) => {
    await wire.write('HTTP/1.1 100 Continue\r\n\r\n');
    body = (await wire.take(4)).toString();
    await wire.write(OK);
  };
  const client = await lens.connectReverse();
  await client.write(
    head('PUT /b/k HTTP/1.1', 'Host: x', 'Content-Length: 4', 'Expect: 100-continue'),
  );
  assert.match(await client.head(), /^HTTP\/1.1 100 /);
  await client.write('data');
  assert.equal((await client.message()).status, 200);
  client.close();
  assert.equal(body, 'data');
  assert.match(heads[0], /^Expect: 100-continue\r$/m);
  assert.equal((await lens.exchange()).request.body.bytes, 4);
});

test('redirects and error documents stay as the server sent them', async () => {
  const document = `<Error><Code>AccessDenied</Code><Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint></Error>`;
  const answer =
    head(
      'HTTP/1.1 307 Temporary Redirect',
      'Location: http://b.oss-cn-beijing.aliyuncs.com/k',
      `Content-Length: ${document.length}`,
    ) + document;
  instead = (wire) => wire.write(answer);
  const got = await ask(head('GET /b/k HTTP/1.1', 'Host: localhost'));
  assert.equal(got.head + got.body, answer);
  await lens.exchange();
});

test('who takes it for a proxy is told so', async () => {
  for (const [request, sentence] of [
    [head('CONNECT b.example:443 HTTP/1.1', 'Host: b.example:443'), /only \(--reverse\).*--listen/],
    [head('GET http://b.example/ HTTP/1.1', 'Host: b.example'), /not to b\.example.*--listen/],
  ]) {
    const answer = await ask(request);
    assertRefusal(answer, await lens.exchange(), { status: 400, kind: 'protocol', sentence });
  }
  assert.deepEqual(heads, []);
});

test('a server that is not there is named', async () => {
  const own = await Lens.start([
    ...['--reverse', `127.0.0.1:0=http://${ENDPOINT}`],
    ...['--connect-to', '*=127.0.0.1:1'],
  ]);
  try {
    const client = await own.connectReverse();
    await client.write(head('GET /b/k HTTP/1.1', 'Host: x'));
    const sentence = new RegExp(`b\\.${ENDPOINT.replaceAll('.', '\\.')}`);
    const answer = await client.message();
    assertRefusal(answer, await own.exchange(), { status: 502, kind: 'connect', sentence });
    client.close();
  } finally {
    await own.stop();
  }
});

test('an address that leads to itself, or to the proxy, is noticed', async () => {
  const own = await Lens.start(['--reverse', `127.0.0.1:0=http://${ENDPOINT}`]);
  const ports = [own.proxy.port, own.reverse[0].port];
  await own.stop();
  for (const port of ports) {
    const looped = await Lens.start([
      ...['--listen', `127.0.0.1:${ports[0]}`],
      ...['--reverse', `127.0.0.1:${ports[1]}=http://127.0.0.1:${port}`],
    ]);
    try {
      const client = await looped.connectReverse();
      await client.write(head('GET /b/k HTTP/1.1', 'Host: x'));
      const answer = await client.message();
      const sentence = /is osslens itself/;
      assertRefusal(answer, await looped.exchange(), { status: 502, kind: 'connect', sentence });
      client.close();
    } finally {
      await looped.stop();
    }
  }
});

test('the configuration file can say it, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'osslens-reverse-'));
  const path = join(folder, 'osslens.toml');
  await writeFile(
    path,
    `reverse = ["127.0.0.1:0=http://${ENDPOINT}", "127.0.0.1:0=http://files.example"]\n`,
  );
  const own = await Lens.start(['--config', path]);
  try {
    assert.equal(own.reverse.length, 2);
  } finally {
    await own.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
