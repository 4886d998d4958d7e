/** Failures that were made good by a repetition of the call are told as healed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { aliOss } from './ali_oss.mjs';
import { APP_KEY, PHOTOS } from './keys.mjs';
import { runWell } from './run_command.mjs';
import { S3_ENDPOINT, s3Environment } from './s3_environment.mjs';
import { Scene } from './scene.mjs';

const CALLS = fileURLToPath(new URL('boto3_calls.py', import.meta.url));
const BUSY = { status: 503, code: 'ServiceUnavailable', message: 'Please try again later.' };

async function withScene(play) {
  const scene = await Scene.open();
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
}

/** Healed exchanges, oldest first; they become so after they were listed. */
async function healed(scene, count) {
  const filter = 'is:healed';
  await scene.osslens.waitForExchange((_one, _index, all) => all.length >= count, { filter });
  return (await scene.osslens.exchanges(filter)).reverse();
}

const jobOf = ({ operation, status, job }) => ({ operation, status, kind: job.kind });

test('what boto3 repeats with success is healed, and nothing counts as failed', () =>
  withScene(async (scene) => {
    scene.lab.misbehave({ match: { method: 'PUT', path: '*large.bin' }, error: BUSY });
    scene.lab.misbehave({ match: { method: 'GET', path: '*large.bin' }, error: BUSY });
    const env = { ...s3Environment(scene, APP_KEY), AWS_CONFIG_FILE: '/dev/null' };
    await runWell('python3', [CALLS, S3_ENDPOINT, PHOTOS], { env });

    const made = await healed(scene, 2);
    assert.deepEqual(made.map(jobOf), [
      { operation: 'UploadPart', status: 503, kind: 'multipart' },
      { operation: 'GetObject', status: 503, kind: 'retry' },
    ]);
    assert.deepEqual(await scene.osslens.exchanges('is:failed'), []);
    const { groups } = await scene.osslens.api('/api/v1/groups');
    assert.deepEqual(groups, []);

    const all = await scene.osslens.exchanges();
    const ofJob = ({ job }, operation) =>
      all.filter((one) => one.job?.id === job.id && one.operation === operation).length;
    const [part, get] = made;
    assert.equal(ofJob(part, 'InitiateMultipartUpload'), 1);
    assert.equal(ofJob(part, 'UploadPart'), 3);
    assert.equal(ofJob(part, 'CompleteMultipartUpload'), 1);
    assert.equal(ofJob(get, 'GetObject'), 2);
  }));

test('a refusal for the clock is healed when the app repeats the call with success', () =>
  withScene(async (scene) => {
    const client = aliOss(scene);
    await client.put('note.txt', Buffer.from('hello'));
    scene.lab.misbehave({
      match: { method: 'GET' },
      error: {
        status: 403,
        code: 'RequestTimeTooSkewed',
        message: 'The difference between the request time and the current time is too large.',
        elements: { ServerTime: new Date().toISOString() },
      },
    });
    await assert.rejects(client.get('note.txt'), { code: 'RequestTimeTooSkewed' });
    await client.get('note.txt');
    const made = await healed(scene, 1);
    assert.deepEqual(made.map(jobOf), [{ operation: 'GetObject', status: 403, kind: 'retry' }]);
    assert.deepEqual(await scene.osslens.exchanges('is:failed'), []);
  }));

test('a repetition that fails again leaves both failed', () =>
  withScene(async (scene) => {
    scene.lab.misbehave({ match: { method: 'PUT' }, error: BUSY, times: 0 });
    const attempts = { AWS_CONFIG_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '2' };
    const env = { ...s3Environment(scene, APP_KEY), ...attempts };
    await assert.rejects(runWell('python3', [CALLS, S3_ENDPOINT, PHOTOS], { env }));
    await scene.osslens.waitForExchange((_one, _index, all) => all.length >= 2, { filter: 'is:failed' });
    const failed = await scene.osslens.exchanges('is:failed');
    assert.equal(failed.length, 2);
    assert.equal(failed[0].job.kind, 'retry');
    assert.equal(failed[0].job.id, failed[1].job.id);
    assert.deepEqual(await scene.osslens.exchanges('is:healed'), []);
  }));
