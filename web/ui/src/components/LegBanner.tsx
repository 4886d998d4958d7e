import type { ExchangeDetail } from '../api/types';
import { useText, wordText, type MessageKey, type Translate } from '../i18n';
import { brokenLeg, type Leg } from '../text/outcome';
import { Icon, type IconName } from './Icon';
import { VisibleText } from './VisibleText';

type LegState = 'fine' | 'broken' | 'notReached';

const states: Record<Leg, [appLeg: LegState, upstreamLeg: LegState]> = {
  app: ['broken', 'notReached'],
  upstream: ['fine', 'broken'],
  answer: ['fine', 'fine'],
};

const icons: Record<LegState, IconName> = { fine: 'arrow', broken: 'close', notReached: 'arrow' };

function sentence(t: Translate, exchange: ExchangeDetail, leg: Leg): string {
  if (exchange.answered_by_proxy && exchange.error === null) return t('leg.byProxy');
  if (leg === 'app') return t('leg.atApp');
  if (leg === 'upstream') return t('leg.atUpstream');
  return exchange.error === null
    ? t('leg.atAnswer', { status: exchange.status ?? '–' })
    : t('leg.atBrokenAnswer');
}

// Names the leg on which a failed request stopped, before any cause is named.
export function LegBanner({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const leg = brokenLeg(exchange);
  if (leg === null) return null;
  const [appLeg, upstreamLeg] = states[leg];
  // A blind tunnel or a callback does not end at OSS.
  const isOss = exchange.operation !== null || exchange.request_id !== null;
  return (
    <div class={`legs ${leg}`} role="group" aria-label={t('leg.label')}>
      <div class="leg-line">
        <span class="leg-node">{t('leg.app')}</span>
        <LegLink state={appLeg} />
        <span class="leg-node">{t('leg.osslens')}</span>
        <LegLink state={upstreamLeg} />
        <span class={`leg-node${leg === 'answer' ? ' broken' : ''}`}>
          {leg === 'answer' && <Icon name="failed" />}
          {t(isOss ? 'leg.oss' : 'leg.server')}
        </span>
      </div>
      <p>
        <strong>{sentence(t, exchange, leg)}</strong>
        {exchange.error !== null && (
          <>
            {' · '}
            {wordText(t, 'error', exchange.error.kind)}
          </>
        )}
      </p>
      {exchange.error !== null && exchange.error.message !== '' && (
        <p class="leg-message">
          <VisibleText text={exchange.error.message} />
        </p>
      )}
      {exchange.error !== null && exchange.answered_by_proxy && (
        <p class="muted">{t('leg.byProxyUpstream')}</p>
      )}
    </div>
  );
}

function LegLink({ state }: { state: LegState }) {
  const t = useText();
  return (
    <span class={`leg-link ${state}`}>
      <Icon name={icons[state]} />
      <span class="offscreen">{t(`leg.${state}` satisfies MessageKey)}</span>
    </span>
  );
}
