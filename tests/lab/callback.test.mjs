/** Upload callbacks: what is sent, what may come back, what is refused before. */
import assert from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { startLab } from './lab.mjs';
import { KEY, signedCall } from './test_client.mjs';

/** @type {import('./lab.mjs').Lab} */ let lab;
/** @type {http.Server} */ let receiver;
let url;
/** What the receiver got, and how it shall answer. */
let received = [];
let reply = null;

const GOOD_REPLY = (request, response) =>
  response
    .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 15 })
    .end('{"Status":"OK"}');

before(async () => {
  receiver = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    received.push({ request, body: Buffer.concat(pieces).toString() });
    (reply ?? GOOD_REPLY)(request, response);
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${receiver.address().port}/notify%20me?id=1&index=2`;
  lab = await startLab({
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
    callback: {
      timeoutMs: 300,
      connectTo: { 'cb.example.com:80': `127.0.0.1:${receiver.address().port}` },
    },
  });
});
afterEach(() => {
  received = [];
  reply = null;
});
after(async () => {
  await lab.close();
  receiver.closeAllConnections();
  receiver.close();
});

const pack = (value) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const put = (callback, { variables, key = 'dir/a b.txt', headers = {} } = {}) => {
  if (callback !== undefined) headers['x-oss-callback'] = pack(callback);
  if (variables !== undefined) headers['x-oss-callback-var'] = pack(variables);
  return signedCall(lab.httpPort, {
    method: 'PUT',
    key: encodeURI(key),
    body: 'hello world',
    headers: { 'Content-Type': 'text/plain', ...headers },
  });
};
const form = (body) => ({ callbackUrl: url, callbackBody: body });

test('calls back with filled variables and passes the answer on', async () => {
  const answer = await put(
    form(
      'bucket=${bucket}&object=${object}&size=${size}&uid=${x:uid}&none=${x:none}&mime=${mimeType}',
    ),
    {
      variables: { 'x:uid': '用户 1' },
    },
  );
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '{"Status":"OK"}');
  assert.match(answer.headers.etag, /^"[0-9A-F]{32}"$/);
  const [{ request, body }] = received;
  assert.equal(
    body,
    'bucket=examplebucket&object=dir%2Fa%20b.txt&size=11&uid=%E7%94%A8%E6%88%B7%201&none=&mime=text%2Fplain',
  );
  assert.equal(request.method, 'POST');
  assert.equal(request.url, '/notify%20me?id=1&index=2');
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(request.headers['content-md5'], createHash('md5').update(body).digest('base64'));
  assert.equal(request.headers['user-agent'], 'aliyun-oss-callback');
  assert.equal(request.headers['x-oss-request-id'], answer.headers['x-oss-request-id']);
  assert.equal(request.headers['x-oss-bucket'], 'examplebucket');
  assert.equal(request.headers.connection, 'close');
});

test('signs the callback over decoded path, query and body', async () => {
  await put(form('a=${object}'));
  const [{ request, body }] = received;
  assert.match(
    Buffer.from(request.headers['x-oss-pub-key-url'], 'base64').toString(),
    /^http:\/\/gosspublic\.alicdn\.com\//,
  );
  const text = Buffer.from(`/notify me?id=1&index=2\n${body}`);
  const signature = Buffer.from(request.headers.authorization, 'base64');
  assert.equal(signature.length, 64);
  assert.ok(verify('md5', text, lab.callbackPublicKey, signature));
});

test('inserts JSON values into a JSON body', async () => {
  const callback = {
    ...form('{"object":${object},"size":${size},"uid":${x:uid}}'),
    callbackBodyType: 'application/json',
    callbackHost: 'host.example.com',
  };
  await put(callback, { variables: { 'x:uid': 'a"b' } });
  const [{ request, body }] = received;
  assert.deepEqual(JSON.parse(body), { object: 'dir/a b.txt', size: 11, uid: 'a"b' });
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers.host, 'host.example.com');
});

test('doubles the quotes of a template that already has some', async () => {
  await put({ ...form('{"object":"${object}"}'), callbackBodyType: 'application/json' });
  assert.equal(received[0].body, '{"object":""dir/a b.txt""}');
});

test('takes callback parameters from the query, too', async () => {
  const query = `callback=${encodeURIComponent(pack(form('a=1')))}`;
  const answer = await signedCall(lab.httpPort, {
    method: 'PUT',
    key: 'q',
    body: 'x',
    query,
    signed: `/examplebucket/q?callback=${pack(form('a=1'))}`,
  });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(received[0].body, 'a=1');
});

test('tries the next URL when one fails', async () => {
  const answer = await put({ callbackUrl: `http://127.0.0.1:1/;${url}`, callbackBody: 'a=1' });
  assert.equal(answer.text, '{"Status":"OK"}');
});

test('dials elsewhere when configured so', async () => {
  await put({ callbackUrl: 'cb.example.com/x', callbackBody: 'a=1' });
  assert.equal(received[0].request.headers.host, 'cb.example.com');
});

const failing = async (answerWith, message, ec) => {
  reply = answerWith;
  const answer = await put(form('a=1'), { key: 'stored' });
  assert.equal(answer.status, 203);
  assert.equal(answer.element('Code'), 'CallbackFailed');
  if (message instanceof RegExp) assert.match(answer.element('Message'), message);
  else assert.equal(answer.element('Message'), message);
  assert.equal(answer.element('EC'), ec);
  assert.match(answer.headers.etag, /^"[0-9A-F]{32}"$/);
  assert.ok(lab.store.buckets.get('examplebucket').objects.has('stored'));
};

test('reports a status that is not 200', () =>
  failing(
    (_, response) => response.writeHead(301, { 'Content-Length': 0 }).end(),
    'Error status : 301.',
    '0007-00000203',
  ));

for (const [name, body] of Object.entries({
  'plain text': 'OK',
  'an empty body': '',
  'a byte order mark': '\ufeff{}',
})) {
  test(`reports ${name} as no JSON`, () =>
    failing(
      (_, response) =>
        response.writeHead(200, { 'Content-Length': Buffer.byteLength(body) }).end(body),
      'Response body is not valid json format.',
      '0007-00000205',
    ));
}

test('reports a chunked answer as one without length', () =>
  failing((_, response) => {
    response.writeHead(200);
    response.write('{}');
    response.end();
  }, 'Error Status : 400.User server missing content-length.'));

test('reports an answer that takes too long', () =>
  failing(
    () => {},
    /^Error status : -1 127\.0\.0\.1:\d+ reply timeout, cost:\d+ms, timeout:300ms \(err -4, errno115\)$/,
    '0007-00000202',
  ));

test('reports a connection that ends without an answer', () =>
  failing((request) => request.socket.destroy(), 'Error status : 502.', '0007-00000203'));

test('reports a server that is not there', async () => {
  const free = net.createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address();
  free.close();
  await once(free, 'close');
  const answer = await put({ callbackUrl: `http://127.0.0.1:${port}/`, callbackBody: 'a=1' });
  assert.equal(answer.status, 203);
  assert.equal(
    answer.element('Message'),
    'Error status : -1.OSS can not connect to your callbackUrl, please check it.',
  );
});

const B = { callbackUrl: 'http://cb.example.com', callbackBody: 'a=1' };
for (const [name, callback, message, ec] of [
  [
    'JSON that is none',
    "{'a':1}",
    'The callback configuration is not json format.',
    '0007-00000003',
  ],
  ['double base64', pack(B), 'The callback configuration is not json format.', '0007-00000003'],
  [
    'a missing URL',
    { callbackBody: 'a' },
    'The callback url configuration is invalid.',
    '0007-00000004',
  ],
  [
    'a bad port',
    { ...B, callbackUrl: 'www.example.com:test' },
    'The callback url configuration is invalid.',
    '0007-00000004',
  ],
  [
    'six URLs',
    { ...B, callbackUrl: 'a;b;c;d;e;f' },
    'The number of callback url exceed max value.',
    '0007-00000005',
  ],
  [
    'a host that is no text',
    { ...B, callbackHost: 1 },
    'The callback host configuration is invalid.',
    '0007-00000009',
  ],
  ['an empty body', { ...B, callbackBody: '' }, 'The callback body is empty.', '0007-00000011'],
  [
    'a variable in round brackets',
    { ...B, callbackBody: 'a=$(object)' },
    'The callback body is invalid.',
    undefined,
  ],
  [
    'a body type that is no text',
    { ...B, callbackBodyType: 1 },
    'The callback body type configuration is invalid.',
    '0007-00000012',
  ],
  [
    'an unknown body type',
    { ...B, callbackBodyType: 'text/xml' },
    'The body type of callback is not supported.',
    undefined,
  ],
  [
    'an SNI that is no boolean',
    { ...B, callbackSNI: 'yes' },
    'The callback sni is invalid',
    undefined,
  ],
  [
    'too much of it',
    { ...B, callbackBody: 'a'.repeat(5000) },
    'The length of callback exceed max value.',
    '0007-00000001',
  ],
]) {
  test(`refuses a callback with ${name}, and stores nothing`, async () => {
    const answer = await put(callback, { key: 'refused' });
    assert.equal(answer.status, 400);
    assert.equal(answer.element('Code'), 'InvalidArgument');
    assert.equal(answer.element('Message'), message);
    assert.equal(answer.element('EC'), ec);
    assert.equal(answer.element('ArgumentName'), 'callback');
    assert.equal(lab.store.buckets.get('examplebucket').objects.has('refused'), false);
  });
}

test('refuses a callback that is not base64', async () => {
  const answer = await put(undefined, { headers: { 'x-oss-callback': '{"callbackUrl":"x"}' } });
  assert.equal(answer.element('Message'), 'The callback configuration is not base64 encoded.');
  assert.equal(answer.element('EC'), '0007-00000002');
});

test('refuses variables without their prefix', async () => {
  const answer = await put(B, { variables: { uid: '1' } });
  assert.equal(answer.element('Message'), 'The callback var is not expecten json.');
  assert.equal(answer.element('ArgumentName'), 'callback-var');
});

test('refuses a callback in header and query', async () => {
  const answer = await signedCall(lab.httpPort, {
    method: 'PUT',
    key: 'q',
    body: 'x',
    query: 'callback=e30=',
    signed: '/examplebucket/q?callback=e30=',
    headers: { 'x-oss-callback': 'e30=' },
  });
  assert.equal(answer.element('EC'), '0007-00000027');
});

test('refuses private addresses unless it is told otherwise', async () => {
  const strict = await startLab({
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
    callback: { allowPrivate: false },
  });
  const answer = await signedCall(strict.httpPort, {
    method: 'PUT',
    key: 'a',
    body: 'x',
    headers: { 'x-oss-callback': pack({ callbackUrl: '127.0.0.1', callbackBody: 'a' }) },
  });
  assert.equal(answer.element('Message'), 'Private address is forbidden to callback.');
  assert.equal(answer.element('EC'), '0007-00000008');
  await strict.close();
});
