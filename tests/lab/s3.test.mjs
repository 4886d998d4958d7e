/** The S3-compatible surface: AWS signatures, x-amz-* headers, what OSS refuses of it. */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startLab } from './lab.mjs';
import { call, KEY } from './test_client.mjs';

const NOW = Date.UTC(2024, 4, 15, 8, 30, 12);
const STAMP = '20240515T083012Z';
const HOST = 'examplebucket.s3.oss-cn-hangzhou.aliyuncs.com';

/** @type {import('./lab.mjs').Lab} */ let lab;
before(async () => {
  lab = await startLab({
    clock: () => NOW,
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
  });
});
after(() => lab.close());

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** Signs as AWS documents V4: host, x-amz-* and the payload hash. */
function signV4({ method = 'GET', path, query = '', headers = {}, payload, host = HOST }) {
  const all = { host, 'x-amz-content-sha256': payload, 'x-amz-date': STAMP, ...headers };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const scope = '20240515/us-east-1/s3/aws4_request';
  const text = ['AWS4-HMAC-SHA256', STAMP, scope, sha256(canonical)].join('\n');
  const key = ['us-east-1', 's3', 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${KEY.secret}`, '20240515'),
  );
  const signature = hmac(key, text).toString('hex');
  const { host: _, ...rest } = all;
  return {
    ...rest,
    Authorization: `AWS4-HMAC-SHA256 Credential=${KEY.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

const s3 = (request) => {
  const { method = 'GET', path, query, body = '', host = HOST } = request;
  const headers = signV4({ payload: sha256(body), ...request });
  return call(lab.httpPort, {
    method,
    host,
    path: query ? `${path}?${query}` : path,
    headers,
    body,
  });
};

test('stores and returns an object with x-amz metadata', async () => {
  const put = await s3({
    method: 'PUT',
    path: '/a%20b.txt',
    body: 'hello',
    headers: { 'x-amz-meta-a': '1' },
  });
  assert.equal(put.status, 200, put.text);
  const get = await s3({ path: '/a%20b.txt' });
  assert.equal(get.text, 'hello');
  assert.equal(get.headers['x-amz-meta-a'], '1');
  assert.equal(get.headers['x-amz-request-id'], get.headers['x-oss-request-id']);
  assert.equal(lab.log.last.auth.scheme, 'aws-v4-header');
});

test('takes AWS signatures on the plain endpoint, too', async () => {
  const answer = await s3({
    path: '/',
    query: 'list-type=2',
    host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com',
  });
  assert.equal(answer.element('Name'), 'examplebucket');
  assert.equal(answer.element('MaxKeys'), '1000');
});

test('refuses a body that is not the one that was hashed', async () => {
  const answer = await s3({ method: 'PUT', path: '/x', body: 'hello', payload: sha256('other') });
  assert.equal(answer.element('Code'), 'XAmzContentSHA256Mismatch');
});

test('refuses aws-chunked bodies', async () => {
  const payload = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const answer = await s3({ method: 'PUT', path: '/x', body: '', payload });
  assert.equal(answer.element('EC'), '0017-00000804');
});

test('names an AWS key as such when the signature is wrong', async () => {
  const headers = signV4({ path: '/other', payload: sha256('') });
  const answer = await call(lab.httpPort, { host: HOST, path: '/x', headers });
  assert.equal(answer.element('Code'), 'SignatureDoesNotMatch');
  assert.equal(answer.element('EC'), '0002-00000429');
  assert.equal(answer.element('AWSAccessKeyId'), KEY.id);
  assert.match(answer.element('CanonicalRequest'), /^GET\n\/x\n\nhost:/);
});

test('breaks when a proxy changes the host', async () => {
  const headers = signV4({
    path: '/x',
    payload: sha256(''),
    host: 'examplebucket.oss-cn-hangzhou.aliyuncs.com',
  });
  const answer = await call(lab.httpPort, { host: HOST, path: '/x', headers });
  assert.equal(answer.element('Code'), 'SignatureDoesNotMatch');
});

const v2 = (text) => createHmac('sha1', KEY.secret).update(text).digest('base64');

test('verifies V2 over the encoded path', async () => {
  lab.addObject('examplebucket', 'v 2', { body: 'two' });
  const date = new Date(NOW).toUTCString();
  const authorization = (path) => `AWS ${KEY.id}:${v2(`GET\n\n\n${date}\n/examplebucket${path}`)}`;
  const get = (path) =>
    call(lab.httpPort, {
      host: HOST,
      path: '/v%202',
      headers: { Date: date, Authorization: authorization(path) },
    });
  assert.equal((await get('/v%202')).text, 'two');
  const wrong = await get('/v 2');
  assert.equal(wrong.element('EC'), '0002-00000307');
});

test('verifies a V2 URL until it expires', async () => {
  lab.addObject('examplebucket', 'u', { body: 'url' });
  const path = (expires) => {
    const signature = encodeURIComponent(v2(`GET\n\n\n${expires}\n/examplebucket/u`));
    return `/u?AWSAccessKeyId=${KEY.id}&Expires=${expires}&Signature=${signature}`;
  };
  assert.equal((await call(lab.httpPort, { host: HOST, path: path(NOW / 1000) })).text, 'url');
  const late = await call(lab.httpPort, { host: HOST, path: path(NOW / 1000 - 1) });
  assert.equal(late.element('Message'), 'Request has expired.');
});
