/** Questions to which OSS says no are answers, and a read of what the app then writes was one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss, failureOf } from './ali_oss.mjs';
import { Scene } from './scene.mjs';

async function withScene(play) {
  const scene = await Scene.open();
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
}

test('a HEAD of what is not there is a check, and no failure', () =>
  withScene(async (scene) => {
    const { requestId } = await failureOf(aliOss(scene).head('not-there.txt'));
    const { job, findings } = await scene.exchangeOf(requestId);
    assert.equal(job.kind, 'check');
    assert.deepEqual([...new Set(findings.map(({ severity }) => severity))], ['info']);
    assert.deepEqual(await scene.osslens.exchanges('is:failed'), []);
    assert.deepEqual((await scene.osslens.api('/api/v1/groups')).groups, []);
    assert.equal((await scene.osslens.exchanges('is:check')).length, 1);
  }));

test('a GET of what the same client then writes becomes a check; one that nobody writes stays a failure', () =>
  withScene(async (scene) => {
    const client = aliOss(scene);
    const read = await failureOf(client.get('settings.json'));
    const lost = await failureOf(client.get('lost.json'));
    await client.put('settings.json', Buffer.from('{}'));
    const filter = 'is:check';
    await scene.osslens.waitForExchange((one) => one.request_id === read.requestId, { filter });
    const failed = await scene.osslens.exchanges('is:failed');
    assert.deepEqual(failed.map(({ request_id }) => request_id), [lost.requestId]);
    const { groups } = await scene.osslens.api('/api/v1/groups');
    assert.equal(groups.length, 1);
    assert.match(groups[0].fingerprint, /^v1:[0-9a-f]{16}$/);
    assert.equal(groups[0].operation, 'GetObject');
    assert.equal(groups[0].clients, 1);
    assert.match(groups[0].client_names[0], /^127\.0\.0\.1 aliyun-sdk-nodejs/);
  }));
