import { useState } from 'preact/hooks';
import type { Evidence, Finding, Severity } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { isDenial } from '../text/policy';
import { visibleText } from '../text/visible';
import { ConfidenceMark } from './ConfidenceMark';
import { CopyButton } from './CopyButton';
import { FilterValue } from './FilterValue';
import { Icon, type IconName } from './Icon';
import { VisibleText } from './VisibleText';

const icons: Record<Severity, IconName> = { error: 'failed', warning: 'warned', info: 'info' };
const maxEvidenceText = 400;

// The texts are the catalogue's, but captured values stand in them.
export function FindingCard({ finding, open: openAtFirst }: { finding: Finding; open: boolean }) {
  const t = useText();
  const [open, setOpen] = useState(openAtFirst);
  return (
    <article class={`finding ${finding.severity} ${finding.confidence}`}>
      <h3>
        <button
          type="button"
          class="finding-toggle"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name={icons[finding.severity]} />
          <span class="offscreen">{t(`severity.${finding.severity}`)}</span>
          <span class="finding-name">
            <VisibleText text={finding.title} />
          </span>
        </button>
        <ConfidenceMark confidence={finding.confidence} />
      </h3>
      {open && (
        <div class="finding-body">
          <p class="finding-cause">
            <VisibleText text={finding.cause} />
          </p>
          <p class="finding-meta">
            {finding.side !== null && <span>{t(`side.${finding.side}`)}</span>}
            <FilterValue filterKey="rule" value={finding.rule} />
          </p>
          <FixSteps fix={finding.fix} />
          {isDenial(finding.rule) && <PolicyButton />}
          <EvidenceList evidence={finding.evidence} />
          {finding.docs.length > 0 && (
            <>
              <h4 class="section-label">{t('finding.docs')}</h4>
              <ul class="docs">
                {finding.docs.map((doc) => (
                  <li key={doc}>{doc}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </article>
  );
}

function PolicyButton() {
  const app = useApp();
  const t = useText();
  const id = useAppState((state) => state.selectedId);
  if (id === null) return null;
  return (
    <p>
      <button
        type="button"
        onClick={() => app.showPolicy({ filter: `id:${id}`, denied: true })}
      >
        <Icon name="key" />
        {t('policy.forDenied')}
      </button>
    </p>
  );
}

function FixSteps({ fix }: { fix: string[] }) {
  const t = useText();
  if (fix.length === 0) return null;
  return (
    <>
      <h4 class="section-label">
        {t('finding.fix')}
        {fix.length > 1 && (
          <CopyButton
            text={fix.map((step, i) => `${i + 1}. ${step}`).join('\n')}
            label={t('finding.copyAll')}
          />
        )}
      </h4>
      <ol class="fix">
        {fix.map((step, i) => (
          <li key={i}>
            <span>
              <VisibleText text={step} />
            </span>
            <CopyButton text={step} />
          </li>
        ))}
      </ol>
    </>
  );
}

function EvidenceList({ evidence }: { evidence: Evidence[] }) {
  const app = useApp();
  const t = useText();
  const shown = useAppState((state) => state.highlight);
  if (evidence.length === 0) return null;
  return (
    <>
      <h4 class="section-label">{t('finding.evidence')}</h4>
      <ul class="evidence">
        {evidence.map((item, i) => (
          <li key={i}>
            <button
              type="button"
              class="evidence-item"
              aria-pressed={shown?.evidence === item}
              title={t('finding.goTo', { name: visibleText(item.name) })}
              onClick={() => app.showEvidence(item)}
            >
              <Icon name="target" />
              <span class="evidence-where">{t(`where.${item.where}`)}</span>
              <span class="evidence-bytes">
                {item.name !== '' && <VisibleText text={item.name} />}
                {item.name !== '' && item.value !== '' && ': '}
                <VisibleText text={shorten(item.value)} />
              </span>
              {item.note !== '' && (
                <span class="evidence-note">
                  <VisibleText text={item.note} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function shorten(text: string): string {
  return text.length > maxEvidenceText ? `${text.slice(0, maxEvidenceText)}…` : text;
}
