/** curl through osslens: signed URLs, and V1 signatures in the header. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { assertWentWell } from './checks.mjs';
import { curl } from './curl.mjs';
import { STS_KEY } from './keys.mjs';
import { Scene } from './scene.mjs';
import { signHeaders, signUrl } from './v1_signer.mjs';

const PART_BYTES = 100 * 1024;
/** curl reads the body from its standard input, and sends it with Content-Length or in chunks. */
const UPLOAD = ['-X', 'PUT', '--data-binary', '@-', '-H', 'Content-Type:'];
const CHUNKED = ['-T', '-'];

async function playSignedUrls(scene, key) {
  const content = randomBytes(5000);
  const put = signUrl({ method: 'PUT', object: 'a b/url.bin', key });
  assert.equal((await curl(scene, [...UPLOAD, put], { input: content })).status, 200);
  const got = await curl(scene, [signUrl({ object: 'a b/url.bin', key })]);
  assert.deepEqual(got.body, content);
  const list = await curl(scene, [signUrl({ key })]);
  assert.match(list.text, /<Key>a b\/url\.bin<\/Key>/);
  const gone = signUrl({ method: 'DELETE', object: 'a b/url.bin', key });
  assert.equal((await curl(scene, ['-X', 'DELETE', gone])).status, 204);
}

async function call(scene, request, args = [], input) {
  const { url, headers } = signHeaders(request);
  const answer = await curl(scene, [...args, url], { headers, input });
  assert.equal(Math.floor(answer.status / 100), 2, answer.text);
  return answer;
}

async function playMultipart(scene) {
  const object = 'parts.bin';
  const parts = [randomBytes(PART_BYTES), randomBytes(321)];
  const started = await call(scene, { method: 'POST', object, subResources: { uploads: '' } }, [
    '-X',
    'POST',
    '-H',
    'Content-Length: 0',
  ]);
  const uploadId = /<UploadId>(.*)<\/UploadId>/.exec(started.text)[1];
  for (const [at, part] of parts.entries()) {
    const subResources = { partNumber: String(at + 1), uploadId };
    await call(scene, { method: 'PUT', object, subResources }, UPLOAD, part);
  }
  const listed = await call(scene, { object, subResources: { uploadId } });
  const etags = [...listed.text.matchAll(/<ETag>(.*?)<\/ETag>/g)].map(([, etag]) => etag);
  const body = etags
    .map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
    .join('');
  await call(
    scene,
    { method: 'POST', object, subResources: { uploadId }, contentType: 'application/xml' },
    ['-X', 'POST', '--data-binary', '@-'],
    `<CompleteMultipartUpload>${body}</CompleteMultipartUpload>`,
  );
  assert.deepEqual((await call(scene, { object })).body, Buffer.concat(parts));
}

async function playSignedHeaders(scene, key) {
  const content = randomBytes(200_000);
  const object = 'ü/header.bin';
  const put = { method: 'PUT', object, contentType: 'image/png', key };
  await call(scene, put, CHUNKED, content);
  assert.deepEqual((await call(scene, { object, key })).body, content);
  await call(scene, { method: 'HEAD', object, key }, ['-I']);
  assert.match((await call(scene, { key })).text, /<Key>ü\/header\.bin<\/Key>/);
  await call(scene, { method: 'DELETE', object, key }, ['-X', 'DELETE']);
}

test('curl with signed URLs works through osslens and every call is listed', async () => {
  const scene = await Scene.open();
  try {
    await playSignedUrls(scene);
    await playSignedUrls(scene, STS_KEY);
    await assertWentWell(scene, ['PutObject', 'GetObject', 'ListObjects', 'DeleteObject']);
  } finally {
    await scene.close();
  }
});

test('curl with V1 signatures in the header works through osslens and every call is listed', async () => {
  const scene = await Scene.open();
  try {
    await playSignedHeaders(scene);
    await playSignedHeaders(scene, STS_KEY);
    await playMultipart(scene);
    await assertWentWell(scene, [
      'PutObject',
      'GetObject',
      'HeadObject',
      'ListObjects',
      'DeleteObject',
      'UploadPart',
      'ListParts',
      'CompleteMultipartUpload',
    ]);
  } finally {
    await scene.close();
  }
});
