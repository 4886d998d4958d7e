/** Calls that must fail, by client; each answers with what the failed exchange is found by. */
import { fileURLToPath } from 'node:url';
import { aliOss, failureOf } from '../ali_oss.mjs';
import { curl } from '../curl.mjs';
import { APP_KEY, PHOTOS, REGION } from '../keys.mjs';
import { run } from '../run_command.mjs';
import { S3_ENDPOINT, s3Environment } from '../s3_environment.mjs';

const BOTO3 = fileURLToPath(new URL('boto3_call.py', import.meta.url));

/**
 * What the failed exchange is found by: its request id, or a test of the listed exchange where no
 * answer came.
 * @typedef {string | ((exchange: any) => boolean)} Mark
 */

/** A call of ali-oss. @param {(client: any) => Promise<unknown>} call @returns {Promise<Mark>} */
export async function byAliOss(scene, choice, call) {
  return (await failureOf(call(aliOss(scene, choice)))).requestId;
}

/** @returns {Promise<Mark>} */
export async function byCurl(scene, expectedStatus, args, options) {
  const { status, requestId, text } = await curl(scene, args, options);
  if (status !== expectedStatus) throw new Error(`curl ${args.join(' ')}: ${status} ${text}`);
  return requestId;
}

/** curl where nothing of OSS answers. @param {string} text part of the URL @returns {Promise<Mark>} */
export async function byCurlUnanswered(scene, text, args, options = {}) {
  await run('curl', ['-qsS', '-o', '/dev/null', '-x', scene.proxyUrl, ...args], options);
  return ({ url }) => url.includes(text);
}

const lastFailure = (scene) => {
  const failed = scene.lab.requests.filter(({ status }) => status >= 400);
  return failed.at(-1)?.requestId;
};

/** A call of boto3_call.py. @param {{name: string}} call */
export const boto3Command = (scene, { name }) => ({
  command: 'python3',
  args: [BOTO3, S3_ENDPOINT, PHOTOS, name],
  env: { ...s3Environment(scene, APP_KEY), AWS_CONFIG_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '1' },
});

/** The same, which must fail. @param {{name: string}} call @returns {Promise<Mark>} */
export async function byBoto3(scene, { name }) {
  const { command, args, env } = boto3Command(scene, { name });
  const { code, stderr } = await run(command, args, { env });
  if (code !== 3) throw new Error(`boto3 ${name} ended with ${code}: ${stderr}`);
  return lastFailure(scene);
}

export const rcloneEnvironment = (scene, key = APP_KEY, more = {}) => ({
  ...scene.proxyVariables,
  RCLONE_CONFIG: '/dev/null',
  RCLONE_CONFIG_LAB_TYPE: 's3',
  RCLONE_CONFIG_LAB_PROVIDER: 'Alibaba',
  RCLONE_CONFIG_LAB_ENDPOINT: `http://oss-${REGION}.aliyuncs.com`,
  RCLONE_CONFIG_LAB_ACCESS_KEY_ID: key.id,
  RCLONE_CONFIG_LAB_SECRET_ACCESS_KEY: key.secret,
  RCLONE_S3_NO_CHECK_BUCKET: 'true',
  ...more,
});

/** @param {string[]} args @returns {Promise<Mark>} */
export async function byRclone(scene, args, { key, more, input } = {}) {
  const env = rcloneEnvironment(scene, key, more);
  const limits = ['--retries', '1', '--low-level-retries', '1'];
  const { code, stderr } = await run('rclone', [...args, ...limits], { env, input });
  if (code === 0) throw new Error(`rclone ${args.join(' ')} went well: ${stderr}`);
  return lastFailure(scene);
}
