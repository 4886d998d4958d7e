export interface HexRow {
  offset: string;
  hex: string;
  ascii: string;
}

export const hexRowBytes = 16;

// One row of a hex dump; shorter at the end of the bytes.
export function hexRow(bytes: Uint8Array, row: number): HexRow {
  const start = row * hexRowBytes;
  const slice = Array.from(bytes.subarray(start, start + hexRowBytes));
  const hex = slice.map((byte) => byte.toString(16).padStart(2, '0'));
  return {
    offset: start.toString(16).padStart(8, '0'),
    hex: `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(48, ' '),
    ascii: slice
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
      .join(''),
  };
}

// No bytes when the text is not base64.
export function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
