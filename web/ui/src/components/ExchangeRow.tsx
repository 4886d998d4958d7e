import type { Exchange } from '../api/types';
import { useText, wordText, type Translate } from '../i18n';
import { useApp } from '../state/app';
import type { ColumnId } from '../state/columns';
import { formatDuration } from '../text/format';
import { mainFinding, outcomeOf } from '../text/outcome';
import { shortText, visibleText } from '../text/visible';
import { cells } from './cells';
import type { TimeWindow } from './waterfall';

interface Props {
  exchange: Exchange;
  index: number; // place in the whole list, from 0
  selected: boolean;
  columns: readonly ColumnId[];
  frame: TimeWindow | null;
}

function statusText(t: Translate, exchange: Exchange): string {
  if (exchange.error !== null) return wordText(t, 'errorShort', exchange.error.kind);
  return [exchange.status?.toString(), exchange.oss_code].filter(Boolean).join(' ') || '–';
}

export function rowLabel(t: Translate, exchange: Exchange): string {
  const marks = [exchange.starred ? t('mark.starred') : '', exchange.note ?? ''];
  return visibleText(
    [t('list.row', {
      outcome: t(`outcome.${outcomeOf(exchange)}`),
      operation: exchange.operation ?? exchange.method,
      target: shortText(
        [exchange.bucket ?? exchange.host, exchange.object].filter(Boolean).join(' / '),
      ),
      status: statusText(t, exchange),
      duration: formatDuration(exchange.duration_ms),
      finding: mainFinding(exchange)?.title ?? '',
    }), ...marks.map((mark) => shortText(mark))]
      .filter(Boolean)
      .join(' '),
  );
}

function rowClass(exchange: Exchange, selected: boolean): string {
  const names = ['row', outcomeOf(exchange)];
  if (selected) names.push('selected');
  if (exchange.findings.length > 0) names.push('has-finding');
  return names.join(' ');
}

export function ExchangeRow({ exchange, index, selected, columns, frame }: Props) {
  const app = useApp();
  const t = useText();
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
      {columns.map((id) => {
        const Cell = cells[id];
        return (
          <span key={id} role="gridcell" class={`c-${id}`}>
            <Cell exchange={exchange} frame={frame} />
          </span>
        );
      })}
    </div>
  );
}
