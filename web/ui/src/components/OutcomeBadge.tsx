import type { Exchange } from '../api/types';
import { useText } from '../i18n';
import { outcomeOf } from '../text/outcome';
import { Icon } from './Icon';

// Says it three times, by word, by shape and by colour, so that no one of them is needed.
export function OutcomeBadge({ exchange }: { exchange: Exchange }) {
  const t = useText();
  const outcome = outcomeOf(exchange);
  const hint =
    outcome === 'healed' || outcome === 'check' ? t(`outcome.${outcome}.hint`) : undefined;
  return (
    <span class={`outcome ${outcome}`} title={hint}>
      <Icon name={outcome} />
      <span class="outcome-word">{t(`outcome.${outcome}`)}</span>
    </span>
  );
}
