import { useRef, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { formatCount, formatTime } from '../text/format';
import { spanWord, withSpan, type Bar } from '../text/timeline';

const barWidth = 10;
const height = 60;
const outcomes = ['failed', 'healed', 'ok'] as const;

interface Span {
  anchor: number;
  end: number;
}

// Bars over time, failures at the bottom where they are seen first. A span of them is drawn with the
// pointer, or with Shift and the arrows, and becomes a word of the filter.
export function TimelineChart({ bars }: { bars: readonly Bar[] }) {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const [span, setSpan] = useState<Span | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  if (bars.length === 0) return <p class="muted">{t('timeline.empty')}</p>;
  const last = bars.length - 1;
  const at = Math.min(span?.end ?? last, last);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const time = (ms: number): string => formatTime(new Date(ms).toISOString(), lang);
  const words = (from: number, to: number): string => {
    const chosen = bars.slice(from, to + 1);
    const sum = (outcome: (typeof outcomes)[number]): string =>
      formatCount(
        chosen.reduce((before, { bin }) => before + bin[outcome], 0),
        lang,
      );
    return t('timeline.value', {
      from: time(chosen[0]?.fromMs ?? 0),
      to: time(chosen[chosen.length - 1]?.beforeMs ?? 0),
      failed: sum('failed'),
      healed: sum('healed'),
      ok: sum('ok'),
    });
  };
  const first = Math.min(span?.anchor ?? at, at);
  const end = Math.max(Math.min(span?.anchor ?? at, last), at);

  const zoom = (): void => {
    const word = spanWord(bars, first, end);
    setSpan(null);
    if (word !== null) app.setFilter(withSpan(app.store.get().filter, word));
  };
  const barAt = (event: PointerEvent): number => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    const place = ((event.clientX - box.left) / box.width) * bars.length;
    return Math.min(last, Math.max(0, Math.floor(place)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key];
    if (event.key === 'Enter') zoom();
    else if (event.key === 'Escape' && span !== null) setSpan(null);
    else if (step !== undefined) {
      const next = Math.min(last, Math.max(0, at + step));
      setSpan({ anchor: event.shiftKey ? (span?.anchor ?? at) : next, end: next });
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <div
        ref={element}
        class="timeline-chart"
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.chart')}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={words(first, end)}
        title={t('timeline.hint')}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          const bar = barAt(event);
          setSpan({ anchor: bar, end: bar });
          setDrawing(true);
          element.current?.setPointerCapture?.(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (isDrawing && span !== null) setSpan({ ...span, end: barAt(event) });
        }}
        onPointerUp={() => {
          if (isDrawing) zoom();
          setDrawing(false);
        }}
        onPointerCancel={() => {
          setDrawing(false);
          setSpan(null);
        }}
      >
        <svg
          viewBox={`0 0 ${bars.length * barWidth} ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          {span !== null && (
            <rect
              class="span"
              x={first * barWidth}
              y={0}
              width={(end - first + 1) * barWidth}
              height={height}
            />
          )}
          {bars.map((bar, i) => (
            <BarShape key={i} bar={bar} x={i * barWidth} most={most} />
          ))}
        </svg>
      </div>
      <div class="timeline-ends muted">
        <span>{time(bars[0]?.fromMs ?? 0)}</span>
        <span class="timeline-said">
          {span === null ? (
            <>
              {outcomes.map((outcome) => (
                <span key={outcome} class="timeline-key">
                  <span class={`swatch bar-${outcome}`} aria-hidden="true" />
                  {t(`outcome.${outcome}`)}
                </span>
              ))}
            </>
          ) : (
            words(first, end)
          )}
        </span>
        <span>{time(bars[last]?.beforeMs ?? 0)}</span>
      </div>
    </>
  );
}

function BarShape({ bar: { bin, total }, x, most }: { bar: Bar; x: number; most: number }) {
  if (total === 0) return null;
  // One of a thousand must still be seen.
  const size = (count: number): number => (count === 0 ? 0 : Math.max(2, (height * count) / most));
  let y = height;
  return (
    <>
      {outcomes.map((outcome) => {
        const part = size(bin[outcome]);
        y -= part;
        return part === 0 ? null : (
          <rect
            key={outcome}
            class={`bar-${outcome}`}
            x={x + 1}
            y={y}
            width={barWidth - 2}
            height={part}
          />
        );
      })}
    </>
  );
}
