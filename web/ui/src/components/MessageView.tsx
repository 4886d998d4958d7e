import type { BodySide } from '../api/client';
import type { ExchangeDetail, Message } from '../api/types';
import { useText } from '../i18n';
import { BodyView } from './BodyView';
import { HeadView } from './HeadView';

interface Props {
  exchange: ExchangeDetail;
  side: BodySide;
  message: Message | null;
}

export function MessageView({ exchange, side, message }: Props) {
  const t = useText();
  if (message === null) {
    return (
      <p class="notice">{t(side === 'request' ? 'message.noRequest' : 'message.noResponse')}</p>
    );
  }
  return (
    <>
      {side === 'response' &&
        exchange.interim.map((head, i) => (
          <details key={i} class="interim">
            <summary>
              {t('message.interim')}: <code>{head.line}</code>
            </summary>
            <HeadView head={head} side={side} quiet />
          </details>
        ))}
      <HeadView head={message} side={side} />
      <BodyView exchange={exchange} side={side} message={message} />
      {message.trailers.length > 0 && (
        <>
          <h4 class="section-label">{t('message.trailers')}</h4>
          <HeadView
            head={{ line: '', headers: message.trailers, raw_base64: null }}
            side={side}
            quiet
          />
        </>
      )}
    </>
  );
}
