// Selecting an exchange, loading it, and going to the piece of it that an evidence names.
import { ApiError } from '../api/client';
import type { Evidence, Where } from '../api/types';
import type { Highlight } from './app-state';
import { isAbort, messageOf, type AppStore, type Env } from './env';
import type { Tab } from './url';

const tabOf: Record<Where, Tab | null> = {
  'request.header': 'request',
  'request.query': 'request',
  'request.body': 'request',
  'response.header': 'response',
  'response.body': 'response',
  timing: 'timings',
  exchange: null, // the facts above the tabs
};

export interface DetailActions {
  select(id: number | null): void;
  load(): Promise<void>;
  showTab(tab: Tab): void;
  showEvidence(evidence: Evidence): void;
}

export function createDetailActions(store: AppStore, env: Env): DetailActions {
  let request: AbortController | null = null;
  let turn = 0;

  const actions: DetailActions = {
    select(id) {
      if (store.get().selectedId === id) return;
      // What another exchange was compared with says nothing of this one.
      store.set({ selectedId: id, highlight: null, compareId: null });
      void actions.load();
    },

    async load() {
      request?.abort();
      const id = store.get().selectedId;
      if (id === null) {
        store.set({ detail: { kind: 'none' } });
        return;
      }
      const controller = new AbortController();
      request = controller;
      const shown = store.get().detail;
      if (shown.kind !== 'ready' || shown.id !== id) store.set({ detail: { kind: 'loading', id } });
      try {
        const exchange = await env.api.fetchDetail(id, store.get().lang, controller.signal);
        store.set({ detail: { kind: 'ready', id, exchange } });
      } catch (error) {
        if (isAbort(error)) return;
        const isGone = error instanceof ApiError && error.status === 404;
        const message = messageOf(error);
        store.set({ detail: isGone ? { kind: 'gone', id } : { kind: 'error', id, message } });
      }
    },

    showTab(tab) {
      store.set({ tab, highlight: null });
    },

    showEvidence(evidence) {
      turn += 1;
      const highlight: Highlight = { evidence, turn };
      store.set({ highlight, tab: tabOf[evidence.where] ?? store.get().tab });
    },
  };
  return actions;
}
