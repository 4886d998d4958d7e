/** Real clients that take osslens for their endpoint (--reverse): what they sign holds, and where it cannot, that is said. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { aliOss, failureOf } from './ali_oss.mjs';
import { assertListedWithoutFindings } from './checks.mjs';
import { assertDiagnosed } from './findings.mjs';
import { APP_KEY, hostOf, PHOTOS, REGION, REPORTS, STS_KEY } from './keys.mjs';
import { run, runWell } from './run_command.mjs';
import { s3Environment } from './s3_environment.mjs';
import { Scene } from './scene.mjs';

const ENDPOINT = `http://oss-${REGION}.aliyuncs.com`;
const S3_ENDPOINT = `http://s3.oss-${REGION}.aliyuncs.com`;
const CALLS = fileURLToPath(new URL('reverse_boto3_calls.py', import.meta.url));

/** @param {string} target of --reverse @param {(scene: Scene, endpoint: string) => Promise<void>} play */
async function behind(target, play) {
  const secure = target.startsWith('https:');
  const scene = await Scene.open({ listen: ['--reverse', `127.0.0.1:0=${target}`], secure });
  try {
    await play(scene, `http://127.0.0.1:${scene.osslens.reverse[0].port}`);
  } finally {
    await scene.close();
  }
}

for (const v4 of [false, true]) {
  test(`ali-oss with signature ${v4 ? 'V4' : 'V1'} needs another endpoint and nothing else`, async () => {
    await behind(ENDPOINT, async (scene, endpoint) => {
      const client = aliOss(scene, { endpoint, v4 });
      const content = randomBytes(3000);
      await client.put('a b/ü+&=%.bin', content, { meta: { author: 'someone' } });
      assert.deepEqual((await client.get('a b/ü+&=%.bin')).content, content);
      const large = randomBytes(300_000);
      await client.multipartUpload('large.bin', large, { partSize: 128 * 1024 });
      assert.deepEqual((await client.get('large.bin')).content, large);
      const { objects } = await client.listV2({ 'max-keys': 10 }, {});
      assert.deepEqual(
        objects.map(({ name }) => name),
        ['a b/ü+&=%.bin', 'large.bin'],
      );
      await aliOss(scene, { endpoint, v4, key: STS_KEY }).delete('large.bin');
      await client.delete('a b/ü+&=%.bin');
      assertVerified(scene);
      await assertListedWithoutFindings(scene);
    });
  });
}

test('ali-oss speaks plain HTTP to osslens, and osslens TLS to the server', async () => {
  await behind(`https://oss-${REGION}.aliyuncs.com`, async (scene, endpoint) => {
    const client = aliOss(scene, { endpoint, v4: true });
    const content = randomBytes(3000);
    await client.put('over/tls.bin', content);
    assert.deepEqual((await client.get('over/tls.bin')).content, content);
    assert.ok(scene.lab.requests.every(({ secure }) => secure), 'the lab was called in plain');
    assertVerified(scene);
    await assertListedWithoutFindings(scene);
  });
});

/** The lab checked every signature and found every bucket in the host. */
function assertVerified(scene) {
  for (const { auth, host } of scene.lab.requests) {
    assert.equal(auth?.verdict, 'verified');
    assert.ok(host.startsWith(`${PHOTOS}.`), host);
  }
}

test('a refusal of OSS is explained behind --reverse as behind the proxy', async () => {
  await behind(ENDPOINT, async (scene, endpoint) => {
    const { requestId } = await failureOf(aliOss(scene, { endpoint, bucket: REPORTS }).get('a.txt'));
    const exchange = await assertDiagnosed(scene, requestId, { rule: 'wrong-endpoint' });
    assert.equal(exchange.kind, 'reverse');
    assert.equal(exchange.host, hostOf(REPORTS));
  });
});

test('boto3 with signature V2 does not sign Host and works', async () => {
  await behind(S3_ENDPOINT, async (scene, endpoint) => {
    await runWell('python3', [CALLS, endpoint, PHOTOS, 's3'], { env: direct(scene) });
    assertVerified(scene);
    await assertListedWithoutFindings(scene);
  });
});

test('boto3 with signature V4 signs Host, and that is said', async () => {
  await behind(S3_ENDPOINT, async (scene, endpoint) => {
    const { code } = await run('python3', [CALLS, endpoint, PHOTOS, 's3v4'], {
      env: direct(scene),
    });
    assert.notEqual(code, 0);
    await assertSignedHost(scene);
  });
});

const rclone = (scene, endpoint) => ({
  ...direct(scene),
  RCLONE_CONFIG: '/dev/null',
  RCLONE_CONFIG_LAB_TYPE: 's3',
  RCLONE_CONFIG_LAB_PROVIDER: 'Other',
  RCLONE_CONFIG_LAB_ENDPOINT: endpoint,
  RCLONE_CONFIG_LAB_ACCESS_KEY_ID: APP_KEY.id,
  RCLONE_CONFIG_LAB_SECRET_ACCESS_KEY: APP_KEY.secret,
  RCLONE_S3_NO_CHECK_BUCKET: 'true',
  RCLONE_LOW_LEVEL_RETRIES: '1',
});

test('rclone with signature V4 signs Host, and that is said', async () => {
  await behind(S3_ENDPOINT, async (scene, endpoint) => {
    const env = rclone(scene, endpoint);
    const { code } = await run('rclone', ['lsjson', `lab:${PHOTOS}`], { env });
    assert.notEqual(code, 0);
    await assertSignedHost(scene);
  });
});

/** Without the proxy variables: these clients are told nothing but another endpoint. */
function direct(scene) {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, ...rest } = s3Environment(scene);
  return { ...rest, AWS_CONFIG_FILE: '/dev/null' };
}

async function assertSignedHost(scene) {
  const refused = scene.lab.requests.find(({ status }) => status === 403);
  assert.ok(refused, 'the lab refused nothing');
  const { port } = scene.osslens.reverse[0];
  await assertDiagnosed(scene, refused.requestId, {
    rule: 'reverse-mode-signed-host',
    confidence: 'likely',
    variant: 's3',
    side: 'middle',
    names: [`127.0.0.1:${port}`, `${PHOTOS}.s3.oss-${REGION}.aliyuncs.com`],
  });
}
