import type { ComponentChildren } from 'preact';
import { useText } from '../i18n';
import { useApp } from '../state/app';
import { filterWord, type FilterKey } from '../text/filter';
import { visibleText } from '../text/visible';

interface Props {
  filterKey: FilterKey;
  value: string;
  children?: ComponentChildren; // what is shown when it is not the value
}

// A value that adds itself to the filter: a click shows only these, with Alt it hides them.
export function FilterValue({ filterKey, value, children }: Props) {
  const app = useApp();
  const t = useText();
  const word = filterWord(filterKey, value);
  const label = t('filter.add', { word: visibleText(word) });
  return (
    <button
      type="button"
      class="filter-value"
      title={label}
      onClick={(event) => app.addFilterWord(word, event.altKey)}
    >
      {children ?? visibleText(value)}
    </button>
  );
}
