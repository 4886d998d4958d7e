/** ali-oss as applications use it behind a proxy. */
import { APP_KEY, PHOTOS, REGION } from './keys.mjs';
import { loadPackage } from './packages.mjs';

/** Without a way to refresh, the SDK warns on the console. */
const temporary = ({ id, secret, token }) => ({
  stsToken: token,
  refreshSTSToken: async () => ({ accessKeyId: id, accessKeySecret: secret, stsToken: token }),
});

/**
 * @param {import('./scene.mjs').Scene} scene
 * @param {{bucket?: string, region?: string, key?: {id: string, secret: string, token?: string},
 *   v4?: boolean, proxyUrl?: string, endpoint?: string, domain?: string}} [choice] endpoint: called in place of OSS,
 *   without a proxy; domain: bound to the bucket, called in place of its host name
 */
export function aliOss(scene, choice = {}) {
  const { bucket = PHOTOS, region = REGION, key = APP_KEY, v4 = false } = choice;
  const OSS = loadPackage('ali-oss');
  return new OSS({
    region: `oss-${region}`,
    bucket,
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    ...(key.token && temporary(key)),
    authorizationV4: v4,
    secure: false,
    ...(choice.domain && { endpoint: choice.domain, cname: true }),
    ...(choice.endpoint
      ? { endpoint: choice.endpoint }
      : { enableProxy: true, proxy: choice.proxyUrl ?? scene.proxyUrl }),
  });
}

/**
 * The error of a call that must fail.
 * @param {Promise<unknown>} call
 * @returns {Promise<{status: number, code: string, requestId: string, message: string}>}
 */
export async function failureOf(call) {
  let result;
  try {
    result = await call;
  } catch (error) {
    if (error.requestId) return error;
    throw error;
  }
  throw new Error(`the call succeeded: ${JSON.stringify(result?.res?.status ?? result)}`);
}
