// Makes characters visible that would hide, reorder or fake what stands in a captured text:
// controls, zero-width characters, bidirectional overrides, odd blanks, lone surrogates.

export interface Segment {
  text: string;
  hidden: boolean; // `text` stands for a character that would not be seen as itself
}

// Line feed and tab are left to the caller's layout: `white-space: pre-wrap` shows both.
const hiddenCharacter =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff]/gu;

export function codePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

export function visibleSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(hiddenCharacter)) {
    if (match.index > end) segments.push({ text: text.slice(end, match.index), hidden: false });
    segments.push({ text: codePointName(match[0]), hidden: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) segments.push({ text: text.slice(end), hidden: false });
  return segments;
}

// The same as one string, for titles, labels and copies that only take text.
export function visibleText(text: string): string {
  return visibleSegments(text)
    .map((segment) => (segment.hidden ? `‹${segment.text}›` : segment.text))
    .join('');
}

// A hundred thousand characters in one cell help nobody and stall layout.
const maxCellText = 300;

export function shortText(text: string): string {
  return text.length > maxCellText ? `${text.slice(0, maxCellText)}…` : text;
}
