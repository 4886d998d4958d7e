import { useText } from '../i18n';
import { useAppState } from '../state/app';
import type { Suggestion } from '../text/complete';
import { formatCount } from '../text/format';
import { VisibleText } from './VisibleText';

export const suggestionListId = 'filter-suggestions';
export const suggestionId = (index: number): string => `filter-suggestion-${index}`;

interface Props {
  items: readonly Suggestion[];
  active: number; // -1: none
  onPick(suggestion: Suggestion): void;
}

// Below the filter box, which keeps the focus.
export function SuggestionList({ items, active, onPick }: Props) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  return (
    <ul class="suggestions" id={suggestionListId} role="listbox" aria-label={t('filter.suggestions')}>
      {items.map((item, i) => (
        <li
          key={item.text}
          id={suggestionId(i)}
          role="option"
          aria-selected={i === active}
          // The click must not take the focus from the box.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(item)}
        >
          <code>
            <VisibleText text={item.label} />
          </code>
          <span class="muted">
            {item.key !== null && t(`filterKey.${item.key}`)}
            {item.count !== null && formatCount(item.count, lang)}
          </span>
        </li>
      ))}
    </ul>
  );
}
