// What of the view stands in the address, so that a link shows a colleague the same.
import { readSort } from './columns';

export const tabs = [
  'request',
  'forwarded',
  'response',
  'signature',
  'form',
  'callback',
  'timings',
  'compare',
  'raw',
] as const;
export type Tab = (typeof tabs)[number];

export interface View {
  filter: string;
  sort: string; // a column, with - before it for the largest first; '' for the newest first
  selectedId: number | null;
  tab: Tab;
  compareId: number | null; // the other exchange of the tab `compare`; null lets the page choose
  hasTimeline: boolean; // the panel with the course of the capture is open
}

export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const idOf = (name: string): number | null => {
    const id = Number(params.get(name));
    return Number.isSafeInteger(id) && id > 0 ? id : null;
  };
  return {
    filter: params.get('filter') ?? '',
    sort: readSort(params.get('sort')),
    selectedId: idOf('id'),
    tab: tabs.find((tab) => tab === params.get('tab')) ?? 'request',
    compareId: idOf('with'),
    hasTimeline: params.get('view') === 'timeline',
  };
}

export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.filter !== '') params.set('filter', view.filter);
  if (view.sort !== '') params.set('sort', view.sort);
  if (view.selectedId !== null) params.set('id', String(view.selectedId));
  if (view.selectedId !== null && view.tab !== 'request') params.set('tab', view.tab);
  if (view.selectedId !== null && view.tab === 'compare' && view.compareId !== null) {
    params.set('with', String(view.compareId));
  }
  if (view.hasTimeline) params.set('view', 'timeline');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
