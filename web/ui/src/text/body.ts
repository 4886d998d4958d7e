// Decides how captured bytes are shown, and lays text out in lines of tokens. The tokens become
// text nodes: a body is never given to an HTML, XML or script parser of the browser.
import { formatJson } from './json';
import { formatXml } from './xml';

export type TokenKind = 'plain' | 'punctuation' | 'name' | 'string' | 'literal' | 'comment';

export interface Token {
  kind: TokenKind;
  text: string;
}

export interface Line {
  indent: number;
  tokens: Token[];
  name: string | null; // the XML element or JSON key that the line holds
}

export type BodyFormat = 'xml' | 'json' | 'text';

export type ShownBody = { kind: 'text'; format: BodyFormat; lines: Line[] } | { kind: 'binary' };

// Above this nothing is parsed in the browser: laying out would be felt.
export const maxFormattedBytes = 2 * 1024 * 1024;

// The text of the bytes, or null when they are not UTF-8 text. A cut-off body may end inside a
// character.
export function decodeText(bytes: Uint8Array, truncated: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated });
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

function plainLines(text: string): Line[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => ({ indent: 0, tokens: [{ kind: 'plain', text: line }], name: null }));
}

export function showBody(bytes: Uint8Array, contentType: string, truncated: boolean): ShownBody {
  const text = bytes.length > maxFormattedBytes ? null : decodeText(bytes, truncated);
  if (text === null) return { kind: 'binary' };
  const type = contentType.toLowerCase();
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (type.includes('json') || /^[[{]/.test(start)) {
    const lines = formatJson(start);
    if (lines !== null) return { kind: 'text', format: 'json', lines };
  }
  if ((type.includes('xml') || start.startsWith('<')) && !type.includes('html')) {
    const lines = formatXml(start);
    if (lines !== null) return { kind: 'text', format: 'xml', lines };
  }
  return { kind: 'text', format: 'text', lines: plainLines(text) };
}

// The line that an evidence names: by element or key first, then by the captured text.
export function findLine(lines: Line[], name: string, value: string): number {
  const last = name.split(/[/.]/).pop()?.toLowerCase() ?? '';
  if (last !== '') {
    const named = lines.findIndex((line) => line.name?.toLowerCase() === last);
    if (named >= 0) return named;
  }
  const wanted = value.split('\n')[0] ?? '';
  for (const candidate of [wanted, name]) {
    if (candidate === '') continue;
    const found = lines.findIndex((line) =>
      line.tokens
        .map((token) => token.text)
        .join('')
        .includes(candidate),
    );
    if (found >= 0) return found;
  }
  return -1;
}
