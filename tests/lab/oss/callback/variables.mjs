/** Fills the variables of a callback body. */
import { fromText, percentEncode, toText } from '../../wire/binary_text.mjs';

/**
 * @param {import('./parameters.mjs').Callback} callback
 * @param {Map<string, string | number>} system system variables; strings are binary text
 * @returns {string} binary text
 */
export function fillBody(callback, system) {
  const isJson = callback.bodyType === 'application/json';
  return fromText(callback.body).replace(/\$\{([^{}]*)\}/g, (_, name) => {
    const custom = callback.variables.get(toText(name));
    const value = custom === undefined ? (system.get(name) ?? '') : fromText(custom);
    if (!isJson) return percentEncode(String(value));
    return typeof value === 'number' ? String(value) : fromText(JSON.stringify(toText(value)));
  });
}

/**
 * @param {import('../service.mjs').Context} context
 * @param {import('../store.mjs').StoredObject} object
 * @returns {Map<string, string | number>}
 */
export function systemVariables({ bucket, key, requestId, entry }, { content, etag, headers }) {
  return new Map(
    Object.entries({
      bucket: bucket.name,
      object: key,
      etag,
      size: content.size,
      mimeType: headers.find(([name]) => name === 'Content-Type')?.[1] ?? '',
      crc64: String(content.crc ?? ''),
      contentMd5: content.md5 ?? '',
      clientIp: '127.0.0.1',
      reqId: requestId,
      operation: entry.operation,
    }),
  );
}
