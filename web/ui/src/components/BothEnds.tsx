import type { CallbackReport, ExchangeDetail } from '../api/types';
import { useText, wordText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { decodeText } from '../text/body';
import { formatBytes, formatDuration, formatTime, formatUtc } from '../text/format';
import { OutcomeBadge } from './OutcomeBadge';
import { useBody } from './use-body';
import { useReport } from './use-report';
import { VisibleText } from './VisibleText';

// Of an answer: what stands in the way of its being understood stands in its first bytes.
const shownCharacters = 300;
// An upload has one callback; more are of calls that OSS or somebody else made again.
const shownLinks = 3;

// The upload and its callback beside each other: what the callback server answered, and what OSS made of it.
export function BothEnds({ exchange, report }: { exchange: ExchangeDetail; report: CallbackReport }) {
  const t = useText();
  const app = useApp();
  const isCall = exchange.kind === 'callback';
  if (report.linked.length === 0) {
    return <p class="muted">{t(isCall ? 'callback.noUpload' : 'callback.noCall')}</p>;
  }
  const others = report.linked.slice(0, shownLinks).map(({ id }) => <OtherEnd key={id} id={id} />);
  const own = <End key={exchange.id} exchange={exchange} isShown />;
  return (
    <section aria-label={t('callback.ends')}>
      <h3 class="section-label">{t('callback.ends')}</h3>
      <div class="ends">{isCall ? [...others, own] : [own, ...others]}</div>
      {report.linked.slice(shownLinks).map(({ id }) => (
        <button type="button" class="link" key={id} onClick={() => app.select(id)}>
          #{id}
        </button>
      ))}
    </section>
  );
}

function OtherEnd({ id }: { id: number }) {
  const t = useText();
  const { api } = useApp();
  const state = useReport(api.fetchDetail, id);
  if (state.kind === 'ready') return <End exchange={state.report} isShown={false} />;
  return (
    <div class="end">
      <p class={state.kind === 'error' ? 'notice' : 'muted'} role={state.kind === 'error' ? 'alert' : undefined}>
        {state.kind === 'error' ? t('callback.error', { message: state.message }) : t('callback.loading')}
      </p>
    </div>
  );
}

function End({ exchange, isShown }: { exchange: ExchangeDetail; isShown: boolean }) {
  const t = useText();
  const app = useApp();
  const lang = useAppState((state) => state.lang);
  const name = t(exchange.kind === 'callback' ? 'callback.end.call' : 'callback.end.upload');
  const title = `${name} #${exchange.id}`;
  return (
    <article class="end" aria-label={title}>
      <header>
        {isShown ? (
          <strong>{title}</strong>
        ) : (
          <button type="button" class="link" onClick={() => app.select(exchange.id)}>
            {title}
          </button>
        )}
        <OutcomeBadge exchange={exchange} />
      </header>
      <dl>
        <dt>{t('callback.when')}</dt>
        <dd title={formatUtc(exchange.started_at)}>
          {formatTime(exchange.started_at, lang)} · {formatDuration(exchange.duration_ms)}
        </dd>
        <dt>{t('callback.to')}</dt>
        <dd class="mono">
          <VisibleText text={`${exchange.method} ${exchange.url}`} />
        </dd>
        <dt>{t('callback.answered')}</dt>
        <dd class="mono">
          <Answer exchange={exchange} />
        </dd>
        {exchange.findings.length > 0 && (
          <>
            <dt>{t('callback.found')}</dt>
            <dd>
              <VisibleText text={exchange.findings[0]?.title ?? ''} />
            </dd>
          </>
        )}
      </dl>
    </article>
  );
}

function Answer({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const body = exchange.response?.body ?? null;
  const state = useBody(exchange.id, 'response', (body?.captured ?? 0) > 0);
  if (exchange.response === null) {
    const { error } = exchange;
    return <>{error === null ? '–' : wordText(t, 'errorShort', error.kind)}</>;
  }
  return (
    <>
      <VisibleText text={exchange.response.line} />
      {body !== null && body.captured === 0 && <div class="muted">{formatBytes(body.bytes)}</div>}
      {state.kind === 'error' && <div role="alert">{state.message}</div>}
      {state.kind === 'ready' && <AnswerText bytes={state.bytes} isCut={body?.truncated ?? false} />}
    </>
  );
}

function AnswerText({ bytes, isCut }: { bytes: Uint8Array; isCut: boolean }) {
  const t = useText();
  const text = decodeText(bytes, isCut);
  if (text === null) return <div class="muted">{t('callback.binary', { size: formatBytes(bytes.length) })}</div>;
  const short = text.slice(0, shownCharacters);
  return (
    <pre tabIndex={0} role="region" aria-label={t('callback.answered')}>
      <VisibleText text={short.length < text.length || isCut ? `${short} …` : short} />
    </pre>
  );
}
