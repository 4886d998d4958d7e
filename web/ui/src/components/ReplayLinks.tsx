import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { useApp } from '../state/app';

// Which exchange this one sends again, and which ones send this one again.
export function ReplayLinks({ exchange }: { exchange: ExchangeDetail }) {
  const app = useApp();
  const t = useText();
  const { replay_of: original, replays } = exchange;
  if (original === null && replays.length === 0) return null;
  return (
    <div class="replay-links">
      {original !== null && (
        <p>
          <button type="button" class="link" onClick={() => app.select(original)}>
            {t('replay.of', { id: original })}
          </button>{' '}
          <button
            type="button"
            class="small"
            onClick={() => {
              app.compareWith(original);
              app.showTab('compare');
            }}
          >
            {t('replay.compare')}
          </button>
        </p>
      )}
      {replays.length > 0 && (
        <p>
          {t('replay.replays')}{' '}
          {replays.map((id) => (
            <button key={id} type="button" class="link" onClick={() => app.select(id)}>
              {id}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
