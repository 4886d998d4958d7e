import type { BodySide } from '../api/client';
import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { showBody } from '../text/body';
import { diffLines, type LinePair } from '../text/diff';
import { formatBytes } from '../text/format';
import { headerValue } from './BodyView';
import { VisibleText } from './VisibleText';
import { useBody } from './use-body';

interface Props {
  left: ExchangeDetail;
  right: ExchangeDetail;
  side: BodySide;
}

const shownRows = 200;

// Where two bodies differ, line by line; of bodies that are no text, that they do.
export function CompareBodies({ left, right, side }: Props) {
  const t = useText();
  const ours = useLines(left, side);
  const theirs = useLines(right, side);
  if (ours === null || theirs === null) return null;
  const label = t(`compare.body.${side}`);
  if (ours.bytes === 0 && theirs.bytes === 0) return null;
  const rows =
    ours.lines === null || theirs.lines === null ? null : diffLines(ours.lines, theirs.lines);
  if (rows !== null && rows.length === 0) return null;
  return (
    <section aria-label={label}>
      <h4 class="section-label">{label}</h4>
      {rows === null ? (
        <p class="muted">
          {t('compare.binary', { left: formatBytes(ours.bytes), right: formatBytes(theirs.bytes) })}
        </p>
      ) : (
        <BodyRows rows={rows} />
      )}
    </section>
  );
}

function BodyRows({ rows }: { rows: LinePair[] }) {
  const t = useText();
  return (
    <div class="wire">
      {rows.slice(0, shownRows).map(({ left, right }, i) => (
        <div key={i}>
          {left !== null && (
            <div class="body-line removed">
              <span class="line-sign">−</span> <VisibleText text={left} />
            </div>
          )}
          {right !== null && (
            <div class="body-line added">
              <span class="line-sign">+</span> <VisibleText text={right} />
            </div>
          )}
        </div>
      ))}
      {rows.length > shownRows && <p class="muted">{t('compare.more')}</p>}
    </div>
  );
}

interface BodyLines {
  bytes: number;
  lines: string[] | null; // null: no text
}

function useLines(exchange: ExchangeDetail, side: BodySide): BodyLines | null {
  const message = exchange[side];
  const body = message?.body ?? null;
  const isStored = body !== null && body.captured > 0 && !body.dropped;
  const state = useBody(exchange.id, side, isStored);
  if (message === null || body === null || !isStored) {
    return { bytes: body?.bytes ?? 0, lines: body === null || body.bytes === 0 ? [] : null };
  }
  if (state.kind !== 'ready') return null;
  const shown = showBody(state.bytes, headerValue(message, 'content-type'), body.truncated);
  return {
    bytes: body.bytes,
    lines:
      shown.kind === 'text'
        ? shown.lines.map((line) => line.tokens.map((token) => token.text).join(''))
        : null,
  };
}
