import type { ExchangeDetail, Head, SignatureReport } from '../api/types';
import { useText, wordText } from '../i18n';
import { useApp } from '../state/app';
import { SecretCheck } from './SecretCheck';
import { SignedTexts } from './SignedTexts';
import { useReport } from './use-report';

// What was signed: rebuilt from the captured request, beside what OSS says it built.
export function SignatureView({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { api } = useApp();
  const state = useReport(api.fetchSignature, exchange.id);
  if (state.kind === 'loading') return <p class="muted">{t('signature.loading')}</p>;
  if (state.kind === 'error') {
    return (
      <p class="notice" role="alert">
        {t('signature.error', { message: state.message })}
      </p>
    );
  }
  return <SignatureBench report={state.report} head={exchange.request} exchangeId={exchange.id} />;
}

interface BenchProps {
  report: SignatureReport;
  head: Head | null;
  exchangeId?: number; // where the request was captured and not pasted
}

export function SignatureBench({ report, head, exchangeId }: BenchProps) {
  const t = useText();
  const { scheme, rebuilt, echoed, signed, verdict, note } = report;
  const ours = { label: t('signature.rebuilt'), text: rebuilt };
  const theirs = { label: t('signature.echoed'), text: echoed };
  return (
    <div class="signature">
      <p class={`signature-verdict ${verdict}`}>
        <strong>{wordText(t, 'verdict', verdict)}</strong>
        {scheme !== null && <code>{scheme}</code>}
      </p>
      {note !== null && <p>{note}</p>}
      {head !== null && <SecretCheck report={report} head={head} exchangeId={exchangeId} />}
      {signed !== null && (
        <SignedTexts
          // In V4 the string to sign holds only a hash of what can differ.
          part={signed.canonical_request === null ? 'string_to_sign' : 'canonical_request'}
          title={t('signature.signed')}
          left={{ label: t('signature.signed'), text: signed }}
          right={ours}
        />
      )}
      <SignedTexts part="canonical_request" left={ours} right={theirs} />
      <SignedTexts part="string_to_sign" left={ours} right={theirs} />
    </div>
  );
}
