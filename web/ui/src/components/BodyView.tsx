import { useMemo, useState } from 'preact/hooks';
import { bodyUrl, type BodySide } from '../api/client';
import type { BodyInfo, Evidence, ExchangeDetail, Message } from '../api/types';
import { useText, type Translate } from '../i18n';
import { showBody } from '../text/body';
import { readForm } from '../text/form';
import { formatBytes } from '../text/format';
import { imageType } from '../text/image';
import { findField, FormView } from './FormView';
import { HexView } from './HexView';
import { Icon } from './Icon';
import { ImageView } from './ImageView';
import { TextBody } from './TextBody';
import { useBody } from './use-body';
import { useHighlight } from './use-highlight';
import { useUnpacked } from './use-unpacked';

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

// The ways in which a body can be shown, the telling ones first.
type Way = 'form' | 'image' | 'text' | 'hex';

function StoredBody({ id, side, body, contentType }: StoredProps) {
  const t = useText();
  const state = useBody(id, side, true);
  const bytes = state.kind === 'ready' ? state.bytes : null;
  const unpacked = useUnpacked(t, { id, side, bytes, body });
  const { evidence, ref } = useHighlight(`${side}.body`, unpacked !== null);
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('body.error', { message: state.message })}
      </p>
    );
  }
  if (unpacked === null) return <p class="muted">{t('body.loading')}</p>;
  return (
    <div ref={ref}>
      {unpacked.notice !== null && <p class="muted">{unpacked.notice}</p>}
      <ShownBody {...unpacked} contentType={contentType} evidence={evidence} />
    </div>
  );
}

interface ShownProps {
  bytes: Uint8Array;
  truncated: boolean;
  contentType: string;
  evidence: Evidence | null;
}

function ShownBody({ bytes, truncated, contentType, evidence }: ShownProps) {
  const t = useText();
  const [chosen, setChosen] = useState<Way | null>(null);
  const fields = useMemo(() => readForm(bytes, contentType, truncated), [bytes, contentType]);
  const image = imageType(bytes);
  const shown = useMemo(() => showBody(bytes, contentType, truncated), [bytes, contentType]);
  const ways: Way[] = [
    ...(fields === null ? [] : (['form'] as const)),
    ...(image === null ? [] : (['image'] as const)),
    ...(shown.kind === 'text' ? (['text'] as const) : []),
    'hex',
  ];
  // An evidence that no field has the name of is found in the text.
  const isInText = evidence !== null && fields !== null && findField(fields, evidence) < 0;
  const way = chosen ?? (isInText && shown.kind === 'text' ? 'text' : (ways[0] ?? 'hex'));
  return (
    <>
      {ways.length > 1 && (
        <div class="ways" role="group" aria-label={t('body.ways')}>
          {ways.map((other) => (
            <button
              key={other}
              type="button"
              class="chip small"
              aria-pressed={other === way}
              onClick={() => setChosen(other)}
            >
              {t(`body.way.${other}`)}
            </button>
          ))}
        </div>
      )}
      {way === 'form' && fields !== null && <FormView fields={fields} evidence={evidence} />}
      {way === 'image' && image !== null && <ImageView bytes={bytes} type={image} />}
      {way === 'text' && shown.kind === 'text' && (
        <TextBody lines={shown.lines} format={shown.format} evidence={evidence} />
      )}
      {way === 'hex' && <HexView bytes={bytes} />}
    </>
  );
}
