/** Endpoints, custom domains, and pages of other origins. */
import { hostOf, PHOTOS, REGION } from '../keys.mjs';
import { useWrongRegion } from '../mistakes.mjs';
import { signUrl } from '../v1_signer.mjs';
import { byAliOss, byCurl, byRclone } from './calls.mjs';
import { STRANGERS, UNBOUND_DOMAIN, WEBSITE } from './scene.mjs';

const LOGO = `http://${hostOf(WEBSITE)}/logo.png`;

/** @type {import('./all.mjs').Failure[]} */
export const DOMAINS = [
  {
    name: 'the bucket lives in another region',
    rule: 'wrong-endpoint',
    variant: 'other-region',
    confidence: 'proven',
    make: useWrongRegion,
  },
  {
    name: 'rclone puts the bucket into the path',
    rule: 'wrong-endpoint',
    variant: 'path-style',
    confidence: 'proven',
    make: (scene) =>
      byRclone(scene, ['lsf', `lab:${PHOTOS}`], {
        more: { RCLONE_CONFIG_LAB_PROVIDER: 'Other' },
      }),
  },
  {
    name: 'acceleration is not switched on',
    rule: 'transfer-acceleration-disabled',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byCurl(scene, 403, [
        signUrl({ object: 'shared.jpg' }).replace(`oss-${REGION}`, 'oss-accelerate'),
      ]),
  },
  {
    name: 'a domain points at OSS and is bound to no bucket',
    rule: 'wrong-endpoint',
    variant: 'not-standard-host',
    confidence: 'proven',
    make: (scene) => byCurl(scene, 403, [`http://${UNBOUND_DOMAIN}/`]),
  },
  {
    name: 'the page is not in the CORS rules',
    rule: 'cors-forbidden',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byCurl(scene, 403, ['-X', 'OPTIONS', LOGO], {
        headers: { Origin: 'https://shop.example.org', 'Access-Control-Request-Method': 'PUT' },
      }),
  },
  {
    name: 'a preflight came without its method',
    rule: 'cors-method-missing',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byCurl(scene, 400, ['-X', 'OPTIONS', LOGO], { headers: { Origin: 'https://shop.example.org' } }),
  },
  {
    name: 'another site shows the picture',
    rule: 'referer-denied',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byCurl(scene, 403, [LOGO], { headers: { Referer: 'https://copycat.example.org/page' } }),
  },
  {
    name: 'the picture is opened without a page',
    rule: 'referer-denied',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 403, [LOGO]),
  },
  {
    name: 'the bucket name has an underscore',
    rule: 'invalid-bucket-name',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 400, [`http://${hostOf('My_Photos')}/shared.jpg`]),
  },
  {
    name: 'the bucket name is misspelt',
    rule: 'no-such-bucket',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byAliOss(scene, { bucket: 'photoz' }, (client) => client.put('x.jpg', Buffer.from('x'))),
  },
  {
    name: 'the name of a new bucket is taken',
    rule: 'bucket-already-exists',
    variant: null,
    confidence: 'proven',
    make: (scene) => byAliOss(scene, {}, (client) => client.putBucket(STRANGERS)),
  },
];
