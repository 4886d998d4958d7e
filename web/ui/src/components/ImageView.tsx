import { useEffect, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { formatBytes } from '../text/format';

interface Props {
  bytes: Uint8Array;
  type: string; // as its bytes tell
}

type Shown = { kind: 'loading' } | { kind: 'shown'; width: number; height: number } | { kind: 'broken' };

// A captured image. The address is one of this page's own memory and of an image type, so nothing
// is asked for over the network and nothing in it can run.
export function ImageView({ bytes, type }: Props) {
  const t = useText();
  const [url, setUrl] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({ kind: 'loading' });
  useEffect(() => {
    setShown({ kind: 'loading' });
    const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    setUrl(address);
    return () => URL.revokeObjectURL(address);
  }, [bytes, type]);
  if (url === null) return null;
  const size = formatBytes(bytes.length);
  return (
    <figure class="image-view">
      {shown.kind === 'broken' ? (
        <p class="notice">{t('image.broken', { type })}</p>
      ) : (
        <img
          src={url}
          alt={t('image.label')}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setShown({ kind: 'shown', width, height })
          }
          onError={() => setShown({ kind: 'broken' })}
        />
      )}
      <figcaption class="muted">
        {shown.kind === 'shown'
          ? t('image.caption', { type, size, width: shown.width, height: shown.height })
          : `${type}, ${size}`}
      </figcaption>
    </figure>
  );
}
