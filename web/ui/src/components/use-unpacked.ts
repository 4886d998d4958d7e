import { useEffect, useState } from 'preact/hooks';
import type { BodySide } from '../api/client';
import type { BodyInfo } from '../api/types';
import type { Translate } from '../i18n';
import { useApp } from '../state/app';
import { maxFormattedBytes } from '../text/body';
import { canDecompress, decompress, type Decompressed } from '../text/decompress';

export interface Unpacked {
  bytes: Uint8Array;
  truncated: boolean;
  notice: string | null; // what was done, or could not be done
}

interface Stored {
  id: number;
  side: BodySide;
  bytes: Uint8Array | null; // null while they are on their way
  body: BodyInfo;
}

// Codings that browsers cannot undo by themselves, and the server can.
const serverCodings = /^\s*br\s*$/i;

// A body without its Content-Encoding, as far as it can be taken off.
export function useUnpacked(t: Translate, { id, side, bytes, body }: Stored): Unpacked | null {
  const { api } = useApp();
  const [unpacked, setUnpacked] = useState<Unpacked | null>(null);
  const coding = body.content_encoding ?? '';
  useEffect(() => {
    setUnpacked(null);
    if (bytes === null) return;
    const asStored = { bytes, truncated: body.truncated };
    if (coding === '' || coding.toLowerCase() === 'identity') {
      setUnpacked({ ...asStored, notice: null });
      return;
    }
    const controller = new AbortController();
    const unpack = async (): Promise<Decompressed | null> => {
      if (canDecompress(coding)) return decompress(bytes, coding, maxFormattedBytes);
      const decoded = await api.fetchBody(id, side, controller.signal, true);
      return {
        bytes: decoded,
        truncated: body.truncated || decoded.length >= maxFormattedBytes,
      };
    };
    if (!canDecompress(coding) && !serverCodings.test(coding)) {
      setUnpacked({ ...asStored, notice: t('body.codingUnknown', { coding }) });
      return;
    }
    unpack()
      .catch(() => null)
      .then((result) => {
        if (controller.signal.aborted) return;
        if (result === null) {
          setUnpacked({ ...asStored, notice: t('body.codingBroken', { coding }) });
          return;
        }
        const cut = result.truncated ? ` ${t('body.cutShort')}` : '';
        setUnpacked({ ...result, notice: t('body.coding', { coding }) + cut });
      });
    return () => controller.abort();
  }, [api, id, side, bytes, coding, body.truncated, t]);
  return unpacked;
}
