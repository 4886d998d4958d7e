/** What S3 clients read from their environment. */
import { APP_KEY, REGION } from './keys.mjs';

/** The S3-compatible surface takes plain HTTP here, so that requests can be read. */
export const S3_ENDPOINT = `http://s3.oss-${REGION}.aliyuncs.com`;

/** @param {import('./scene.mjs').Scene} scene @param {{id: string, secret: string, token?: string}} [key] */
export const s3Environment = (scene, key = APP_KEY) => ({
  ...scene.proxyVariables,
  AWS_ACCESS_KEY_ID: key.id,
  AWS_SECRET_ACCESS_KEY: key.secret,
  ...(key.token && { AWS_SESSION_TOKEN: key.token }),
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  // Newer versions send checksums in trailers unless told otherwise; OSS does not take them.
  AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
});
