// One exchange as a command for a shell.
import type { ExchangeDetail } from '../api/types';

// What curl writes by itself, or what was meant for the proxy.
const left = /^(?:host|content-length|transfer-encoding|connection|proxy-.*|expect)$/i;
const secretHeader = /^(?:x-oss-security-token|x-amz-security-token|cookie)$/i;
const secretQuery =
  /([?&](?:signature|x-oss-signature|x-amz-signature|security-token|x-oss-security-token|x-amz-security-token)=)[^&#\s]*/gi;

export const mask = 'MASKED';

function masked(name: string, value: string): string {
  if (secretHeader.test(name)) return mask;
  if (!/^authorization$/i.test(name)) return value;
  return value
    .replace(/(Signature=)[^,\s]*/gi, `$1${mask}`) // V4, with its parts by name
    .replace(/^((?:OSS|AWS) [^:\s]*:).*$/is, `$1${mask}`);
}

// In single quotes nothing but the quote itself means anything to a shell.
function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

// `body`: the text of the request's body; null when it was not kept whole or is no text, and then
// the command reads it from a file that the reader has to have.
export function curlCommand(
  exchange: ExchangeDetail,
  body: string | null,
  withSecrets: boolean,
): string {
  const { request, method, url, id } = exchange;
  const address = withSecrets ? url : url.replace(secretQuery, `$1${mask}`);
  const words = ['curl', '--globoff', '--path-as-is'];
  const hasBody = (request?.body?.bytes ?? 0) > 0;
  if (method === 'HEAD') words.push('--head');
  else if (method !== 'GET' || hasBody) words.push('--request', quoted(method));
  words.push(quoted(address));
  const names = new Set<string>();
  for (const [name, value] of request?.headers ?? []) {
    names.add(name.toLowerCase());
    if (left.test(name)) continue;
    const shown = withSecrets ? value : masked(name, value);
    // curl takes a name with nothing behind the colon for one to be left out.
    words.push('--header', quoted(shown === '' ? `${name};` : `${name}: ${shown}`));
  }
  // Without this curl would add one, and the signature would no longer fit.
  if (hasBody && !names.has('content-type')) words.push('--header', quoted('Content-Type:'));
  for (const name of ['accept', 'user-agent']) {
    if (!names.has(name)) words.push('--header', quoted(`${name}:`));
  }
  if (hasBody) {
    const file = `@exchange-${id}-request-body.bin`;
    // The form of a PostObject has a signature among its fields.
    const isForm = (request?.headers ?? []).some(
      ([name, value]) => /^content-type$/i.test(name) && /^multipart\/form-data/i.test(value),
    );
    words.push('--data-binary', quoted(withSecrets || !isForm ? (body ?? file) : file));
  }
  return words.join(' ').replace(/ (--(?:header|data-binary) )/g, ' \\\n  $1');
}
