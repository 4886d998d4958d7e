import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { filterInputId } from '../state/keyboard';
import { Icon } from './Icon';

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
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const busy = useLate(loading, busyMs);

  // The filter also changes by clicks on values and by "back".
  useEffect(() => {
    clearTimeout(timer.current);
    setDraft(filter);
  }, [filter]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = (text: string): void => {
    clearTimeout(timer.current);
    app.setFilter(text);
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
        id={filterInputId}
        type="text"
        dir="ltr"
        value={draft}
        placeholder={t('filter.placeholder')}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : 'filter-error'}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setDraft(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => app.setFilter(text), typingMs);
        }}
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
      {error !== null && (
        <pre id="filter-error" class="filter-error" role="alert">
          <FilterError text={error} />
        </pre>
      )}
    </form>
  );
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
