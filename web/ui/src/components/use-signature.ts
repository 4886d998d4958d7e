import { useEffect, useState } from 'preact/hooks';
import type { SignatureReport } from '../api/types';
import { useApp, useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';

export type SignatureState =
  | { kind: 'loading' }
  | { kind: 'ready'; report: SignatureReport }
  | { kind: 'error'; message: string };

// The signature of an exchange, which the server rebuilds when it is asked for.
export function useSignature(id: number): SignatureState {
  const { api } = useApp();
  const lang = useAppState((state) => state.lang);
  const [state, setState] = useState<SignatureState>({ kind: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    setState({ kind: 'loading' });
    api.fetchSignature(id, lang, controller.signal).then(
      (report) => setState({ kind: 'ready', report }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ kind: 'error', message: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [api, id, lang]);
  return state;
}
