import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { messageOf } from '../state/env';
import { visibleText } from '../text/visible';
import { Dialog } from './Dialog';

type Progress = { kind: 'asking' } | { kind: 'deleting' } | { kind: 'error'; message: string };

// Deleting cannot be undone, so it is asked for, with the words of the filter that it goes by.
export function ClearDialog() {
  const app = useApp();
  const t = useText();
  const filter = useAppState((state) => state.filter);
  const [progress, setProgress] = useState<Progress>({ kind: 'asking' });
  const clear = async (): Promise<void> => {
    setProgress({ kind: 'deleting' });
    try {
      await app.deleteShown();
      app.showDialog(null);
    } catch (error) {
      setProgress({ kind: 'error', message: messageOf(error) });
    }
  };
  return (
    <Dialog title={t('clear.title')}>
      <p>{t(filter.trim() === '' ? 'clear.all' : 'clear.filtered')}</p>
      {filter.trim() !== '' && <code>{visibleText(filter)}</code>}
      <p class="muted">{t('clear.forGood')}</p>
      {progress.kind === 'error' && (
        <p class="notice" role="alert">
          {t('clear.error', { message: progress.message })}
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" onClick={() => app.showDialog(null)}>
          {t('clear.keep')}
        </button>
        <button
          type="button"
          class="danger"
          disabled={progress.kind === 'deleting'}
          onClick={() => void clear()}
        >
          {t('clear.delete')}
        </button>
      </div>
    </Dialog>
  );
}
