import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { layoutColumns, phoneColumns } from '../state/columns';
import { isFull } from '../state/list';
import { visibleRange } from '../state/visible-range';
import { formatCount } from '../text/format';
import { ColumnMenu } from './ColumnMenu';
import { ExchangeRow } from './ExchangeRow';
import { Icon } from './Icon';
import { ListHead } from './ListHead';
import { useMediaQuery } from './use-media-query';
import { windowOf } from './waterfall';

// Where the stylesheet lays a row out in two lines; the same number stands there.
const phone = '(max-width: 640px)';

// The height of a row is the stylesheet's to say: it differs between wide and narrow windows.
function readRowHeight(element: HTMLElement): number {
  const height = parseFloat(getComputedStyle(element).getPropertyValue('--row-height'));
  return height > 0 ? height : 32;
}

export function ExchangeList() {
  const app = useApp();
  const t = useText();
  const list = useAppState((state) => state.list);
  const epoch = useAppState((state) => state.listEpoch);
  const selectedId = useAppState((state) => state.selectedId);
  const choice = useAppState((state) => state.columns);
  const isPhone = useMediaQuery(phone);
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, width: 1280, rowHeight: 32 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void =>
      setView({
        top: element.scrollTop,
        height: element.clientHeight,
        width: element.clientWidth || 1280, // none where nothing is laid out
        rowHeight: readRowHeight(element),
      });
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Another list begins at its top.
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [epoch]);

  // The selected row comes into sight when it is chosen, and only then: rows that arrive later
  // must not scroll.
  const selectedAt = list.rows.findIndex(({ id }) => id === selectedId);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || selectedAt < 0) return;
    const rowHeight = readRowHeight(element);
    const top = selectedAt * rowHeight;
    const room = element.clientHeight - headHeight(element) - rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  }, [selectedId, selectedAt >= 0]);

  const range = visibleRange({ ...view, count: list.rows.length });
  const isNearEnd = range.end >= list.rows.length - range.page;
  useEffect(() => {
    if (isNearEnd && list.next !== null && list.loading === null && list.error === null) {
      void app.loadOlder();
    }
  }, [isNearEnd, list.next, list.loading, list.error]);

  const layout = layoutColumns(choice, view.width);
  const ids = isPhone ? phoneColumns : layout.ids;
  const rows = list.rows.slice(range.start, range.end);
  const frame = ids.includes('waterfall') ? windowOf(rows) : null;
  return (
    <div class={`list${list.loading === 'first' && list.loaded ? ' stale' : ''}`}>
      <NewPill />
      {!isPhone && <ColumnMenu shown={ids} />}
      <div
        ref={scroller}
        id="exchanges"
        class="list-scroller"
        role="grid"
        tabIndex={0}
        aria-label={t('list.label')}
        aria-rowcount={list.next === null ? list.rows.length + 1 : -1}
        aria-colcount={ids.length}
        aria-busy={list.loading !== null}
        aria-activedescendant={selectedAt < 0 ? undefined : `row-${selectedId}`}
        style={{ '--columns': layout.template, '--row-width': `${layout.width}px` }}
        onScroll={(event) => {
          const { scrollTop } = event.currentTarget;
          setView((before) => ({ ...before, top: scrollTop }));
          app.setAtTop(scrollTop < view.rowHeight / 2);
        }}
      >
        <ListHead ids={ids} />
        <div aria-hidden="true" style={{ height: `${range.before}px` }} />
        {rows.map((exchange, i) => (
          <ExchangeRow
            key={exchange.id}
            exchange={exchange}
            index={range.start + i}
            selected={exchange.id === selectedId}
            columns={ids}
            frame={frame}
          />
        ))}
        <div aria-hidden="true" style={{ height: `${range.after}px` }} />
        <ListEnd />
      </div>
    </div>
  );
}

function headHeight(scroller: HTMLElement): number {
  return scroller.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
}

function NewPill() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const held = useAppState((state) => state.list.held.length);
  const overflow = useAppState((state) => state.list.heldOverflow);
  const isSorted = useAppState((state) => state.sort !== '');
  const isOnHold = useAppState((state) => state.isOnHold);
  const count = formatCount(held, lang);
  if (isOnHold) {
    return (
      <button type="button" class="new-pill" onClick={() => app.setHold(false)}>
        <Icon name="play" />
        {t(overflow ? 'hold.waitingMore' : 'hold.waiting', { count })}
      </button>
    );
  }
  if (held === 0) return null;
  const more = isSorted ? 'list.newSorted' : 'list.newMore';
  return (
    <button type="button" class="new-pill" onClick={() => app.showHeld()}>
      <Icon name="up" />
      {t(overflow ? more : 'list.new', { count })}
    </button>
  );
}

// What stands below the last row.
function ListEnd() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const filter = useAppState((state) => state.filter);
  const sort = useAppState((state) => state.sort);
  const isRefused = useAppState((state) => state.filterError !== null);
  const list = useAppState((state) => state.list);
  // The rows are those of the filter before.
  if (isRefused) return null;
  if (list.error !== null) {
    return (
      <div class="list-end" role="alert">
        {t('list.error', { message: list.error })}{' '}
        <button type="button" onClick={() => void app.loadFirst()}>
          {t('list.retry')}
        </button>
      </div>
    );
  }
  if (list.loading !== null && !(list.loading === 'first' && list.loaded)) {
    const key = list.loading === 'first' ? 'list.loading' : 'list.loadingOlder';
    return <div class="list-end">{t(key)}</div>;
  }
  if (!list.loaded || list.next !== null) return null;
  if (list.rows.length === 0) {
    return (
      <div class="list-end empty">
        <p>{t('list.empty')}</p>
        <button type="button" onClick={() => app.setFilter('')}>
          {t('list.clearFilter')}
        </button>
      </div>
    );
  }
  if (isFull(list)) {
    return (
      <div class="list-end">{t('list.full', { count: formatCount(list.rows.length, lang) })}</div>
    );
  }
  if (sort !== '') return <div class="list-end">{t('list.endSorted')}</div>;
  return <div class="list-end">{t(filter === '' ? 'list.end' : 'list.endFiltered')}</div>;
}
