import { useRef } from 'preact/hooks';
import { useText, type MessageKey } from '../i18n';
import { useApp, useAppState } from '../state/app';
import {
  clampWidth,
  columns,
  maxWidth,
  minWidth,
  nextSort,
  sortOf,
  type ColumnId,
} from '../state/columns';
import { Icon } from './Icon';

const keyStep = 16;

// The names of the columns: a click sorts, the edge of a name makes its column wider or narrower.
export function ListHead({ ids }: { ids: readonly ColumnId[] }) {
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      {ids.map((id) => (
        <HeadCell key={id} id={id} />
      ))}
    </div>
  );
}

function HeadCell({ id }: { id: ColumnId }) {
  const app = useApp();
  const t = useText();
  const sort = useAppState((state) => state.sort);
  const key = columns[id].sort;
  const current = sortOf(sort);
  const isSorted = key !== null && current.key === key;
  const name = t(`list.${id}` satisfies MessageKey);
  const order = current.descending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" class={`c-${id}`} aria-sort={isSorted ? order : undefined}>
      {key === null ? (
        name
      ) : (
        <button
          type="button"
          class="sort"
          title={t('list.sort', { column: name })}
          onClick={() => app.setSort(nextSort(sort, key))}
        >
          {name}
          {isSorted && <Icon name={current.descending ? 'down' : 'up'} />}
        </button>
      )}
      <ResizeHandle id={id} name={name} />
    </span>
  );
}

function ResizeHandle({ id, name }: { id: ColumnId; name: string }) {
  const app = useApp();
  const t = useText();
  const width = useAppState(({ columns: choice }) => choice.widths[id] ?? columns[id].width);
  const from = useRef<{ x: number; width: number } | null>(null);
  const setWidth = (wanted: number | null): void => {
    const { columns: choice } = app.store.get();
    const { [id]: _, ...others } = choice.widths;
    app.setColumns({
      ...choice,
      widths: wanted === null ? others : { ...others, [id]: clampWidth(wanted) },
    });
  };
  const widthOf = (handle: HTMLElement): number => handle.parentElement?.offsetWidth ?? 0;
  return (
    <span
      class="resize"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-valuemin={minWidth}
      aria-valuemax={maxWidth}
      aria-valuenow={width}
      aria-label={t('list.resize', { column: name })}
      title={t('list.resizeHint')}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: widthOf(event.currentTarget) };
      }}
      onPointerMove={(event) => {
        if (from.current !== null) setWidth(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onDblClick={() => setWidth(null)}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        setWidth(widthOf(event.currentTarget) + step);
      }}
    />
  );
}
