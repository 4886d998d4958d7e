/** Uploads by HTML form. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startLab } from './lab.mjs';
import { call, HOST, KEY } from './test_client.mjs';

const NOW = Date.UTC(2024, 4, 15, 8, 30, 12);
const BOUNDARY = '9431149156168';

/** @type {import('./lab.mjs').Lab} */ let lab;
before(async () => {
  lab = await startLab({
    clock: () => NOW,
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
  });
});
after(() => lab.close());

const pack = (policy) =>
  Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64');
const GOOD_POLICY = {
  expiration: '2024-05-15T09:30:12.000Z',
  conditions: [
    { bucket: 'examplebucket' },
    ['starts-with', '$key', 'user/'],
    ['content-length-range', 1, 20],
  ],
};

const signed = (policy = GOOD_POLICY) => ({
  OSSAccessKeyId: KEY.id,
  policy: pack(policy),
  Signature: createHmac('sha1', KEY.secret).update(pack(policy)).digest('base64'),
});

const FILE =
  'Content-Disposition: form-data; name="file"; filename="C:\\dir\\a.txt"\r\nContent-Type: text/plain\r\n\r\nhello world\r\n';
const field = ([name, value]) =>
  `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const body = (parts) =>
  parts.map((part) => `--${BOUNDARY}\r\n${part}`).join('') + `--${BOUNDARY}--\r\n`;

const post = (
  fields,
  { file = FILE, after: late = {}, contentType = `multipart/form-data; boundary=${BOUNDARY}` } = {},
) =>
  call(lab.httpPort, {
    method: 'POST',
    headers: { 'Content-Type': contentType },
    body: body([
      ...Object.entries(fields).map(field),
      ...(file ? [file] : []),
      ...Object.entries(late).map(field),
    ]),
  });

test('stores the file of a signed form', async () => {
  const answer = await post(
    { key: 'user/${filename}', ...signed(), 'x-oss-meta-a': '1', ignored: 'x' },
    { after: { submit: 'Go' } },
  );
  assert.equal(answer.status, 204, answer.text);
  const object = lab.store.buckets.get('examplebucket').objects.get('user/a.txt');
  assert.equal(object.content.size, 11);
  assert.deepEqual(object.metadata, [['a', '1']]);
  assert.deepEqual(object.headers[0], ['Content-Type', 'text/plain']);
  assert.equal(lab.log.last.operation, 'PostObject');
  assert.equal(lab.log.last.auth.verdict, 'verified');
});

test('answers as success_action_status and success_action_redirect want', async () => {
  const created = await post({ key: 'user/b', ...signed(), success_action_status: '201' });
  assert.equal(created.status, 201);
  assert.equal(created.element('Key'), 'user/b');
  const moved = await post({
    key: 'user/b',
    ...signed(),
    success_action_redirect: 'http://app.example.com/done',
  });
  assert.equal(moved.status, 303);
  assert.match(
    moved.headers.location,
    /^http:\/\/app\.example\.com\/done\?bucket=examplebucket&key=user%2Fb&etag=%22/,
  );
});

test('reads a form that arrives byte by byte', async () => {
  const text = body([...Object.entries({ key: 'user/slow', ...signed() }).map(field), FILE]);
  const request = http.request({
    host: '127.0.0.1',
    port: lab.httpPort,
    method: 'POST',
    path: '/',
    headers: { Host: HOST, 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
  });
  for (const byte of Buffer.from(text)) request.write(Buffer.from([byte]));
  request.end();
  const [response] = await once(request, 'response');
  response.resume();
  assert.equal(response.statusCode, 204);
  assert.equal(lab.store.buckets.get('examplebucket').objects.get('user/slow').content.size, 11);
});

const refused = (answer, status, code, message, ec) => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.element('Code'), code);
  if (message) assert.equal(answer.element('Message').replaceAll('&quot;', '"'), message);
  assert.equal(answer.element('EC'), ec);
};

test('does not see fields after the file', async () => {
  const { Signature, ...rest } = signed();
  const answer = await post({ key: 'user/a', ...rest }, { after: { Signature } });
  refused(
    answer,
    400,
    'InvalidArgument',
    "The bucket POST must contain the specified 'Signature'. If it is specified, please check the order of the fields",
    '0002-00000703',
  );
  const keyless = await post(signed(), { after: { key: 'user/a' } });
  assert.match(keyless.element('Message'), /must contain the specified 'key'/);
});

test('refuses a form with the wrong secret', async () => {
  refused(
    await post({ key: 'user/a', ...signed(), Signature: 'AAAA' }),
    403,
    'SignatureDoesNotMatch',
    undefined,
    '0002-00000705',
  );
});

test('refuses an expired policy', async () => {
  const answer = await post({
    key: 'user/a',
    ...signed({ ...GOOD_POLICY, expiration: '2024-05-15T08:30:12.000Z' }),
  });
  refused(
    answer,
    403,
    'AccessDenied',
    'Invalid according to Policy: Policy expired.',
    '0006-00000213',
  );
});

test('names the condition that failed', async () => {
  refused(
    await post({ key: 'other/a', ...signed() }),
    403,
    'AccessDenied',
    'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "user/"]',
    undefined,
  );
  const other = { ...GOOD_POLICY, conditions: [{ bucket: 'elsewhere' }] };
  refused(
    await post({ key: 'user/a', ...signed(other) }),
    403,
    'AccessDenied',
    'Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "elsewhere"]',
    undefined,
  );
});

test('holds the file to content-length-range', async () => {
  const range = (min, max) =>
    signed({ ...GOOD_POLICY, conditions: [['content-length-range', min, max]] });
  refused(
    await post({ key: 'user/a', ...range(1, 10) }),
    400,
    'EntityTooLarge',
    undefined,
    '0006-00000003',
  );
  refused(
    await post({ key: 'user/a', ...range(12, 20) }),
    400,
    'EntityTooSmall',
    undefined,
    '0006-00000004',
  );
});

for (const [name, policy, message, ec] of [
  [
    'unquoted names',
    '{expiration:"x"}',
    'Invalid Policy: Invalid JSON: unknown char e',
    '0006-00000204',
  ],
  [
    'a missing comma',
    '{"conditions":[{} {}]}',
    'Invalid Policy: Invalid JSON: , or ] expected',
    '0006-00000204',
  ],
  [
    'an empty condition',
    { ...GOOD_POLICY, conditions: [{}] },
    'Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    undefined,
  ],
  ['no conditions', { expiration: GOOD_POLICY.expiration }, undefined, '0006-00000207'],
  ['no expiration', { conditions: [] }, undefined, '0006-00000208'],
  [
    'an expiration without Z',
    { ...GOOD_POLICY, expiration: '2024-05-15T09:30:12' },
    undefined,
    '0006-00000212',
  ],
  [
    'a range in quotes',
    { ...GOOD_POLICY, conditions: [['content-length-range', '0', '1']] },
    undefined,
    '0006-00000221',
  ],
]) {
  test(`refuses a policy with ${name}`, async () => {
    refused(
      await post({ key: 'user/a', ...signed(policy) }),
      400,
      'InvalidPolicyDocument',
      message,
      ec,
    );
  });
}

test('takes an escaped dollar sign', async () => {
  const policy =
    '{"expiration":"2024-05-15T09:30:12.000Z","conditions":[["eq","$key","user/\\$a"]]}';
  assert.equal((await post({ key: 'user/$a', ...signed(policy) })).status, 204);
});

test('refuses bodies that are no form', async () => {
  const answer = await post({ key: 'a' }, { contentType: 'application/json' });
  refused(
    answer,
    400,
    'RequestIsNotMultiPartContent',
    'Bucket POST must be of the enclosure-type multipart/form-data.',
    undefined,
  );
  const other = await post({ key: 'a' }, { contentType: 'multipart/form-data; boundary=other' });
  refused(other, 400, 'MalformedPOSTRequest', undefined, '0006-00000104');
});

test('refuses a form without a file', async () => {
  refused(
    await post({ key: 'user/a', ...signed() }, { file: null }),
    400,
    'IncorrectNumberOfFilesInPOSTRequest',
    undefined,
    '0006-00000107',
  );
});

test('calls back with the custom fields of the form', async () => {
  let received = '';
  const receiver = http.createServer(async (request, response) => {
    for await (const piece of request) received += piece;
    response.writeHead(200, { 'Content-Length': 2 }).end('{}');
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const callbackUrl = `http://127.0.0.1:${receiver.address().port}/`;
  const callback = pack({ callbackUrl, callbackBody: 'key=${object}&uid=${x:uid}' });
  const answer = await post({ key: 'user/cb', ...signed(), callback, 'x:uid': '7' });
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '{}');
  assert.equal(received, 'key=user%2Fcb&uid=7');
  receiver.close();
});

test('refuses an anonymous form on a private bucket', async () => {
  refused(
    await post({ key: 'user/a' }),
    403,
    'AccessDenied',
    'You have no right to access this object because of bucket acl.',
    '0003-00000001',
  );
});
