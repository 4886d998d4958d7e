// Reads a request that was pasted: as HTTP, or as a curl command.
import type { Head, Header } from '../api/types';

export interface Pasted {
  head: string; // with the line ends of HTTP
  parsed: Head;
}

export function readPasted(text: string): Pasted | null {
  const trimmed = text.trim();
  const lines = /^curl(?:\s|$)/.test(trimmed) ? fromCurl(trimmed) : fromHttp(text);
  const [line = '', ...fields] = lines ?? [];
  // A method and a target, which is a path or a URL.
  if (!/^[A-Za-z]+ (?:\/|\*|https?:)\S*/.test(line)) return null;
  const headers = fields.flatMap((field): Header[] => {
    const colon = field.indexOf(':');
    return colon <= 0 ? [] : [[field.slice(0, colon), field.slice(colon + 1).trim()]];
  });
  return {
    head: `${[line, ...fields].join('\r\n')}\r\n\r\n`,
    parsed: { line, headers, raw_base64: null },
  };
}

// The head ends with the first empty line; what follows is the body.
function fromHttp(text: string): string[] | null {
  const lines = text.replace(/^\s+/, '').split(/\r?\n/);
  const end = lines.indexOf('');
  const [line = '', ...fields] = end < 0 ? lines : lines.slice(0, end);
  if (line === '') return null;
  return [/ HTTP\/\d/.test(line) ? line : `${line.trim()} HTTP/1.1`, ...fields];
}

// Words as a shell cuts them: quotes, escapes, and lines that go on after a backslash.
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  const pattern = /(\\\r?\n)|\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|(\s+)|([\s\S])/g;
  for (const match of command.matchAll(pattern)) {
    const [, joined, escaped, single, double, blank, plain] = match;
    if (joined !== undefined) continue;
    if (blank !== undefined) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      const unquoted = double?.replace(/\\(["\\$`]|\r?\n)/g, (_, c: string) => c.trim());
      word = (word ?? '') + (escaped ?? single ?? unquoted ?? plain ?? '');
    }
  }
  return word === null ? words : [...words, word];
}

// Options of curl that take a value and have no part in the signature.
const skipped =
  /^(?:-[AbcoumxEeK]|--(?:user-agent|cookie|output|user|max-time|proxy|cert|referer|connect-timeout|cacert|resolve))$/;

interface CurlParts {
  method: string | null;
  url: string | null;
  headers: string[];
  hasData: boolean;
}

function fromCurl(command: string): string[] | null {
  const parts: CurlParts = { method: null, url: null, headers: [], hasData: false };
  // `-XPUT` and `--request=PUT` are the same as with a blank.
  const words = shellWords(command)
    .slice(1)
    .flatMap((word) => /^(-[XHdT])(.+)$/.exec(word)?.slice(1) ?? [word]);
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const next = words[i + 1] ?? '';
    if (/^(?:-X|--request)$/.test(word)) parts.method = next;
    else if (/^(?:-H|--header)$/.test(word)) parts.headers.push(next);
    else if (/^(?:-d|--data(?:-\w+)?)$/.test(word)) parts.hasData = true;
    else if (/^(?:-T|--upload-file)$/.test(word)) parts.method ??= 'PUT';
    else if (word === '--url') parts.url = next;
    else if (/^(?:-I|--head)$/.test(word)) {
      parts.method ??= 'HEAD';
      continue;
    } else if (!skipped.test(word)) {
      if (!word.startsWith('-')) parts.url ??= word;
      continue;
    }
    i += 1;
  }
  return curlHead(parts);
}

function curlHead({ method, url, headers, hasData }: CurlParts): string[] | null {
  const target = /^(?:https?:\/\/)?([^/?#]+)([^#]*)/i.exec(url ?? '');
  if (target === null) return null;
  const path = (target[2] ?? '').startsWith('/') ? target[2] : `/${target[2] ?? ''}`;
  const has = (name: string): boolean =>
    headers.some((field) => field.toLowerCase().startsWith(`${name}:`));
  const fields = has('host') ? headers : [`Host: ${target[1] ?? ''}`, ...headers];
  // What curl adds by itself, and what so often breaks a signature.
  if (hasData && !has('content-type')) fields.push('Content-Type: application/x-www-form-urlencoded');
  return [`${method ?? (hasData ? 'POST' : 'GET')} ${path} HTTP/1.1`, ...fields];
}
