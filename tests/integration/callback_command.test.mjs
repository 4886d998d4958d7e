/** `osslens callback check` against `osslens callback serve`, and against nobody. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { osslensBinary, runOsslens } from '../support/osslens.mjs';
import { closedPort } from './wire.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'osslens-callback-'))));
after(() => rm(folder, { recursive: true }));

/** A sample server; its lines are kept. */
async function serve(...args) {
  const child = spawn(osslensBinary(), ['callback', 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  const [first] = await once(reader, 'line');
  reader.on('line', (line) => lines.push(line));
  return {
    url: `http://${/^osslens callback server (\S+)$/.exec(first)[1]}`,
    lines,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      return code;
    },
  };
}

const check = (...args) => runOsslens(['callback', 'check', ...args]);

test('a server that answers well', async () => {
  const server = await serve();
  const { code, stdout } = await check(`${server.url}/notify%20me?id=1`);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /\{"Status":"OK"\}/);
  assert.match(stdout, /time: {3}[\d.]+ ms of 5000/);
  assert.match(stdout, /OSS would take this answer/);
  assert.equal(await server.stop(), 0);
  assert.ok(server.lines.includes('POST /notify%20me?id=1 HTTP/1.1'), server.lines.join('\n'));
  assert.ok(server.lines.some((line) => line.startsWith('bucket=examplebucket&')));
});

for (const [how, doubtful] of [
  ...['byte-order-mark', 'cut-short', 'denied', 'empty', 'encoded', 'length-missing', 'markup'],
  ...['more-behind', 'no-such-path', 'other-success', 'plain-text', 'redirect', 'reset'],
  ...['server-error', 'single-quotes', 'stack-trace', 'too-long', 'too-slow', 'trailing-comma'],
  'unreadable',
]
  .map((name) => [name, false])
  .concat([
    ['kept-alive', true],
    ['no-type', true],
  ])) {
  test(`a server that fails: ${how}`, async () => {
    const server = await serve('--fail', how);
    const { code, stdout } = await check(server.url);
    await server.stop();
    assert.equal(code, doubtful ? 0 : 1, stdout);
    const rule = doubtful ? 'callback-answer-doubtful' : 'callback-answer-refused';
    assert.ok(stdout.includes(`(${rule} ${how})`), stdout);
    if (how === 'too-slow') assert.match(stdout, /answer: none; nothing came in 5000 ms\n/);
  });
}

test('nobody listens', async () => {
  const { code, stdout } = await check(`http://127.0.0.1:${await closedPort()}/`);
  assert.equal(code, 1);
  assert.match(stdout, /callback-answer-refused connection-refused/);
});

test('the body, its type and the signature are as told, and redirects are not followed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const key = join(folder, 'private.pem');
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(folder, 'body.json'), '{"a":"b c"}');
  const calls = [];
  const server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    calls.push({ request, body: Buffer.concat(pieces).toString() });
    response.writeHead(302, { Location: '/elsewhere', 'Content-Length': 0 }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { code, stdout } = await check(
    `http://127.0.0.1:${server.address().port}/a%20b?c=%20`,
    ...['--body', `@${join(folder, 'body.json')}`, '--type', 'json', '--sign-with', key],
    ...['--lang', 'zh'],
  );
  server.closeAllConnections();
  server.close();
  assert.equal(code, 1);
  assert.match(stdout, /OSS 不会接受这个响应/);
  assert.equal(calls.length, 1);
  const [{ request, body }] = calls;
  assert.equal(body, '{"a":"b c"}');
  assert.equal(request.headers['content-type'], 'application/json');
  const signature = Buffer.from(request.headers.authorization, 'base64');
  assert.ok(verify('md5', Buffer.from(`/a b?c=%20\n${body}`), publicKey, signature));
});

test('a server that reads nothing is given up, however long the call is', async () => {
  await writeFile(join(folder, 'large'), Buffer.alloc(64 * 1024 * 1024, 'x'));
  const server = net.createServer((socket) => socket.pause().on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { code, stderr } = await check(url, '--body', `@${join(folder, 'large')}`);
  server.close();
  assert.equal(code, 1);
  assert.match(stderr, /did not take the whole call within 5000 ms/);
});

for (const [what, args, sentence] of [
  ['a body without end', ['check', 'http://127.0.0.1:1', '--body', '@/dev/zero'], /--body.*longer/],
  ['a key without end', ['check', 'http://127.0.0.1:1', '--sign-with', '/dev/zero'], /--sign-with.*longer/],
  ['a URL that is none', ['check', 'cb.example'], /no URL to call/],
  ['a body that is not there', ['check', 'http://127.0.0.1:1', '--body', '@/none'], /--body/],
  ['a key that is none', ['check', 'http://127.0.0.1:1', '--sign-with', '/dev/null'], /--sign-with/],
  ['an unknown failure', ['serve', '--fail', 'x'], /--fail: "x" is none of byte-order-mark/],
  ['a listening address that is none', ['serve', '--listen', 'x'], /--listen/],
]) {
  test(`refuses ${what}`, async () => {
    const { code, stderr } = await runOsslens(['callback', ...args]);
    assert.ok(code === 2 || code === 1, `${code}`);
    assert.match(stderr, sentence);
  });
}
