import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExchangeDetail, ReplaySource } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { messageOf } from '../state/env';
import { formatBytes } from '../text/format';
import {
  bodyBytes,
  draftOf,
  fitLength,
  headText,
  mayChangeData,
  orderOf,
  type ReplayBody,
} from '../text/replay';
import { schemeFor, type ResignScheme, type SigningKey } from '../text/resign';
import { visibleText } from '../text/visible';
import { Dialog } from './Dialog';
import { firstBody, ReplayBodyChoice } from './ReplayBodyChoice';
import { ReplayHead } from './ReplayHead';
import { ReplayKey } from './ReplayKey';
import { useReport } from './use-report';
import { useSign, useSigning, type Signing } from './use-resigned';

// The exchange that is shown, to be sent again as captured or changed.
export function ReplayDialog() {
  const t = useText();
  const detail = useAppState((state) => state.detail);
  if (detail.kind !== 'ready') return null;
  return (
    <Dialog title={t('replay.title', { id: detail.id })} wide>
      <Source key={detail.id} exchange={detail.exchange} />
    </Dialog>
  );
}

function Source({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { api } = useApp();
  const source = useReport(api.fetchReplaySource, exchange.id);
  const signature = useReport(api.fetchSignature, exchange.id);
  if (source.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('replay.error', { message: source.message })}
      </p>
    );
  }
  if (source.kind === 'loading' || signature.kind === 'loading') {
    return <p class="muted">{t('replay.loading')}</p>;
  }
  const { refusal } = source.report;
  if (refusal !== null) return <p class="notice">{refusal}</p>;
  // Without the report it can be sent all the same, but not signed.
  const scheme =
    signature.kind === 'ready' ? schemeFor(signature.report.scheme, exchange.region) : null;
  return <Form exchange={exchange} source={source.report} scheme={scheme} />;
}

type Stage =
  | { kind: 'editing' }
  | { kind: 'asking' }
  | { kind: 'sending' }
  | { kind: 'error'; message: string };

interface FormProps {
  exchange: ExchangeDetail;
  source: ReplaySource;
  scheme: ResignScheme | null;
}

function Form({ exchange, source, scheme }: FormProps) {
  const t = useText();
  const [body, setBody] = useState<ReplayBody>(() => firstBody(source));
  const [draft, setDraft] = useState(() => fitLength(draftOf(source), bodyBytes(body, source)));
  const [key, setKey] = useState<SigningKey>({ id: '', secret: '', token: '' });
  const signer = { source, key, scheme, region: exchange.region };
  const signing = useSigning(signer, draft);
  const sign = useSign(signer);
  const { stage, setStage, send } = useSending(exchange.id);
  const start = (): void => {
    void send(async () => {
      const signed = await sign(draft);
      if (signed.kind !== 'ready') throw new Error(signed.kind === 'error' ? signed.message : '');
      return orderOf(signed.draft, body, source);
    });
  };
  return (
    <form
      class="replay"
      onSubmit={(event) => {
        event.preventDefault();
        if (stage.kind === 'sending') return;
        if (mayChangeData(draft.method) && stage.kind !== 'asking') setStage({ kind: 'asking' });
        else start();
      }}
    >
      <p>{t('replay.intro', { server: visibleText(source.server) })}</p>
      <ReplayHead
        draft={draft}
        onChange={(changed) => {
          setDraft(changed);
          setStage({ kind: 'editing' });
        }}
      />
      <ReplayBodyChoice
        source={source}
        onChange={(chosen) => {
          setBody(chosen);
          setDraft((shown) => fitLength(shown, bodyBytes(chosen, source)));
          setStage({ kind: 'editing' });
        }}
      />
      <ReplayKey signingKey={key} scheme={scheme} onChange={setKey} />
      <Preview signing={signing} version={source.version} bytes={bodyBytes(body, source)} />
      {stage.kind === 'error' && (
        <p class="notice" role="alert">
          {t('replay.failed', { message: stage.message })}
        </p>
      )}
      <Buttons
        stage={stage}
        method={visibleText(draft.method)}
        server={visibleText(source.server)}
        isReady={signing.kind === 'ready'}
        onBack={() => setStage({ kind: 'editing' })}
      />
    </form>
  );
}

function useSending(id: number) {
  const app = useApp();
  const lang = useAppState((state) => state.lang);
  const [stage, setStage] = useState<Stage>({ kind: 'editing' });
  const isOpen = useRef(true);
  useEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );
  const send = async (makeOrder: () => Promise<ReturnType<typeof orderOf>>): Promise<void> => {
    setStage({ kind: 'sending' });
    try {
      const made = await app.api.sendReplay(id, await makeOrder(), lang);
      // Whoever closed the dialog meanwhile looks at something else.
      if (!isOpen.current) return;
      app.showDialog(null);
      app.select(made);
    } catch (error) {
      if (isOpen.current) setStage({ kind: 'error', message: messageOf(error) });
    }
  };
  return { stage, setStage, send };
}

interface PreviewProps {
  signing: Signing;
  version: string;
  bytes: number;
}

function Preview({ signing, version, bytes }: PreviewProps) {
  const t = useText();
  return (
    <section class="replay-preview" aria-label={t('replay.preview')}>
      <h3 class="section-label">{t('replay.preview')}</h3>
      {signing.kind === 'signing' && <p class="muted">{t('replay.preview.signing')}</p>}
      {signing.kind === 'error' && (
        <p class="notice" role="alert">
          {signing.message}
        </p>
      )}
      {signing.kind === 'ready' && (
        <pre class="mono" tabIndex={0} dir="ltr">
          {headText(signing.draft, version)
            .trimEnd()
            .split('\r\n')
            .map((line) => `${visibleText(line)}\n`)
            .join('')}
        </pre>
      )}
      {bytes > 0 && <p class="muted">{t('replay.preview.body', { size: formatBytes(bytes) })}</p>}
    </section>
  );
}

interface ButtonsProps {
  stage: Stage;
  method: string;
  server: string;
  isReady: boolean;
  onBack: () => void;
}

function Buttons({ stage, method, server, isReady, onBack }: ButtonsProps) {
  const app = useApp();
  const t = useText();
  if (stage.kind === 'asking') {
    return <Question method={method} server={server} isReady={isReady} onBack={onBack} />;
  }
  return (
    <div class="dialog-buttons">
      <p role="status" class="muted">
        {stage.kind === 'sending' && t('replay.sending')}
      </p>
      <button type="button" onClick={() => app.showDialog(null)}>
        {t('replay.cancel')}
      </button>
      <button type="submit" disabled={stage.kind === 'sending' || !isReady}>
        {t('replay.send')}
      </button>
    </div>
  );
}

// Begins at the button that sends nothing.
function Question({ method, server, isReady, onBack }: Omit<ButtonsProps, 'stage'>) {
  const t = useText();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div class="replay-confirm" role="alertdialog" aria-labelledby="replay-question">
      <p id="replay-question">{t('replay.confirm', { method, server })}</p>
      <div class="dialog-buttons">
        <button type="button" ref={back} onClick={onBack}>
          {t('replay.confirm.back')}
        </button>
        <button type="submit" class="danger" disabled={!isReady}>
          {t('replay.confirm.send', { method })}
        </button>
      </div>
    </div>
  );
}
