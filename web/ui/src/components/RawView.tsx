import type { BodySide } from '../api/client';
import type { ExchangeDetail, Message } from '../api/types';
import { useText } from '../i18n';
import { BodyTools } from './BodyView';
import { HexView } from './HexView';
import { useBody } from './use-body';

// Both bodies as the bytes that were stored, whatever they are.
export function RawView({ exchange }: { exchange: ExchangeDetail }) {
  return (
    <>
      <RawBody exchange={exchange} side="request" message={exchange.request} />
      <RawBody exchange={exchange} side="response" message={exchange.response} />
    </>
  );
}

interface Props {
  exchange: ExchangeDetail;
  side: BodySide;
  message: Message | null;
}

function RawBody({ exchange, side, message }: Props) {
  const t = useText();
  const body = message?.body ?? null;
  const isStored = body !== null && body.captured > 0 && !body.dropped;
  const state = useBody(exchange.id, side, isStored);
  return (
    <section class="raw-body" aria-label={t(`raw.${side}`)}>
      <h3>{t(`raw.${side}`)}</h3>
      {body === null || body.bytes === 0 ? (
        <p class="muted">{t('body.none')}</p>
      ) : (
        <BodyTools exchange={exchange} side={side} body={body} />
      )}
      {isStored && state.kind === 'loading' && <p class="muted">{t('body.loading')}</p>}
      {isStored && state.kind === 'error' && (
        <p class="notice" role="alert">
          {t('body.error', { message: state.message })}
        </p>
      )}
      {isStored && state.kind === 'ready' && <HexView bytes={state.bytes} />}
    </section>
  );
}
