// What the state's functions need of the world, so that tests can hand them another one.
import type * as client from '../api/client';
import type { EventHandlers } from '../api/events';
import type { Language } from '../api/types';
import type { AppState } from './app-state';
import type { Store } from './store';

export type Api = Pick<
  typeof client,
  | 'fetchPage'
  | 'fetchDetail'
  | 'fetchBody'
  | 'fetchSignature'
  | 'fetchMistakenTexts'
  | 'fetchForm'
  | 'fetchCallback'
  | 'fetchPastedSignature'
  | 'fetchGroups'
  | 'fetchPolicy'
  | 'fetchStatus'
  | 'fetchValues'
  | 'fetchTimeline'
  | 'fetchOperations'
  | 'deleteExchanges'
  | 'fetchReplaySource'
  | 'sendReplay'
  | 'changeMark'
>;

export interface Env {
  api: Api;
  openEvents(lang: Language, handlers: EventHandlers): () => void;
  storage: Storage | null;
  languages: readonly string[];
  window: Window;
}

export type AppStore = Store<AppState>;

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

// The sentence of an error that the server explained; '' when it could not be reached.
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
