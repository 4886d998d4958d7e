// Loads the list and keeps it fresh.
import { ApiError } from '../api/client';
import type { Exchange } from '../api/types';
import { isAbort, messageOf, type AppStore, type Env } from './env';
import { isFull, pageSize, withFirstPage, withHeldShown, withLive, withOlderPage, withUnsorted } from './list';

// How far "next failure" pages back before it gives up.
const searchedPages = 20;

export interface ListActions {
  loadFirst(): Promise<void>;
  loadOlder(): Promise<void>;
  refresh(): Promise<void>;
  addLive(exchanges: Exchange[]): void;
  showHeld(): void;
  setAtTop(atTop: boolean): void;
  findFailure(direction: 'older' | 'newer'): Promise<number | null>;
}

export function createListActions(store: AppStore, env: Env): ListActions {
  let request: AbortController | null = null;
  // An exchange that ended while a page was on its way may be in neither: ask again behind it.
  let mayLack = false;

  // Starting a request ends the one before: its answer would be about another list.
  const begin = (): AbortSignal => {
    request?.abort();
    request = new AbortController();
    return request.signal;
  };

  const query = (before: number | null = null) => {
    const { filter, sort, lang } = store.get();
    return { filter, sort, lang, limit: pageSize, before };
  };

  const catchUp = (): void => {
    if (!mayLack || store.get().list.loading !== null) return;
    mayLack = false;
    void actions.refresh();
  };

  const isHeld = (): boolean => {
    const { atTop, selectedId, isOnHold } = store.get();
    return isOnHold || !atTop || selectedId !== null;
  };

  const fail = (error: unknown): void => {
    if (isAbort(error)) return;
    const list = { ...store.get().list, loading: null };
    if (error instanceof ApiError && error.status === 400) {
      store.set({ filterError: error.message, list });
    } else {
      store.set({ list: { ...list, error: messageOf(error) } });
    }
  };

  const actions: ListActions = {
    async loadFirst() {
      const signal = begin();
      // The rows of before stay until the new ones are there: an empty flash tells nothing.
      store.set({ list: { ...store.get().list, loading: 'first', error: null } });
      try {
        const page = await env.api.fetchPage(query(), signal);
        const listEpoch = store.get().listEpoch + 1;
        store.set({ list: withFirstPage(page), filterError: null, listEpoch, atTop: true });
      } catch (error) {
        fail(error);
      }
      catchUp();
    },

    async loadOlder() {
      const { list } = store.get();
      if (list.next === null || list.loading !== null || isFull(list)) return;
      const signal = begin();
      store.set({ list: { ...list, loading: 'older' } });
      try {
        const page = await env.api.fetchPage(query(list.next), signal);
        store.set({ list: withOlderPage(store.get().list, page) });
      } catch (error) {
        fail(error);
      }
      catchUp();
    },

    // Fetches the newest page again and joins it to what is shown.
    async refresh() {
      const { list: before, filterError } = store.get();
      if (before.loading !== null) mayLack = true;
      if (before.loading !== null || filterError !== null) return;
      if (!before.loaded) return actions.loadFirst();
      const { listEpoch } = store.get();
      try {
        const page = await env.api.fetchPage(query());
        if (store.get().listEpoch !== listEpoch || store.get().list.loading === 'first') return;
        const { list, sort } = store.get();
        if (sort !== '') {
          store.set({ list: { ...withUnsorted(list, page.exchanges), error: null } });
          return;
        }
        const newestShown = list.rows[0]?.id ?? 0;
        const oldestFetched = page.exchanges[page.exchanges.length - 1]?.id ?? 0;
        const isJoined = page.next === null || oldestFetched <= newestShown;
        if (isJoined) {
          store.set({ list: { ...withLive(list, page.exchanges, isHeld()), error: null } });
        } else if (isHeld()) {
          const held = withLive(list, page.exchanges, true);
          store.set({ list: { ...held, heldOverflow: true, error: null } });
        } else {
          store.set({ list: withFirstPage(page) });
        }
      } catch (error) {
        fail(error);
      }
    },

    addLive(exchanges) {
      const { list } = store.get();
      if (list.loading === 'first') mayLack = true;
      if (!list.loaded) return;
      const failure = exchanges.find(({ failed }) => failed);
      store.set({
        list:
          store.get().sort === ''
            ? withLive(list, exchanges, isHeld())
            : withUnsorted(list, exchanges),
        ...(failure === undefined ? {} : { newFailure: failure }),
      });
    },

    showHeld() {
      const { list, listEpoch } = store.get();
      if (list.heldOverflow) {
        void actions.loadFirst();
      } else {
        store.set({ list: withHeldShown(list), listEpoch: listEpoch + 1, atTop: true });
      }
    },

    setAtTop(atTop) {
      if (store.get().atTop === atTop) return;
      store.set({ atTop });
      const { list, selectedId, isOnHold } = store.get();
      if (isOnHold) return;
      if (atTop && selectedId === null && list.held.length > 0 && !list.heldOverflow) {
        store.set({ list: withHeldShown(list) });
      }
    },

    async findFailure(direction) {
      const { selectedId } = store.get();
      if (direction === 'newer') {
        const { rows } = store.get().list;
        const at = rows.findIndex(({ id }) => id === selectedId);
        const above = rows.slice(0, at < 0 ? 0 : at).reverse();
        return above.find(({ failed }) => failed)?.id ?? null;
      }
      let from = store.get().list.rows.findIndex(({ id }) => id === selectedId) + 1;
      for (let page = 0; page <= searchedPages; page += 1) {
        const { rows, next } = store.get().list;
        const found = rows.slice(from).find(({ failed }) => failed);
        if (found !== undefined) return found.id;
        if (next === null) return null;
        from = rows.length;
        await actions.loadOlder();
        if (store.get().list.next === next) return null; // nothing came
      }
      return null;
    },
  };
  return actions;
}
