/**
 * Binary text: a JavaScript string in which every character is one byte (latin1). The lab keeps
 *   whatever came from the
 * wire in this form, because signatures are computed over bytes and not over characters.
 */

/** @param {string} binary @returns {Buffer} */
export const toBytes = (binary) => Buffer.from(binary, 'latin1');

/** Reads the bytes as UTF-8. @param {string} binary @returns {string} */
export const toText = (binary) => Buffer.from(binary, 'latin1').toString('utf8');

/** @param {string} text @returns {string} the UTF-8 bytes of the text, as binary text */
export const fromText = (text) => Buffer.from(text, 'utf8').toString('latin1');

/**
 * Trims blanks and tabs only: String.trim() would also take byte A0, which ends letters in UTF-8.
 * @param {string} binary
 * @returns {string}
 */
export const trimBlanks = (binary) => binary.replace(/^[ \t]+|[ \t]+$/g, '');

/**
 * Decodes once; a percent sign that starts no escape stays.
 * @param {string} binary
 * @returns {string}
 */
export function percentDecode(binary) {
  if (!binary.includes('%')) return binary;
  return binary.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/**
 * Strict encoding: everything but unreserved characters, upper-case hex.
 * @param {string} binary
 * @param {{keepSlash?: boolean}} [options]
 * @returns {string}
 */
export function percentEncode(binary, { keepSlash = false } = {}) {
  const pattern = keepSlash ? /[^A-Za-z0-9\-_.~/]/g : /[^A-Za-z0-9\-_.~]/g;
  return binary.replace(
    pattern,
    (char) => '%' + char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'),
  );
}

/**
 * Splits a raw query at `&` and at the first `=`; a raw `+` counts as a blank.
 * @param {string} raw
 * @returns {Array<{name: string, value: string | null}>} value is null for a key without `=`
 */
export function parseQuery(raw) {
  if (raw === '') return [];
  const decode = (part) => percentDecode(part.replaceAll('+', ' '));
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      if (equals < 0) return { name: decode(part), value: null };
      return { name: decode(part.slice(0, equals)), value: decode(part.slice(equals + 1)) };
    });
}
