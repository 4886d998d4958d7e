import { useEffect, useState } from 'preact/hooks';
import type { SignatureReport } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';
import { readPasted, type Pasted } from '../text/pasted';
import { Dialog } from './Dialog';
import { SignatureBench } from './SignatureView';

const typingMs = 300;

type Rebuilt =
  | { kind: 'none' }
  | { kind: 'ready'; pasted: Pasted; report: SignatureReport }
  | { kind: 'error'; message: string };

// The signature bench without a capture: for a request that somebody else sent.
export function BenchDialog() {
  const t = useText();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState('');
  const pasted = text.trim() === '' ? null : readPasted(text);
  const rebuilt = useRebuilt(pasted, answer);
  return (
    <Dialog title={t('bench.title')} wide>
      <div class="pasted">
        <p>{t('bench.intro')}</p>
        <label>
          <span class="section-label">{t('bench.request')}</span>
          <textarea
            rows={7}
            spellcheck={false}
            dir="ltr"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label>
          <span class="section-label">{t('bench.answer')}</span>
          <textarea
            rows={3}
            spellcheck={false}
            dir="ltr"
            value={answer}
            onInput={(event) => setAnswer(event.currentTarget.value)}
          />
        </label>
        {text.trim() !== '' && pasted === null && (
          <p class="notice" role="alert">
            {t('bench.unreadable')}
          </p>
        )}
        {rebuilt.kind === 'error' && (
          <p class="notice" role="alert">
            {t('signature.error', { message: rebuilt.message })}
          </p>
        )}
        {rebuilt.kind === 'ready' && (
          <SignatureBench report={rebuilt.report} head={rebuilt.pasted.parsed} />
        )}
      </div>
    </Dialog>
  );
}

function useRebuilt(pasted: Pasted | null, answer: string): Rebuilt {
  const { api } = useApp();
  const lang = useAppState((state) => state.lang);
  const [rebuilt, setRebuilt] = useState<Rebuilt>({ kind: 'none' });
  useEffect(() => {
    if (pasted === null) {
      setRebuilt({ kind: 'none' });
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.fetchPastedSignature(pasted.head, answer.trim(), lang, controller.signal).then(
        (report) => setRebuilt({ kind: 'ready', pasted, report }),
        (error: unknown) => {
          if (!isAbort(error)) setRebuilt({ kind: 'error', message: messageOf(error) });
        },
      );
    }, typingMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, lang, pasted?.head, answer]);
  return rebuilt;
}
