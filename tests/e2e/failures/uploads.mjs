/** Multipart uploads, appending, checksums, conditions and callbacks. */
import { createHash, randomBytes } from 'node:crypto';
import { aliOss } from '../ali_oss.mjs';
import { hostOf, PHOTOS } from '../keys.mjs';
import { uploadWithPlainTextCallback } from '../mistakes.mjs';
import { signHeaders } from '../v1_signer.mjs';
import { byAliOss, byBoto3, byCurl } from './calls.mjs';
import { LEDGER } from './scene.mjs';

const CONTENT = Buffer.from('some content');
const PART = randomBytes(120 * 1024);

/** An upload of some parts with ali-oss, completed in the order given. */
async function uploadParts(client, object, parts, order) {
  const { uploadId } = await client.initMultipartUpload(object);
  const done = [];
  for (const [index, part] of parts.entries()) {
    const { etag } = await client.uploadPart(object, uploadId, index + 1, part, 0, part.length);
    done.push({ number: index + 1, etag });
  }
  return { uploadId, done: order ? order(done) : done };
}

/** ali-oss sorts the parts; this app does not use that. */
async function completeByCurl(scene, object, { uploadId, done }) {
  const parts = done.map(
    ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const { url, headers } = signHeaders({
    method: 'POST',
    object,
    subResources: { uploadId },
    contentType: 'application/xml',
  });
  return byCurl(scene, 400, ['-X', 'POST', '--data-binary', '@-', url], { headers, input: body });
}

async function uploadSmallPart(scene) {
  const client = aliOss(scene);
  const upload = await uploadParts(client, 'small-parts.bin', [PART, CONTENT, PART]);
  return completeByCurl(scene, 'small-parts.bin', upload);
}

async function completeInWrongOrder(scene) {
  const client = aliOss(scene);
  const upload = await uploadParts(client, 'order.bin', [PART, PART], (done) => done.reverse());
  return completeByCurl(scene, 'order.bin', upload);
}

async function uploadAfterAbort(scene) {
  const client = aliOss(scene);
  const { uploadId } = await client.initMultipartUpload('aborted.bin');
  await client.abortMultipartUpload('aborted.bin', uploadId);
  return byAliOss(scene, {}, (other) =>
    other.uploadPart('aborted.bin', uploadId, 1, PART, 0, PART.length),
  );
}

const sendWrongMd5 = (scene) => {
  const md5 = createHash('md5').update('other content').digest('base64');
  return byAliOss(scene, {}, (client) =>
    client.put('sum.txt', CONTENT, { headers: { 'Content-MD5': md5 } }),
  );
};

async function appendTwiceAtZero(scene) {
  await aliOss(scene).append('log.txt', CONTENT);
  return byAliOss(scene, {}, (client) => client.append('log.txt', CONTENT, { position: 0 }));
}

/** @type {import('./all.mjs').Failure[]} */
export const UPLOADS = [
  {
    name: 'the callback server answers in plain text',
    rule: 'callback-body-not-json',
    variant: null,
    confidence: 'proven',
    make: uploadWithPlainTextCallback,
  },
  {
    name: 'a part in the middle is too small',
    rule: 'multipart-inconsistent',
    variant: 'part-too-small',
    confidence: 'proven',
    make: uploadSmallPart,
  },
  {
    name: 'the parts are listed in the wrong order',
    rule: 'multipart-inconsistent',
    variant: 'parts-unsorted',
    confidence: 'proven',
    make: completeInWrongOrder,
  },
  {
    name: 'a part that was never uploaded is listed',
    rule: 'multipart-inconsistent',
    variant: 'part-never-uploaded',
    confidence: 'likely',
    make: (scene) => byBoto3(scene, { name: 'complete-with-missing-part' }),
  },
  {
    name: 'the upload was aborted before',
    rule: 'multipart-inconsistent',
    variant: 'aborted-before',
    confidence: 'proven',
    make: uploadAfterAbort,
  },
  {
    name: 'Content-MD5 is of other bytes',
    rule: 'invalid-digest',
    variant: null,
    confidence: 'proven',
    make: sendWrongMd5,
  },
  {
    name: 'two writers append at the same place',
    rule: 'append-position-stale',
    variant: 'answer-not-used',
    confidence: 'proven',
    make: appendTwiceAtZero,
  },
  {
    name: 'an ordinary object is appended to',
    rule: 'object-not-appendable',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, {}, (client) => client.append('shared.jpg', CONTENT, { position: 7 })),
  },
  {
    name: 'an object must not be overwritten',
    rule: 'file-already-exists',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byAliOss(scene, {}, (client) =>
        client.put('shared.jpg', CONTENT, { headers: { 'x-oss-forbid-overwrite': 'true' } }),
      ),
  },
  {
    name: 'a retention policy keeps what is there',
    rule: 'file-immutable',
    variant: null,
    confidence: 'likely',
    make: async (scene) => {
      await aliOss(scene, { bucket: LEDGER }).put('2024.csv', CONTENT);
      return byAliOss(scene, { bucket: LEDGER }, (client) => client.put('2024.csv', CONTENT));
    },
  },
  {
    name: 'an upload has no length',
    rule: 'missing-content-length',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({ method: 'PUT', object: 'empty.txt' });
      return byCurl(scene, 411, ['-X', 'PUT', url], { headers });
    },
  },
  {
    name: 'a form is sent as if it were a body',
    rule: 'post-not-multipart',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 400, ['-d', 'key=a.txt', `http://${hostOf(PHOTOS)}/`]),
  },
];
