import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { filterInputId } from '../state/keyboard';
import { withSuggestion, type Suggestion } from '../text/complete';
import { Icon } from './Icon';
import { SuggestionList, suggestionId, suggestionListId } from './SuggestionList';
import { useSuggestions } from './use-suggestions';

// Long enough not to ask for half a word, short enough to feel immediate.
const typingMs = 400;
// A search that is over sooner needs no sign that it runs.
const busyMs = 150;

export function FilterBox() {
  const app = useApp();
  const t = useText();
  const filter = useAppState((state) => state.filter);
  const error = useAppState((state) => state.filterError);
  const loading = useAppState((state) => state.list.loading === 'first');
  const [draft, setDraft] = useState(filter);
  const [caret, setCaret] = useState<number | null>(null); // null: nothing is suggested
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const busy = useLate(loading, busyMs);
  const suggestions = useSuggestions(draft, caret);

  // The filter also changes by clicks on values and by "back".
  useEffect(() => {
    clearTimeout(timer.current);
    setDraft(filter);
  }, [filter]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = (text: string): void => {
    clearTimeout(timer.current);
    setCaret(null);
    app.setFilter(text);
  };

  // An emptied box suggests nothing by itself: the list would lie over the causes.
  const write = (text: string, at: number | null): void => {
    setDraft(text);
    setCaret(text === '' ? null : at);
    setActive(-1);
    clearTimeout(timer.current);
    if (!awaitsValue(text)) timer.current = setTimeout(() => app.setFilter(text), typingMs);
  };

  const pick = (suggestion: Suggestion): void => {
    const element = input.current;
    if (suggestions === null || element === null) return;
    const next = withSuggestion(draft, suggestions.place, suggestion);
    // At once, so that the caret can be set; a value is whole and searched for without delay.
    element.value = next.filter;
    element.setSelectionRange(next.caret, next.caret);
    write(next.filter, next.caret);
    if (suggestion.key === null) apply(next.filter.trim());
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const items = suggestions?.items ?? [];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = items[active];
    if (event.key === 'ArrowDown' && caret === null) {
      setCaret(input.current?.selectionStart ?? draft.length);
    } else if (step !== undefined && items.length > 0) {
      setActive((active + 1 + step + items.length + 1) % (items.length + 1) - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      pick(chosen);
    } else if (event.key === 'Escape' && suggestions !== null) {
      setCaret(null);
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <form
      class={`filter-box${error === null ? '' : ' invalid'}`}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply(draft);
      }}
    >
      <label class="offscreen" for={filterInputId}>
        {t('filter.label')}
      </label>
      <Icon name="search" />
      <input
        ref={input}
        id={filterInputId}
        role="combobox"
        aria-expanded={suggestions !== null}
        aria-controls={suggestionListId}
        aria-autocomplete="list"
        aria-activedescendant={suggestions !== null && active >= 0 ? suggestionId(active) : undefined}
        type="text"
        dir="ltr"
        value={draft}
        placeholder={t('filter.placeholder')}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : 'filter-error'}
        onKeyDown={onKeyDown}
        onBlur={() => setCaret(null)}
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
      />
      {busy && <span class="spinner" role="status" aria-label={t('filter.busy')} />}
      {draft !== '' && (
        <button
          type="button"
          class="quiet"
          title={t('filter.clear')}
          aria-label={t('filter.clear')}
          onClick={() => {
            setDraft('');
            apply('');
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {suggestions !== null && (
        <SuggestionList items={suggestions.items} active={active} onPick={pick} />
      )}
      {error !== null && suggestions === null && (
        <pre id="filter-error" class="filter-error" role="alert">
          <FilterError text={error} />
        </pre>
      )}
    </form>
  );
}

// A key without its value would only be refused; Enter asks nevertheless.
function awaitsValue(text: string): boolean {
  return /(?:^|\s)-?[a-z]+:$/i.test(text);
}

// A sentence that may be long, then the filter with a mark below it, which must not wrap.
function FilterError({ text }: { text: string }) {
  const end = text.indexOf('\n') + 1 || text.length;
  return (
    <>
      <span class="filter-error-sentence">{text.slice(0, end)}</span>
      {text.slice(end)}
    </>
  );
}

// True once `value` has been true for `ms`.
function useLate(value: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!value) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late && value;
}
