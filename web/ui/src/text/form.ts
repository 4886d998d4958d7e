// Reads the fields of a form from the captured bytes of its body: multipart/form-data as PostObject
// sends it (RFC 7578), and application/x-www-form-urlencoded as upload callbacks do.
import { decodeText, type Line } from './body';
import { bytesOfBase64 } from './hex';
import { formatJson } from './json';

export interface FormField {
  name: string;
  fileName: string | null; // of a field that is a file
  type: string | null; // its Content-Type
  value: Uint8Array;
  isCut: boolean; // the capture ends in it
}

// A form of more fields than that is nobody's; the rest is left out.
const maxFields = 500;

// Null when the body is no form, or not one that can be read.
export function readForm(
  bytes: Uint8Array,
  contentType: string,
  truncated: boolean,
): FormField[] | null {
  const type = contentType.toLowerCase();
  if (type.startsWith('multipart/form-data')) {
    const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
    const boundary = match?.[1] ?? match?.[2];
    return boundary === undefined ? null : readMultipart(bytes, boundary, truncated);
  }
  return type.startsWith('application/x-www-form-urlencoded') ? readUrlEncoded(bytes) : null;
}

// Each byte as the character of its number, so that texts can be searched for and places are places
// of bytes.
function asLatin1(bytes: Uint8Array): string {
  const piece = 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return text;
}

function utf8(latin1: string): string {
  const bytes = Uint8Array.from(latin1, (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function readMultipart(bytes: Uint8Array, boundary: string, truncated: boolean): FormField[] | null {
  const text = asLatin1(bytes);
  const mark = `--${boundary}`;
  let at = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
  if (at === 0 && !text.startsWith(mark)) return null;
  const fields: FormField[] = [];
  while (fields.length < maxFields) {
    const begin = at + mark.length;
    if (text.startsWith('--', begin)) break; // the last boundary
    const next = text.indexOf(`\n${mark}`, begin);
    const end = next < 0 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
    const field = readPart(bytes, text, begin, end, next < 0 && truncated);
    if (field !== null) fields.push(field);
    if (next < 0) break;
    at = next + 1;
  }
  return fields.length === 0 ? null : fields;
}

function readPart(
  bytes: Uint8Array,
  text: string,
  begin: number,
  end: number,
  isCut: boolean,
): FormField | null {
  const match = /\r?\n\r?\n/g;
  match.lastIndex = begin;
  const gap = match.exec(text);
  if (gap === null || gap.index >= end) return null;
  const head = text.slice(begin, gap.index);
  const name = parameter(head, 'name');
  if (name === null) return null;
  return {
    name,
    fileName: parameter(head, 'filename'),
    type: /^content-type:[ \t]*([^\r\n]*)/im.exec(head)?.[1] ?? null,
    value: bytes.subarray(gap.index + gap[0].length, Math.max(end, gap.index + gap[0].length)),
    isCut,
  };
}

function parameter(head: string, name: string): string | null {
  const line = /^content-disposition:([^\r\n]*)/im.exec(head)?.[1] ?? '';
  const match = new RegExp(`;\\s*${name}=(?:"((?:\\\\.|[^"\\\\])*)"|([^\\s;]*))`, 'i').exec(line);
  if (match === null) return null;
  return utf8(match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '');
}

function readUrlEncoded(bytes: Uint8Array): FormField[] | null {
  const text = asLatin1(bytes).trim();
  if (!/^[\x21-\x7e]+$/.test(text) || !text.includes('=')) return null;
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .slice(0, maxFields)
    .map((pair) => {
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      return {
        name: utf8(unescapeForm(name)),
        fileName: null,
        type: null,
        value: Uint8Array.from(unescapeForm(at < 0 ? '' : pair.slice(at + 1)), (c) =>
          c.charCodeAt(0),
        ),
        isCut: false,
      };
    });
}

function unescapeForm(text: string): string {
  return text
    .replace(/\+/g, ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

// Fields that carry JSON in base64.
const packed = /^(?:policy|callback|callback-var|x-oss-callback|x-oss-callback-var)$/i;

// What such a field says, laid out; null for other fields and for what is no JSON in base64.
export function unpackField(field: FormField): Line[] | null {
  if (!packed.test(field.name)) return null;
  const text = decodeText(field.value, field.isCut);
  if (text === null || !/^[A-Za-z0-9+/=_\s-]+$/.test(text)) return null;
  const json = decodeText(bytesOfBase64(text), field.isCut);
  return json === null ? null : formatJson(json);
}
