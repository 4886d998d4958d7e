import { useEffect, useState } from 'preact/hooks';
import { exportUrl } from '../api/client';
import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { decodeText } from '../text/body';
import { curlCommand } from '../text/curl';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';
import { usePopover } from './use-popover';

// Larger bodies than that do not belong on a command line.
const maxInlineBytes = 16 * 1024;

// Ways to hand one exchange to somebody else.
export function ShareMenu({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { open, setOpen, area, button, onKeyDown } = usePopover();
  return (
    <div class="share" ref={area} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="quiet"
        title={t('share.label')}
        aria-label={t('share.label')}
        aria-expanded={open}
        aria-controls="share-menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name="share" />
      </button>
      {open && <Ways exchange={exchange} />}
    </div>
  );
}

function Ways({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const body = useInlineBody(exchange);
  const link = new URL(`/?id=${exchange.id}`, window.location.href).href;
  const filter = `id:${exchange.id}`;
  return (
    <div class="popover" id="share-menu">
      <CopyButton text={link} caption={t('share.link')} />
      <CopyButton text={curlCommand(exchange, body, false)} caption={t('share.curl')} />
      <CopyButton text={curlCommand(exchange, body, true)} caption={t('share.curlSecrets')} />
      <p class="muted">{t('share.curlHint')}</p>
      <a class="export-link" href={exportUrl('markdown', filter, false, lang)} download>
        <strong>{t('share.report')}</strong>
        <span class="muted">{t('export.markdownHint')}</span>
      </a>
      <a class="export-link" href={exportUrl('har', filter, false, lang)} download>
        <strong>{t('export.har')}</strong>
        <span class="muted">{t('export.harHint')}</span>
      </a>
    </div>
  );
}

// The request's body as text, where all of it is there and can stand on a command line.
function useInlineBody(exchange: ExchangeDetail): string | null {
  const { api } = useApp();
  const [text, setText] = useState<string | null>(null);
  const body = exchange.request?.body ?? null;
  const isSmall =
    body !== null &&
    body.bytes > 0 &&
    body.captured === body.bytes &&
    body.bytes <= maxInlineBytes &&
    !body.dropped;
  useEffect(() => {
    setText(null);
    if (!isSmall) return;
    const controller = new AbortController();
    // Without it the command names a file instead.
    api.fetchBody(exchange.id, 'request', controller.signal).then(
      (bytes) => {
        const shown = decodeText(bytes, false);
        // A leading @ would name a file.
        setText(shown === null || shown.startsWith('@') ? null : shown);
      },
      () => undefined,
    );
    return () => controller.abort();
  }, [api, exchange.id, isSmall]);
  return text;
}
