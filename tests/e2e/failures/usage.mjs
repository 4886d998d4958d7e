/** Calls that ask for what cannot be had. */
import { aliOss } from '../ali_oss.mjs';
import { hostOf, PHOTOS } from '../keys.mjs';
import { signHeaders } from '../v1_signer.mjs';
import { byAliOss, byCurl } from './calls.mjs';

const CONTENT = Buffer.from('some content');

/** The bytes of a request with a body, signed. */
function signedBody(scene, status, call, body) {
  const { url, headers } = signHeaders({ contentType: 'application/xml', ...call });
  const args = ['-X', call.method, '--data-binary', '@-', url];
  return byCurl(scene, status, args, { headers, input: body });
}

function orderError(scene, object, error) {
  scene.lab.misbehave({ match: { path: `/${object}*` }, error });
  return byAliOss(scene, {}, (client) => client.put(object, CONTENT));
}

/** @type {import('./all.mjs').Failure[]} */
export const USAGE = [
  {
    name: 'the object is not there',
    rule: 'no-such-key',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, {}, (client) => client.get('2024/misssing.jpg')),
  },
  {
    name: 'the object sleeps in the archive',
    rule: 'archive-not-restored',
    variant: null,
    confidence: 'likely',
    make: async (scene) => {
      const headers = { 'x-oss-storage-class': 'Archive' };
      await aliOss(scene).put('2019/tax.pdf', CONTENT, { headers });
      return byAliOss(scene, {}, (client) => client.get('2019/tax.pdf'));
    },
  },
  {
    name: 'a range lies behind the end',
    rule: 'range-invalid',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({
        object: 'shared.jpg',
        ossHeaders: { 'x-oss-range-behavior': 'standard' },
      });
      return byCurl(scene, 416, ['-H', 'Range: bytes=5000-', url], { headers });
    },
  },
  {
    name: 'the object changed meanwhile',
    rule: 'precondition-failed',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({ object: 'shared.jpg' });
      return byCurl(scene, 412, ['-H', 'If-Match: "0123456789ABCDEF"', url], { headers });
    },
  },
  {
    name: 'the key begins with a slash',
    rule: 'invalid-object-name',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({ method: 'PUT', object: '/x.txt' });
      const args = ['--path-as-is', '-X', 'PUT', '--data-binary', 'x', '-H', 'Content-Type:', url];
      return byCurl(scene, 400, args, { headers });
    },
  },
  {
    name: 'a bucket that has objects is deleted',
    rule: 'bucket-not-empty',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, {}, (client) => client.deleteBucket(PHOTOS)),
  },
  {
    name: 'a lifecycle configuration is no XML',
    rule: 'malformed-xml',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      signedBody(
        scene,
        400,
        { method: 'PUT', subResources: { lifecycle: '' } },
        '<LifecycleConfiguration><Rule><Days>30</Rule></LifecycleConfiguration>',
      ),
  },
  {
    name: 'the storage class does not exist',
    rule: 'storage-class-unknown',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byAliOss(scene, {}, (client) =>
        client.put('x.jpg', CONTENT, { headers: { 'x-oss-storage-class': 'Glacier' } }),
      ),
  },
  {
    name: 'an ordinary object is read as a link',
    rule: 'not-symlink',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({ object: 'shared.jpg', subResources: { symlink: '' } });
      return byCurl(scene, 400, [url], { headers });
    },
  },
  {
    name: 'a method that OSS does not have',
    rule: 'method-not-allowed',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 405, ['-X', 'PATCH', `http://${hostOf(PHOTOS)}/shared.jpg`]),
  },
  {
    name: 'the account has been switched off',
    rule: 'user-disable',
    variant: null,
    confidence: 'likely',
    make: (scene) =>
      orderError(scene, 'unpaid.txt', {
        status: 403,
        code: 'UserDisable',
        message: 'UserDisable',
        ec: '0003-00000801',
      }),
  },
  {
    name: 'there are too many requests',
    rule: 'total-qps-limit',
    variant: null,
    confidence: 'likely',
    make: (scene) =>
      orderError(scene, 'busy.txt', {
        status: 503,
        code: 'TotalQpsLimitExceeded',
        message: 'Max total qps limit is exceeded.',
      }),
  },
];
