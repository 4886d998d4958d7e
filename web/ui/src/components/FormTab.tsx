import type { ExchangeDetail, FormCondition, FormPart, FormReport } from '../api/types';
import { useText, wordText } from '../i18n';
import { useApp } from '../state/app';
import { formatBytes } from '../text/format';
import { FaultList } from './FaultList';
import { useReport } from './use-report';
import { VisibleText } from './VisibleText';

// A PostObject as OSS reads it: what is wrong, its policy condition by condition, its parts and their places.
export function FormTab({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { api } = useApp();
  const state = useReport(api.fetchForm, exchange.id);
  if (state.kind === 'loading') return <p class="muted">{t('form.loading')}</p>;
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('form.error', { message: state.message })}
      </p>
    );
  }
  return <FormSheet report={state.report} />;
}

export function FormSheet({ report }: { report: FormReport }) {
  const t = useText();
  const { form, policy } = report;
  if (form === null) return <p class="muted">{t('form.none')}</p>;
  const faults = [...form.faults, ...(policy?.faults ?? [])];
  return (
    <div class="form-sheet">
      {faults.length === 0 ? (
        <p class="muted">{t('form.noFaults')}</p>
      ) : (
        <FaultList faults={faults} />
      )}
      {policy !== null && (
        <section aria-label={t('form.policy')}>
          <h3 class="section-label">{t('form.policy')}</h3>
          <Expiration expiration={policy.expiration} expired={policy.expired} />
          {policy.conditions.length > 0 && <ConditionTable conditions={policy.conditions} />}
          {policy.contradiction.length === 2 && (
            <p class="notice warning">{t('form.contradiction')}</p>
          )}
          {policy.free.length > 0 && (
            <p>
              {t('form.free')} <VisibleText text={policy.free.join(', ')} />
            </p>
          )}
        </section>
      )}
      <section aria-label={t('form.parts')}>
        <h3 class="section-label">{t('form.parts')}</h3>
        <PartTable parts={form.parts} />
        {!form.hasAllParts && <p class="notice warning">{t('form.moreParts')}</p>}
        {!form.closed && <p class="notice warning">{t('form.notClosed')}</p>}
      </section>
    </div>
  );
}

function Expiration({ expiration, expired }: { expiration: string | null; expired: boolean | null }) {
  const t = useText();
  if (expiration === null) return null;
  return (
    <p>
      {t('form.expiration')} <VisibleText text={expiration} />
      {expired !== null && (
        <span class={expired ? 'verdict fails' : 'verdict holds'}>
          {t(expired ? 'form.expired' : 'form.valid')}
        </span>
      )}
    </p>
  );
}

function ConditionTable({ conditions }: { conditions: FormCondition[] }) {
  const t = useText();
  return (
    <table class="form-view form-conditions" aria-label={t('form.conditions')}>
      <thead>
        <tr>
          <th scope="col">{t('form.condition')}</th>
          <th scope="col">{t('form.verdict')}</th>
          <th scope="col">{t('form.found')}</th>
        </tr>
      </thead>
      <tbody>
        {conditions.map(({ condition, verdict, found, missing }, i) => (
          <tr key={i} class={verdict}>
            <th scope="row">
              <VisibleText text={condition} />
            </th>
            <td>
              <span class={`verdict ${verdict}`}>{wordText(t, 'form.verdict', verdict)}</span>
            </td>
            <td class="mono">
              {missing ? (
                <em class="muted">{t('form.missing')}</em>
              ) : (
                <VisibleText text={found ?? ''} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PartTable({ parts }: { parts: FormPart[] }) {
  const t = useText();
  return (
    <table class="form-view" aria-label={t('form.parts')}>
      <thead>
        <tr>
          <th scope="col">{t('form.field')}</th>
          <th scope="col">{t('form.place')}</th>
          <th scope="col">{t('form.size')}</th>
          <th scope="col">{t('form.note')}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part, i) => (
          <tr key={i}>
            <th scope="row">
              <VisibleText text={part.name} />
            </th>
            <td class="mono">{part.valueAt}</td>
            <td>{formatBytes(part.bytes)}</td>
            <td>
              <PartNote part={part} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PartNote({ part }: { part: FormPart }) {
  const t = useText();
  const about = [part.filename, part.type].filter((text) => text !== null).join(', ');
  return (
    <>
      {part.isIgnored && <span class="verdict fails">{t('form.ignored')}</span>}
      {!part.isWhole && <span class="verdict unknown">{t('form.cutShort')}</span>}
      <VisibleText text={about} />
    </>
  );
}
