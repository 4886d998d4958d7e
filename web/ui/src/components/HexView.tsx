import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { formatBytes } from '../text/format';
import { hexRow, hexRowBytes } from '../text/hex';

const firstRows = 128;

export function HexView({ bytes }: { bytes: Uint8Array }) {
  const t = useText();
  const [limit, setLimit] = useState(firstRows);
  const rows = Math.ceil(bytes.length / hexRowBytes);
  const shown = Math.min(rows, limit);
  const left = bytes.length - shown * hexRowBytes;
  return (
    <div class="wire hex" role="region" aria-label={t('body.hexLabel')} tabIndex={0}>
      {Array.from({ length: shown }, (_, i) => {
        const row = hexRow(bytes, i);
        return (
          <div key={i} class="hex-row">
            <span class="hex-offset">{row.offset}</span>
            <span class="hex-bytes">{row.hex}</span>
            <span class="hex-ascii">{row.ascii}</span>
          </div>
        );
      })}
      {left > 0 && (
        <button type="button" class="quiet small" onClick={() => setLimit(limit * 4)}>
          {t('body.showMoreBytes', { size: formatBytes(left) })}
        </button>
      )}
    </div>
  );
}
