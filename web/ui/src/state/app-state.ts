import type { Exchange, ExchangeDetail, Evidence, FailureGroup, Status } from '../api/types';
import { emptyList, type ListState } from './list';
import type { Preferences } from './preferences';
import type { Tab, View } from './url';

export type DetailState =
  | { kind: 'none' }
  | { kind: 'loading'; id: number }
  | { kind: 'ready'; id: number; exchange: ExchangeDetail }
  | { kind: 'gone'; id: number } // removed by retention or by hand
  | { kind: 'error'; id: number; message: string };

export type Connection = 'connecting' | 'open' | 'lost' | 'regained';

// The piece of a message that an evidence points at. `turn` rises with every click, so that the
// same evidence can be gone to again.
export interface Highlight {
  evidence: Evidence;
  turn: number;
}

// Of which calls the policy dialog tells.
export interface PolicyScope {
  filter: string;
  denied: boolean; // only of those that were refused
}

export interface AppState extends Preferences, View {
  filterError: string | null; // the server's words about the filter
  list: ListState;
  listEpoch: number; // rises when the list shows something else and must begin at its top
  isOnHold: boolean; // the reader keeps the list as it is: what is new waits
  atTop: boolean; // the list is scrolled to its newest row
  detail: DetailState;
  highlight: Highlight | null;
  groups: FailureGroup[] | null; // null until they have been counted
  status: Status | null;
  connection: Connection;
  dialog: 'help' | 'bench' | 'clear' | 'policy' | 'replay' | null;
  policyOf: PolicyScope; // what the policy dialog is asked for
  markError: string | null; // why a star could not be put on or taken off; '' when nothing answered
  newFailure: Exchange | null; // the latest that arrived live, for announcing
  tab: Tab;
}

export function initialState(preferences: Preferences, view: View): AppState {
  return {
    ...preferences,
    ...view,
    filterError: null,
    list: emptyList,
    listEpoch: 0,
    isOnHold: false,
    atTop: true,
    detail: { kind: 'none' },
    highlight: null,
    groups: null,
    status: null,
    connection: 'connecting',
    dialog: null,
    policyOf: { filter: '', denied: false },
    markError: null,
    newFailure: null,
  };
}
