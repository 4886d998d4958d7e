import { useText } from '../i18n';
import type { DiffSegment } from '../text/diff';
import { visibleSegments } from '../text/visible';

// Blanks at either end, and all that differ, have to be seen.
const blank: Record<string, string> = { ' ': '␠', '\t': '⇥', '\r': '␍' };

interface Props {
  text: string | null; // null: this side lacks it
  segments: readonly DiffSegment[]; // of `text`
}

// One side of two captured texts, with the characters marked that the other side has not.
export function DiffedText({ text, segments }: Props) {
  const t = useText();
  if (text === null) return <em class="muted">{t('signature.absent')}</em>;
  if (text === '') return <em class="muted">{t('signature.empty')}</em>;
  const last = segments.length - 1;
  return (
    <bdi class="captured" dir="ltr">
      {segments.map(({ text: part, differs }, i) => {
        const isEdge = (at: number): boolean =>
          (i === 0 && part.slice(0, at + 1).trim() === '') ||
          (i === last && part.slice(at).trim() === '');
        const shown = <Characters text={part} isShown={(at) => differs || isEdge(at)} />;
        return differs ? <mark key={i}>{shown}</mark> : <span key={i}>{shown}</span>;
      })}
    </bdi>
  );
}

function Characters({ text, isShown }: { text: string; isShown(at: number): boolean }) {
  const t = useText();
  const pieces: { text: string; hidden: boolean }[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = blank[text[at] ?? ''];
    if (sign === undefined || !isShown(at)) continue;
    pieces.push(...visibleSegments(text.slice(from, at)), { text: sign, hidden: true });
    from = at + 1;
  }
  pieces.push(...visibleSegments(text.slice(from)));
  return (
    <>
      {pieces.map((piece, i) =>
        piece.hidden ? (
          <span
            key={i}
            class="hidden-character"
            title={t('hidden.character', { name: piece.text })}
          >
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}
