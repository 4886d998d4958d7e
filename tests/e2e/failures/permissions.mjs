/** Who may not do what. */
import { hostOf, PHOTOS } from '../keys.mjs';
import { byAliOss, byCurl, byRclone } from './calls.mjs';
import { EDITOR_KEY, LOCKED_DOWN, READER_KEY, SESSION_KEY, STRANGERS } from './scene.mjs';

const CONTENT = Buffer.from('some content');

/** @type {import('./all.mjs').Failure[]} */
export const PERMISSIONS = [
  {
    name: 'a RAM user may read and tries to write',
    rule: 'missing-permission',
    variant: null,
    confidence: 'proven',
    make: (scene) => byAliOss(scene, { key: READER_KEY }, (client) => client.put('x.jpg', CONTENT)),
  },
  {
    name: 'a policy forbids a RAM user to delete',
    rule: 'missing-permission',
    variant: 'denied-by-policy',
    confidence: 'proven',
    make: (scene) => byAliOss(scene, { key: EDITOR_KEY }, (client) => client.delete('shared.jpg')),
  },
  {
    name: 'the session policy of a role allows reading only',
    rule: 'access-denied-authorizer-policy',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, { key: SESSION_KEY }, (client) => client.put('x.jpg', CONTENT)),
  },
  {
    name: 'the bucket policy forbids deleting',
    rule: 'access-denied-bucket-policy',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, { bucket: LOCKED_DOWN }, (client) => client.delete('rules.txt')),
  },
  {
    name: 'public access is blocked',
    rule: 'bpa-object-acl',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byAliOss(scene, { bucket: LOCKED_DOWN }, (client) =>
        client.put('open.txt', CONTENT, { headers: { 'x-oss-object-acl': 'public-read' } }),
      ),
  },
  {
    name: 'a private object is read without a signature',
    rule: 'access-denied-object-bucket-acl',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 403, [`http://${hostOf(PHOTOS)}/shared.jpg`]),
  },
  {
    name: 'a private bucket is listed without a signature',
    rule: 'access-denied-anonymous-bucket',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 403, [`http://${hostOf(PHOTOS)}/`]),
  },
  {
    name: "somebody else's bucket is listed",
    rule: 'access-denied-bucket-not-yours',
    variant: null,
    confidence: 'proven',
    make: (scene) => byRclone(scene, ['lsf', `lab:${STRANGERS}`]),
  },
  {
    name: 'a RAM user lists all buckets',
    rule: 'access-denied-list-buckets',
    variant: null,
    confidence: 'proven',
    make: (scene) => byRclone(scene, ['lsd', 'lab:'], { key: READER_KEY }),
  },
];
