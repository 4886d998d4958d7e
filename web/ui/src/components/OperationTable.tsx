import type { OperationReport, Spread } from '../api/types';
import { useText } from '../i18n';
import { useAppState } from '../state/app';
import { formatBytes, formatCount, formatDuration } from '../text/format';
import { FilterValue } from './FilterValue';
import { Sparkline } from './Sparkline';

// What each operation takes: in the middle, for nine of ten, at most, and how that is spread.
export function OperationTable({ report }: { report: OperationReport }) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  if (report.operations.length === 0) return null;
  return (
    <div class="operations">
      <table>
        <caption class="section-label">{t('operations.label')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('list.operation')}</th>
            <th scope="col">{t('operations.count')}</th>
            <th scope="col">{t('operations.failed')}</th>
            <th scope="col">{t('operations.median')}</th>
            <th scope="col">{t('operations.p90')}</th>
            <th scope="col">{t('operations.most')}</th>
            <th scope="col">{t('operations.durations')}</th>
            <th scope="col">{t('operations.size')}</th>
            <th scope="col">{t('operations.sizes')}</th>
          </tr>
        </thead>
        <tbody>
          {report.operations.map(({ operation, count, failed, duration, bytes }) => (
            <tr key={operation}>
              <th scope="row">
                {operation === null ? (
                  t('operations.unknown')
                ) : (
                  <FilterValue filterKey="op" value={operation} />
                )}
              </th>
              <td>{formatCount(count, lang)}</td>
              <td class={failed > 0 ? 'some-failed' : ''}>{formatCount(failed, lang)}</td>
              <td>{formatDuration(duration.median)}</td>
              <td>{formatDuration(duration.p90)}</td>
              <td>{formatDuration(duration.max)}</td>
              <td>
                <SpreadBars spread={duration} edges={report.durationEdges} format={formatDuration} />
              </td>
              <td>{formatBytes(bytes.median)}</td>
              <td>
                <SpreadBars spread={bytes} edges={report.byteEdges} format={formatBytes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SpreadProps {
  spread: Spread;
  edges: readonly number[];
  format(value: number): string;
}

// The bins as bars, and in words for those who point at them or have them read out.
function SpreadBars({ spread, edges, format }: SpreadProps) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const words = spread.bins.flatMap((count, i) => {
    if (count === 0) return [];
    const edge = edges[i];
    const last = edges[edges.length - 1] ?? 0;
    const range =
      edge === undefined
        ? t('operations.above', { edge: format(last) })
        : t('operations.below', { edge: format(edge) });
    return [`${range}: ${formatCount(count, lang)}`];
  });
  const text = words.join('\n');
  return (
    <span class="spread" title={text}>
      <Sparkline counts={spread.bins} />
      <span class="offscreen">{text}</span>
    </span>
  );
}
