/** What goes wrong between the app and OSS. */
import { PHOTOS } from '../keys.mjs';
import { byCurlUnanswered } from './calls.mjs';
import { REFUSING, UNRESOLVABLE } from './scene.mjs';
import { signUrl } from '../v1_signer.mjs';

const UPLOAD = Buffer.alloc(2 * 1024 * 1024, 'x');

/** curl uploads to a signed URL while the lab misbehaves. */
const upload = (scene, object, misbehaviour, args = []) => {
  scene.lab.misbehave({ match: { path: `/${object}*` }, ...misbehaviour });
  const url = signUrl({ method: 'PUT', object });
  return byCurlUnanswered(scene, object, ['-T', '-', '-H', 'Expect:', ...args, url], {
    input: UPLOAD,
  });
};

const download = (scene, object, misbehaviour, args = []) => {
  scene.lab.addObject(PHOTOS, object, { size: 300_000 });
  scene.lab.misbehave({ match: { path: `/${object}*` }, ...misbehaviour });
  return byCurlUnanswered(scene, object, [...args, signUrl({ object })]);
};

/** @type {import('./all.mjs').Failure[]} */
export const NETWORK = [
  {
    name: 'an internal endpoint is called from outside',
    rule: 'net-dns-failure',
    variant: null,
    confidence: 'proven',
    make: (scene) =>
      byCurlUnanswered(scene, UNRESOLVABLE, [`http://${UNRESOLVABLE}/shared.jpg`]),
  },
  {
    name: 'nobody listens at the address',
    rule: 'net-connect-refused',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurlUnanswered(scene, REFUSING, [`http://${REFUSING}/shared.jpg`]),
  },
  {
    name: 'the connection is reset in the middle of an upload',
    rule: 'net-reset-mid-upload',
    variant: null,
    confidence: 'likely',
    make: (scene) => upload(scene, 'reset.bin', { cutAfterRequestBytes: 100_000, reset: true }),
  },
  {
    name: 'the app gives up waiting for the answer',
    rule: 'net-client-gave-up',
    variant: null,
    confidence: 'proven',
    make: (scene) => download(scene, 'silent.bin', { hang: true }, ['--max-time', '1']),
  },
  {
    name: 'a gateway answers in place of OSS',
    rule: 'not-oss-answer',
    variant: null,
    confidence: 'possible',
    make: (scene) => download(scene, 'gateway.bin', { answer: 'html-502' }),
  },
  {
    name: 'a guest network asks for a login first',
    rule: 'captive-portal',
    variant: null,
    confidence: 'likely',
    make: (scene) => download(scene, 'portal.bin', { answer: 'captive-portal' }),
  },
];
