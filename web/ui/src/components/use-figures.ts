import { useEffect, useRef, useState } from 'preact/hooks';
import type { OperationReport, Timeline } from '../api/types';
import { useApp, useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';

export type Figures =
  | { kind: 'loading' }
  | { kind: 'ready'; timeline: Timeline; report: OperationReport }
  | { kind: 'error'; message: string };

const bins = 96;
// Counting reads all that the filter holds for, so that it follows live traffic only so often.
const refreshMs = 3000;

// What the filter holds for in numbers. While new exchanges come, the numbers of before stay until
// the new ones are there.
export function useFigures(): Figures {
  const { api } = useApp();
  const filter = useAppState((state) => state.filter);
  const newest = useAppState(({ list }) => list.held[0]?.id ?? list.rows[0]?.id ?? 0);
  const [figures, setFigures] = useState<Figures>({ kind: 'loading' });
  const refresh = useRef<() => void>(() => undefined);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLoading = false;
    let mayLack = false; // what came while the numbers were on their way
    const load = async (): Promise<void> => {
      isLoading = true;
      mayLack = false;
      try {
        const [timeline, report] = await Promise.all([
          api.fetchTimeline(filter, bins, signal),
          api.fetchOperations(filter, signal),
        ]);
        setFigures({ kind: 'ready', timeline, report });
      } catch (error) {
        if (!isAbort(error)) setFigures({ kind: 'error', message: messageOf(error) });
      }
      isLoading = false;
      if (mayLack && !signal.aborted) schedule();
    };
    // A request that is under way is let end: with exchanges coming all the time none would.
    const schedule = (): void => {
      if (isLoading) mayLack = true;
      else timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, refreshMs);
    };
    refresh.current = schedule;
    void load();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, filter]);
  useEffect(() => refresh.current(), [newest]);
  return figures;
}
