/**
 * Mistakes that applications make, one function each: makes the call that fails and answers with
 * the request id of the refusal. Tests check what osslens says of them; the demo shows it.
 */
import { aliOss, failureOf } from './ali_oss.mjs';
import { curl } from './curl.mjs';
import { BATCH_KEY, EXPIRED_KEY, INVOICES, PHOTOS, REPORTS, STS_KEY } from './keys.mjs';
import { signUrl } from './v1_signer.mjs';

const CONTENT = Buffer.from('some content');

/** Callback server that answers in plain text, where the scene has it under this name. */
export const PLAIN_TEXT_CALLBACK = 'callback.example.com';
/** One that answers as it should. */
export const JSON_CALLBACK = 'good-callback.example.com';
/** What Scene.open() needs for both. */
export const CALLBACKS = {
  [PLAIN_TEXT_CALLBACK]: { body: 'OK', type: 'text/plain' },
  [JSON_CALLBACK]: { body: '{"Status":"OK"}', type: 'application/json' },
};
export const CALLBACK_BODY = 'bucket=${bucket}&object=${object}&size=${size}';

const failedRequest = async (call) => (await failureOf(call)).requestId;

/** The options of an upload with a callback to a host. */
export const callbackTo = (host) => ({
  callback: {
    url: `http://${host}/notify`,
    body: CALLBACK_BODY,
    contentType: 'application/x-www-form-urlencoded',
  },
});

/** The bucket lives in another region than the client is configured for. */
export const useWrongRegion = (scene, choice) =>
  failedRequest(aliOss(scene, { bucket: REPORTS, ...choice }).put('2024/summary.csv', CONTENT));

export const useExpiredToken = (scene, choice) =>
  failedRequest(aliOss(scene, { key: EXPIRED_KEY, ...choice }).put('holiday.jpg', CONTENT));

/** Id and secret of an STS key are configured, the token is not. */
export const forgetToken = (scene, choice) => {
  const key = { id: STS_KEY.id, secret: STS_KEY.secret };
  return failedRequest(aliOss(scene, { key, ...choice }).get('holiday.jpg'));
};

/** A key of its own, because osslens weighs what it has seen of a key before. */
export const useWrongSecret = (scene, choice) => {
  const key = { id: BATCH_KEY.id, secret: BATCH_KEY.secret.slice(0, -1) };
  return failedRequest(aliOss(scene, { key, ...choice }).put('holiday.jpg', CONTENT));
};

/** The bucket is reached through the scene's gateway, which meddles. */
export const uploadThroughGateway = (scene, choice) =>
  failedRequest(
    aliOss(scene, { bucket: INVOICES, ...choice }).put('2024/0815.json', CONTENT, {
      mime: 'application/json',
    }),
  );

/** `curl -d` adds Content-Type to a URL that was signed without one. */
export async function postToSignedUrl(scene) {
  const url = signUrl({ method: 'PUT', bucket: PHOTOS, object: 'note.txt' });
  const { status, requestId } = await curl(scene, ['-X', 'PUT', '-d', 'a=b', url]);
  if (status !== 403) throw new Error(`the upload was answered with ${status}`);
  return requestId;
}

export const uploadWithPlainTextCallback = (scene, choice) =>
  failedRequest(aliOss(scene, choice).put('holiday.jpg', CONTENT, callbackTo(PLAIN_TEXT_CALLBACK)));

/** One of each failure that osslens knows. The scene needs CALLBACKS and a gateway that meddles. */
export const ONE_OF_EACH = [
  { rule: 'wrong-endpoint', make: useWrongRegion },
  { rule: 'expired-sts', make: useExpiredToken },
  { rule: 'expired-sts', make: forgetToken },
  { rule: 'wrong-secret', make: useWrongSecret },
  { rule: 'proxy-added-header', make: postToSignedUrl },
  { rule: 'callback-body-not-json', make: uploadWithPlainTextCallback },
  { rule: 'proxy-added-header', make: uploadThroughGateway },
];
