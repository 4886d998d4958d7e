/** The scene of the many failures: buckets, keys and addresses with whatever can be wrong with them. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import { adding } from '../meddler.mjs';
import { CALLBACKS } from '../mistakes.mjs';
import { hostOf, PHOTOS, REGION } from '../keys.mjs';
import { Scene } from '../scene.mjs';

const OTHER_OWNER = '2000000000000002';

/** May read objects and nothing else. */
export const READER_KEY = {
  id: 'exampleReaderKeyId',
  secret: 'fake-reader-secret-not-real',
  user: '20001',
  allow: ['GetObject', 'HeadObject'],
};
/** A policy forbids deleting. */
export const EDITOR_KEY = {
  id: 'exampleEditorKeyId',
  secret: 'fake-editor-secret-not-real',
  user: '20002',
  deny: ['DeleteObject'],
};
export const DISABLED_KEY = { id: 'exampleRetiredKeyId', secret: 'fake-retired-secret', disabled: true };
/** The session policy of its AssumeRole call allows reading only. */
export const SESSION_KEY = {
  id: 'STS.exampleSessionKey',
  secret: 'fake-session-secret-not-real',
  token: 'CAIS/fake+session/token==not+real/0123456789abcdef',
  sessionAllow: ['GetObject'],
};
/** Osslens is given its secret, and can recompute signatures. */
export const KNOWN_KEY = { id: 'exampleKnownKeyId', secret: 'fake-known-secret-not-real' };

export const STRANGERS = 'strangers-bucket';
export const WEBSITE = 'website-assets';
export const LEDGER = 'ledger-archive';
export const LOCKED_DOWN = 'locked-down';
/** Bound to PHOTOS. */
export const DOMAIN = 'files.example.com';
export const UNBOUND_DOMAIN = 'static.example.com';
export const SITE = 'https://www.example.com';

const EXTRA_BUCKETS = [
  { name: STRANGERS, region: REGION, owner: OTHER_OWNER },
  {
    name: WEBSITE,
    region: REGION,
    acl: 'public-read',
    referer: { list: [`${SITE}/*`], allowEmpty: false },
    cors: [{ origins: [SITE], methods: ['GET', 'PUT'], headers: ['*'], expose: ['ETag'] }],
  },
  { name: LEDGER, region: REGION, keepsObjects: true },
  { name: LOCKED_DOWN, region: REGION, blocksPublicAccess: true, denies: ['DeleteObject'] },
];

/** Their addresses do not work. */
export const UNRESOLVABLE = hostOf(PHOTOS, 'cn-hangzhou-internal');
export const REFUSING = hostOf(PHOTOS, 'cn-shenzhen');

/** A port of loopback at which nobody listens any more. */
async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {string[]} [listen] further options of `osslens serve` */
export async function openFailureScene(listen = []) {
  const scene = await Scene.open({
    listen: [
      ...listen,
      ...['--connect-to', `${UNRESOLVABLE}:80=no-such-host.invalid:80`],
      ...['--connect-to', `${REFUSING}:80=127.0.0.1:${await closedPort()}`],
    ],
    callbacks: CALLBACKS,
    meddle: adding('x-oss-meta-gateway', 'edge-7'),
    given: [KNOWN_KEY],
  });
  for (const bucket of EXTRA_BUCKETS) scene.lab.addBucket(bucket);
  scene.lab.store.buckets.get(PHOTOS).customDomains.push(DOMAIN);
  for (const key of [READER_KEY, EDITOR_KEY, DISABLED_KEY, SESSION_KEY, KNOWN_KEY]) {
    scene.lab.addCredential(key);
  }
  scene.lab.addObject(PHOTOS, 'shared.jpg', { body: 'picture', contentType: 'image/jpeg' });
  scene.lab.addObject(WEBSITE, 'logo.png', { body: 'logo', contentType: 'image/png' });
  scene.lab.addObject(LOCKED_DOWN, 'rules.txt', { body: 'rules' });
  return scene;
}
