/** The wire: exact bytes in, and every disaster that can be ordered. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { startLab } from './lab.mjs';
import { call, HOST, rawCall } from './test_client.mjs';

/** @type {import('./lab.mjs').Lab} */ let lab;
const HEAD = `GET /a.txt HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`;
const raw = (...writes) => rawCall(lab.httpPort, ...writes);

before(async () => {
  lab = await startLab({
    httpsPort: 0,
    controlPort: 0,
    buckets: [{ name: 'examplebucket', acl: 'public-read-write' }],
  });
  lab.addObject('examplebucket', 'a.txt', { body: 'hello world' });
});
after(() => lab.close());
afterEach(() => lab.misbehaviours.clear());

test('records the head exactly as it was sent', async () => {
  const head = `GET /a.txt?b=%2f+c HTTP/1.1\r\nhOsT:   ${HOST} \r\nX-Odd:\t1\r\nx-odd: 2\r\nConnection: close\r\n\r\n`;
  await raw(head);
  assert.equal(lab.log.last.head.toString('latin1'), head);
  assert.deepEqual(lab.log.last.headers[1], ['X-Odd', '1']);
});

test('answers pipelined requests in order', async () => {
  const first = `GET /a.txt HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
  const put = `PUT /b.txt HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 3\r\n\r\nabc`;
  const { text } = await raw(first + put + HEAD.replace('a.txt', 'b.txt'));
  assert.deepEqual(
    [...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status),
    ['200', '200', '200'],
  );
  assert.match(text, /abc$/);
});

test('reads a head byte by byte', async () => {
  const { text } = await raw(...HEAD);
  assert.match(text, /hello world$/);
});

test('reads chunked bodies with extensions and trailers', async () => {
  const body = '5;x="y"\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: t\r\n\r\n';
  const { text } = await raw(
    `PUT /c.txt HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
    body,
  );
  assert.match(text, /x-oss-hash-crc64ecma: 5981764153023615706/);
  const entry = lab.log.last;
  assert.deepEqual(entry.chunkSizes, [5, 6, 0]);
  assert.deepEqual(entry.trailers, [['X-Trailer', 't']]);
  assert.equal(entry.body.toString(), 'hello world');
  assert.equal(entry.bodyBytes, 11);
});

test('sends 100 Continue before it reads a body that waits for it', async () => {
  const socket = net.connect(lab.httpPort, '127.0.0.1');
  socket.write(
    `PUT /e HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
  );
  const [interim] = await once(socket, 'data');
  assert.equal(interim.toString(), 'HTTP/1.1 100 Continue\r\n\r\n');
  socket.write('ok');
  const [final] = await once(socket, 'data');
  assert.match(final.toString(), /^HTTP\/1.1 200 OK/);
  await once(socket, 'close');
});

test('refuses without 100 Continue when it will not take the body, and closes', async () => {
  const { text } = await raw(
    `PUT /e HTTP/1.1\r\nHost: nobucket.oss-cn-hangzhou.aliyuncs.com\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
  );
  assert.match(text, /^HTTP\/1.1 404 Not Found/);
  assert.match(text, /\r\nConnection: close\r\n/);
});

for (const [name, request] of Object.entries({
  'a header line without colon': `GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n`,
  'a folded header line': `GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n`,
  'a request in absolute form': `GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n`,
  'two Host headers': `GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n`,
  'two framings': `PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
  'two lengths': `PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n`,
  'a bad chunk size': `PUT /x HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
})) {
  test(`refuses ${name}`, async () => {
    const { text } = await raw(request);
    assert.match(text, /^HTTP\/1.1 400 Bad Request/);
    assert.notEqual(lab.log.last.problem, null);
  });
}

test('speaks HTTPS with a certificate for any bucket', async () => {
  const request = https.get({
    host: '127.0.0.1',
    port: lab.httpsPort,
    servername: HOST,
    path: '/a.txt',
    headers: { Host: HOST },
    ca: readFileSync(lab.caFile),
    agent: false,
  });
  const [response] = await once(request, 'response');
  assert.equal(response.statusCode, 200);
  assert.equal(lab.log.last.secure, true);
  response.destroy();
});

test('cuts the connection after so many bytes', async () => {
  lab.misbehave({ cutAfterBytes: 20 });
  const { text, wasReset } = await raw(HEAD);
  assert.equal(text.length, 20);
  assert.equal(wasReset, false);
});

test('misbehaves once, then no more', async () => {
  const order = lab.misbehave({ cutAfterBytes: 0 });
  assert.equal((await raw(HEAD)).text, '');
  assert.equal(order.pending(), false);
  assert.match((await raw(HEAD)).text, /^HTTP\/1.1 200/);
});

test('misbehaves only towards matching requests', async () => {
  lab.misbehave({
    match: { path: '/b*', method: 'GET', host: 'examplebucket.*' },
    cutAfterBytes: 0,
  });
  assert.match((await raw(HEAD)).text, /^HTTP\/1.1 200/);
  assert.equal((await raw(HEAD.replace('a.txt', 'b.txt'))).text, '');
});

test('resets a plain connection', async () => {
  lab.misbehave({ reset: true });
  assert.equal((await raw(HEAD)).wasReset, true);
});

test('resets a TLS connection', async () => {
  lab.misbehave({ reset: true });
  const request = https.get({
    host: '127.0.0.1',
    port: lab.httpsPort,
    headers: { Host: HOST },
    rejectUnauthorized: false,
    agent: false,
  });
  const [error] = await once(request, 'error');
  assert.equal(error.code, 'ECONNRESET');
});

test('cuts the connection in the middle of an upload', async () => {
  lab.misbehave({ cutAfterRequestBytes: 10 });
  const { text } = await raw(
    `PUT /u HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 100\r\n\r\n`,
    'x'.repeat(50),
  );
  assert.equal(text, '');
  assert.equal(lab.log.last.complete, false);
});

const PUT_HEAD = `PUT /u HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 100\r\n\r\n`;

test('refuses before it reads the body and closes', async () => {
  lab.misbehave({ refuseBeforeBody: 'close' });
  const { text } = await raw(PUT_HEAD);
  assert.match(text, /^HTTP\/1.1 403 Forbidden/);
  assert.match(text, /Connection: close/);
});

test('refuses before it reads the body and keeps the connection', async () => {
  lab.misbehave({
    refuseBeforeBody: 'keep',
    error: { status: 403, code: 'UserDisable', message: 'UserDisable', ec: '0003-00000801' },
  });
  const { text } = await raw(PUT_HEAD, 'x'.repeat(100), HEAD);
  assert.match(text, /^HTTP\/1.1 403 Forbidden[^]*UserDisable[^]*HTTP\/1.1 200 OK/);
});

test('closes an idle connection after a response, unannounced', async () => {
  lab.misbehave({ closeAfter: 'response' });
  const { text } = await raw(`GET /a.txt HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
  assert.match(text, /Connection: keep-alive[^]*hello world$/);
});

test('closes a connection when its next request begins', async () => {
  lab.misbehave({ closeAfter: 'next-request' });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal((await call(lab.httpPort, { path: '/a.txt', agent })).status, 200);
  await assert.rejects(call(lab.httpPort, { path: '/a.txt', agent }), { code: 'ECONNRESET' });
  agent.destroy();
});

test('never answers when told to hang', async () => {
  lab.misbehave({ hang: true });
  const socket = net.connect(lab.httpPort, '127.0.0.1');
  socket.write(HEAD);
  while (lab.log.last?.head?.toString('latin1') !== HEAD || lab.log.last.status !== null)
    await new Promise(setImmediate);
  assert.equal(socket.bytesRead, 0);
  socket.destroy();
});

test('answers late, in the head and in the body, yet completely', async () => {
  lab.misbehave({
    delayBeforeHeadMs: 5,
    delayInHeadMs: 5,
    delayInBodyMs: 5,
    delayReadMs: 5,
    pieceBytes: 7,
  });
  assert.match((await raw(HEAD)).text, /^HTTP\/1.1 200 OK\r\n[^]*hello world$/);
});

const framed = async (framing) => {
  lab.misbehave({ framing });
  return (
    await raw(
      HEAD.replace('Connection: close\r\n', '') +
        (framing.includes('chunk') ? HEAD.replace('a.txt', 'none') : ''),
    )
  ).text;
};

test('frames a response in chunks with extensions and a trailer', async () => {
  const text = await framed('chunked-extensions');
  assert.match(
    text,
    /\r\n\r\n0000000B;lab="a;b";n=1\r\nhello world\r\n0;last\r\nX-Lab-Trailer: at the end\r\n\r\nHTTP/,
  );
});

test('sends a chunk size that is none', async () => {
  assert.match(await framed('invalid-chunk-size'), /\r\n\r\nzz\r\nhello world/);
});

test('ends a response by closing', async () => {
  const text = await framed('until-close');
  assert.doesNotMatch(text, /Content-Length|Transfer-Encoding/);
  assert.match(text, /hello world$/);
});

test('answers in HTTP/1.0', async () => {
  assert.match(await framed('http10'), /^HTTP\/1.0 200 OK\r\n[^]*hello world$/);
});

test('sends interim responses first', async () => {
  lab.misbehave({ framing: 'interim' });
  assert.match(
    (await raw(HEAD)).text,
    /^HTTP\/1.1 102 Processing\r\n\r\nHTTP\/1.1 103 Early Hints[^]*HTTP\/1.1 200 OK/,
  );
});

test('repeats headers', async () => {
  lab.misbehave({ framing: 'duplicate-headers' });
  assert.match(
    (await raw(HEAD)).text,
    /X-Lab-Twice: one\r\nX-Lab-Twice: two\r\nx-lab-twice: \r\nSet-Cookie: a=1\r\nSet-Cookie: b=2/,
  );
});

test('announces more than it sends', async () => {
  const text = await framed('truncated');
  assert.match(text, /Content-Length: 1011\r\n/);
  assert.match(text, /hello world$/);
});

test('ends lines with bare line feeds', async () => {
  lab.misbehave({ framing: 'bare-lf' });
  const { text } = await raw(HEAD);
  assert.match(text, /^HTTP\/1.1 200 OK\nServer: AliyunOSS\n/);
});

test('answers bytes that are no HTTP', async () => {
  lab.misbehave({ raw: 'SSH-2.0-OpenSSH\r\n\xff' });
  assert.equal((await raw(HEAD)).text, 'SSH-2.0-OpenSSH\r\n\xff');
});

test('poses as a gateway and as a captive portal', async () => {
  lab.misbehave({ answer: 'html-502' });
  const gateway = await call(lab.httpPort, { path: '/a.txt' });
  assert.equal(gateway.status, 502);
  assert.equal(gateway.headers['x-oss-request-id'], undefined);
  lab.misbehave({ answer: 'captive-portal' });
  assert.match((await call(lab.httpPort, { path: '/a.txt' })).text, /guest network/);
});

test('answers any error document', async () => {
  const elements = { Bucket: 'b', Endpoint: 'e' };
  lab.misbehave({
    error: {
      status: 424,
      code: 'MirrorFailed',
      message: 'M & M',
      elements,
      headers: { 'Retry-After': '1' },
    },
  });
  const answer = await call(lab.httpPort, { path: '/a.txt' });
  assert.equal(answer.status, 424);
  assert.equal(answer.element('Message'), 'M &amp; M');
  assert.equal(answer.element('Endpoint'), 'e');
  assert.equal(answer.headers['retry-after'], '1');
});

test('refuses an order it does not know', () => {
  assert.throws(() => lab.misbehave({ cutAfter: 1 }), /unknown misbehaviour field "cutAfter"/);
});

test('is steered from outside by the control listener', async () => {
  const at = (path, init) => fetch(`http://127.0.0.1:${lab.controlPort}${path}`, init);
  const order = {
    match: { path: '/ctl' },
    error: { status: 503, code: 'SlowDown', message: 'Slow down.' },
  };
  assert.equal(
    (await at('/misbehave', { method: 'POST', body: JSON.stringify(order) })).status,
    200,
  );
  assert.equal((await call(lab.httpPort, { path: '/ctl' })).status, 503);
  const log = await (await at('/requests')).json();
  assert.match(Buffer.from(log.at(-1).head, 'base64').toString(), /^GET \/ctl /);
  assert.equal((await at('/misbehave', { method: 'POST', body: '{"x":1}' })).status, 400);
  assert.equal((await at('/nothing')).status, 404);
  assert.match(await (await at('/callback_pub_key_v1.pem')).text(), /BEGIN PUBLIC KEY/);
});
