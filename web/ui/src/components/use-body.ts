import { useEffect, useState } from 'preact/hooks';
import type { BodySide } from '../api/client';
import { useApp } from '../state/app';
import { isAbort, messageOf } from '../state/env';

export type BodyState =
  | { kind: 'loading' }
  | { kind: 'ready'; bytes: Uint8Array }
  | { kind: 'error'; message: string };

// The stored bytes of a body. Nothing is asked for unless `wanted`.
export function useBody(id: number, side: BodySide, wanted: boolean): BodyState {
  const { api } = useApp();
  const [state, setState] = useState<BodyState>({ kind: 'loading' });
  useEffect(() => {
    setState({ kind: 'loading' });
    if (!wanted) return;
    const controller = new AbortController();
    api.fetchBody(id, side, controller.signal).then(
      (bytes) => setState({ kind: 'ready', bytes }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ kind: 'error', message: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [api, id, side, wanted]);
  return state;
}
