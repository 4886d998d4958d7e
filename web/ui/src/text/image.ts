// Tells images by their first bytes. What a server says of a body is not believed: only what is an
// image of these kinds is handed to the browser as one. SVG is none of them, because it is a
// document that can hold scripts.
const kinds: readonly [type: string, first: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/avif', /^[\s\S]{4}ftypavif/],
];

export function imageType(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return kinds.find(([, first]) => first.test(start))?.[0] ?? null;
}
