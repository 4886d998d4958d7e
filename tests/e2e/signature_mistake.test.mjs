/**
 * With --credential osslens names the mistake of a signer. The signers are written here, after the
 * documentation, and share nothing with osslens; the lab refuses what they sign.
 */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { curl } from './curl.mjs';
import { assertDiagnosed } from './findings.mjs';
import { APP_KEY, BATCH_KEY, hostOf, PHOTOS, REGION } from './keys.mjs';
import { leakedInto } from './leaks.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open({ given: [APP_KEY, BATCH_KEY] })));
after(() => scene?.close());

const hmac = (algorithm, key, text) => createHmac(algorithm, key).update(text).digest();
const TYPE = 'text/plain';
const META = ['x-oss-meta-author', 'Ada'];

/** What a V1 signer works with; a mistake changes some of it. */
const v1 = () => ({
  secret: APP_KEY.secret,
  method: 'PUT',
  type: TYPE,
  date: new Date().toUTCString(),
  headers: [META],
  resource: `/${PHOTOS}/a b.txt`,
  lineEnd: '\n',
  encoding: 'base64',
});

function signV1({ secret, method, type, date, headers, resource, lineEnd, encoding }) {
  const fields = headers.map(([name, value]) => `${name}:${value}`);
  const text = [method, '', type, date, ...fields, resource].join(lineEnd);
  return hmac('sha1', secret, text).toString(encoding);
}

/** Sends what `v1()` describes, signed after `slip` changed it. @param {(facts: any) => object} slip */
async function sendV1(slip) {
  const right = v1();
  const signature = signV1({ ...right, ...slip(right) });
  const { status, requestId } = await curl(
    scene,
    ['-X', 'PUT', '-d', 'hello', `http://${hostOf(PHOTOS)}/a%20b.txt`],
    {
      headers: {
        Date: right.date,
        'Content-Type': right.type,
        [META[0]]: META[1],
        Authorization: `OSS ${APP_KEY.id}:${signature}`,
      },
    },
  );
  return { status, requestId };
}

const later = (date) => new Date(Date.parse(date) + 1000).toUTCString();

/** Variant of the finding, and what the signer does wrong. */
const V1_SLIPS = {
  'content-type-left-out': () => ({ type: '' }),
  'content-type-changed': () => ({ type: 'application/octet-stream' }),
  'header-left-out': () => ({ headers: [] }),
  'date-format': ({ date }) => ({ date: new Date(date).toISOString() }),
  'date-shifted': ({ date }) => ({ date: later(date) }),
  method: () => ({ method: 'POST' }),
  'bucket-missing': () => ({ resource: '/a b.txt' }),
  'key-encoded': () => ({ resource: `/${PHOTOS}/a%20b.txt` }),
  'key-slash': () => ({ resource: `/${PHOTOS}//a b.txt` }),
  'line-ends': () => ({ lineEnd: '\r\n' }),
  'secret-newline': ({ secret }) => ({ secret: `${secret}\n` }),
  'secret-blank': ({ secret }) => ({ secret: `${secret} ` }),
  'secret-of-another-key': () => ({ secret: BATCH_KEY.secret }),
  'signature-encoding': () => ({ encoding: 'hex' }),
};

for (const [variant, slip] of Object.entries(V1_SLIPS)) {
  test(`V1: ${variant} is proven`, async () => {
    const { status, requestId } = await sendV1(slip);
    assert.equal(status, 403);
    await assertDiagnosed(scene, requestId, {
      rule: 'signature-mistake',
      variant,
      confidence: 'proven',
      side: 'app',
    });
  });
}

test('V1: two mistakes at once are proven, and the text that was signed is shown', async () => {
  const { requestId } = await sendV1(() => ({ type: '', headers: [] }));
  const exchange = await assertDiagnosed(scene, requestId, {
    rule: 'signature-mistake',
    variant: 'two-mistakes',
    confidence: 'proven',
  });
  const report = await scene.osslens.api(`/api/v1/exchanges/${exchange.id}/signature`);
  assert.equal(report.verdict, 'different');
  assert.deepEqual(
    report.mistakes.map(({ mistake }) => mistake),
    ['content-type-left-out', 'header-left-out'],
  );
  assert.match(report.signed.string_to_sign, /^PUT\n\n\n[^\n]+\n\/photos\/a b\.txt$/);
});

test('V1: a right signature is accepted, and matches the secret', async () => {
  const { status, requestId } = await sendV1(() => ({}));
  assert.equal(status, 200);
  const exchange = await scene.exchangeOf(requestId);
  assert.deepEqual(exchange.findings, []);
  const report = await scene.osslens.api(`/api/v1/exchanges/${exchange.id}/signature`);
  assert.equal(report.verdict, 'matches-secret');
});

test('V1: a secret that is none of the given ones is not called proven', async () => {
  const { requestId } = await sendV1(() => ({ secret: 'another-secret-not-real' }));
  const exchange = await scene.exchangeOf(requestId);
  assert.notEqual(exchange.findings[0].confidence, 'proven');
  const report = await scene.osslens.api(`/api/v1/exchanges/${exchange.id}/signature`);
  assert.ok(['wrong-secret', 'equal'].includes(report.verdict), report.verdict);
});

const iso = () => new Date().toISOString().replace(/[-:]|\.\d+/g, '');

const v4 = () => {
  const timestamp = iso();
  return {
    secret: APP_KEY.secret,
    prefix: 'aliyun_v4',
    uri: `/${PHOTOS}/a%20b.txt`,
    timestamp,
    scope: [timestamp.slice(0, 8), REGION, 'oss', 'aliyun_v4_request'],
    payload: 'UNSIGNED-PAYLOAD',
  };
};

function signV4({ secret, prefix, uri, timestamp, scope, payload }) {
  const fields = `content-type:${TYPE}\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:${timestamp}\n`;
  const canonical = `PUT\n${uri}\n\n${fields}\n\n${payload}`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = `OSS4-HMAC-SHA256\n${timestamp}\n${scope.join('/')}\n${hash}`;
  let key = prefix + secret;
  for (const part of scope) key = hmac('sha256', key, part);
  return hmac('sha256', key, text).toString('hex');
}

async function sendV4(slip) {
  const right = v4();
  const signature = signV4({ ...right, ...slip(right) });
  const credential = [APP_KEY.id, ...right.scope].join('/');
  return curl(scene, ['-X', 'PUT', '-d', 'hello', `http://${hostOf(PHOTOS)}/a%20b.txt`], {
    headers: {
      'x-oss-date': right.timestamp,
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      'Content-Type': TYPE,
      Authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${signature}`,
    },
  });
}

const V4_SLIPS = {
  'scope-region': ({ scope }) => ({ scope: scope.with(1, `oss-${REGION}`) }),
  'scope-product': ({ scope }) => ({ scope: scope.with(2, 's3') }),
  'key-prefix': () => ({ prefix: 'AWS4' }),
  'key-encoded': () => ({ uri: `/${PHOTOS}/a%2520b.txt` }),
  'bucket-missing': () => ({ uri: '/a%20b.txt' }),
  payload: () => ({ payload: createHash('sha256').update('').digest('hex') }),
};

for (const [variant, slip] of Object.entries(V4_SLIPS)) {
  test(`V4: ${variant} is proven`, async () => {
    const { status, requestId } = await sendV4(slip);
    assert.equal(status, 403);
    await assertDiagnosed(scene, requestId, {
      rule: 'signature-mistake',
      variant,
      confidence: 'proven',
    });
  });
}

test('V4: a right signature is accepted', async () => {
  assert.equal((await sendV4(() => ({}))).status, 200);
});

test('no secret gets into the store, the log or an export', async () => {
  const { requestId } = await sendV1(() => ({ secret: BATCH_KEY.secret }));
  const { id } = await scene.exchangeOf(requestId);
  const secrets = [APP_KEY.secret, BATCH_KEY.secret];
  const texts = [scene.osslens.stderr];
  for (const path of [
    `/api/v1/exchanges/${id}`,
    `/api/v1/exchanges/${id}/signature`,
    '/api/v1/export?format=ndjson&secrets=1',
    '/api/v1/status',
  ]) {
    texts.push(await (await fetch(scene.osslens.webUrl + path)).text());
  }
  for (const name of await readdir(scene.osslens.dataDir)) {
    if (name.startsWith('exchanges')) {
      texts.push(await readFile(join(scene.osslens.dataDir, name), 'latin1'));
    }
  }
  assert.ok(texts.length > 5, 'the store was not found');
  for (const text of texts) assert.deepEqual(leakedInto(text, secrets), []);
});
