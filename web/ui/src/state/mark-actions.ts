// Stars and notes: changing them, and showing what was changed here or elsewhere.
import type { Mark, MarkChange } from '../api/types';
import { messageOf, type AppStore, type Env } from './env';
import { withMark } from './list';

export interface MarkActions {
  showMark(mark: Mark): void;
  changeMark(id: number, change: MarkChange): Promise<void>; // rejects with what went wrong
  toggleStar(id: number): Promise<void>; // tells what went wrong in a banner
}

export function createMarkActions(store: AppStore, env: Env): MarkActions {
  const isStarred = (id: number): boolean => {
    const { detail, list } = store.get();
    if (detail.kind === 'ready' && detail.id === id) return detail.exchange.starred;
    return list.rows.some((row) => row.id === id && row.starred);
  };

  const actions: MarkActions = {
    showMark(mark) {
      const { detail, list } = store.get();
      store.set({ list: withMark(list, mark) });
      if (detail.kind !== 'ready' || detail.id !== mark.id) return;
      const { starred, note } = mark;
      store.set({ detail: { ...detail, exchange: { ...detail.exchange, starred, note } } });
    },

    async changeMark(id, change) {
      actions.showMark(await env.api.changeMark(id, change));
    },

    async toggleStar(id) {
      try {
        await actions.changeMark(id, { starred: !isStarred(id) });
        store.set({ markError: null });
      } catch (error) {
        store.set({ markError: messageOf(error) });
      }
    },
  };
  return actions;
}
