// One observable value. Components read it through useStore; everything else changes it by set.
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Store<T extends object> {
  get(): T;
  set(patch: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(patch) {
      value = { ...value, ...patch };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

// Renders again when what `select` gives is another value or object. `select` must therefore hand
// out parts of the state, not build new ones.
export function useStore<T extends object, R>(store: Store<T>, select: (state: T) => R): R {
  const [, render] = useState({});
  const selected = select(store.get());
  useLayoutEffect(() => {
    let last = selected;
    const check = (): void => {
      const next = select(store.get());
      if (!Object.is(next, last)) {
        last = next;
        render({});
      }
    };
    check(); // the state may have changed between rendering and here
    return store.subscribe(check);
  }, [store, selected]);
  return selected;
}
