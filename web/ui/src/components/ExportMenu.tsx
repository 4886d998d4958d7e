import { useState } from 'preact/hooks';
import { exportUrl, type ExportFormat } from '../api/client';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { Icon } from './Icon';
import { usePopover } from './use-popover';

const formats: readonly ExportFormat[] = ['har', 'ndjson', 'markdown', 'sqlite'];

export function ExportMenu() {
  const app = useApp();
  const t = useText();
  const filter = useAppState((state) => state.filter);
  const lang = useAppState((state) => state.lang);
  const { open, setOpen, area, button, onKeyDown } = usePopover();
  const [unmasked, setUnmasked] = useState(false);

  return (
    <div class="export" ref={area} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="quiet"
        aria-expanded={open}
        aria-controls="export-menu"
        onClick={() => {
          // Secrets are asked for each time anew. Not in an effect: links drawn before it would
          // still hold them.
          setUnmasked(false);
          setOpen(!open);
        }}
      >
        <Icon name="download" />
        {t('export.label')}
      </button>
      {open && (
        <div class="popover" id="export-menu">
          <p>{t('export.scope')}</p>
          {formats.map((format) => (
            <a
              key={format}
              class="export-link"
              href={exportUrl(format, filter, unmasked, lang)}
              download
              onClick={() => setOpen(false)}
            >
              <strong>{t(`export.${format}`)}</strong>
              <span class="muted">{t(`export.${format}Hint`)}</span>
              {!unmasked && <span class="masked">{t('export.masked')}</span>}
            </a>
          ))}
          <button
            type="button"
            class="export-link"
            onClick={() => {
              setOpen(false);
              app.showPolicy({ filter, denied: false });
            }}
          >
            <strong>{t('policy.open')}</strong>
            <span class="muted">{t('policy.openHint')}</span>
          </button>
          <label class="check">
            <input
              type="checkbox"
              checked={unmasked}
              onChange={(event) => setUnmasked(event.currentTarget.checked)}
            />
            {t('export.unmask')}
          </label>
          {unmasked && (
            <p class="notice warning" role="alert">
              {t('export.unmaskWarning')}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
