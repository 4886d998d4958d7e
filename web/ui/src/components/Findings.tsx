import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { FindingCard } from './FindingCard';
import { Icon } from './Icon';
import { VisibleText } from './VisibleText';

// The verdict: the strongest finding open, the others folded below it.
export function Findings({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const [first, ...others] = exchange.findings;
  if (first === undefined) {
    if (!exchange.failed || exchange.error !== null) return null;
    return (
      <section class="finding info" aria-label={t('finding.label')}>
        <h3>
          <Icon name="unknown" />
          {t('finding.noneTitle')}
        </h3>
        <p>{t('finding.none')}</p>
        {exchange.oss_message !== null && (
          <p class="mono">
            <VisibleText text={exchange.oss_message} />
          </p>
        )}
      </section>
    );
  }
  return (
    <section class="findings" aria-label={t('finding.label')}>
      <FindingCard finding={first} open />
      {others.length > 0 && <h4 class="section-label">{t('finding.others')}</h4>}
      {others.map((finding, i) => (
        <FindingCard key={`${finding.rule}-${i}`} finding={finding} open={false} />
      ))}
    </section>
  );
}
