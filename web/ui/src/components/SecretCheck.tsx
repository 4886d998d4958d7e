import { useEffect, useState } from 'preact/hooks';
import type { Head, MistakenText, SignatureReport } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { messageOf } from '../state/env';
import {
  canSign,
  checkSecret,
  familyOf,
  findMistake,
  sentSignature,
  type Family,
  type SecretVerdict,
  type SentSignature,
} from '../text/sign';
import { FaultList } from './FaultList';
import { Icon } from './Icon';

interface Props {
  report: SignatureReport;
  head: Head; // of the request that carries the signature
  exchangeId?: number | undefined; // where it was captured
}

const good: readonly SecretVerdict[] = ['matches'];

// Tries a secret on the signature. It stays in this component: it is not sent, stored or put into
// the address, and it is gone when another exchange is shown.
export function SecretCheck({ report, head, exchangeId }: Props) {
  const t = useText();
  const [secret, setSecret] = useState('');
  const family = familyOf(report.scheme);
  const sent = sentSignature(head);
  const rebuilt = report.rebuilt?.string_to_sign ?? null;
  const echoed = report.echoed?.string_to_sign ?? null;
  const verdict = useVerdict(secret, [rebuilt, echoed, sent?.signature, sent?.token], () =>
    family === null || sent === null
      ? null
      : checkSecret(secret, { family, rebuilt, echoed, sent }),
  );
  const search = useMistake(verdict === 'wrong' ? secret : '', exchangeId, family, sent);
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
            {t(search.mistake === null ? `secret.${verdict}` : 'secret.mistake')}
          </>
        )}
      </p>
      {search.error !== null && (
        <p class="notice" role="alert">
          {t('secret.searchError', { message: search.error })}
        </p>
      )}
      {search.mistake !== null && <FaultList faults={[search.mistake]} />}
    </div>
  );
}

interface Search {
  mistake: MistakenText | null;
  error: string | null;
}
// Every letter of a secret that is being typed is wrong for a moment.
const typingMs = 300;
const nothing: Search = { mistake: null, error: null };

// What the app signed instead, if it made one of the mistakes that the server knows. The server gives the texts, and the
// secret is tried on them here.
function useMistake(
  secret: string,
  exchangeId: number | undefined,
  family: Family | null,
  sent: SentSignature | null,
): Search {
  const { api } = useApp();
  const lang = useAppState((state) => state.lang);
  const [search, setSearch] = useState<Search>(nothing);
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (found: Search): void => {
      if (isCurrent) setSearch(found);
    };
    setSearch(nothing);
    if (secret !== '' && exchangeId !== undefined && family !== null && sent !== null) {
      timer = setTimeout(() => {
        api
          .fetchMistakenTexts(exchangeId, lang)
          .then((texts) => (isCurrent ? findMistake(secret, family, sent, texts) : null))
          .then((mistake) => settle({ mistake, error: null }))
          .catch((error: unknown) => settle({ mistake: null, error: messageOf(error) }));
      }, typingMs);
    }
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [api, secret, exchangeId, lang]);
  return search;
}

// Anew when the secret changes, or what it is tried on: another request may be pasted.
function useVerdict(
  secret: string,
  signed: readonly unknown[],
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
  }, [secret, ...signed]);
  return verdict;
}
