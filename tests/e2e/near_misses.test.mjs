/** Answers that look like the ones the rules explain, and are not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aliOss, failureOf } from './ali_oss.mjs';
import { curl } from './curl.mjs';
import { APP_KEY, PHOTOS } from './keys.mjs';
import { callbackTo, CALLBACKS, JSON_CALLBACK } from './mistakes.mjs';
import { Scene } from './scene.mjs';
import { signHeaders } from './v1_signer.mjs';

/** @type {Scene} */ let scene;
before(async () => {
  scene = await Scene.open({ callbacks: CALLBACKS });
  scene.lab.addObject(PHOTOS, 'there.txt', { body: 'content' });
});
after(() => scene?.close());

/** rules: what is found, strongest first. */
async function assertFindings(requestId, { status, failed, code = null, rules = [] }) {
  const exchange = await scene.exchangeOf(requestId);
  assert.equal(exchange.status, status);
  assert.equal(exchange.failed, failed);
  assert.equal(exchange.oss_code, code);
  assert.deepEqual(
    exchange.findings.map(({ rule }) => rule),
    rules,
  );
  return exchange;
}

test('an object that does not exist is told as just that', async () => {
  const { requestId } = await failureOf(aliOss(scene).get('missing.txt'));
  const outcome = { status: 404, failed: true, code: 'NoSuchKey', rules: ['no-such-key'] };
  await assertFindings(requestId, outcome);
});

test('an object that has not changed is no failure', async () => {
  const since = new Date(Date.now() + 1000).toUTCString();
  const { url, headers } = signHeaders({ object: 'there.txt' });
  const { status, requestId } = await curl(scene, [url], {
    headers: { ...headers, 'If-Modified-Since': since },
  });
  assert.equal(status, 304);
  const exchange = await assertFindings(requestId, {
    status: 304,
    failed: false,
    rules: ['not-modified'],
  });
  assert.equal(exchange.findings[0].severity, 'info');
});

test('an upload whose callback succeeds is no failure', async () => {
  const { res, data } = await aliOss(scene).put(
    'holiday.jpg',
    Buffer.from('x'),
    callbackTo(JSON_CALLBACK),
  );
  assert.deepEqual(data, { Status: 'OK' });
  const requestId = res.headers['x-oss-request-id'];
  await assertFindings(requestId, { status: 200, failed: false });
});

test('a key that may not do this is not taken for a wrong endpoint or a wrong secret', async () => {
  scene.lab.addCredential({ id: 'exampleReaderKeyId', secret: APP_KEY.secret, allow: [] });
  const key = { id: 'exampleReaderKeyId', secret: APP_KEY.secret };
  const { requestId } = await failureOf(aliOss(scene, { key }).get('there.txt'));
  const exchange = await scene.exchangeOf(requestId);
  assert.equal(exchange.oss_code, 'AccessDenied');
  const [finding, ...others] = exchange.findings;
  assert.match(finding.rule, /^access-denied-/);
  assert.notEqual(finding.confidence, 'proven');
  assert.deepEqual(others, []);
});
