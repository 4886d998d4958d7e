import type { Language } from '../api/types';
import { useText, type Translate } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { causesOf, failedWord, hasCause, withoutCause, type Cause } from '../text/causes';
import { filterWords } from '../text/filter';
import { formatCount, formatTime, formatUtc } from '../text/format';
import { visibleText } from '../text/visible';
import { Icon } from './Icon';
import { Sparkline } from './Sparkline';
import { VisibleText } from './VisibleText';

// What fails and why, before anything is clicked; a click shows the exchanges of one cause.
export function GroupStrip() {
  const app = useApp();
  const t = useText();
  const filter = useAppState((state) => state.filter);
  const groups = useAppState((state) => state.groups);
  const words = withoutCause(filter);
  const others = words.filter((word) => word !== failedWord);
  const isCause = filterWords(filter).length !== words.length;
  const isFailures = !isCause && words.includes(failedWord);
  const causes = groups === null ? [] : causesOf(groups);
  return (
    <nav class="groups" aria-label={t('groups.label')}>
      <div class="group-scopes">
        <button
          type="button"
          class="chip"
          aria-pressed={!isCause && !isFailures}
          onClick={() => app.setFilter(others.join(' '))}
        >
          {t('filter.all')}
        </button>
        <button
          type="button"
          class="chip"
          aria-pressed={isFailures}
          onClick={() => app.setFilter([...others, failedWord].join(' '))}
        >
          {t('filter.failed')}
        </button>
      </div>
      {groups !== null && causes.length === 0 && (
        <p class="calm">
          <Icon name="ok" />
          {t(others.length === 0 ? 'groups.calm' : 'groups.calmFiltered')}
        </p>
      )}
      {causes.map((cause) => (
        <CauseCard
          key={cause.words.join(' ')}
          cause={cause}
          chosen={hasCause(filter, cause)}
          others={others}
        />
      ))}
    </nav>
  );
}

interface Props {
  cause: Cause;
  chosen: boolean;
  others: string[]; // words of the filter that stay
}

// On which side the fault lies and who met it, in words.
function whoAndWhere(t: Translate, { sides, clients }: Cause, lang: Language): string {
  const words = sides.map((side) => t(`side.${side}`));
  if (clients > 0) {
    words.push(t(clients === 1 ? 'causes.client' : 'causes.clients', { count: formatCount(clients, lang) }));
  }
  return words.join(' · ');
}

function CauseCard({ cause, chosen, others }: Props) {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const name = visibleText(cause.title ?? cause.rule ?? t('groups.noRule'));
  const count = formatCount(cause.count, lang);
  const time = formatTime(cause.last, lang);
  const who = whoAndWhere(t, cause, lang);
  const details = [...cause.operations, ...cause.hosts, ...cause.clientNames].map(visibleText);
  return (
    <button
      type="button"
      class="cause"
      aria-pressed={chosen}
      aria-label={t('groups.count', {
        title: name,
        place: visibleText(cause.place),
        count,
        time,
      })}
      title={[name, who, ...details, formatUtc(cause.last)].filter(Boolean).join('\n')}
      onClick={() => app.setFilter([...others, ...(chosen ? [] : cause.words)].join(' '))}
    >
      <span class="cause-title">{name}</span>
      <span class="cause-count">{count}</span>
      {who !== '' && <span class="cause-who">{who}</span>}
      <span class="cause-place">
        <VisibleText text={cause.place} />
        <span class="cause-time">{time}</span>
      </span>
      <Sparkline counts={cause.overTime} />
    </button>
  );
}
