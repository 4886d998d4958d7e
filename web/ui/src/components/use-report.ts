import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../api/types';
import { useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';

export type ReportState<Report> =
  | { kind: 'loading' }
  | { kind: 'ready'; report: Report }
  | { kind: 'error'; message: string };

type Fetch<Report> = (id: number, lang: Language, signal?: AbortSignal) => Promise<Report>;

// What the server works out of an exchange when it is asked for.
export function useReport<Report>(fetch: Fetch<Report>, id: number): ReportState<Report> {
  const lang = useAppState((state) => state.lang);
  const [state, setState] = useState<ReportState<Report>>({ kind: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    setState({ kind: 'loading' });
    fetch(id, lang, controller.signal).then(
      (report) => setState({ kind: 'ready', report }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ kind: 'error', message: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [fetch, id, lang]);
  return state;
}
