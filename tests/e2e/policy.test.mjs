/** The policy that calls need, from real calls that RAM refused and allowed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runOsslens } from '../support/osslens.mjs';
import { aliOss, failureOf } from './ali_oss.mjs';
import { openFailureScene, EDITOR_KEY, READER_KEY } from './failures/scene.mjs';
import { PHOTOS } from './keys.mjs';

/** @type {import('./scene.mjs').Scene} */ let scene;
before(async () => (scene = await openFailureScene()));
after(() => scene?.close());

const policyOf = (filter, denied) =>
  scene.osslens.api(`/api/v1/policy?${new URLSearchParams({ filter, denied })}`);

const allow = (action, key) => ({
  Effect: 'Allow',
  Action: [action],
  Resource: [`acs:oss:*:*:${PHOTOS}/${key}`],
});

test('a refused upload makes the statement that it needs, and no other', async () => {
  const { requestId } = await failureOf(aliOss(scene, { key: READER_KEY }).put('in/x.jpg', Buffer.from('a')));
  await scene.exchangeOf(requestId);
  const { policy, calls } = await policyOf(`key:${READER_KEY.id}`, 1);
  assert.deepEqual(policy, { Version: '1', Statement: [allow('oss:PutObject', 'in/x.jpg')] });
  assert.equal(calls, 1);
});

test('a Deny is told, because no policy can allow against it', async () => {
  const { requestId } = await failureOf(aliOss(scene, { key: EDITOR_KEY }).delete('shared.jpg'));
  await scene.exchangeOf(requestId);
  const made = await policyOf(`key:${EDITOR_KEY.id}`, 1);
  assert.equal(made.explicitly_denied, 1);
});

test('the command prints what the API answers', async () => {
  const { requestId } = await failureOf(aliOss(scene, { key: READER_KEY }).put('in/y.jpg', Buffer.from('a')));
  await scene.exchangeOf(requestId);
  const filter = `request:${requestId}`;
  const { policy } = await policyOf(filter, 1);
  const args = ['policy', '--data-dir', scene.osslens.dataDir, '--filter', filter, '--denied'];
  const { code, stdout, stderr } = await runOsslens(args);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), policy);
  assert.deepEqual(policy.Statement, [allow('oss:PutObject', 'in/y.jpg')]);
});
