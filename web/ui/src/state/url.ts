// What of the view stands in the address, so that a link shows a colleague the same.
import { readSort } from './columns';

export const tabs = ['request', 'forwarded', 'response', 'signature', 'timings', 'raw'] as const;
export type Tab = (typeof tabs)[number];

export interface View {
  filter: string;
  sort: string; // a column, with - before it for the largest first; '' for the newest first
  selectedId: number | null;
  tab: Tab;
}

export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const id = Number(params.get('id'));
  return {
    filter: params.get('filter') ?? '',
    sort: readSort(params.get('sort')),
    selectedId: Number.isSafeInteger(id) && id > 0 ? id : null,
    tab: tabs.find((tab) => tab === params.get('tab')) ?? 'request',
  };
}

export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.filter !== '') params.set('filter', view.filter);
  if (view.sort !== '') params.set('sort', view.sort);
  if (view.selectedId !== null) params.set('id', String(view.selectedId));
  if (view.selectedId !== null && view.tab !== 'request') params.set('tab', view.tab);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
