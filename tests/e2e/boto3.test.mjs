/** boto3 through osslens. */
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertWentWell } from './checks.mjs';
import { APP_KEY, PHOTOS, STS_KEY } from './keys.mjs';
import { runWell } from './run_command.mjs';
import { S3_ENDPOINT, s3Environment } from './s3_environment.mjs';
import { Scene } from './scene.mjs';

const CALLS = fileURLToPath(new URL('boto3_calls.py', import.meta.url));

for (const { kind, key } of [
  { kind: 'a permanent key', key: APP_KEY },
  { kind: 'an STS key', key: STS_KEY },
]) {
  test(`boto3 with ${kind} works through osslens and every call is listed`, async () => {
    const scene = await Scene.open();
    try {
      const env = { ...s3Environment(scene, key), AWS_CONFIG_FILE: '/dev/null' };
      await runWell('python3', [CALLS, S3_ENDPOINT, PHOTOS], { env });
      await assertWentWell(scene, [
        'PutObject',
        'GetObject',
        'HeadObject',
        'ListObjectsV2',
        'InitiateMultipartUpload',
        'UploadPart',
        'CompleteMultipartUpload',
        'DeleteObject',
      ]);
    } finally {
      await scene.close();
    }
  });
}
