/** Operations of the lab: what is put comes back, with OSS's headers and OSS's errors. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { crc64 } from './oss/crc64.mjs';
import { patternPieces } from './oss/pattern.mjs';
import { startLab } from './lab.mjs';
import { call, HOST, KEY, signedCall } from './test_client.mjs';

/** @type {import('./lab.mjs').Lab} */ let lab;
const oss = (request) => signedCall(lab.httpPort, request);
const md5 = (body) => createHash('md5').update(body).digest();

before(async () => {
  lab = await startLab({
    credentials: [KEY],
    memoryLimit: 1024 * 1024,
    buckets: [
      { name: 'examplebucket' },
      { name: 'publicbucket', acl: 'public-read' },
      { name: 'beijingbucket', region: 'cn-beijing' },
      { name: 'otherbucket', owner: '2000000000000002' },
    ],
  });
});
after(() => lab.close());

test('stores an object and gives it back with its headers', async () => {
  const body = 'hello world';
  const put = await oss({
    method: 'PUT',
    key: 'dir/%E4%B8%AD%20a%2Bb.txt',
    body,
    headers: {
      'Content-Type': 'text/plain',
      'Content-MD5': md5(body).toString('base64'),
      'x-oss-meta-Author': 'alice',
    },
  });
  assert.equal(put.status, 200);
  assert.equal(put.headers.etag, `"${md5(body).toString('hex').toUpperCase()}"`);
  assert.equal(put.headers['x-oss-hash-crc64ecma'], '5981764153023615706');
  assert.match(put.headers['x-oss-request-id'], /^[0-9A-F]{24}$/);
  assert.equal(put.headers.server, 'AliyunOSS');
  const get = await oss({ key: 'dir/%E4%B8%AD%20a%2Bb.txt' });
  assert.equal(get.text, body);
  assert.equal(get.headers['content-type'], 'text/plain');
  assert.equal(get.headers['x-oss-meta-author'], 'alice');
  assert.equal(get.headers['x-oss-object-type'], 'Normal');
  assert.equal(lab.log.last.operation, 'GetObject');
});

test('answers HEAD like GET without the body', async () => {
  lab.addObject('examplebucket', 'head.txt', { body: '12345' });
  const head = await oss({ method: 'HEAD', key: 'head.txt' });
  assert.equal(head.status, 200);
  assert.equal(head.headers['content-length'], '5');
  assert.equal(head.text, '');
});

test('puts the error of a HEAD into x-oss-err', async () => {
  const head = await oss({ method: 'HEAD', key: 'missing' });
  assert.equal(head.status, 404);
  assert.equal(head.headers['x-oss-ec'], '0026-00000001');
  assert.match(
    Buffer.from(head.headers['x-oss-err'], 'base64').toString(),
    /<Code>NoSuchKey<\/Code>/,
  );
});

test('names the missing key, and the host as received', async () => {
  const get = await oss({ key: 'missing', host: `${HOST}:8080` });
  assert.equal(get.status, 404);
  assert.equal(get.element('Code'), 'NoSuchKey');
  assert.equal(get.element('Key'), 'missing');
  assert.equal(get.element('HostId'), `${HOST}:8080`);
  assert.equal(get.element('RecommendDoc'), 'https://api.aliyun.com/troubleshoot?q=0026-00000001');
});

test('refuses a Content-MD5 that does not fit the body', async () => {
  const put = await oss({
    method: 'PUT',
    key: 'bad',
    body: 'x',
    headers: { 'Content-MD5': md5('y').toString('base64') },
  });
  assert.equal(put.element('Code'), 'InvalidDigest');
  assert.equal(put.element('EC'), '0017-00000503');
});

test('refuses to overwrite when told so', async () => {
  lab.addObject('examplebucket', 'once', { body: '1' });
  const put = await oss({
    method: 'PUT',
    key: 'once',
    body: '2',
    headers: { 'x-oss-forbid-overwrite': 'true' },
  });
  assert.equal(put.status, 409);
  assert.equal(put.element('Code'), 'FileAlreadyExists');
});

test('deletes with 204, also what never was', async () => {
  assert.equal((await oss({ method: 'DELETE', key: 'never' })).status, 204);
});

test('gives a range inside the object', async () => {
  lab.addObject('examplebucket', 'ten', { body: '0123456789' });
  const get = await oss({ key: 'ten', headers: { Range: 'bytes=2-4' } });
  assert.equal(get.status, 206);
  assert.equal(get.text, '234');
  assert.equal(get.headers['content-range'], 'bytes 2-4/10');
});

test('ignores a range outside the object', async () => {
  lab.addObject('examplebucket', 'ten', { body: '0123456789' });
  const get = await oss({ key: 'ten', headers: { Range: 'bytes=5-20' } });
  assert.equal(get.status, 200);
  assert.equal(get.text, '0123456789');
});

test('cuts or refuses a range outside the object when the standard behaviour is asked for', async () => {
  lab.addObject('examplebucket', 'ten', { body: '0123456789' });
  const standard = { 'x-oss-range-behavior': 'standard' };
  const cut = await oss({ key: 'ten', headers: { Range: 'bytes=8-20', ...standard } });
  assert.equal(cut.text, '89');
  const refused = await oss({ key: 'ten', headers: { Range: 'bytes=10-20', ...standard } });
  assert.equal(refused.status, 416);
  assert.equal(refused.element('Code'), 'InvalidRange');
});

test('honours conditions on GET', async () => {
  const { etag } = lab.addObject('examplebucket', 'cond', { body: 'x' });
  assert.equal((await oss({ key: 'cond', headers: { 'If-None-Match': `"${etag}"` } })).status, 304);
  const failed = await oss({ key: 'cond', headers: { 'If-Match': '"0"' } });
  assert.equal(failed.status, 412);
  assert.equal(failed.element('Condition'), 'If-Match');
});

test('compresses on the fly for those who accept it', async () => {
  lab.addObject('examplebucket', 'long.txt', { body: 'a'.repeat(5000), contentType: 'text/plain' });
  const get = await oss({ key: 'long.txt', headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(get.headers['content-encoding'], 'gzip');
  assert.equal(get.headers['transfer-encoding'], 'chunked');
  assert.equal(get.headers.etag, undefined);
});

test('lists with prefix, delimiter and pages', async () => {
  for (const key of ['l/a', 'l/b/1', 'l/b/2', 'l/c'])
    lab.addObject('examplebucket', key, { body: key });
  const first = await oss({ query: 'prefix=l/&delimiter=/&max-keys=2' });
  assert.equal(first.element('IsTruncated'), 'true');
  assert.equal(first.element('NextMarker'), 'l/b/');
  assert.match(first.text, /<CommonPrefixes><Prefix>l\/b\/<\/Prefix><\/CommonPrefixes>/);
  const second = await oss({ query: 'prefix=l/&delimiter=/&marker=l/b/' });
  assert.deepEqual(
    [...second.text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key),
    ['l/c'],
  );
});

test('lists pages of version 2 with a continuation token', async () => {
  for (const key of ['m/1', 'm/2', 'm/3']) lab.addObject('examplebucket', key, { body: key });
  const first = await oss({ query: 'list-type=2&prefix=m/&max-keys=2' });
  assert.equal(first.element('KeyCount'), '2');
  const token = first.element('NextContinuationToken');
  const second = await oss({
    query: `list-type=2&prefix=m/&continuation-token=${encodeURIComponent(token)}`,
    signed: `/examplebucket/?continuation-token=${token}`,
  });
  assert.deepEqual(
    [...second.text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key),
    ['m/3'],
  );
});

test('encodes keys of a list when asked', async () => {
  lab.addObject('examplebucket', 'n/中 &', { body: '' });
  assert.match(
    (await oss({ query: 'prefix=n/&encoding-type=url' })).text,
    /<Key>n%2F%E4%B8%AD%20%26<\/Key>/,
  );
  assert.match((await oss({ query: 'prefix=n/' })).text, /<Key>n\/中 &amp;<\/Key>/);
});

test('lists only buckets of the caller', async () => {
  const list = await oss({ bucket: null });
  const names = [...list.text.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name]) => name);
  assert.deepEqual(names, ['beijingbucket', 'examplebucket', 'publicbucket']);
});

test('creates and deletes a bucket, but not a full one', async () => {
  assert.equal((await oss({ method: 'PUT', bucket: 'newbucket' })).status, 200);
  assert.equal(
    (await oss({ method: 'PUT', bucket: 'newbucket', key: 'a', body: 'a' })).status,
    200,
  );
  const refused = await oss({ method: 'DELETE', bucket: 'newbucket' });
  assert.equal(refused.status, 409);
  assert.equal(refused.element('Code'), 'BucketNotEmpty');
  await oss({ method: 'DELETE', bucket: 'newbucket', key: 'a' });
  assert.equal((await oss({ method: 'DELETE', bucket: 'newbucket' })).status, 204);
  assert.equal((await oss({ bucket: 'newbucket' })).element('Code'), 'NoSuchBucket');
});

test('assembles a multipart upload', async () => {
  const parts = [Buffer.alloc(102400, 1), Buffer.from('tail')];
  const started = await oss({ method: 'POST', key: 'multi', query: 'uploads' });
  const uploadId = started.element('UploadId');
  const etags = [];
  for (const [index, body] of parts.entries()) {
    const put = await oss({
      method: 'PUT',
      key: 'multi',
      query: `partNumber=${index + 1}&uploadId=${uploadId}`,
      body,
    });
    etags.push(put.headers.etag);
  }
  const listed = await oss({ key: 'multi', query: `uploadId=${uploadId}` });
  assert.equal([...listed.text.matchAll(/<PartNumber>/g)].length, 2);
  const body = `<CompleteMultipartUpload>${etags
    .map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
    .join('')}</CompleteMultipartUpload>`;
  const done = await oss({ method: 'POST', key: 'multi', query: `uploadId=${uploadId}`, body });
  assert.equal(done.status, 200);
  assert.match(done.element('ETag'), /^"[0-9A-F]{32}-2"$/);
  const whole = Buffer.concat(parts);
  assert.equal(done.headers['x-oss-hash-crc64ecma'], String(crc64(whole)));
  const get = await oss({ key: 'multi' });
  assert.ok(get.bytes.equals(whole));
  assert.equal(get.headers['x-oss-object-type'], 'Multipart');
  assert.equal(get.headers['content-md5'], undefined);
});

test('refuses a complete request that does not fit the parts', async () => {
  const uploadId = (await oss({ method: 'POST', key: 'p', query: 'uploads' })).element('UploadId');
  const query = `uploadId=${uploadId}`;
  const etags = [];
  for (const number of [1, 2]) {
    const put = await oss({
      method: 'PUT',
      key: 'p',
      query: `partNumber=${number}&${query}`,
      body: `part ${number}`,
    });
    etags.push(put.headers.etag);
  }
  const complete = (...parts) => {
    const list = parts
      .map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`)
      .join('');
    const body = `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`;
    return oss({ method: 'POST', key: 'p', query, body });
  };
  assert.equal((await complete([2, etags[1]], [1, etags[0]])).element('Code'), 'InvalidPartOrder');
  assert.equal((await complete([1, '"0"'])).element('Code'), 'InvalidPart');
  assert.equal((await complete([1, etags[0]], [2, etags[1]])).element('Code'), 'EntityTooSmall');
  assert.equal((await oss({ method: 'DELETE', key: 'p', query })).status, 204);
  const gone = await complete([1, etags[0]]);
  assert.equal(gone.status, 404);
  assert.equal(gone.element('Code'), 'NoSuchUpload');
});

test('refuses a part number out of range', async () => {
  const put = await oss({
    method: 'PUT',
    key: 'p',
    query: 'partNumber=10001&uploadId=0',
    body: 'x',
  });
  assert.equal(put.element('EC'), '0017-00000220');
});

test('appends at the end only', async () => {
  const append = (position, body) =>
    oss({ method: 'POST', key: 'log', query: `append&position=${position}`, body });
  const first = await append(0, 'hello ');
  assert.equal(first.headers['x-oss-next-append-position'], '6');
  const second = await append(6, 'world');
  assert.equal(second.headers['x-oss-hash-crc64ecma'], '5981764153023615706');
  const again = await append(6, 'world');
  assert.equal(again.status, 409);
  assert.equal(again.element('Code'), 'PositionNotEqualToLength');
  assert.equal(again.headers['x-oss-next-append-position'], '11');
});

test('does not append to another kind of object', async () => {
  lab.addObject('examplebucket', 'plain', { body: '' });
  const put = await oss({ method: 'POST', key: 'plain', query: 'append&position=0', body: 'x' });
  assert.equal(put.element('Code'), 'ObjectNotAppendable');
});

test('copies within a region only', async () => {
  lab.addObject('examplebucket', 'from', { body: 'copied' });
  lab.addObject('beijingbucket', 'from', { body: 'far' });
  const copy = (source) =>
    oss({ method: 'PUT', key: 'to', headers: { 'x-oss-copy-source': source } });
  assert.equal((await copy('/examplebucket/from')).status, 200);
  assert.equal((await oss({ key: 'to' })).text, 'copied');
  assert.match((await copy('/beijingbucket/from')).element('Message'), /same data center/);
  assert.equal((await copy('nonsense')).element('Code'), 'InvalidArgument');
});

test('deletes many objects in one request', async () => {
  for (const key of ['d1', 'd2']) lab.addObject('examplebucket', key, { body: '' });
  const body =
    '<Delete><Quiet>false</Quiet><Object><Key>d1</Key></Object><Object><Key>d2</Key></Object></Delete>';
  const done = await oss({ method: 'POST', query: 'delete', body });
  assert.equal([...done.text.matchAll(/<Deleted>/g)].length, 2);
  assert.equal(lab.store.buckets.get('examplebucket').objects.has('d1'), false);
  assert.equal(
    (await oss({ method: 'POST', query: 'delete', body: '<Delete>' })).element('Code'),
    'MalformedXML',
  );
});

test('keeps ACL and tags of objects', async () => {
  lab.addObject('examplebucket', 'acl', { body: 'x' });
  await oss({
    method: 'PUT',
    key: 'acl',
    query: 'acl',
    headers: { 'x-oss-object-acl': 'public-read' },
  });
  assert.equal((await oss({ key: 'acl', query: 'acl' })).element('Grant'), 'public-read');
  assert.equal((await call(lab.httpPort, { path: '/acl' })).text, 'x');
  const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';
  assert.equal((await oss({ method: 'PUT', key: 'acl', query: 'tagging', body })).status, 200);
  assert.equal((await oss({ key: 'acl', query: 'tagging' })).element('Value'), '1');
});

test('answers a preflight by the rules of the bucket', async () => {
  const body =
    '<CORSConfiguration><CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>' +
    '<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>';
  assert.equal((await oss({ method: 'PUT', query: 'cors', body })).status, 200);
  const preflight = (origin) =>
    call(lab.httpPort, {
      method: 'OPTIONS',
      path: '/x',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
  const good = await preflight('https://app.example.com');
  assert.equal(good.headers['access-control-allow-origin'], 'https://app.example.com');
  assert.equal(good.headers['access-control-expose-headers'], 'ETag');
  const bad = await preflight('https://evil.example.org');
  assert.equal(bad.status, 403);
  assert.equal(bad.element('Code'), 'AccessForbidden');
  assert.equal(
    (await call(lab.httpPort, { method: 'OPTIONS', path: '/x' })).element('Code'),
    'BadRequest',
  );
});

test('says what setting is missing', async () => {
  assert.equal((await oss({ query: 'lifecycle' })).element('Code'), 'NoSuchLifecycle');
});

test('describes a body too large to keep by size and checksum', async () => {
  const body = Buffer.alloc(1024 * 1024 + 1, 7);
  const put = await oss({ method: 'PUT', key: 'large', body });
  assert.equal(put.headers['x-oss-hash-crc64ecma'], String(crc64(body)));
  const { content } = lab.store.buckets.get('examplebucket').objects.get('large');
  assert.equal(content.isStored, false);
  assert.equal(
    (await oss({ method: 'HEAD', key: 'large' })).headers['content-length'],
    String(body.length),
  );
});

test('gives a large body of the pattern back byte for byte', async () => {
  const body = Buffer.concat([...patternPieces(0, 3 * 1024 * 1024 + 17)]);
  await oss({ method: 'PUT', key: 'pattern', body });
  assert.ok((await oss({ key: 'pattern' })).bytes.equals(body));
});

test('refuses methods that mean nothing', async () => {
  const post = await oss({ method: 'POST', bucket: null, body: 'Action=AssumeRole' });
  assert.equal(post.status, 405);
  assert.equal(post.element('EC'), '0017-00000001');
});
