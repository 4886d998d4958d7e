import { useState } from 'preact/hooks';
import type { Evidence } from '../api/types';
import { useText } from '../i18n';
import { useAppState } from '../state/app';
import { findLine, type BodyFormat, type Line } from '../text/body';
import { formatBytes, formatCount } from '../text/format';
import { VisibleText } from './VisibleText';

interface Props {
  lines: Line[];
  format: BodyFormat;
  evidence: Evidence | null;
}

const firstLines = 600;
const shownCharacters = 8000;

export function TextBody({ lines, format, evidence }: Props) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const [limit, setLimit] = useState(firstLines);
  const hit = evidence === null ? -1 : findLine(lines, evidence.name, evidence.value);
  const count = Math.max(limit, hit + 20);
  const left = lines.length - count;
  return (
    <div class={`wire body-text ${format}`} role="region" aria-label={t('body.textLabel')}>
      {lines.slice(0, count).map((line, i) => (
        <BodyLine
          key={i}
          line={line}
          hit={i === hit}
          mark={i === hit ? (evidence?.value ?? '') : ''}
        />
      ))}
      {left > 0 && (
        <button type="button" class="quiet small" onClick={() => setLimit(count * 2)}>
          {t('body.showMore', { count: formatCount(left, lang) })}
        </button>
      )}
    </div>
  );
}

function BodyLine({ line, hit, mark }: { line: Line; hit: boolean; mark: string }) {
  const t = useText();
  const [whole, setWhole] = useState(false);
  const length = line.tokens.reduce((sum, { text }) => sum + text.length, 0);
  const isCut = !whole && length > shownCharacters;
  let room = isCut ? shownCharacters : Infinity;
  return (
    <div
      class={hit ? 'body-line hit' : 'body-line'}
      data-hit={hit ? '' : undefined}
      style={{ paddingLeft: `${line.indent * 1.25 + 0.5}em` }}
    >
      {line.tokens.map((token, i) => {
        const text = token.text.slice(0, room);
        room -= text.length;
        return (
          <span key={i} class={`token-${token.kind}`}>
            <VisibleText text={text} mark={mark} />
          </span>
        );
      })}
      {isCut && (
        <>
          …{' '}
          <button type="button" class="quiet small" onClick={() => setWhole(true)}>
            {t('header.showAll', { size: formatBytes(length) })}
          </button>
        </>
      )}
    </div>
  );
}
