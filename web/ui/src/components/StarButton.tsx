import type { Exchange } from '../api/types';
import { useText } from '../i18n';
import { useApp } from '../state/app';
import { Icon } from './Icon';

interface Props {
  exchange: Exchange;
  inRow?: boolean; // where the keyboard has `s` instead of another stop
}

export function StarButton({ exchange, inRow = false }: Props) {
  const app = useApp();
  const t = useText();
  const label = t(exchange.starred ? 'mark.unstar' : 'mark.star');
  return (
    <button
      type="button"
      class={`quiet star${exchange.starred ? ' on' : ''}`}
      tabIndex={inRow ? -1 : undefined}
      title={label}
      aria-label={t('mark.starred')}
      aria-pressed={exchange.starred}
      onClick={(event) => {
        event.stopPropagation();
        void app.toggleStar(exchange.id);
      }}
    >
      <Icon name="star" />
    </button>
  );
}
