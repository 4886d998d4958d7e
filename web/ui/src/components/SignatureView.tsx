import type { SignatureDifference, SignatureReport, SignedText } from '../api/types';
import { useText, wordText } from '../i18n';
import { linesOnlyIn } from '../text/lines';
import { CopyButton } from './CopyButton';
import { VisibleText } from './VisibleText';
import { useSignature } from './use-signature';

// What was signed: rebuilt from the captured request, beside what OSS says it built.
export function SignatureView({ id }: { id: number }) {
  const t = useText();
  const state = useSignature(id);
  if (state.kind === 'loading') return <p class="muted">{t('signature.loading')}</p>;
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('signature.error', { message: state.message })}
      </p>
    );
  }
  return <Report report={state.report} />;
}

function Report({ report }: { report: SignatureReport }) {
  const t = useText();
  const { scheme, rebuilt, echoed, signed, differences, verdict, note } = report;
  return (
    <div class="signature">
      <p class={`signature-verdict ${verdict}`}>
        <strong>{wordText(t, 'verdict', verdict)}</strong>
        {scheme !== null && <code>{scheme}</code>}
      </p>
      {note !== null && <p>{note}</p>}
      {signed !== null && <SignedByApp signed={signed} rebuilt={rebuilt} />}
      {differences.length > 0 && <Differences differences={differences} />}
      <Sides part="string_to_sign" rebuilt={rebuilt} echoed={echoed} />
      <Sides part="canonical_request" rebuilt={rebuilt} echoed={echoed} />
    </div>
  );
}

function Differences({ differences }: { differences: SignatureDifference[] }) {
  const t = useText();
  return (
    <table class="signature-differences">
      <caption class="offscreen">{t('signature.differences')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('signature.part')}</th>
          <th scope="col">{t('signature.rebuilt')}</th>
          <th scope="col">{t('signature.echoed')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ part, rebuilt, echoed }, i) => (
          <tr key={i}>
            <th scope="row" class="mono">
              <VisibleText text={part} />
            </th>
            <td class="mono">
              <PartValue value={rebuilt} />
            </td>
            <td class="mono">
              <PartValue value={echoed} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PartValue({ value }: { value: string | null }) {
  const t = useText();
  if (value === null) return <em class="muted">{t('signature.absent')}</em>;
  if (value === '') return <em class="muted">{t('signature.empty')}</em>;
  return <VisibleText text={value} />;
}

// What the app signed instead of what it sent: the lines that differ are marked.
function SignedByApp({ signed, rebuilt }: { signed: SignedText; rebuilt: SignedText | null }) {
  const t = useText();
  // In V4 the string to sign holds only a hash of what can differ.
  const part = signed.canonical_request === null ? 'string_to_sign' : 'canonical_request';
  const text = signed[part];
  if (text === null) return null;
  return (
    <section aria-label={t('signature.signed')}>
      <h4 class="section-label">{t('signature.signed')}</h4>
      <TextLines label={t(`signature.${part}`)} text={text} other={rebuilt?.[part] ?? null} />
    </section>
  );
}

interface SidesProps {
  part: keyof SignedText;
  rebuilt: SignedText | null;
  echoed: SignedText | null;
}

// One of the texts, once when both sides have the same.
function Sides({ part, rebuilt, echoed }: SidesProps) {
  const t = useText();
  const title = t(`signature.${part}`);
  const ours = rebuilt?.[part] ?? null;
  const theirs = echoed?.[part] ?? null;
  if (ours === null && theirs === null) return null;
  return (
    <section aria-label={title}>
      <h4 class="section-label">{title}</h4>
      {ours === theirs ? (
        <TextLines label={t('signature.both')} text={ours ?? ''} other={null} />
      ) : (
        <>
          {ours !== null && <TextLines label={t('signature.rebuilt')} text={ours} other={theirs} />}
          {theirs !== null && (
            <TextLines label={t('signature.echoed')} text={theirs} other={ours} />
          )}
        </>
      )}
    </section>
  );
}

interface TextLinesProps {
  label: string;
  text: string;
  other: string | null; // the text of the other side; its lines are not marked
}

function TextLines({ label, text, other }: TextLinesProps) {
  const lines = text.split('\n');
  const marked = other === null ? new Set<number>() : linesOnlyIn(lines, other.split('\n'));
  return (
    <div class="signature-text" role="group" aria-label={label}>
      <div class="tools">
        <span class="muted">{label}</span>
        <CopyButton text={text} />
      </div>
      <div class="wire">
        {lines.map((line, i) => (
          <div key={i} class={marked.has(i) ? 'body-line hit' : 'body-line'}>
            {/* An empty line is signed too, so it has to be seen. */}
            {line === '' ? <br /> : <VisibleText text={line} />}
          </div>
        ))}
      </div>
    </div>
  );
}
