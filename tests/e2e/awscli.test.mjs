/** The aws command through osslens. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertWentWell } from './checks.mjs';
import { PHOTOS, STS_KEY } from './keys.mjs';
import { runWell } from './run_command.mjs';
import { S3_ENDPOINT, s3Environment } from './s3_environment.mjs';
import { Scene } from './scene.mjs';

const CONFIG = `[default]
s3 =
    addressing_style = virtual
    signature_version = s3v4
    multipart_threshold = 5MB
    multipart_chunksize = 5MB
`;

async function play(scene, folder) {
  const config = join(folder, 'config');
  await writeFile(config, CONFIG);
  const aws = (args, key) =>
    runWell('aws', ['--endpoint-url', S3_ENDPOINT, ...args], {
      env: { ...s3Environment(scene, key), AWS_CONFIG_FILE: config },
    });
  const small = join(folder, 'small.bin');
  const large = join(folder, 'large.bin');
  const back = join(folder, 'back.bin');
  await writeFile(small, randomBytes(3000));
  await writeFile(large, randomBytes(6 * 1024 * 1024));

  await aws(['s3', 'cp', small, `s3://${PHOTOS}/a b/small.bin`], STS_KEY);
  await aws(['s3', 'cp', `s3://${PHOTOS}/a b/small.bin`, back], STS_KEY);
  assert.deepEqual(await readFile(back), await readFile(small));
  await aws(['s3', 'cp', large, `s3://${PHOTOS}/large.bin`]);
  await aws(['s3api', 'get-object', '--bucket', PHOTOS, '--key', 'large.bin', back]);
  assert.deepEqual(await readFile(back), await readFile(large));
  const list = await aws(['s3', 'ls', '--recursive', `s3://${PHOTOS}`]);
  assert.match(list.toString(), /3000 a b\/small\.bin\n.*6291456 large\.bin\n/);
  await aws(['s3', 'rm', '--recursive', `s3://${PHOTOS}`]);
}

test('the aws command works through osslens and every call is listed', async () => {
  const scene = await Scene.open();
  const folder = await mkdtemp(join(tmpdir(), 'osslens-awscli-'));
  try {
    await play(scene, folder);
    await assertWentWell(scene, [
      'PutObject',
      'HeadObject',
      'GetObject',
      'ListObjectsV2',
      'UploadPart',
      'CompleteMultipartUpload',
      'DeleteObject',
    ]);
    assert.equal(scene.lab.store.buckets.get(PHOTOS).objects.size, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await scene.close();
  }
});
