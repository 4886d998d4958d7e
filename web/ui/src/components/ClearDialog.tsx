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
  const [keepMarked, setKeepMarked] = useState(true);
  const clear = async (): Promise<void> => {
    setProgress({ kind: 'deleting' });
    try {
      await app.deleteShown(keepMarked);
      app.showDialog(null);
    } catch (error) {
      setProgress({ kind: 'error', message: messageOf(error) });
    }
  };
  return (
    <Dialog title={t('clear.title')}>
      <p>{t(filter.trim() === '' ? 'clear.all' : 'clear.filtered')}</p>
      {filter.trim() !== '' && <code>{visibleText(filter)}</code>}
      <label class="check">
        <input
          type="checkbox"
          checked={keepMarked}
          onChange={(event) => setKeepMarked(event.currentTarget.checked)}
        />
        {t('clear.keepMarked')}
      </label>
      <p class="muted">{t(keepMarked ? 'clear.forGood' : 'clear.forGoodMarked')}</p>
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
