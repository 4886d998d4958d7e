/** Looks for secrets in a text, in every form in which a capture may carry them. */

/** The base64 digits that depend on `secret` alone when `before` bytes of a group stand before it. */
function base64Core(secret, before) {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  const begin = Math.ceil((8 * before) / 6);
  const end = Math.floor((8 * bytes.length) / 6);
  return bytes.toString('base64').slice(begin, end);
}

const lowerEscapes = (text) => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** @param {string} secret */
function formsOf(secret) {
  const encoded = encodeURIComponent(secret);
  const plain = [secret, encoded, lowerEscapes(encoded), encodeURIComponent(encoded)];
  const base64 = plain.flatMap((form) => [0, 1, 2].map((before) => base64Core(form, before)));
  const urlSafe = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = Buffer.from(secret)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');
  return [...plain, ...base64, ...urlSafe, hex, hex.toUpperCase()];
}

/** Those of the secrets that the text shows in some form. @param {string} text @param {string[]} secrets */
export function leakedInto(text, secrets) {
  // As written, and with the escapes of JSON undone.
  const unescaped = text
    .replaceAll('\\/', '/')
    .replace(/\\u00([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
  return secrets.filter((secret) =>
    formsOf(secret).some((form) => text.includes(form) || unescaped.includes(form)),
  );
}

/** Signatures that stand in a request head, as their signer made them. @param {string} head */
export function signaturesIn(head) {
  const found = [
    /^authorization: OSS [^:\s]+:(\S+)/im.exec(head)?.[1],
    /^authorization: .*Signature=(\w+)/im.exec(head)?.[1],
    /[?&](?:x-oss-|x-amz-)?signature=([^&\s]+)/i.exec(head)?.[1],
  ];
  return found.filter((signature) => signature !== undefined).map(decodeURIComponent);
}
