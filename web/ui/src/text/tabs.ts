// Which views of an exchange there is something for.
import type { Exchange } from '../api/types';
import { tabs, type Tab } from '../state/url';

export function tabsOf({ operation }: Exchange): readonly Tab[] {
  return tabs.filter((tab) => tab !== 'form' || operation === 'PostObject');
}
