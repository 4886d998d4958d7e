/** Who may do what, where: addressing, keys, tokens, clocks. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startLab } from './lab.mjs';
import { call, HOST, KEY, signedCall } from './test_client.mjs';

const NOW = Date.UTC(2024, 4, 15, 8, 30, 12);
const STS = {
  id: 'STS.exampleTempKeyId',
  secret: 'fake-sts-secret',
  token: 'fake/sts+token==not-real',
};
const EXPIRED = { id: 'STS.expired', secret: 'fake-sts-secret', token: 'expired-token' };
const RAM_USER = {
  id: 'ramUserKeyId',
  secret: 's',
  user: '20001',
  allow: ['GetObject'],
  deny: ['DeleteObject'],
};
const OTHER = { id: 'otherKeyId', secret: 'other-fake-secret' };

/** @type {import('./lab.mjs').Lab} */ let lab;
const oss = (request) => signedCall(lab.httpPort, { date: NOW, ...request });

before(async () => {
  lab = await startLab({
    clock: () => NOW,
    buckets: [
      { name: 'examplebucket', customDomains: ['files.example.com'] },
      { name: 'beijingbucket', region: 'cn-beijing' },
      { name: 'publicbucket', acl: 'public-read' },
      {
        name: 'strictbucket',
        blocksPublicAccess: true,
        keepsObjects: true,
        denies: ['DeleteObject'],
      },
      {
        name: 'refererbucket',
        acl: 'public-read',
        referer: { list: ['https://*.example.com'], allowEmpty: false },
      },
    ],
    credentials: [
      KEY,
      { ...STS, expiresAt: NOW + 1000 },
      { ...EXPIRED, expiresAt: NOW - 1 },
      { ...OTHER, owner: '2000000000000002' },
      { id: 'disabledKeyId', secret: 's', disabled: true },
      RAM_USER,
      { id: 'readOnlyKeyId', secret: 's', allow: ['GetObject'] },
    ],
  });
  for (const bucket of lab.store.buckets.keys()) lab.addObject(bucket, 'a.txt', { body: 'a' });
});
after(() => lab.close());

const refused = (answer, status, code, ec) => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.element('Code'), code);
  assert.equal(answer.element('EC'), ec);
  assert.equal(answer.headers['x-oss-ec'], ec);
};

test('echoes what it computed when a signature does not match', async () => {
  const answer = await oss({ key: 'a.txt', signed: '/examplebucket/b.txt' });
  refused(answer, 403, 'SignatureDoesNotMatch', '0002-00000040');
  const expected = `GET\n\n\nWed, 15 May 2024 08:30:12 GMT\nx-oss-date:Wed, 15 May 2024 08:30:12 GMT\n/examplebucket/a.txt`;
  assert.equal(answer.element('StringToSign'), expected);
  const bytes = answer.element('StringToSignBytes');
  assert.match(bytes, /^47 45 54 0A .* $/);
  assert.equal(Buffer.from(bytes.replaceAll(' ', ''), 'hex').toString(), expected);
  assert.equal(answer.element('OSSAccessKeyId'), KEY.id);
  assert.match(answer.element('SignatureProvided'), /^[A-Za-z0-9+/]{27}=$/);
  assert.equal(lab.log.last.auth.verdict, 'refused');
});

test('echoes the canonical request of V4', async () => {
  const credential = `${KEY.id}/20240515/cn-hangzhou/oss/aliyun_v4_request`;
  const answer = await call(lab.httpPort, {
    path: '/a.txt?x=1',
    headers: {
      'x-oss-date': '20240515T083012Z',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      Authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${'0'.repeat(64)}`,
    },
  });
  refused(answer, 403, 'SignatureDoesNotMatch', '0002-00000201');
  assert.equal(
    answer.element('CanonicalRequest'),
    'GET\n/examplebucket/a.txt\nx=1\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20240515T083012Z\n\n\nUNSIGNED-PAYLOAD',
  );
});

const v4 = (credential, headers = {}) =>
  call(lab.httpPort, {
    path: '/a.txt',
    headers: {
      'x-oss-date': '20240515T083012Z',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      Authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${'0'.repeat(64)}`,
      ...headers,
    },
  });

test('refuses a V4 scope of another region, product, date or end', async () => {
  const answers = await Promise.all([
    v4(`${KEY.id}/20240515/cn-beijing/oss/aliyun_v4_request`),
    v4(`${KEY.id}/20240515/cn-hangzhou/s3/aliyun_v4_request`),
    v4(`${KEY.id}/2024-05-15/cn-hangzhou/oss/aliyun_v4_request`),
    v4(`${KEY.id}/20240515/cn-hangzhou/oss/aws4_request`),
    v4(`${KEY.id}/20240515/cn-hangzhou/oss/aliyun_v4_request`, { 'x-oss-content-sha256': 'e3b0' }),
  ]);
  const ecs = ['0002-00000226', '0002-00000227', '0002-00000212', '0002-00000213', '0002-00000214'];
  answers.forEach((answer, index) => refused(answer, 400, 'InvalidArgument', ecs[index]));
  assert.equal(answers[0].element('Message'), 'Invalid signing region in Authorization header.');
});

const withAuthorization = (Authorization) =>
  call(lab.httpPort, {
    path: '/a.txt',
    headers: { Date: new Date(NOW).toUTCString(), Authorization },
  });

test('refuses malformed Authorization headers, each with its own EC', async () => {
  refused(await withAuthorization('Bearer x'), 400, 'InvalidArgument', '0002-00000061');
  refused(await withAuthorization('OSS id'), 400, 'InvalidArgument', '0002-00000062');
  refused(await withAuthorization('OSS :sig'), 400, 'InvalidArgument', '0002-00000063');
  refused(await withAuthorization('OSS i d:sig'), 403, 'InvalidAccessKeyId', '0002-00000064');
  refused(await withAuthorization('OSS id:'), 400, 'InvalidArgument', '0002-00000065');
  refused(
    await withAuthorization('OSS4-HMAC-SHA256 Credential'),
    400,
    'InvalidArgument',
    '0002-00000203',
  );
  refused(
    await withAuthorization('OSS4-HMAC-SHA256 Credential=x'),
    400,
    'InvalidArgument',
    '0002-00000202',
  );
});

test('refuses requests without a date, or with one it cannot read', async () => {
  const without = await call(lab.httpPort, {
    path: '/a.txt',
    headers: { Authorization: 'OSS a:b' },
  });
  refused(without, 403, 'AccessDenied', '0002-00000503');
  const iso = await call(lab.httpPort, {
    path: '/a.txt',
    headers: { Authorization: 'OSS a:b', Date: '2024-05-15T08:30:12Z' },
  });
  refused(iso, 403, 'AccessDenied', '0002-00000505');
});

test('allows fifteen minutes of skew and not a second more', async () => {
  assert.equal((await oss({ key: 'a.txt', date: NOW - 900_000 })).status, 200);
  const answer = await oss({ key: 'a.txt', date: NOW - 901_000 });
  refused(answer, 403, 'RequestTimeTooSkewed', '0002-00000504');
  assert.equal(answer.element('MaxAllowedSkewMilliseconds'), '900000');
  assert.equal(answer.element('RequestTime'), '2024-05-15T08:15:11.000Z');
  assert.equal(answer.element('ServerTime'), '2024-05-15T08:30:12.000Z');
});

test('knows missing and disabled keys', async () => {
  refused(
    await oss({ key: 'a.txt', credential: { id: 'nobody', secret: 's' } }),
    403,
    'InvalidAccessKeyId',
    '0002-00000902',
  );
  refused(
    await oss({ key: 'a.txt', credential: { id: 'disabledKeyId', secret: 's' } }),
    403,
    'InvalidAccessKeyId',
    '0002-00000904',
  );
});

test('takes STS keys with their own, living token only', async () => {
  assert.equal((await oss({ key: 'a.txt', credential: STS })).status, 200);
  const attempt = (id, token) =>
    oss({ key: 'a.txt', credential: { id, secret: STS.secret, token } });
  refused(await attempt(STS.id, undefined), 403, 'InvalidAccessKeyId', '0002-00000003');
  refused(await attempt(STS.id, 'altered'), 403, 'InvalidSecurityToken', '0002-00000006');
  refused(
    await attempt(STS.id, EXPIRED.token),
    403,
    'AccessKeyIdAndSecurityTokenNotMatch',
    '0002-00000004',
  );
  refused(await attempt(EXPIRED.id, EXPIRED.token), 403, 'SecurityTokenExpired', '0002-00000007');
  refused(await attempt(KEY.id, STS.token), 400, 'InvalidArgument', '0002-00000009');
});

const presign = (expires, extra = '') => {
  const text = `GET\n\n\n${expires}\n/examplebucket/a.txt`;
  const signature = createHmac('sha1', KEY.secret).update(text).digest('base64');
  return `/a.txt?OSSAccessKeyId=${KEY.id}&Expires=${expires}&Signature=${encodeURIComponent(signature)}${extra}`;
};

test('takes a signed URL until it expires', async () => {
  assert.equal((await call(lab.httpPort, { path: presign(NOW / 1000) })).status, 200);
  assert.equal((await call(lab.httpPort, { path: presign(NOW / 1000, '&utm=1') })).status, 200);
  const late = await call(lab.httpPort, { path: presign(NOW / 1000 - 1) });
  refused(late, 403, 'AccessDenied', '0002-00000069');
  assert.equal(late.element('Message'), 'Request has expired.');
  assert.equal(late.element('Expires'), '2024-05-15T08:30:11.000Z');
});

test('refuses a signed URL with a Content-Type that was not signed', async () => {
  const answer = await call(lab.httpPort, {
    path: presign(NOW / 1000),
    headers: { 'Content-Type': 'text/plain' },
  });
  refused(answer, 403, 'SignatureDoesNotMatch', '0002-00000040');
});

test('names what a signed URL lacks', async () => {
  const get = (query) => call(lab.httpPort, { path: `/a.txt?${query}` });
  refused(await get('OSSAccessKeyId=a&Signature=b'), 403, 'AccessDenied', '0002-00000067');
  refused(
    await get('OSSAccessKeyId=a&Signature=b&Expires=soon'),
    403,
    'AccessDenied',
    '0002-00000070',
  );
  refused(await get('Expires=1&Signature=b'), 403, 'AccessDenied', '0002-00000071');
  refused(await get('Expires=1&OSSAccessKeyId=b'), 403, 'AccessDenied', '0002-00000074');
  refused(
    await get(
      'x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-expires=604801&x-oss-credential=a&x-oss-signature=b',
    ),
    400,
    'InvalidArgument',
    '0002-00000232',
  );
});

test('refuses two signatures at once', async () => {
  const answer = await call(lab.httpPort, {
    path: presign(NOW / 1000),
    headers: { Authorization: 'OSS a:b' },
  });
  assert.equal(answer.element('Code'), 'InvalidArgument');
});

test('keeps strangers out of private buckets', async () => {
  const get = await call(lab.httpPort, { path: '/a.txt' });
  refused(get, 403, 'AccessDenied', '0003-00000001');
  assert.equal(
    get.element('Message'),
    'You have no right to access this object because of bucket acl.',
  );
  assert.equal(
    (await call(lab.httpPort, {})).element('Message'),
    'Anonymous user has no right to access this bucket.',
  );
  const owner = await oss({ key: 'a.txt', credential: OTHER });
  assert.equal(owner.element('Message'), 'The bucket you access does not belong to you.');
});

test('lets strangers read public buckets, but not write', async () => {
  const host = 'publicbucket.oss-cn-hangzhou.aliyuncs.com';
  assert.equal((await call(lab.httpPort, { host, path: '/a.txt' })).text, 'a');
  assert.equal(
    (await call(lab.httpPort, { host, path: '/a.txt', method: 'PUT', body: 'b' })).status,
    403,
  );
  const override = await call(lab.httpPort, {
    host,
    path: '/a.txt?response-content-type=text/html',
  });
  assert.equal(override.element('Code'), 'InvalidRequest');
});

test('says what RAM refused to which user, and by what kind of policy', async () => {
  const credential = RAM_USER;
  const missing = await oss({ credential, method: 'PUT', key: 'b.txt', body: 'b' });
  refused(missing, 403, 'AccessDenied', '0003-00000001');
  assert.equal(missing.element('AuthAction'), 'oss:PutObject');
  assert.equal(missing.element('NoPermissionType'), 'ImplicitDeny');
  assert.equal(missing.element('AuthPrincipalDisplayName'), '20001');
  const denied = await oss({ credential, method: 'DELETE', key: 'a.txt' });
  assert.equal(denied.element('NoPermissionType'), 'ExplicitDeny');
});

test('obeys bucket policy, Block Public Access and retention', async () => {
  const change = { bucket: 'strictbucket', method: 'PUT', key: 'a.txt', body: 'b' };
  refused(await oss({ ...change, method: 'DELETE', body: '' }), 403, 'AccessDenied', '0003-00000201');
  const open = { 'x-oss-object-acl': 'public-read' };
  refused(await oss({ ...change, headers: open }), 403, 'AccessDenied', '0016-00000901');
  refused(await oss(change), 409, 'FileImmutable', undefined);
  assert.equal((await oss({ ...change, key: 'new.txt' })).status, 200);
});

test('gives an object of an archive class only by its facts', async () => {
  const archived = { 'x-oss-storage-class': 'Archive' };
  await oss({ method: 'PUT', key: 'old.txt', body: 'old', headers: archived });
  refused(await oss({ key: 'old.txt' }), 403, 'InvalidObjectState', undefined);
  assert.equal((await oss({ method: 'HEAD', key: 'old.txt' })).status, 200);
});

test('obeys what RAM allows', async () => {
  const credential = { id: 'readOnlyKeyId', secret: 's' };
  assert.equal((await oss({ key: 'a.txt', credential })).status, 200);
  const put = await oss({ method: 'PUT', key: 'a.txt', body: 'x', credential });
  assert.equal(put.element('Message'), 'You have no right to access this object.');
  assert.equal(
    (await oss({ bucket: null, credential })).element('Message'),
    'You are forbidden to list buckets.',
  );
});

test('checks the Referer of strangers', async () => {
  const get = (headers) =>
    call(lab.httpPort, {
      host: 'refererbucket.oss-cn-hangzhou.aliyuncs.com',
      path: '/a.txt',
      headers,
    });
  refused(await get({}), 403, 'AccessDenied', '0003-00000501');
  assert.equal(
    (await get({ Referer: 'https://evil.example.org/' })).element('Message'),
    'You are denied by bucket referer policy.',
  );
  assert.equal((await get({ Referer: 'https://app.example.com/page' })).status, 200);
  assert.equal((await oss({ bucket: 'refererbucket', key: 'a.txt' })).status, 200);
});

test('names the right endpoint of a bucket that lives elsewhere', async () => {
  const answer = await oss({ bucket: 'beijingbucket', key: 'a.txt' });
  refused(answer, 403, 'AccessDenied', '0003-00001403');
  assert.equal(answer.element('Bucket'), 'beijingbucket');
  assert.equal(answer.element('Endpoint'), 'oss-cn-beijing.aliyuncs.com');
  assert.equal(answer.element('HostId'), 'beijingbucket.oss-cn-hangzhou.aliyuncs.com');
});

test('knows internal, dual-stack and S3 names of an endpoint', async () => {
  const suffixes = [
    'oss-cn-hangzhou-internal.aliyuncs.com',
    'cn-hangzhou.oss.aliyuncs.com',
    's3.oss-cn-hangzhou.aliyuncs.com',
  ];
  for (const suffix of suffixes) {
    assert.equal((await oss({ key: 'a.txt', host: `examplebucket.${suffix}` })).text, 'a', suffix);
  }
});

test('serves a custom domain', async () => {
  assert.equal((await oss({ key: 'a.txt', host: 'files.example.com' })).text, 'a');
});

test('refuses path style on its own domains and takes it on an IP address', async () => {
  const answer = await oss({
    host: 'oss-cn-hangzhou.aliyuncs.com',
    key: 'examplebucket/a.txt',
    signed: '/examplebucket/a.txt',
  });
  refused(answer, 403, 'SecondLevelDomainForbidden', '0003-00001401');
  const host = `127.0.0.1:${lab.httpPort}`;
  assert.equal(
    (await oss({ host, key: 'examplebucket/a.txt', signed: '/examplebucket/a.txt' })).text,
    'a',
  );
});

test('takes the first path segment for the bucket when a proxy put its own name into Host', async () => {
  const answer = await oss({ host: 'local.example:9933', key: 'a.txt' });
  refused(answer, 403, 'AccessDenied', '0003-00001403');
  assert.equal(answer.element('Bucket'), 'a.txt');
  assert.equal(answer.element('HostId'), 'local.example:9933');
  const bare = await call(lab.httpPort, { host: 'local.example' });
  assert.equal(bare.element('Code'), 'NonStandardHostForbidden');
});

test('refuses bucket names that cannot be, and acceleration that is off', async () => {
  refused(await oss({ bucket: 'My_Bucket' }), 400, 'InvalidBucketName', '0015-00000001');
  refused(
    await oss({ host: 'examplebucket.oss-accelerate.aliyuncs.com' }),
    403,
    'TransferAccelerationDisabled',
    '0024-00000008',
  );
});

test('refuses an object name that begins with a slash', async () => {
  refused(
    await oss({ method: 'PUT', key: '/a.txt', body: 'x' }),
    400,
    'InvalidObjectName',
    '0016-00000005',
  );
});
