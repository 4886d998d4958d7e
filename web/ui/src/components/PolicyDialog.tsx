import { useEffect, useState } from 'preact/hooks';
import type { PolicyReport } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';
import { formatCount } from '../text/format';
import { policyNotes } from '../text/policy';
import { CopyButton } from './CopyButton';
import { Dialog } from './Dialog';
import type { ReportState } from './use-report';

// The smallest RAM policy for what was captured.
export function PolicyDialog() {
  const t = useText();
  const { filter, denied: deniedAtFirst } = useAppState((state) => state.policyOf);
  const [denied, setDenied] = useState(deniedAtFirst);
  const state = usePolicy(filter, denied);
  return (
    <Dialog title={t('policy.title')} wide>
      <div class="pasted">
        <p>
          {filter === '' ? t('policy.ofAll') : t('policy.ofFilter')}
          {filter !== '' && <code class="wire"> {filter}</code>}
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={denied}
            onChange={(event) => setDenied(event.currentTarget.checked)}
          />
          {t('policy.denied')}
        </label>
        {state.kind === 'error' && (
          <p class="notice" role="alert">
            {t('policy.error', { message: state.message })}
          </p>
        )}
        {state.kind === 'loading' && <p role="status">{t('policy.loading')}</p>}
        {state.kind === 'ready' && <Policy report={state.report} denied={denied} />}
      </div>
    </Dialog>
  );
}

function Policy({ report, denied }: { report: PolicyReport; denied: boolean }) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  if (report.calls === 0) return <p role="status">{t(denied ? 'policy.noneDenied' : 'policy.none')}</p>;
  const values = {
    count: formatCount(report.explicitlyDenied, lang),
    operations: report.withoutAction.join(', '),
  };
  return (
    <>
      <p class="section-label" role="status">
        {t('policy.calls', { count: formatCount(report.calls, lang) })}
        <CopyButton text={report.policy} caption={t('policy.copy')} />
      </p>
      <pre class="policy-text wire" tabIndex={0} dir="ltr">
        {report.policy}
      </pre>
      {policyNotes(report).map((note) => (
        <p key={note} class="notice">
          {t(note, values)}
        </p>
      ))}
    </>
  );
}

function usePolicy(filter: string, denied: boolean): ReportState<PolicyReport> {
  const { api } = useApp();
  const [state, setState] = useState<ReportState<PolicyReport>>({ kind: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    setState({ kind: 'loading' });
    api.fetchPolicy(filter, denied, controller.signal).then(
      (report) => setState({ kind: 'ready', report }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ kind: 'error', message: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [api, filter, denied]);
  return state;
}
