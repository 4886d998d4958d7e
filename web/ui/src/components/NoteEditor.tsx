import { useEffect, useRef, useState } from 'preact/hooks';
import type { Exchange } from '../api/types';
import { useText } from '../i18n';
import { useApp } from '../state/app';
import { messageOf } from '../state/env';
import { Icon } from './Icon';
import { VisibleText } from './VisibleText';

type Progress = { kind: 'writing' } | { kind: 'saving' } | { kind: 'error'; message: string };

// The user's remark on an exchange, and the field to write it in.
export function NoteEditor({ exchange }: { exchange: Exchange }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <NoteField exchange={exchange} close={() => setOpen(false)} />;
  return (
    <div class="note">
      {exchange.note !== null && (
        <p class="note-text">
          <VisibleText text={exchange.note} />
        </p>
      )}
      <button type="button" class="quiet small" onClick={() => setOpen(true)}>
        <Icon name="note" />
        {t(exchange.note === null ? 'mark.addNote' : 'mark.editNote')}
      </button>
    </div>
  );
}

function NoteField({ exchange, close }: { exchange: Exchange; close(): void }) {
  const app = useApp();
  const t = useText();
  const [text, setText] = useState(exchange.note ?? '');
  const [progress, setProgress] = useState<Progress>({ kind: 'writing' });
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = async (): Promise<void> => {
    setProgress({ kind: 'saving' });
    try {
      await app.changeMark(exchange.id, { note: text.trim() === '' ? null : text.trim() });
      close();
    } catch (error) {
      setProgress({ kind: 'error', message: messageOf(error) });
    }
  };
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          close();
        } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void save();
        }
      }}
    >
      <textarea
        ref={field}
        rows={3}
        value={text}
        aria-label={t('mark.note')}
        placeholder={t('mark.noteHint')}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {progress.kind === 'error' && (
        <p class="notice" role="alert">
          {t('mark.noteError', { message: progress.message })}
        </p>
      )}
      <div class="note-buttons">
        <button type="submit" disabled={progress.kind === 'saving'}>
          {t('mark.save')}
        </button>
        <button type="button" class="quiet" onClick={close}>
          {t('mark.cancel')}
        </button>
      </div>
    </form>
  );
}
