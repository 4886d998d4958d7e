// The cells of a row, one a column.
import type { JSX } from 'preact';
import type { Exchange } from '../api/types';
import { useText, wordText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import type { ColumnId } from '../state/columns';
import { filterWord, type FilterKey } from '../text/filter';
import { formatBytes, formatDuration, formatUtc, timeParts } from '../text/format';
import { mainFinding, outcomeOf } from '../text/outcome';
import { shortText, visibleText } from '../text/visible';
import { ConfidenceMark } from './ConfidenceMark';
import { Icon } from './Icon';
import { OutcomeBadge } from './OutcomeBadge';
import { StarButton } from './StarButton';
import { VisibleText } from './VisibleText';
import { barOf, type TimeWindow } from './waterfall';

export interface CellProps {
  exchange: Exchange;
  frame: TimeWindow | null; // of the rows in sight
}

type Cell = (props: CellProps) => JSX.Element;

export const cells: Readonly<Record<ColumnId, Cell>> = {
  outcome: OutcomeCell,
  time: TimeCell,
  method: ({ exchange }) => <VisibleText text={shortText(exchange.method)} />,
  operation: OperationCell,
  bucket: BucketCell,
  object: ({ exchange }) => <VisibleText text={shortText(targetOf(exchange))} />,
  status: StatusCell,
  code: CodeCell,
  duration: ({ exchange }) => <>{formatDuration(exchange.duration_ms)}</>,
  size: SizeCell,
  finding: FindingCell,
  waterfall: WaterfallCell,
};

function targetOf(exchange: Exchange): string {
  return exchange.object ?? (exchange.bucket === null ? exchange.url : '');
}

function OutcomeCell({ exchange }: CellProps) {
  return (
    <>
      <OutcomeBadge exchange={exchange} />
      {exchange.note !== null && (
        <span class="noted" title={visibleText(exchange.note)}>
          <Icon name="note" />
        </span>
      )}
      <StarButton exchange={exchange} inRow />
    </>
  );
}

function TimeCell({ exchange }: CellProps) {
  const lang = useAppState((state) => state.lang);
  const { day, time, fraction } = timeParts(exchange.started_at, lang);
  return (
    <span title={formatUtc(exchange.started_at)}>
      {day !== '' && <span class="time-day">{day} </span>}
      {time}
      {day === '' && <span class="time-fraction">{fraction}</span>}
    </span>
  );
}

function OperationCell({ exchange }: CellProps) {
  if (exchange.operation === null) return <VisibleText text={shortText(exchange.method)} />;
  return (
    <>
      {exchange.operation}
      <FilterHere filterKey="op" value={exchange.operation} />
    </>
  );
}

function BucketCell({ exchange }: CellProps) {
  return (
    <>
      <VisibleText text={shortText(exchange.bucket ?? exchange.host ?? '')} />
      {exchange.bucket !== null && <FilterHere filterKey="bucket" value={exchange.bucket} />}
    </>
  );
}

function StatusCell({ exchange }: CellProps) {
  const t = useText();
  if (exchange.error !== null) {
    const kind = wordText(t, 'errorShort', exchange.error.kind);
    return <span title={visibleText(exchange.error.message)}>{kind}</span>;
  }
  const status = exchange.status?.toString() ?? '–';
  return (
    <>
      <span class="status-number">{status}</span>
      {exchange.status !== null && <FilterHere filterKey="status" value={status} />}
    </>
  );
}

function CodeCell({ exchange }: CellProps) {
  if (exchange.oss_code === null) return <></>;
  return (
    <>
      <VisibleText text={shortText(exchange.oss_code)} />
      <FilterHere filterKey="code" value={exchange.oss_code} />
    </>
  );
}

function SizeCell({ exchange }: CellProps) {
  const t = useText();
  const title = t('list.sizeHint', {
    request: formatBytes(exchange.request_bytes),
    response: formatBytes(exchange.response_bytes),
  });
  const bytes = (exchange.request_bytes ?? 0) + (exchange.response_bytes ?? 0);
  return <span title={title}>{formatBytes(bytes)}</span>;
}

function FindingCell({ exchange }: CellProps) {
  const finding = mainFinding(exchange);
  if (finding === null) return <></>;
  return (
    <>
      <ConfidenceMark confidence={finding.confidence} />
      <span class="finding-title" title={visibleText(finding.title)}>
        <VisibleText text={shortText(finding.title)} />
      </span>
      <FilterHere filterKey="rule" value={finding.rule} />
    </>
  );
}

function WaterfallCell({ exchange, frame }: CellProps) {
  const t = useText();
  const bar = frame === null ? null : barOf(exchange, frame);
  if (bar === null) return <></>;
  const title = t('list.waterfallHint', {
    time: formatDuration(bar.offset),
    duration: formatDuration(exchange.duration_ms),
  });
  return (
    <span class="waterfall" title={title}>
      <span
        class={`bar ${outcomeOf(exchange)}`}
        style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      />
    </span>
  );
}

// Appears when the pointer is over the row, so that a click elsewhere still only selects. The
// keyboard reaches the same values in the details.
function FilterHere({ filterKey, value }: { filterKey: FilterKey; value: string }) {
  const app = useApp();
  const t = useText();
  const word = filterWord(filterKey, value);
  const label = t('filter.add', { word: visibleText(shortText(word)) });
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
