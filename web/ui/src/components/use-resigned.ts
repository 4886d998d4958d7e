import { useEffect, useState } from 'preact/hooks';
import type { ReplaySource } from '../api/types';
import { useText, type Translate } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { messageOf } from '../state/env';
import type { ReplayDraft } from '../text/replay';
import { resign, type Resigned, type ResignScheme, type SigningKey } from '../text/resign';

export type Signing =
  | { kind: 'ready'; draft: ReplayDraft } // as it will be sent
  | { kind: 'signing' }
  | { kind: 'error'; message: string };

const typingMs = 250;

export interface Signer {
  source: ReplaySource;
  key: SigningKey;
  scheme: ResignScheme | null;
  region: string | null;
}

function outcome(t: Translate, resigned: Resigned): Signing {
  if (resigned.kind === 'signed') return { kind: 'ready', draft: resigned.draft };
  const message =
    resigned.kind === 'noRegion'
      ? t('replay.key.noRegion')
      : t('replay.key.unknown', { note: resigned.note });
  return { kind: 'error', message };
}

// Gives the function that signs a draft as of now; without a key the draft stays as it is.
export function useSign({ source, key, scheme, region }: Signer): (
  draft: ReplayDraft,
) => Promise<Signing> {
  const t = useText();
  const { api } = useApp();
  const lang = useAppState((state) => state.lang);
  return async (draft) => {
    if (scheme === null || (key.id === '' && key.secret === '')) return { kind: 'ready', draft };
    if (key.id === '' || key.secret === '') {
      return { kind: 'error', message: t('replay.key.both') };
    }
    const rebuild = (head: string) => api.fetchPastedSignature(head, '', lang);
    try {
      return outcome(t, await resign(draft, source.version, scheme, key, region, rebuild));
    } catch (error) {
      return { kind: 'error', message: t('replay.key.unknown', { note: messageOf(error) }) };
    }
  };
}

// The same for showing, a moment after the last change.
export function useSigning(signer: Signer, draft: ReplayDraft): Signing {
  const sign = useSign(signer);
  const [signing, setSigning] = useState<Signing>({ kind: 'ready', draft });
  const { id, secret, token } = signer.key;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        void sign(draft).then((result) => {
          if (isCurrent) setSigning(result);
        });
      },
      secret === '' ? 0 : typingMs,
    );
    if (secret !== '') setSigning({ kind: 'signing' });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [draft, id, secret, token]);
  return signing;
}
