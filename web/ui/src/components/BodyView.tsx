import { useEffect, useState } from 'preact/hooks';
import { bodyUrl, type BodySide } from '../api/client';
import type { BodyInfo, ExchangeDetail, Message } from '../api/types';
import { useText, type Translate } from '../i18n';
import { maxFormattedBytes, showBody } from '../text/body';
import { canDecompress, decompress } from '../text/decompress';
import { formatBytes } from '../text/format';
import { HexView } from './HexView';
import { Icon } from './Icon';
import { TextBody } from './TextBody';
import { useBody } from './use-body';
import { useHighlight } from './use-highlight';

interface Props {
  exchange: ExchangeDetail;
  side: BodySide;
  message: Message;
}

export function headerValue(message: Message, name: string): string {
  return message.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? '';
}

// A body for reading: text laid out, anything else as bytes. It is shown, never run: all of it
// ends up in text nodes.
export function BodyView({ exchange, side, message }: Props) {
  const t = useText();
  const { body } = message;
  if (body === null || body.bytes === 0) return <p class="muted body-none">{t('body.none')}</p>;
  return (
    <section class="body-view" aria-label={t('body.title')}>
      <BodyTools exchange={exchange} side={side} body={body} />
      {body.captured > 0 && !body.dropped && (
        <StoredBody
          id={exchange.id}
          side={side}
          body={body}
          contentType={headerValue(message, 'content-type')}
        />
      )}
    </section>
  );
}

export function bodyNotice(t: Translate, body: BodyInfo): string | null {
  const size = formatBytes(body.bytes);
  if (body.dropped) return t('body.dropped', { size });
  if (body.captured === 0) return t('body.notStored', { size });
  if (body.truncated) {
    return t('body.truncated', { size, captured: formatBytes(body.captured) });
  }
  return null;
}

interface ToolsProps {
  exchange: ExchangeDetail;
  side: BodySide;
  body: BodyInfo;
}

export function BodyTools({ exchange, side, body }: ToolsProps) {
  const t = useText();
  const notice = bodyNotice(t, body);
  return (
    <>
      <div class="tools">
        <h4 class="section-label">{t('body.title')}</h4>
        <span class="muted">{formatBytes(body.bytes)}</span>
        {body.captured > 0 && !body.dropped && (
          <a
            class="button quiet small"
            href={bodyUrl(exchange.id, side)}
            download={`exchange-${exchange.id}-${side}-body.bin`}
            title={t('body.downloadLabel')}
          >
            <Icon name="download" />
            {t('body.download')}
          </a>
        )}
      </div>
      {notice !== null && <p class="notice warning">{notice}</p>}
    </>
  );
}

interface StoredProps {
  id: number;
  side: BodySide;
  body: BodyInfo;
  contentType: string;
}

function StoredBody({ id, side, body, contentType }: StoredProps) {
  const t = useText();
  const state = useBody(id, side, true);
  const bytes = state.kind === 'ready' ? state.bytes : null;
  const unpacked = useUnpacked(t, bytes, body);
  const { evidence, ref } = useHighlight(`${side}.body`, unpacked !== null);
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('body.error', { message: state.message })}
      </p>
    );
  }
  if (unpacked === null) return <p class="muted">{t('body.loading')}</p>;
  const shown = showBody(unpacked.bytes, contentType, unpacked.truncated);
  return (
    <div ref={ref}>
      {unpacked.notice !== null && <p class="muted">{unpacked.notice}</p>}
      {shown.kind === 'text' ? (
        <TextBody lines={shown.lines} format={shown.format} evidence={evidence} />
      ) : (
        <HexView bytes={unpacked.bytes} />
      )}
    </div>
  );
}

interface Unpacked {
  bytes: Uint8Array;
  truncated: boolean;
  notice: string | null;
}

function useUnpacked(t: Translate, bytes: Uint8Array | null, body: BodyInfo): Unpacked | null {
  const [unpacked, setUnpacked] = useState<Unpacked | null>(null);
  const coding = body.content_encoding ?? '';
  useEffect(() => {
    let current = true;
    setUnpacked(null);
    if (bytes === null) return;
    const asStored = { bytes, truncated: body.truncated };
    if (coding === '' || coding.toLowerCase() === 'identity') {
      setUnpacked({ ...asStored, notice: null });
    } else if (!canDecompress(coding)) {
      setUnpacked({ ...asStored, notice: t('body.codingUnknown', { coding }) });
    } else {
      void decompress(bytes, coding, maxFormattedBytes).then((result) => {
        if (!current) return;
        if (result === null) {
          setUnpacked({ ...asStored, notice: t('body.codingBroken', { coding }) });
          return;
        }
        const cut = result.truncated ? ` ${t('body.cutShort')}` : '';
        setUnpacked({ ...result, notice: t('body.coding', { coding }) + cut });
      });
    }
    return () => {
      current = false;
    };
  }, [bytes, coding, body.truncated, t]);
  return unpacked;
}
