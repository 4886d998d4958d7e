import type { RefObject } from 'preact';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { defaultSplit } from '../state/preferences';

interface Props {
  container: RefObject<HTMLElement>;
  vertical: boolean; // a vertical line between left and right
}

const keyStep = 0.04;

// Dragged, or moved by arrow keys; a double click puts it back.
export function Splitter({ container, vertical }: Props) {
  const app = useApp();
  const t = useText();
  const split = useAppState((state) => state.split);

  const moveTo = (event: PointerEvent): void => {
    const box = container.current?.getBoundingClientRect();
    if (box === undefined) return;
    const share = vertical
      ? (event.clientX - box.left) / box.width
      : (event.clientY - box.top) / box.height;
    app.setSplit(share);
  };

  return (
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-label={t('detail.splitter')}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuemin={15}
      aria-valuemax={85}
      aria-valuenow={Math.round(split * 100)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event);
      }}
      onPointerUp={() => app.saveSplit()}
      onDblClick={() => {
        app.setSplit(defaultSplit);
        app.saveSplit();
      }}
      onKeyDown={(event) => {
        const back = vertical ? 'ArrowLeft' : 'ArrowUp';
        const forth = vertical ? 'ArrowRight' : 'ArrowDown';
        if (event.key !== back && event.key !== forth) return;
        event.preventDefault();
        app.setSplit(split + (event.key === forth ? keyStep : -keyStep));
        app.saveSplit();
      }}
    />
  );
}
