// Takes a content coding off for showing. Only what browsers can undo by themselves.
const formats: Record<string, CompressionFormat> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
};

export interface Decompressed {
  bytes: Uint8Array;
  truncated: boolean; // the input ended early, or the limit was reached
}

export function canDecompress(coding: string): boolean {
  return coding.trim().toLowerCase() in formats && typeof DecompressionStream === 'function';
}

// Gives what can be read of a body that was cut off. `limit` guards against bodies that are small
// on the wire and huge unpacked.
export async function decompress(
  bytes: Uint8Array,
  coding: string,
  limit: number,
): Promise<Decompressed | null> {
  const format = formats[coding.trim().toLowerCase()];
  if (format === undefined) return null;
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // Both reject when the input is damaged; the reader below reports it.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  let truncated = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      total += value.length;
      if (total >= limit) {
        truncated = true;
        await reader.cancel();
        break;
      }
    }
  } catch {
    if (chunks.length === 0) return null;
    truncated = true;
  }
  const joined = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return { bytes: joined.subarray(0, limit), truncated };
}
