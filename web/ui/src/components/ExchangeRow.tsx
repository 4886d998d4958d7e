import type { Exchange } from '../api/types';
import { useText, wordText, type Translate } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { filterWord, type FilterKey } from '../text/filter';
import { formatBytes, formatDuration, formatUtc, timeParts } from '../text/format';
import { mainFinding, outcomeOf } from '../text/outcome';
import { visibleText } from '../text/visible';
import { ConfidenceMark } from './ConfidenceMark';
import { Icon } from './Icon';
import { OutcomeBadge } from './OutcomeBadge';
import { VisibleText } from './VisibleText';

interface Props {
  exchange: Exchange;
  index: number; // place in the whole list, from 0
  selected: boolean;
}

// A hundred thousand characters in one cell help nobody and stall layout.
const maxCellText = 300;

function short(text: string): string {
  return text.length > maxCellText ? `${text.slice(0, maxCellText)}…` : text;
}

function targetOf(exchange: Exchange): string {
  return exchange.object ?? (exchange.bucket === null ? exchange.url : '');
}

function statusOf(t: Translate, exchange: Exchange): string {
  if (exchange.error !== null) return wordText(t, 'errorShort', exchange.error.kind);
  return [exchange.status?.toString(), exchange.oss_code].filter(Boolean).join(' ') || '–';
}

export function rowLabel(t: Translate, exchange: Exchange): string {
  return visibleText(
    t('list.row', {
      outcome: t(`outcome.${outcomeOf(exchange)}`),
      operation: exchange.operation ?? exchange.method,
      target: short(
        [exchange.bucket ?? exchange.host, exchange.object].filter(Boolean).join(' / '),
      ),
      status: statusOf(t, exchange),
      duration: formatDuration(exchange.duration_ms),
      finding: mainFinding(exchange)?.title ?? '',
    }),
  );
}

function rowClass(exchange: Exchange, selected: boolean): string {
  const names = ['row', outcomeOf(exchange)];
  if (selected) names.push('selected');
  if (exchange.findings.length > 0) names.push('has-finding');
  return names.join(' ');
}

export function ExchangeRow({ exchange, index, selected }: Props) {
  const app = useApp();
  const t = useText();
  const finding = mainFinding(exchange);
  const bytes = (exchange.request_bytes ?? 0) + (exchange.response_bytes ?? 0);
  return (
    <div
      id={`row-${exchange.id}`}
      class={rowClass(exchange, selected)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={rowLabel(t, exchange)}
      onClick={() => app.select(exchange.id)}
    >
      <span role="gridcell" class="c-outcome">
        <OutcomeBadge exchange={exchange} />
      </span>
      <span role="gridcell" class="c-time" title={formatUtc(exchange.started_at)}>
        <RowTime instant={exchange.started_at} />
      </span>
      <span role="gridcell" class="c-operation">
        {exchange.operation === null ? (
          <VisibleText text={short(exchange.method)} />
        ) : (
          <>
            {exchange.operation}
            <FilterHere filterKey="op" value={exchange.operation} />
          </>
        )}
      </span>
      <span role="gridcell" class="c-bucket">
        <VisibleText text={short(exchange.bucket ?? exchange.host ?? '')} />
        {exchange.bucket !== null && <FilterHere filterKey="bucket" value={exchange.bucket} />}
      </span>
      <span role="gridcell" class="c-object">
        <VisibleText text={short(targetOf(exchange))} />
      </span>
      <span role="gridcell" class="c-status">
        <StatusCell exchange={exchange} />
      </span>
      <span role="gridcell" class="c-duration">
        {formatDuration(exchange.duration_ms)}
      </span>
      <span
        role="gridcell"
        class="c-size"
        title={t('list.sizeHint', {
          request: formatBytes(exchange.request_bytes),
          response: formatBytes(exchange.response_bytes),
        })}
      >
        {formatBytes(bytes)}
      </span>
      <span role="gridcell" class="c-finding">
        {finding !== null && (
          <>
            <ConfidenceMark confidence={finding.confidence} />
            <span class="finding-title" title={visibleText(finding.title)}>
              <VisibleText text={short(finding.title)} />
            </span>
            <FilterHere filterKey="rule" value={finding.rule} />
          </>
        )}
      </span>
    </div>
  );
}

function RowTime({ instant }: { instant: string }) {
  const lang = useAppState((state) => state.lang);
  const { day, time, fraction } = timeParts(instant, lang);
  return (
    <>
      {day !== '' && <span class="time-day">{day} </span>}
      {time}
      {day === '' && <span class="time-fraction">{fraction}</span>}
    </>
  );
}

function StatusCell({ exchange }: { exchange: Exchange }) {
  const t = useText();
  if (exchange.error !== null) {
    const kind = wordText(t, 'errorShort', exchange.error.kind);
    return <span title={visibleText(exchange.error.message)}>{kind}</span>;
  }
  return (
    <>
      <span class="status-number">{exchange.status ?? '–'}</span>
      {exchange.oss_code !== null && (
        <>
          {' '}
          <VisibleText text={short(exchange.oss_code)} />
          <FilterHere filterKey="code" value={exchange.oss_code} />
        </>
      )}
    </>
  );
}

// Appears when the pointer is over the row, so that a click elsewhere still only selects. The
// keyboard reaches the same values in the details.
function FilterHere({ filterKey, value }: { filterKey: FilterKey; value: string }) {
  const app = useApp();
  const t = useText();
  const word = filterWord(filterKey, value);
  const label = t('filter.add', { word: visibleText(short(word)) });
  return (
    <button
      type="button"
      class="filter-here"
      tabIndex={-1}
      title={label}
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation();
        app.addFilterWord(word, event.altKey);
      }}
    >
      <Icon name="filter" />
    </button>
  );
}
