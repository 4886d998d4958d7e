/** Upload callbacks, as PutObject, CompleteMultipartUpload and PostObject use them. */
import { toBytes } from '../../wire/binary_text.mjs';
import { invalidArgument, OssError } from '../oss_error.mjs';
import { parseCallback, refusePrivateAddresses } from './parameters.mjs';
import { callbackHeaders, postCallback } from './send.mjs';
import { fillBody, systemVariables } from './variables.mjs';

function onePlace(request, query, header) {
  const inQuery = request.queryValue(query);
  const inHeader = request.header(header);
  if (inQuery !== null && inHeader !== null) {
    const text = `Either the ${query} query string parameter or the ${header} header should be specified, not both.`;
    throw invalidArgument(text, { ec: query === 'callback' ? '0007-00000027' : undefined });
  }
  return inHeader ?? inQuery;
}

/**
 * Reads and checks the callback of a request, before anything is stored.
 * @param {import('../service.mjs').Context} context
 * @returns {Promise<import('./parameters.mjs').Callback | null>}
 */
export function readCallback({ request, service }) {
  const raw = onePlace(request, 'callback', 'x-oss-callback');
  const variables = onePlace(request, 'callback-var', 'x-oss-callback-var');
  return checkedCallback(raw, variables, service.settings.callback);
}

/**
 * @param {string | null} raw @param {string | null} rawVariables
 * @param {import('./send.mjs').CallbackSettings} settings
 */
export async function checkedCallback(raw, rawVariables, settings) {
  if (!raw) return null;
  const callback = parseCallback(raw, rawVariables);
  if (callback && !settings.allowPrivate) await refusePrivateAddresses(callback);
  return callback;
}

/**
 * Calls back, URL by URL until one succeeds, and makes the answer to the upload.
 * @param {import('../service.mjs').Context} context
 * @param {import('./parameters.mjs').Callback} callback
 * @param {import('../store.mjs').StoredObject} object already stored
 * @param {import('../../wire/response_writer.mjs').LabResponse} answer of the upload itself; its
 *   body is replaced
 */
export async function callbackAnswer(context, callback, object, answer) {
  const { callback: settings } = context.service.settings;
  const body = toBytes(fillBody(callback, systemVariables(context, object)));
  const requester = context.identity.credential?.owner ?? '';
  const headers = callbackHeaders({ ...context, requester }, callback, body, settings);
  let outcome;
  for (const url of callback.urls) {
    outcome = await postCallback(
      url,
      { body, headers, host: callback.host, sni: callback.sni },
      settings,
    );
    if (outcome.ok) break;
  }
  const kept = answer.headers.filter(([name]) => name !== 'Content-Type');
  if (!outcome.ok) {
    throw new OssError(203, 'CallbackFailed', outcome.message, { ec: outcome.ec, headers: kept });
  }
  const reply = outcome.body;
  return {
    status: 200,
    headers: [['Content-Type', outcome.contentType], ...kept],
    content: { size: reply.length, pieces: () => [reply] },
  };
}
