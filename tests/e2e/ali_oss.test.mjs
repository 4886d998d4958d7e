/** ali-oss through osslens: what it does arrives untouched and is understood. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { aliOss } from './ali_oss.mjs';
import { assertWentWell } from './checks.mjs';
import { STS_KEY } from './keys.mjs';
import { Scene } from './scene.mjs';

const PART_BYTES = 128 * 1024;

async function playAll(scene, v4) {
  const client = aliOss(scene, { v4 });
  const small = randomBytes(3000);
  const large = randomBytes(2 * PART_BYTES + 1234);

  await client.put('a b/ü+&=%.bin', small, { meta: { author: 'someone' } });
  assert.deepEqual((await client.get('a b/ü+&=%.bin')).content, small);
  assert.equal((await client.head('a b/ü+&=%.bin')).meta.author, 'someone');

  await client.putStream('chunked.bin', Readable.from([small, small]));
  assert.deepEqual((await client.get('chunked.bin')).content, Buffer.concat([small, small]));

  const uploaded = await client.multipartUpload('large.bin', large, { partSize: PART_BYTES });
  assert.equal(uploaded.res.status, 200);
  assert.deepEqual((await client.get('large.bin')).content, large);

  const range = await client.get('large.bin', { headers: { Range: 'bytes=10-19' } });
  assert.deepEqual(range.content, large.subarray(10, 20));

  const { objects } = await client.list({ 'max-keys': 10 }, {});
  assert.deepEqual(
    objects.map(({ name }) => name),
    ['a b/ü+&=%.bin', 'chunked.bin', 'large.bin'],
  );
  const second = await client.listV2({ prefix: 'large', 'max-keys': 10 }, {});
  assert.deepEqual(
    second.objects.map(({ size }) => size),
    [large.length],
  );

  const temporary = aliOss(scene, { v4, key: STS_KEY });
  await temporary.put('by-sts.txt', small);
  assert.deepEqual((await temporary.get('by-sts.txt')).content, small);

  await client.deleteMulti(['chunked.bin', 'by-sts.txt']);
  await client.delete('large.bin');
  await client.delete('a b/ü+&=%.bin');
  assert.deepEqual((await client.listV2({ 'max-keys': 10 }, {})).objects, []);
}

const OPERATIONS = [
  'PutObject',
  'GetObject',
  'HeadObject',
  'ListObjects',
  'ListObjectsV2',
  'InitiateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'DeleteMultipleObjects',
  'DeleteObject',
];

for (const { name, v4, scheme } of [
  { name: 'V1', v4: false, scheme: /v1/i },
  { name: 'V4', v4: true, scheme: /v4/i },
]) {
  test(`ali-oss with signature ${name} works through osslens and every call is listed`, async () => {
    const scene = await Scene.open();
    try {
      await playAll(scene, v4);
      await assertWentWell(scene, OPERATIONS);
      for (const { auth } of scene.lab.requests) assert.match(auth.scheme, scheme);
    } finally {
      await scene.close();
    }
  });
}
