import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp } from '../state/app';
import { Icon } from './Icon';

interface Props {
  title: string;
  hint?: string;
  wide?: boolean;
  children: ComponentChildren;
}

// The dialog that is open, over everything else.
export function Dialog({ title, hint = '', wide = false, children }: Props) {
  const app = useApp();
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // The browser keeps the focus inside and gives it back.
    dialog.current?.showModal?.();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'help wide' : 'help'}
      aria-labelledby="dialog-title"
      onClose={() => app.showDialog(null)}
      onClick={(event) => {
        if (event.target === dialog.current) app.showDialog(null);
      }}
    >
      <div class="help-card">
        <header>
          <h2 id="dialog-title">{title}</h2>
          {hint !== '' && <span class="muted">{hint}</span>}
          <button
            type="button"
            class="quiet"
            title={t('help.close')}
            aria-label={t('help.close')}
            onClick={() => app.showDialog(null)}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
