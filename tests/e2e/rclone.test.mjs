/** rclone through osslens. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertWentWell } from './checks.mjs';
import { APP_KEY, PHOTOS, REGION, STS_KEY } from './keys.mjs';
import { runWell } from './run_command.mjs';
import { Scene } from './scene.mjs';

const environment = (scene, key) => ({
  ...scene.proxyVariables,
  RCLONE_CONFIG: '/dev/null',
  RCLONE_CONFIG_LAB_TYPE: 's3',
  RCLONE_CONFIG_LAB_PROVIDER: 'Alibaba',
  RCLONE_CONFIG_LAB_ENDPOINT: `http://oss-${REGION}.aliyuncs.com`,
  RCLONE_CONFIG_LAB_ACCESS_KEY_ID: key.id,
  RCLONE_CONFIG_LAB_SECRET_ACCESS_KEY: key.secret,
  ...(key.token && { RCLONE_CONFIG_LAB_SESSION_TOKEN: key.token }),
  RCLONE_S3_NO_CHECK_BUCKET: 'true',
  RCLONE_S3_UPLOAD_CUTOFF: '5M',
  RCLONE_S3_CHUNK_SIZE: '5M',
});

async function play(scene, folder, key) {
  const rclone = (...args) => runWell('rclone', args, { env: environment(scene, key) });
  const contents = { 'small.bin': randomBytes(3000), 'large.bin': randomBytes(6 * 1024 * 1024) };
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(folder, name), content);
    await rclone('copyto', join(folder, name), `lab:${PHOTOS}/a b/${name}`);
    assert.deepEqual(await rclone('cat', `lab:${PHOTOS}/a b/${name}`), content);
  }
  const listed = JSON.parse(await rclone('lsjson', `lab:${PHOTOS}/a b`));
  assert.deepEqual(
    listed.map(({ Name, Size }) => [Name, Size]),
    [
      ['large.bin', 6 * 1024 * 1024],
      ['small.bin', 3000],
    ],
  );
  for (const name of Object.keys(contents)) await rclone('deletefile', `lab:${PHOTOS}/a b/${name}`);
}

for (const { kind, key } of [
  { kind: 'a permanent key', key: APP_KEY },
  { kind: 'an STS key', key: STS_KEY },
]) {
  test(`rclone with ${kind} works through osslens and every call is listed`, async () => {
    const scene = await Scene.open();
    const folder = await mkdtemp(join(tmpdir(), 'osslens-rclone-'));
    try {
      await play(scene, folder, key);
      await assertWentWell(scene, ['PutObject', 'HeadObject', 'GetObject', 'DeleteObject']);
      const operations = new Set(scene.lab.requests.map((request) => request.operation));
      assert.ok(operations.has('CompleteMultipartUpload'), [...operations].join());
    } finally {
      await rm(folder, { recursive: true, force: true });
      await scene.close();
    }
  });
}
