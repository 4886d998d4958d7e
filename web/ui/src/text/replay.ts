// The request of an exchange that is sent again, as the reader has it in hand.
import type { Header, ReplaySource } from '../api/types';

export interface ReplayLine {
  key: number; // stays with the line while others come and go
  name: string;
  value: string;
  captured: number | null; // its place in the captured head
  isOn: boolean; // it is sent
}

export interface ReplayDraft {
  method: string;
  target: string;
  lines: ReplayLine[];
}

export type ReplayBody =
  | { kind: 'captured' }
  | { kind: 'none' }
  | { kind: 'bytes'; bytes: Uint8Array };

// What POST .../replay takes: the number of a captured line, which is then sent byte for byte, or a line of the reader's.
export interface ReplayOrder {
  head: { method: string; target: string; headers: (number | Header)[] } | null;
  body: 'captured' | 'none' | { base64: string };
}

export function draftOf(source: ReplaySource): ReplayDraft {
  return {
    method: source.method,
    target: source.target,
    lines: source.headers.map(([name, value], i) => ({
      key: i,
      name,
      value,
      captured: i,
      isOn: true,
    })),
  };
}

const is = (line: { name: string }, name: string): boolean =>
  line.name.trim().toLowerCase() === name;

// The first line of that name that is sent.
export function lineOf(draft: ReplayDraft, name: string): ReplayLine | undefined {
  return draft.lines.find((line) => line.isOn && is(line, name));
}

export function addLine(draft: ReplayDraft, name: string, value: string): ReplayDraft {
  const key = 1 + Math.max(-1, ...draft.lines.map((line) => line.key));
  return { ...draft, lines: [...draft.lines, { key, name, value, captured: null, isOn: true }] };
}

export function changeLine(
  draft: ReplayDraft,
  key: number,
  change: Partial<ReplayLine>,
): ReplayDraft {
  const lines = draft.lines.map((line) => (line.key === key ? { ...line, ...change } : line));
  return { ...draft, lines };
}

// The one line of that name gets the value, wherever it stands; further ones of the name are left out.
export function setLine(draft: ReplayDraft, name: string, value: string): ReplayDraft {
  const first = lineOf(draft, name.toLowerCase());
  if (first === undefined) return addLine(draft, name, value);
  const lines = draft.lines.map((line) => {
    if (line === first) return { ...line, value };
    return line.isOn && is(line, name.toLowerCase()) ? { ...line, isOn: false } : line;
  });
  return { ...draft, lines };
}

export function removeLine(draft: ReplayDraft, name: string): ReplayDraft {
  const lines = draft.lines.map((line) => (is(line, name) ? { ...line, isOn: false } : line));
  return { ...draft, lines };
}

// The head announces the body that goes with it. A chunked one needs no length.
export function fitLength(draft: ReplayDraft, bytes: number): ReplayDraft {
  if (lineOf(draft, 'transfer-encoding') !== undefined) return draft;
  const announced = lineOf(draft, 'content-length');
  if (announced === undefined ? bytes === 0 : announced.value.trim() === String(bytes)) return draft;
  return setLine(draft, 'Content-Length', String(bytes));
}

export function bodyBytes(body: ReplayBody, source: ReplaySource): number {
  if (body.kind === 'none') return 0;
  return body.kind === 'captured' ? source.bodyBytes : body.bytes.length;
}

function isAsCaptured(line: ReplayLine, source: ReplaySource): boolean {
  const captured = line.captured === null ? undefined : source.headers[line.captured];
  return captured !== undefined && captured[0] === line.name && captured[1] === line.value;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

export function orderOf(draft: ReplayDraft, body: ReplayBody, source: ReplaySource): ReplayOrder {
  const sent = draft.lines.filter(({ isOn }) => isOn);
  const isUnchanged =
    draft.method === source.method &&
    draft.target === source.target &&
    sent.length === source.headers.length &&
    sent.every((line, i) => line.captured === i && isAsCaptured(line, source));
  return {
    // Without a word about the head its first line stays to the byte as well.
    head: isUnchanged
      ? null
      : {
          method: draft.method,
          target: draft.target,
          headers: sent.map((line) =>
            isAsCaptured(line, source) ? (line.captured ?? 0) : [line.name, line.value],
          ),
        },
    body: body.kind === 'bytes' ? { base64: base64(body.bytes) } : body.kind,
  };
}

// For showing, and for rebuilding what is to be signed.
export function headText(draft: ReplayDraft, version: string): string {
  const lines = draft.lines.filter(({ isOn }) => isOn).map(({ name, value }) => `${name}: ${value}`);
  return `${[`${draft.method} ${draft.target} ${version}`, ...lines].join('\r\n')}\r\n\r\n`;
}

// A name or value that no header can have, which the server would refuse as well.
export function isBadName(name: string): boolean {
  return !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

export function mayChangeData(method: string): boolean {
  return !/^(?:GET|HEAD)$/.test(method);
}
