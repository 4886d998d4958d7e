import type { FailureGroup } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { filterWord, filterWords, hasWord } from '../text/filter';
import { formatCount, formatTime } from '../text/format';

const failedWord = 'is:failed';

interface Cause {
  rule: string | null;
  title: string | null;
  count: number;
  last: string;
}

// The API counts by rule and variant, bucket and host; here the rule alone matters. Groups that say
// different things go under what the rule says in general.
export function causesOf(groups: FailureGroup[]): Cause[] {
  const causes = new Map<string | null, Cause>();
  for (const { rule, title, ruleTitle, count, last } of groups) {
    const cause = causes.get(rule) ?? { rule, title, count: 0, last: '' };
    if (cause.title !== title) cause.title = ruleTitle;
    cause.count += count;
    if (last !== null && last > cause.last) cause.last = last;
    causes.set(rule, cause);
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}

// The causes of failures with their counts; a click filters by one.
export function GroupStrip() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const filter = useAppState((state) => state.filter);
  const groups = useAppState((state) => state.groups);
  const words = filterWords(filter);
  const others = words.filter((word) => word !== failedWord && !word.startsWith('rule:'));
  const isAll = others.length === words.length;
  return (
    <nav class="groups" aria-label={t('groups.label')}>
      <button
        type="button"
        class="chip"
        aria-pressed={isAll}
        onClick={() => app.setFilter(others.join(' '))}
      >
        {t('filter.all')}
      </button>
      <button
        type="button"
        class="chip"
        aria-pressed={words.includes(failedWord)}
        onClick={() => app.setFilter([...others, failedWord].join(' '))}
      >
        {t('filter.failed')}
      </button>
      {causesOf(groups).map(({ rule, title, count, last }) => {
        const name = title ?? rule ?? t('groups.noRule');
        const shownCount = formatCount(count, lang);
        const label = t('groups.count', {
          title: name,
          count: shownCount,
          time: formatTime(last, lang),
        });
        const content = (
          <>
            <span class="chip-text">{name}</span>
            <span class="chip-count">{shownCount}</span>
          </>
        );
        if (rule === null) {
          return (
            <span key="" class="chip plain" title={label}>
              {content}
            </span>
          );
        }
        const word = filterWord('rule', rule);
        const isOn = hasWord(filter, word);
        return (
          <button
            key={rule}
            type="button"
            class="chip"
            aria-pressed={isOn}
            aria-label={label}
            title={label}
            onClick={() => app.setFilter([...others, ...(isOn ? [] : [word])].join(' '))}
          >
            {content}
          </button>
        );
      })}
    </nav>
  );
}
