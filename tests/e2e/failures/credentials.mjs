/** Keys, tokens, clocks and signatures. */
import { aliOss, failureOf } from '../ali_oss.mjs';
import { hostOf, PHOTOS, STS_KEY } from '../keys.mjs';
import {
  forgetToken,
  postToSignedUrl,
  uploadThroughGateway,
  useExpiredToken,
  useWrongSecret,
} from '../mistakes.mjs';
import { signHeaders, signUrl } from '../v1_signer.mjs';
import { byAliOss, byCurl, byRclone } from './calls.mjs';
import { DISABLED_KEY, DOMAIN, KNOWN_KEY } from './scene.mjs';

const CONTENT = Buffer.from('some content');
const HOUR_MS = 3_600_000;

/** The app's clock is eight hours ahead: local time of China, sent as GMT. */
async function sendLocalTime(scene) {
  const client = aliOss(scene);
  client.options.amendTimeSkewed = 8 * HOUR_MS;
  return (await failureOf(client.put('x.jpg', CONTENT))).requestId;
}

/** A URL that was good until an hour ago. */
const useOldUrl = (scene) => {
  const expires = Math.floor((Date.now() - HOUR_MS) / 1000);
  return byCurl(scene, 403, [signUrl({ object: 'shared.jpg', expires })]);
};

const cutToken = { ...STS_KEY, token: `${STS_KEY.token.slice(0, -10)} cut` };

/** @type {import('./all.mjs').Failure[]} */
export const CREDENTIALS = [
  {
    name: 'the secret lacks its last character',
    rule: 'wrong-secret',
    variant: null,
    confidence: 'likely',
    make: useWrongSecret,
  },
  {
    name: 'the secret was pasted with a blank, and osslens knows the right one',
    rule: 'signature-mistake',
    variant: 'secret-blank',
    confidence: 'proven',
    make: (scene) => {
      const key = { id: KNOWN_KEY.id, secret: `${KNOWN_KEY.secret} ` };
      const { url, headers } = signHeaders({ object: 'shared.jpg', key });
      return byCurl(scene, 403, [url], { headers });
    },
  },
  {
    name: 'a gateway adds a header to a signed upload',
    rule: 'proxy-added-header',
    variant: 'header-added',
    confidence: 'proven',
    make: uploadThroughGateway,
  },
  {
    name: 'curl adds a Content-Type to a URL that was signed without',
    rule: 'proxy-added-header',
    variant: 'content-type-on-url',
    confidence: 'likely',
    make: postToSignedUrl,
  },
  {
    name: 'the token of an STS key has expired',
    rule: 'expired-sts',
    variant: 'expired',
    confidence: 'proven',
    make: useExpiredToken,
  },
  {
    name: 'the token of an STS key was left out',
    rule: 'expired-sts',
    variant: 'missing',
    confidence: 'proven',
    make: forgetToken,
  },
  {
    name: 'the token of an STS key was damaged',
    rule: 'expired-sts',
    variant: 'encoded-wrongly',
    confidence: 'proven',
    make: (scene) => byAliOss(scene, { key: cutToken }, (client) => client.put('x.jpg', CONTENT)),
  },
  {
    name: 'the key id does not exist',
    rule: 'access-key-not-exist',
    variant: null,
    confidence: 'likely',
    make: (scene) =>
      byRclone(scene, ['lsf', `lab:${PHOTOS}`], {
        key: { id: 'exampleForgottenKeyId', secret: 'fake-forgotten-secret' },
      }),
  },
  {
    name: 'the key was disabled',
    rule: 'access-key-disabled',
    variant: null,
    confidence: 'likely',
    make: (scene) => byAliOss(scene, { key: DISABLED_KEY }, (client) => client.put('x.jpg', CONTENT)),
  },
  {
    name: 'local time is sent as GMT',
    rule: 'clock-skewed',
    variant: 'time-zone',
    confidence: 'likely',
    make: sendLocalTime,
  },
  {
    name: 'a presigned URL is used too late',
    rule: 'url-expired',
    variant: null,
    confidence: 'proven',
    make: useOldUrl,
  },
  {
    name: 'a presigned URL lost its expiry on the way',
    rule: 'query-auth-params-missing',
    variant: null,
    confidence: 'proven',
    make: (scene) => byCurl(scene, 403, [signUrl({ object: 'shared.jpg' }).replace(/&Expires=\d+/, '')]),
  },
  {
    name: 'V4 is signed for another region than the domain of the bucket is in',
    rule: 'wrong-endpoint',
    variant: 'signing-region-unknown',
    confidence: 'likely',
    make: (scene) =>
      byAliOss(scene, { region: 'cn-shanghai', v4: true, domain: DOMAIN }, (client) =>
        client.put('x.jpg', CONTENT),
      ),
  },
  {
    name: 'the request is signed and its date left out',
    rule: 'date-required',
    variant: null,
    confidence: 'proven',
    make: (scene) => {
      const { url, headers } = signHeaders({ object: 'shared.jpg' });
      const { Date: _date, ...rest } = headers;
      return byCurl(scene, 403, [url], { headers: rest });
    },
  },
];
