// Follows the server: new exchanges, the status, the failure groups, and whether it is there.
import type { Exchange, Language } from '../api/types';
import { withoutCause } from '../text/causes';
import type { AppStore, Env } from './env';
import type { ListActions } from './list-actions';
import type { MarkActions } from './mark-actions';

// Exchanges that arrive together are shown together.
const batchMs = 100;
// The page cannot judge whether a new exchange passes the filter, so it asks again, this often.
const filteredRefreshMs = 700;
// Counting groups reads every failure of the capture, so it is done seldom.
const groupsMs = 4000;
const regainedMs = 4000;

export interface Live {
  start(): void;
  stop(): void;
  reloadGroups(): void;
}

// Runs `action` at most once in `ms`, at the end of the time.
function throttled(ms: number, action: () => void): { poke(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    poke() {
      timer ??= setTimeout(() => {
        timer = undefined;
        action();
      }, ms);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

export function createLive(
  store: AppStore,
  env: Env,
  list: ListActions,
  marks: MarkActions,
): Live {
  let close: (() => void) | null = null;
  let waiting: Exchange[] = [];
  let regainedTimer: ReturnType<typeof setTimeout> | undefined;
  let groupsRequest: AbortController | null = null;

  const loadStatus = async (): Promise<void> => {
    try {
      store.set({ status: await env.api.fetchStatus() });
    } catch {
      // The event stream says when the server is away; a status of before stays.
    }
  };

  const loadGroups = async (): Promise<void> => {
    groupsRequest?.abort();
    groupsRequest = new AbortController();
    const { filter, lang } = store.get();
    // The causes are there to choose from, so choosing one must not hide the others.
    const words = withoutCause(filter);
    try {
      store.set({ groups: await env.api.fetchGroups(words.join(' '), lang, groupsRequest.signal) });
    } catch {
      // A refused filter and a lost server are told elsewhere; the groups of before stay.
    }
  };

  const groups = throttled(groupsMs, () => void loadGroups());
  const filtered = throttled(filteredRefreshMs, () => void list.refresh());
  const batch = throttled(batchMs, () => {
    const exchanges = waiting;
    waiting = [];
    list.addLive(exchanges);
  });

  const open = (lang: Language): (() => void) =>
    env.openEvents(lang, {
      onExchange(exchange) {
        groups.poke();
        if (store.get().filter.trim() !== '') {
          filtered.poke();
        } else {
          waiting.push(exchange);
          batch.poke();
        }
      },
      onGap: () => filtered.poke(),
      onJob() {
        groups.poke();
        filtered.poke();
      },
      onMark(mark) {
        marks.showMark(mark);
        if (store.get().filter.trim() !== '') filtered.poke();
      },
      onStatus: () => void loadStatus(),
      onOpen() {
        clearTimeout(regainedTimer);
        if (store.get().connection === 'lost') {
          store.set({ connection: 'regained' });
          regainedTimer = setTimeout(() => store.set({ connection: 'open' }), regainedMs);
        } else {
          store.set({ connection: 'open' });
        }
        // Whatever happened before the stream was open has to be asked for.
        void list.refresh();
        void loadStatus();
        groups.poke();
      },
      onLost: () => store.set({ connection: 'lost' }),
    });

  return {
    start() {
      close?.();
      close = open(store.get().lang);
      void loadStatus();
      void loadGroups();
    },
    stop() {
      close?.();
      close = null;
      groups.cancel();
      filtered.cancel();
      batch.cancel();
      clearTimeout(regainedTimer);
    },
    reloadGroups: () => void loadGroups(),
  };
}
