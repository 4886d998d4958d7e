import { useEffect, useState } from 'preact/hooks';
import type { Head, SignatureReport } from '../api/types';
import { useText } from '../i18n';
import { canSign, checkSecret, familyOf, sentSignature, type SecretVerdict } from '../text/sign';
import { Icon } from './Icon';

interface Props {
  report: SignatureReport;
  head: Head; // of the request that carries the signature
}

const good: readonly SecretVerdict[] = ['matches'];

// Tries a secret on the signature. It stays in this component: it is not sent, stored or put into
// the address, and it is gone when another exchange is shown.
export function SecretCheck({ report, head }: Props) {
  const t = useText();
  const [secret, setSecret] = useState('');
  const family = familyOf(report.scheme);
  const sent = sentSignature(head);
  const rebuilt = report.rebuilt?.string_to_sign ?? null;
  const echoed = report.echoed?.string_to_sign ?? null;
  const verdict = useVerdict(secret, () =>
    family === null || sent === null
      ? null
      : checkSecret(secret, { family, rebuilt, echoed, sent }),
  );
  if (family === null || sent === null || rebuilt === null) return null;
  if (!canSign()) return <p class="notice">{t('secret.notHere')}</p>;
  return (
    <div class="secret-check">
      <label>
        <span>{t('secret.label', { key: sent.accessKeyId })}</span>
        <input
          type="password"
          value={secret}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="secret-hint"
          onInput={(event) => setSecret(event.currentTarget.value)}
        />
      </label>
      <p class="muted" id="secret-hint">
        {t('secret.hint')}
      </p>
      <p role="status" class={`secret-verdict ${verdict ?? ''}`}>
        {verdict !== null && (
          <>
            <Icon name={good.includes(verdict) ? 'ok' : 'failed'} />
            {t(`secret.${verdict}`)}
          </>
        )}
      </p>
    </div>
  );
}

function useVerdict(
  secret: string,
  check: () => Promise<SecretVerdict> | null,
): SecretVerdict | null {
  const [verdict, setVerdict] = useState<SecretVerdict | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setVerdict(null);
    if (secret !== '') {
      void check()?.then((result) => {
        if (isCurrent) setVerdict(result);
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [secret]);
  return verdict;
}
