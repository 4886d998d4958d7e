/** --callback: OSS, which is the lab, calls a callback server through osslens. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { startLab } from '../lab/lab.mjs';
import { KEY, signedCall } from '../lab/test_client.mjs';
import { Lens } from './harness.mjs';
import { closedPort, head, startOrigin } from './wire.mjs';

const GOOD = '{"Status":"OK"}';

/** What the server gets, and what it does. */
let received = [];
let answer;
let origin, python, pythonPort, deadPort, lab, folder;
/** @type {Lens} */
let lens;

before(async () => {
  origin = await startOrigin(async (wire) => {
    const text = await wire.head();
    const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
    received.push({ head: text, body: (await wire.take(length)).toString('latin1') });
    await answer(wire);
  });
  python = spawn('python3', [new URL('callback_faults.py', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: python.stdout }), 'line');
  pythonPort = Number(line);
  deadPort = await closedPort();
  const connectTo = {};
  lab = await startLab({
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
    callback: { connectTo },
  });
  folder = await mkdtemp(join(tmpdir(), 'osslens-callback-'));
  await writeFile(join(folder, 'key.pem'), lab.callbackPublicKey);
  lens = await Lens.start([
    ...['--reverse', '127.0.0.1:0=http://oss-cn-hangzhou.aliyuncs.com'],
    ...['--connect-to', `*.aliyuncs.com:80=127.0.0.1:${lab.httpPort}`],
    ...['--callback-key', join(folder, 'key.pem')],
    ...['--callback', `127.0.0.1:0=http://127.0.0.1:${origin.port}`],
    ...['--callback', `127.0.0.1:0=http://127.0.0.1:${pythonPort}/`],
    ...['--callback', `127.0.0.1:0=http://127.0.0.1:${deadPort}`],
    ...['--callback', '127.0.0.1:0=http://no-such-host.invalid'],
  ]);
  for (const [i, { port }] of lens.callback.entries())
    connectTo[`cb${i}.example.com:80`] = `127.0.0.1:${port}`;
});
beforeEach(async () => {
  received = [];
  answer = replying(GOOD);
  await lens.forget();
});
after(async () => {
  await lens?.stop();
  await lab?.close();
  python?.kill();
  await origin?.close();
  if (folder) await rm(folder, { recursive: true });
});

const replying =
  (body, fields = ['Content-Type: application/json'], status = '200 OK') =>
  async (wire) => {
    const bytes = Buffer.from(body, 'latin1');
    const lines = [`HTTP/1.1 ${status}`, ...fields, `Content-Length: ${bytes.length}`];
    await wire.write(Buffer.concat([Buffer.from(head(...lines)), bytes]));
    wire.close();
  };
const raw = (bytes) => async (wire) => {
  await wire.write(bytes);
  wire.close();
};

/** Uploads an object with a callback; OSS calls server number `index` at that path. */
function upload(path = '/notify%20me?id=1', index = 0, more = {}, port = lab.httpPort) {
  const callback = {
    callbackUrl: `http://cb${index}.example.com${path}`,
    callbackBody: 'bucket=${bucket}&object=${object}&size=${size}',
    ...more,
  };
  return signedCall(port, {
    method: 'PUT',
    key: 'dir/a%20b.txt',
    body: 'hello world',
    headers: {
      'Content-Type': 'text/plain',
      'x-oss-callback': Buffer.from(JSON.stringify(callback)).toString('base64'),
    },
  });
}

test('the ready line and stderr say where it listens and where it leads', () => {
  assert.equal(lens.callback.length, 4);
  const { host, port } = lens.callback[0];
  const line = `callbacks:   http://${host}:${port} for http://127.0.0.1:${origin.port}\n`;
  assert.ok(lens.stderr.includes(line), lens.stderr);
});

test('the call and its answer pass byte for byte and are recorded', async () => {
  const { status, text, headers } = await upload();
  assert.equal(status, 200);
  assert.equal(text, GOOD);
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'callback');
  assert.equal(exchange.failed, false);
  assert.deepEqual(exchange.findings, []);
  assert.equal(exchange.request_id, headers['x-oss-request-id']);
  assert.equal(exchange.bucket, 'examplebucket');
  assert.equal(exchange.url, `http://127.0.0.1:${origin.port}/notify%20me?id=1`);
  assert.deepEqual(exchange.edits, []);
  const [{ head: seen, body }] = received;
  assert.match(seen, /^POST \/notify%20me\?id=1 HTTP\/1\.1\r\n/);
  assert.match(seen, /\r\nHost: cb0\.example\.com\r\n/);
  assert.match(seen, /\r\nConnection: close\r\n/);
  assert.equal(body, 'bucket=examplebucket&object=dir%2Fa%20b.txt&size=11');
  assert.ok(
    seen.includes(`\r\nContent-MD5: ${createHash('md5').update(body).digest('base64')}\r\n`),
  );
  assert.equal(exchange.request.line, 'POST /notify%20me?id=1 HTTP/1.1');
  assert.equal((await lens.body(exchange.id, 'request')).toString(), body);
  assert.equal((await lens.body(exchange.id, 'response')).toString(), GOOD);
});

test('odd bytes of a head stay as they are', async () => {
  const odd = head(
    'POST /a//b?x=%2f HTTP/1.1',
    'hOsT:  x ',
    'X-Odd:',
    'Connection: close, x-hop',
    'X-Hop:\t1',
    'content-length: 2',
  );
  const client = await lens.connectCallback();
  await client.write(`${odd}{}`);
  assert.equal((await client.message()).body, GOOD);
  client.close();
  assert.deepEqual(received, [{ head: odd, body: '{}' }]);
  assert.equal((await lens.exchange()).kind, 'callback');
});

test('a long answer is kept as far as a failed one', async () => {
  answer = replying(`{"a":"${'x'.repeat(20_000)}"}`);
  assert.equal((await upload()).status, 200);
  const exchange = await lens.exchange();
  assert.deepEqual(exchange.findings, []);
  assert.equal((await lens.body(exchange.id, 'response')).length, 20_008);
});

test('an upload and its call are shown together, with the preview and the signature', async () => {
  const callbackBody =
    '{"b":${bucket},"object":${object},"s":${size},"e":${etag},"m":${mimeType},"c":${crc64},"r":${reqId},"o":${operation}}';
  const uploaded = await upload(
    '/notify%20me?id=1',
    0,
    { callbackBody, callbackBodyType: 'application/json' },
    lens.reverse[0].port,
  );
  assert.equal(uploaded.status, 200, uploaded.text);
  const exchanges = await lens.exchanges(2);
  const put = exchanges.find(({ kind }) => kind === 'reverse');
  const call = exchanges.find(({ kind }) => kind === 'callback');
  const [ofPut, ofCall] = [
    await lens.json(`/api/v1/exchanges/${put.id}/callback`),
    await lens.json(`/api/v1/exchanges/${call.id}/callback`),
  ];
  assert.deepEqual(ofPut.linked, [{ id: call.id, kind: 'callback', by: 'request-id' }]);
  assert.deepEqual(ofCall.linked, [{ id: put.id, kind: 'reverse', by: 'request-id' }]);
  assert.equal(call.object, 'dir/a b.txt');
  // What was foretold is what OSS sent.
  assert.equal(ofPut.preview.body, received[0].body);
  assert.deepEqual(ofPut.preview.unknown, []);
  assert.deepEqual(ofPut.parameters.faults, []);
  assert.equal(ofPut.signature, null);
  assert.equal(ofCall.signature.verdict, 'valid');
  assert.deepEqual(call.findings, []);
});

test('a call whose body was written again on its way is not as it was signed', async () => {
  await upload();
  await lens.exchange();
  const [{ head: seen, body }] = received;
  const client = await lens.connectCallback();
  const changed = body.replaceAll('%20', '+');
  await client.write(
    seen.replace(/Content-Length: \d+/i, `Content-Length: ${changed.length}`) + changed,
  );
  await client.message();
  client.close();
  const [finding] = (await lens.exchange()).findings;
  assert.equal(finding.rule, 'callback-signature-invalid');
  assert.equal(finding.variant, 'mistaken');
  assert.match(finding.cause, /blanks of the body/);
});

for (const [fault, more] of Object.entries({
  'url-invalid': { callbackUrl: 'www.example.com:test' },
  'body-missing': { callbackBody: '' },
  'variable-form': { callbackBody: 'o=$(object)' },
  'body-not-json': { callbackBodyType: 'application/json' },
  'sni-no-boolean': { callbackSNI: 'true' },
})) {
  test(`OSS refuses the parameters, and osslens says why: ${fault}`, async () => {
    const uploaded = await upload('/', 0, more, lens.reverse[0].port);
    assert.equal(uploaded.status, 400, uploaded.text);
    const exchange = await lens.exchange();
    assert.equal(exchange.findings.length, 1, JSON.stringify(exchange.findings));
    assert.equal(exchange.findings[0].rule, 'callback-parameter-fault');
    assert.equal(exchange.findings[0].variant, fault);
    assert.equal(exchange.findings[0].confidence, 'proven');
  });
}

/** What a server in Node answers, and what is found. */
const NODE_FAULTS = {
  'byte-order-mark': replying('\xef\xbb\xbf{"Status":"OK"}'),
  markup: replying('<html><body>Please log in</body></html>', ['Content-Type: text/html']),
  'plain-text': replying('OK', ['Content-Type: text/plain']),
  'single-quotes': replying("{'Status':'OK'}"),
  'trailing-comma': replying('{"Status":"OK",}'),
  empty: replying(''),
  'stack-trace': replying("TypeError: x is not a function\n    at serve (/srv/app.js:3:9)\n", [
    'Content-Type: text/plain',
  ]),
  'cut-short': replying('{"Status":'),
  'more-behind': replying('{"Status":"OK"}\nWarning: x'),
  encoded: replying(gzipSync(GOOD).toString('latin1'), ['Content-Encoding: gzip']),
  'other-success': replying('', [], '204 No Content'),
  redirect: replying('', ['Location: https://cb0.example.com/'], '302 Found'),
  denied: replying(GOOD, [], '403 Forbidden'),
  'no-such-path': replying(GOOD, [], '404 Not Found'),
  'server-error': replying(GOOD, [], '503 Service Unavailable'),
  status: replying(GOOD, [], '418 Teapot'),
  'length-missing': raw(
    `${head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')}f\r\n${GOOD}\r\n0\r\n\r\n`,
  ),
  'too-long': replying(`{"a":"${'x'.repeat(1024 * 1024)}"}`),
  unreadable: raw(head('HTTP/1.1 200 OK', 'Content-Length: many')),
  reset: async (wire) => wire.reset(),
};

for (const [variant, reply] of Object.entries(NODE_FAULTS)) {
  test(`a server in Node: ${variant}`, async () => {
    answer = reply;
    await assertRefused(variant, await upload());
  });
}

for (const variant of [
  ...['byte-order-mark', 'cut-short', 'denied', 'empty', 'encoded', 'length-missing', 'markup'],
  ...['more-behind', 'no-such-path', 'other-success', 'plain-text', 'redirect', 'reset', 'server-error'],
  ...['single-quotes', 'stack-trace', 'status', 'too-long', 'too-slow', 'trailing-comma', 'unreadable'],
]) {
  test(`a server in Python: ${variant}`, async () => {
    await assertRefused(variant, await upload(`/${variant}`, 1));
  });
}

test('a server in Python that gives no type', async () => {
  assert.equal((await upload('/no-type', 1)).status, 200);
  assert.equal((await lens.exchange()).findings[0].variant, 'no-type');
});

test('a server in Python that answers well', async () => {
  assert.equal((await upload('/good', 1)).text, '{"Status": "OK"}');
  assert.deepEqual((await lens.exchange()).findings, []);
});

test('nobody listens', async () => {
  await assertRefused('connection-refused', await upload('/', 2), { asked: false });
});

test('the name of the server is unknown', async () => {
  await assertRefused('name-unknown', await upload('/', 3), { asked: false });
});

test('slower than OSS waits, with where the time went', async () => {
  answer = () => {};
  const exchange = await assertRefused('too-slow', await upload());
  const { evidence } = exchange.findings[0];
  assert.ok(evidence.some(({ where, name }) => where === 'timing' && name === 'wait'));
});

/** The newest exchange is a callback that OSS does not take, for that reason; what OSS told is what is said. */
async function assertRefused(variant, uploaded, { asked = true } = {}) {
  assert.equal(uploaded.status, 203, uploaded.text);
  const exchange = await lens.exchange();
  const [finding] = exchange.findings;
  assert.equal(finding?.rule, 'callback-answer-refused', JSON.stringify(exchange.findings));
  assert.equal(finding.variant, variant);
  assert.equal(exchange.failed, true);
  // OSS sees the refusal of osslens where there is no answer.
  const message = uploaded.element('Message');
  if (asked && variant !== 'too-slow' && variant !== 'length-missing') {
    const told = finding.cause.split('CallbackFailed: ')[1].replace(/ \(EC.*$/, '');
    assert.equal(message.replaceAll(' ', ''), told.replaceAll(' ', ''));
  }
  return exchange;
}

test('the answer of a server that says keep-alive, or has no type, is doubtful', async () => {
  answer = replying(GOOD, ['Content-Type: application/json', 'Connection: keep-alive']);
  assert.equal((await upload()).status, 200);
  const kept = await lens.exchange();
  assert.equal(kept.findings[0].variant, 'kept-alive');
  assert.equal(kept.failed, false);
  answer = replying(GOOD, []);
  await upload();
  assert.equal((await lens.exchange()).findings[0].variant, 'no-type');
});

test('who takes it for a proxy is told so', async () => {
  const client = await lens.connectCallback();
  await client.write(head('CONNECT a.example:80 HTTP/1.1', 'Host: a.example:80'));
  const refusal = await client.message();
  assert.equal(refusal.status, 400);
  client.close();
  assert.match((await lens.exchange()).error.message, /--callback/);
});

test('many calls at once', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => upload()));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal((await lens.exchanges(40)).length, 40);
});
