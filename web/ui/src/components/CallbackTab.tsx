import type { CallbackReport, ExchangeDetail } from '../api/types';
import { useText, wordText } from '../i18n';
import { useApp } from '../state/app';
import { BothEnds } from './BothEnds';
import { FaultList } from './FaultList';
import { useReport } from './use-report';
import { VisibleText } from './VisibleText';

// The callback of an upload, or the upload of a callback: what was asked for, what OSS sends, who is at the other end.
export function CallbackTab({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { api } = useApp();
  const state = useReport(api.fetchCallback, exchange.id);
  if (state.kind === 'loading') return <p class="muted">{t('callback.loading')}</p>;
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('callback.error', { message: state.message })}
      </p>
    );
  }
  return <CallbackSheet report={state.report} exchange={exchange} />;
}

function CallbackSheet({ report, exchange }: { report: CallbackReport; exchange: ExchangeDetail }) {
  const t = useText();
  const isCall = exchange.kind === 'callback';
  const { parameters, preview, signature } = report;
  return (
    <div class="form-sheet">
      <BothEnds exchange={exchange} report={report} />
      {parameters === null && !isCall && <p class="muted">{t('callback.none')}</p>}
      {parameters !== null && (
        <section aria-label={t('callback.parameters')}>
          <h3 class="section-label">{t('callback.parameters')}</h3>
          {parameters.faults.length === 0 ? (
            <p class="muted">{t('callback.noFaults')}</p>
          ) : (
            <FaultList faults={parameters.faults} />
          )}
          <Pairs
            pairs={[
              ['callback', parameters.decoded ?? parameters.callback],
              ['callback-var', parameters.decodedVariables ?? parameters.variables],
            ]}
          />
        </section>
      )}
      {preview !== null && (
        <section aria-label={t('callback.preview')}>
          <h3 class="section-label">{t('callback.preview')}</h3>
          <Pairs
            pairs={[
              ['URL', preview.urls.join('; ')],
              ['Host', preview.host],
              ['Content-Type', preview.contentType],
              [t('callback.body'), preview.body],
            ]}
          />
          <NamedVariables label={t('callback.unknown')} names={preview.unknown} />
          <NamedVariables label={t('callback.empty')} names={preview.empty} />
        </section>
      )}
      {signature !== null && (
        <section aria-label={t('callback.signature')}>
          <h3 class="section-label">{t('callback.signature')}</h3>
          <p>
            <strong>{wordText(t, 'callback.verdict', signature.verdict)}</strong>
          </p>
          {signature.whyNoKey !== null && <p class="notice">{signature.whyNoKey}</p>}
          <Pairs
            pairs={[
              [t('callback.keyUrl'), signature.keyUrl],
              [t('callback.signed'), signature.signed],
            ]}
          />
        </section>
      )}
    </div>
  );
}

// Names that stand in the request, and are the same in every language.
const wireNames = new Set(['callback', 'callback-var', 'URL', 'Host', 'Content-Type']);

function Pairs({ pairs }: { pairs: [string, string | null][] }) {
  const shown = pairs.filter(([, value]) => value !== null && value !== '');
  if (shown.length === 0) return null;
  return (
    <table class="form-view">
      <tbody>
        {shown.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{wireNames.has(name) ? <code>{name}</code> : name}</th>
            <td class="mono form-text">
              <VisibleText text={value ?? ''} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NamedVariables({ label, names }: { label: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      {label} <VisibleText text={names.join(', ')} />
    </p>
  );
}
