import { useText, type Translate } from '../i18n';
import { visibleSegments } from '../text/visible';

interface Props {
  text: string;
  mark?: string; // the first occurrence of this is marked
}

// Captured text, with characters that cannot be seen written as their code points. The element
// isolates it: text of another direction cannot reorder what stands around it.
export function VisibleText({ text, mark = '' }: Props) {
  const t = useText();
  // Marking all of it would add nothing to the marked line around it.
  const at = mark === '' || mark === text ? -1 : text.indexOf(mark);
  return (
    <bdi class="captured" dir="ltr">
      {shown(at < 0 ? text : text.slice(0, at), t)}
      {at >= 0 && <mark>{shown(mark, t)}</mark>}
      {at >= 0 && shown(text.slice(at + mark.length), t)}
    </bdi>
  );
}

function shown(text: string, t: Translate) {
  return visibleSegments(text).map(({ text: segment, hidden }) =>
    hidden ? (
      <span class="hidden-character" title={t('hidden.character', { name: segment })}>
        {segment}
      </span>
    ) : (
      segment
    ),
  );
}
