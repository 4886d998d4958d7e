import { phases, type ExchangeDetail, type Phase } from '../api/types';
import { useText } from '../i18n';
import { formatDuration } from '../text/format';
import { useHighlight } from './use-highlight';

// A phase is called slow when it took this share of the whole and could be felt at all.
const slowShare = 0.6;
const slowMs = 200;
// Time between the phases is named from this share of the whole on.
const restShare = 0.05;

export function slowPhase(times: [Phase, number][], total: number): [Phase, number] | null {
  return times.find(([, ms]) => ms >= slowMs && ms >= total * slowShare) ?? null;
}

function share(ms: number, total: number): string {
  const percent = Math.round((100 * ms) / (total || 1));
  return percent === 0 && ms > 0 ? '< 1 %' : `${percent} %`;
}

export function TimingsView({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { name, ref } = useHighlight('timing');
  const { timings } = exchange;
  const times = phases.flatMap((phase): [Phase, number][] => {
    const ms = timings?.[phase] ?? null;
    return ms === null ? [] : [[phase, ms]];
  });
  if (times.length === 0) return <p class="notice">{t('timing.none')}</p>;
  const sum = times.reduce((before, [, ms]) => before + ms, 0);
  const total = Math.max(sum, exchange.duration_ms ?? 0);
  const slow = slowPhase(times, total);
  const rest = total - sum;
  return (
    <div class="timings" ref={ref}>
      {slow !== null && (
        <p class="timing-verdict">
          {t(`timing.slow.${slow[0]}`, { time: formatDuration(slow[1]) })}
        </p>
      )}
      <div class="timing-bar" aria-hidden="true">
        {times.map(([phase, ms]) => (
          <span key={phase} class={`phase-${phase}`} style={{ flexGrow: ms / (total || 1) }} />
        ))}
        <span style={{ flexGrow: rest / (total || 1) }} />
      </div>
      <table>
        <caption class="offscreen">{t('timing.label')}</caption>
        <tbody>
          {times.map(([phase, ms]) => {
            const isHit = phase === name;
            return (
              <tr key={phase} class={isHit ? 'hit' : ''} data-hit={isHit ? '' : undefined}>
                <th scope="row">
                  <span class={`swatch phase-${phase}`} aria-hidden="true" />
                  {t(`timing.${phase}`)}
                </th>
                <td>{formatDuration(ms)}</td>
                <td class="muted">{share(ms, total)}</td>
              </tr>
            );
          })}
          {rest > total * restShare && (
            <tr>
              <th scope="row">
                <span class="swatch" aria-hidden="true" />
                {t('timing.other')}
              </th>
              <td>{formatDuration(rest)}</td>
              <td class="muted">{share(rest, total)}</td>
            </tr>
          )}
          <tr class="total">
            <th scope="row">{t('timing.total')}</th>
            <td>{formatDuration(total)}</td>
            <td />
          </tr>
        </tbody>
      </table>
      {exchange.reused && <p class="muted">{t('timing.reused')}</p>}
    </div>
  );
}
