import { useEffect, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { Icon } from './Icon';

interface Props {
  text: string;
  label?: string; // says what is copied, for screen readers and on hover
  caption?: string; // shown beside the icon
}

const shownMs = 1500;

// Pages served over plain HTTP from another machine have no clipboard interface.
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'offscreen';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

export function CopyButton({ text, label, caption }: Props) {
  const t = useText();
  const [result, setResult] = useState<'done' | 'failed' | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), shownMs);
    return () => clearTimeout(timer);
  }, [result]);

  const name = label ?? caption ?? t('copy.copy');
  const said = result === null ? null : t(result === 'done' ? 'copy.done' : 'copy.failed');
  return (
    <button
      type="button"
      class={`quiet copy ${result ?? ''}`}
      title={said ?? name}
      aria-label={said ?? name}
      onClick={(event) => {
        event.stopPropagation();
        void copy(text).then((done) => setResult(done ? 'done' : 'failed'));
      }}
    >
      <Icon name={result === 'done' ? 'ok' : 'copy'} />
      {caption !== undefined && <span>{said ?? caption}</span>}
      <span class="offscreen" role="status">
        {said}
      </span>
    </button>
  );
}
