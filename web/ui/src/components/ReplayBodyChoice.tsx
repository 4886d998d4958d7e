import { useState } from 'preact/hooks';
import type { ReplaySource } from '../api/types';
import { useText } from '../i18n';
import { formatBytes } from '../text/format';
import type { ReplayBody } from '../text/replay';

// What the server takes in one call, which carries the bytes in base64.
const maxBytes = 2 * 1024 * 1024;
const ways = ['captured', 'none', 'text', 'file'] as const;
type Way = (typeof ways)[number];

interface Props {
  source: ReplaySource;
  onChange: (body: ReplayBody) => void;
}

export function firstBody(source: ReplaySource): ReplayBody {
  return source.bodyRefusal === null ? { kind: 'captured' } : { kind: 'none' };
}

const bytesBody = (bytes: Uint8Array): ReplayBody => ({ kind: 'bytes', bytes });

// Which body goes with the request.
export function ReplayBodyChoice({ source, onChange }: Props) {
  const t = useText();
  const [way, setWay] = useState<Way>(firstBody(source).kind === 'captured' ? 'captured' : 'none');
  const [text, setText] = useState('');
  const [tooLarge, setTooLarge] = useState<number | null>(null);
  const choose = (chosen: Way): void => {
    setWay(chosen);
    setTooLarge(null);
    if (chosen === 'text') onChange(bytesBody(new TextEncoder().encode(text)));
    else onChange({ kind: chosen === 'captured' ? 'captured' : 'none' });
  };
  const take = async (file: File | undefined): Promise<void> => {
    const isTaken = file !== undefined && file.size <= maxBytes;
    setTooLarge(file === undefined || isTaken ? null : file.size);
    onChange(isTaken ? bytesBody(new Uint8Array(await file.arrayBuffer())) : { kind: 'none' });
  };
  return (
    <fieldset class="replay-body">
      <legend>{t('replay.body')}</legend>
      {ways.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="replay-body"
            checked={way === one}
            disabled={one === 'captured' && source.bodyRefusal !== null}
            onChange={() => choose(one)}
          />{' '}
          {t(`replay.body.${one}`, { size: formatBytes(source.bodyBytes) })}
        </label>
      ))}
      {source.bodyRefusal !== null && <p class="notice">{source.bodyRefusal}</p>}
      {way === 'text' && (
        <textarea
          rows={4}
          spellcheck={false}
          aria-label={t('replay.bodyText')}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            onChange(bytesBody(new TextEncoder().encode(event.currentTarget.value)));
          }}
        />
      )}
      {way === 'file' && (
        <input
          type="file"
          aria-label={t('replay.bodyFile')}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      )}
      {tooLarge !== null && (
        <p class="notice" role="alert">
          {t('replay.fileTooLarge', { size: formatBytes(tooLarge), limit: formatBytes(maxBytes) })}
        </p>
      )}
      <p class="muted">{t('replay.length')}</p>
    </fieldset>
  );
}
