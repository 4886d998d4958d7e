// Keys of the whole page. No letter does anything that cannot be taken back.
import type { App } from './app';

export const filterInputId = 'filter';
export const listId = 'exchanges';
export const detailId = 'detail';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}

// Arrows and Enter belong to whatever has the focus, unless that is the list or nothing.
function isInList(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.id === listId || target.tagName === 'BODY');
}

export function createKeyHandler(app: App, document: Document): (event: KeyboardEvent) => void {
  const focus = (id: string): void => document.getElementById(id)?.focus();

  const letters: Record<string, () => void> = {
    j: () => app.selectNeighbour(1),
    k: () => app.selectNeighbour(-1),
    n: () => void app.selectFailure('older'),
    p: () => void app.selectFailure('newer'),
    '/': () => focus(filterInputId),
    t: () => app.setTimeline(!app.store.get().hasTimeline),
    d: () => {
      if (app.store.get().selectedId !== null) app.showTab('compare');
    },
    h: () => app.setHold(!app.store.get().isOnHold),
    s: () => {
      const { selectedId } = app.store.get();
      if (selectedId !== null) void app.toggleStar(selectedId);
    },
    b: () => app.showDialog('bench'),
    r: () => {
      if (app.store.get().detail.kind === 'ready') app.showDialog('replay');
    },
    '?': () => app.showDialog('help'),
  };
  const inList: Record<string, () => void> = {
    ArrowDown: () => app.selectNeighbour(1),
    ArrowUp: () => app.selectNeighbour(-1),
    Enter: () => focus(detailId),
  };

  const escape = (target: EventTarget | null): void => {
    if (app.store.get().dialog !== null) {
      app.showDialog(null);
    } else if (isTyping(target)) {
      focus(listId);
    } else if (app.store.get().selectedId !== null) {
      app.select(null);
      focus(listId);
    }
  };

  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      escape(event.target);
      return;
    }
    if (isTyping(event.target) || app.store.get().dialog !== null) return;
    const action = letters[event.key] ?? (isInList(event.target) ? inList[event.key] : undefined);
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
}
