// The page's state and everything that may be done to it, put together once in main.tsx.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Evidence, Language } from '../api/types';
import { addWord } from '../text/filter';
import { initialState, type AppState } from './app-state';
import { createDetailActions } from './detail-actions';
import type { Api, AppStore, Env } from './env';
import { createListActions, type ListActions } from './list-actions';
import { createLive } from './live';
import { createMarkActions, type MarkActions } from './mark-actions';
import type { ColumnChoice } from './columns';
import { clampSplit, readPreferences, savePreference, type Theme } from './preferences';
import { createStore, useStore } from './store';
import { readView, writeView, type Tab } from './url';

export interface App
  extends Omit<ListActions, 'addLive' | 'findFailure' | 'refresh'>,
    Omit<MarkActions, 'showMark'> {
  store: AppStore;
  api: Api;
  start(): void;
  stop(): void;
  setFilter(filter: string): void;
  addFilterWord(word: string, negate?: boolean): void;
  select(id: number | null): void;
  selectNeighbour(step: 1 | -1): void;
  selectFailure(direction: 'older' | 'newer'): Promise<void>;
  reloadDetail(): void;
  showTab(tab: Tab): void;
  compareWith(id: number): void;
  setTimeline(isOpen: boolean): void;
  // What the filter holds for, or of that only what has neither star nor note; rejects with what went wrong.
  deleteShown(keepMarked: boolean): Promise<void>;
  dismissMarkError(): void;
  setHold(isOnHold: boolean): void; // whether new exchanges wait until the reader lets them in
  showEvidence(evidence: Evidence): void;
  setLanguage(lang: Language): void;
  setTheme(theme: Theme): void;
  setSort(sort: string): void;
  setColumns(columns: ColumnChoice): void;
  setSplit(split: number): void;
  saveSplit(): void;
  showDialog(dialog: AppState['dialog']): void;
  showPolicy(policyOf: AppState['policyOf']): void;
}

export function createApp(env: Env): App {
  const { window } = env;
  const preferences = readPreferences(env.storage, env.languages);
  const store: AppStore = createStore(initialState(preferences, readView(window.location.search)));
  const list = createListActions(store, env);
  const detail = createDetailActions(store, env);
  const marks = createMarkActions(store, env);
  const live = createLive(store, env, list, marks);

  // A step that "back" should undo makes an entry of the history; moving through rows does not.
  const writeUrl = (step: 'push' | 'replace'): void => {
    const search = writeView(store.get());
    if (search === window.location.search) return;
    const url = window.location.pathname + search;
    if (step === 'push') window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  };

  const onPopState = (): void => {
    const view = readView(window.location.search);
    const { filter, sort, selectedId } = store.get();
    store.set({ ...view, highlight: null });
    if (view.selectedId !== selectedId) void detail.load();
    if (view.filter !== filter || view.sort !== sort) void list.loadFirst();
    if (view.filter !== filter) live.reloadGroups();
  };

  const app: App = {
    store,
    api: env.api,
    loadFirst: list.loadFirst,
    loadOlder: list.loadOlder,
    showHeld: list.showHeld,
    setAtTop: list.setAtTop,
    changeMark: marks.changeMark,
    toggleStar: marks.toggleStar,
    setHold(isOnHold) {
      store.set({ isOnHold });
      if (!isOnHold && store.get().list.held.length > 0) list.showHeld();
    },
    dismissMarkError: () => store.set({ markError: null }),

    start() {
      window.addEventListener('popstate', onPopState);
      void list.loadFirst();
      void detail.load();
      live.start();
    },
    stop() {
      window.removeEventListener('popstate', onPopState);
      live.stop();
    },

    setFilter(filter) {
      if (filter === store.get().filter) return;
      store.set({ filter, filterError: null });
      writeUrl('push');
      void list.loadFirst();
      live.reloadGroups();
    },
    addFilterWord: (word, negate = false) =>
      app.setFilter(addWord(store.get().filter, word, negate)),

    select(id) {
      const step = store.get().selectedId === null || id === null ? 'push' : 'replace';
      detail.select(id);
      writeUrl(step);
    },
    selectNeighbour(step) {
      const {
        selectedId,
        isOnHold,
        list: { rows, held },
      } = store.get();
      const at = rows.findIndex(({ id }) => id === selectedId);
      if (at === 0 && step === -1 && held.length > 0 && store.get().sort === '' && !isOnHold) {
        list.showHeld();
        app.select(held[held.length - 1]?.id ?? selectedId);
        return;
      }
      const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
      if (next !== undefined) app.select(next.id);
      if (at >= rows.length - 2) void list.loadOlder();
    },
    async selectFailure(direction) {
      const id = await list.findFailure(direction);
      if (id !== null) app.select(id);
    },
    reloadDetail: () => void detail.load(),
    showTab(tab) {
      detail.showTab(tab);
      writeUrl('replace');
    },
    compareWith(id) {
      store.set({ compareId: id });
      writeUrl('replace');
    },
    setTimeline(isOpen) {
      store.set({ hasTimeline: isOpen });
      writeUrl('push');
    },
    async deleteShown(keepMarked) {
      const { filter } = store.get();
      await env.api.deleteExchanges(keepMarked ? `${filter} -is:starred -is:noted`.trim() : filter);
      detail.select(null);
      writeUrl('replace');
      void list.loadFirst();
      live.reloadGroups();
    },
    showEvidence(evidence) {
      detail.showEvidence(evidence);
      writeUrl('replace');
    },

    setLanguage(lang) {
      store.set({ lang });
      savePreference(env.storage, 'lang', lang);
      // Findings come in words: all that is shown has to be fetched in the other language.
      void list.loadFirst();
      void detail.load();
      live.start();
    },
    setTheme(theme) {
      store.set({ theme });
      savePreference(env.storage, 'theme', theme);
    },
    setSort(sort) {
      if (sort === store.get().sort) return;
      store.set({ sort });
      writeUrl('push');
      void list.loadFirst();
    },
    setColumns(columns) {
      store.set({ columns });
      savePreference(env.storage, 'columns', JSON.stringify(columns));
    },
    setSplit: (split) => store.set({ split: clampSplit(split) }),
    saveSplit: () => savePreference(env.storage, 'split', store.get().split.toFixed(3)),
    showDialog: (dialog) => store.set({ dialog }),
    showPolicy: (policyOf) => store.set({ dialog: 'policy', policyOf }),
  };
  return app;
}

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('a component stands outside of AppProvider');
  return app;
}

export function useAppState<R>(select: (state: AppState) => R): R {
  return useStore(useApp().store, select);
}
