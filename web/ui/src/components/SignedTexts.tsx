import type { SignedText } from '../api/types';
import { useText } from '../i18n';
import { alignLines, splitSigned, type BenchRow } from '../text/bench';
import { diffText } from '../text/diff';
import { CopyButton } from './CopyButton';
import { DiffedText } from './DiffedText';

interface SideOfTexts {
  label: string;
  text: SignedText | null;
}

interface Props {
  part: keyof SignedText;
  title?: string; // the name of the part, unless it is about something else
  left: SideOfTexts;
  right: SideOfTexts;
}

// One of the signed texts, line by line with the part of the request that each line is; of two sides
// beside each other, with the characters marked in which they differ.
export function SignedTexts({ part, title: given, left, right }: Props) {
  const t = useText();
  const title = given ?? t(`signature.${part}`);
  const sides = [left, right].flatMap(({ label, text }) => {
    const shown = text?.[part] ?? null;
    return shown === null ? [] : [{ label, text: shown }];
  });
  const [first, second] = sides;
  if (first === undefined) return null;
  const lines = splitSigned(part, first.text);
  const rows = alignLines(lines, second === undefined ? lines : splitSigned(part, second.text));
  const hasBoth = second !== undefined;
  return (
    <section class="signed" aria-label={title}>
      <div class="tools">
        <h4 class="section-label">{title}</h4>
        {sides.map(({ label, text }) => (
          <CopyButton key={label} text={text} label={t('copy.value', { name: label })} />
        ))}
      </div>
      <table class={hasBoth ? 'bench two' : 'bench'}>
        <thead class={hasBoth ? '' : 'offscreen'}>
          <tr>
            <th scope="col">{t('signature.part')}</th>
            {sides.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row key={i} row={row} hasBoth={hasBoth} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, hasBoth }: { row: BenchRow; hasBoth: boolean }) {
  const t = useText();
  const { left, right } = row;
  const isSame = left === right;
  const diff = diffText(left ?? '', right ?? '');
  return (
    <tr class={isSame ? '' : 'differs'} data-differs={isSame ? undefined : ''}>
      <th scope="row">
        {t(`signedLine.${row.label}`)}
        {!isSame && <span class="differs-word">{t('signature.differs')}</span>}
      </th>
      <td>
        <DiffedText text={left} segments={diff.left} />
      </td>
      {hasBoth && (
        <td>
          <DiffedText text={right} segments={diff.right} />
        </td>
      )}
    </tr>
  );
}
