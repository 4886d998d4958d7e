import type { ExchangeDetail } from '../api/types';
import { useText, wordText, type Translate } from '../i18n';
import { diffText } from '../text/diff';
import { compareHeads, type HeadRow } from '../text/forwarded';
import { CopyButton } from './CopyButton';
import { DiffedText } from './DiffedText';
import { ExactHead, headText } from './HeadView';
import { HeaderLine } from './HeaderLine';

// The head that went upstream, laid over the one the app sent.
export function ForwardedView({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const { request, forwarded, edits } = exchange;
  if (forwarded === null || request === null) {
    return <p class="notice">{t('forwarded.none')}</p>;
  }
  const { line, rows, unchanged } = compareHeads(request, forwarded, edits);
  const isRewritten = line.before !== line.after;
  const diff = diffText(line.before, line.after);
  return (
    <div class="head-view">
      <div class="tools">
        <span class="muted">{t(unchanged ? 'forwarded.same' : 'forwarded.changed')}</span>
        <CopyButton text={headText(forwarded)} label={t('message.copyHead')} />
      </div>
      <div class="wire">
        {isRewritten && (
          <div class="start-line removed">
            <DiffedText text={line.before} segments={diff.left} />
            <Remark t={t} label={t('forwarded.rewritten')} reason={line.reason} />
          </div>
        )}
        <div class={isRewritten ? 'start-line added' : 'start-line'}>
          <DiffedText text={line.after} segments={diff.right} />
        </div>
        {rows.map((row, i) => (
          <HeaderLine key={i} header={row.header} className={row.change}>
            <RowRemark t={t} row={row} />
          </HeaderLine>
        ))}
      </div>
      <ExactHead head={forwarded} />
    </div>
  );
}

function RowRemark({ t, row }: { t: Translate; row: HeadRow }) {
  if (row.change === 'same') return null;
  return <Remark t={t} label={t(`forwarded.${row.change}`)} reason={row.reason} />;
}

function Remark({ t, label, reason }: { t: Translate; label: string; reason: string | null }) {
  return (
    <span class="edit-remark">
      {label}
      {reason !== null && ` · ${t('forwarded.reason', { reason: wordText(t, 'edit', reason) })}`}
    </span>
  );
}
