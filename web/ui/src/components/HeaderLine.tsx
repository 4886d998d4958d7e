import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Header } from '../api/types';
import { useText } from '../i18n';
import { formatBytes } from '../text/format';
import { VisibleText } from './VisibleText';

interface Props {
  header: Header;
  hit?: boolean;
  className?: string;
  children?: ComponentChildren; // a remark after the value
}

// A header may fill 64 KiB and more; that much text in one line stalls layout.
const shownCharacters = 1500;

export function HeaderLine({
  header: [name, value],
  hit = false,
  className = '',
  children,
}: Props) {
  const t = useText();
  const [whole, setWhole] = useState(false);
  const isCut = !whole && value.length > shownCharacters;
  return (
    <div class={`header-line ${className}${hit ? ' hit' : ''}`} data-hit={hit ? '' : undefined}>
      <span class="header-name">
        <VisibleText text={name} />:
      </span>{' '}
      <span class="header-value">
        <VisibleText text={isCut ? value.slice(0, shownCharacters) : value} />
      </span>
      {isCut && (
        <>
          …{' '}
          <button type="button" class="quiet small" onClick={() => setWhole(true)}>
            {t('header.showAll', { size: formatBytes(value.length) })}
          </button>
        </>
      )}
      {children}
    </div>
  );
}
