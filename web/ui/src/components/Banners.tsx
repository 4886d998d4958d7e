import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { formatCount } from '../text/format';
import { Icon } from './Icon';

// What may make the list wrong or incomplete.
export function Banners() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const connection = useAppState((state) => state.connection);
  const status = useAppState((state) => state.status);
  const markError = useAppState((state) => state.markError);
  const [seenDrops, setSeenDrops] = useState(0);
  const dropped = status?.droppedBodies ?? 0;
  return (
    <div class="banners" role="status">
      {connection === 'lost' && (
        <p class="banner error">
          <Icon name="failed" />
          {t('status.lost')}
        </p>
      )}
      {connection === 'regained' && (
        <p class="banner ok">
          <Icon name="ok" />
          {t('status.regained')}
        </p>
      )}
      {status?.capturePaused === true && (
        <p class="banner error">
          <Icon name="warned" />
          {t('status.paused', { reason: status.pauseReason ?? t('status.pausedNoReason') })}
        </p>
      )}
      {markError !== null && (
        <p class="banner error">
          <Icon name="failed" />
          {t('mark.error', { message: markError })}
          <button type="button" class="quiet small" onClick={() => app.dismissMarkError()}>
            {t('status.dismiss')}
          </button>
        </p>
      )}
      {dropped > seenDrops && (
        <p class="banner warning">
          <Icon name="warned" />
          {t('status.dropped', { count: formatCount(dropped, lang) })}
          <button type="button" class="quiet small" onClick={() => setSeenDrops(dropped)}>
            {t('status.dismiss')}
          </button>
        </p>
      )}
    </div>
  );
}
