import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/client';
import type { EventHandlers } from '../src/api/events';
import type { Exchange } from '../src/api/types';
import {
  emptyList,
  isFull,
  maxHeld,
  maxLiveRows,
  maxRows,
  withFirstPage,
  withHeldShown,
  withLive,
  withOlderPage,
} from '../src/state/list';
import { browserLanguage, clampSplit, readPreferences } from '../src/state/preferences';
import { readView, writeView } from '../src/state/url';
import { visibleRange } from '../src/state/visible-range';
import { createServer, exchange, settle, startApp } from './support';

const some = (...ids: number[]): Exchange[] => ids.map((id) => exchange(id));
const run = (from: number, to: number): Exchange[] => {
  const one = exchange(1);
  return Array.from({ length: from - to + 1 }, (_, i) => ({ ...one, id: from - i }));
};
const ids = (rows: Exchange[]): number[] => rows.map(({ id }) => id);

describe('the list', () => {
  it('shows new exchanges on top, newest first, whatever order they came in', () => {
    const list = withLive(
      withFirstPage({ exchanges: some(2, 1), next: null }),
      some(3, 5, 4),
      false,
    );
    expect(ids(list.rows)).toEqual([5, 4, 3, 2, 1]);
  });

  it('holds them back when told to, and shows them later', () => {
    const list = withLive(withFirstPage({ exchanges: some(2), next: null }), some(3, 4), true);
    expect(ids(list.rows)).toEqual([2]);
    expect(ids(withHeldShown(list).rows)).toEqual([4, 3, 2]);
  });

  it('replaces one that is shown in its place', () => {
    const changed = { ...exchange(2), status: 500 };
    const list = withLive(withFirstPage({ exchanges: some(3, 2, 1), next: null }), [changed], true);
    expect(list.rows[1]?.status).toBe(500);
    expect(list.held).toEqual([]);
  });

  it('takes an exchange once, though it comes by event and by page', () => {
    const list = withLive(
      withFirstPage({ exchanges: some(2, 1), next: null }),
      some(3, 3, 2),
      false,
    );
    expect(ids(list.rows)).toEqual([3, 2, 1]);
  });

  it('does not grow while it follows, and can page the cut end in again', () => {
    const full = withFirstPage({ exchanges: run(maxLiveRows, 1), next: null });
    const list = withLive(full, run(maxLiveRows + 10, maxLiveRows + 1), false);
    expect(list.rows).toHaveLength(maxLiveRows);
    expect(list.next).toBe(11);
  });

  it('says that more wait than it can hold', () => {
    const list = withLive(
      withFirstPage({ exchanges: some(1), next: null }),
      run(maxHeld + 2, 2),
      true,
    );
    expect(list.heldOverflow).toBe(true);
    expect(list.held).toHaveLength(maxHeld);
    expect(withLive(list, run(maxHeld + 1, 2), true).heldOverflow).toBe(true);
  });

  it('stops paging at its limit and not before', () => {
    const almost = { ...emptyList, rows: run(maxRows + 1, 3), next: 3, loaded: true };
    expect(isFull(almost)).toBe(false);
    const list = withOlderPage(almost, { exchanges: run(2, 2), next: 2 });
    expect(isFull(list)).toBe(true);
    expect(list.next).toBeNull();
  });
});

describe('the drawn range', () => {
  const scroll = { height: 320, rowHeight: 32, count: 1000 };

  it('covers the window at both ends, and its blanks add up to the whole', () => {
    for (const top of [0, 1, 16_000, 31_680, 99_999]) {
      const { start, end, before, after } = visibleRange({ ...scroll, top });
      expect(start * 32).toBeLessThanOrEqual(Math.min(top, 1000 * 32 - 320));
      expect(end * 32).toBeGreaterThanOrEqual(Math.min(top + 320, 1000 * 32));
      expect(before + (end - start) * 32 + after).toBe(32_000);
    }
  });

  it('is small however long the list is', () => {
    const { start, end } = visibleRange({ ...scroll, top: 5000, count: 1_000_000 });
    expect(end - start).toBeLessThan(60);
  });

  it('is empty for an empty list', () => {
    expect(visibleRange({ ...scroll, top: 0, count: 0 })).toMatchObject({
      start: 0,
      end: 0,
      after: 0,
    });
  });
});

describe('the address', () => {
  it('gives back the view it was written from', () => {
    const view = {
      filter: 'bucket:"a b" -is:failed &id=9',
      sort: '-size',
      selectedId: 42,
      tab: 'compare',
      compareId: 41,
      hasTimeline: true,
    } as const;
    expect(readView(writeView(view))).toEqual(view);
  });

  it('is empty for the view at the start', () => {
    expect(writeView(readView(''))).toBe('');
  });

  it('ignores what makes no sense', () => {
    expect(readView('?id=-1&tab=<script>&sort=-colour&with=x&view=<b>')).toEqual({
      filter: '',
      sort: '',
      selectedId: null,
      tab: 'request',
      compareId: null,
      hasTimeline: false,
    });
    expect(readView('?id=9e99').selectedId).toBeNull();
  });
});

describe('preferences', () => {
  it('take the first of the browser’s languages that the page speaks', () => {
    expect(browserLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh');
    expect(browserLanguage(['de', 'en-US', 'zh'])).toBe('en');
    expect(browserLanguage(['fr'])).toBe('en');
  });

  it('bear storage that is forbidden or holds nonsense', () => {
    const broken = { getItem: () => 'nonsense' } as unknown as Storage;
    expect(readPreferences(broken, ['en'])).toMatchObject({ lang: 'en', theme: 'system' });
    const forbidden = {
      getItem() {
        throw new Error('forbidden');
      },
    } as unknown as Storage;
    expect(readPreferences(forbidden, ['zh']).lang).toBe('zh');
  });

  it('keep both panes in sight', () => {
    expect(clampSplit(-3)).toBe(0.15);
    expect(clampSplit(7)).toBe(0.85);
    expect(clampSplit(NaN)).toBeGreaterThan(0.15);
  });
});

describe('the app', () => {
  let stop = (): void => undefined;
  afterEach(() => stop());

  async function start(options: Parameters<typeof startApp>[0] = {}) {
    const page = startApp(options);
    stop = page.stop;
    await settle();
    return page;
  }

  it('opens what the address names', async () => {
    const { app } = await start({ search: '?filter=is:failed&id=13&tab=timings' });
    expect(app.store.get()).toMatchObject({ filter: 'is:failed', selectedId: 13, tab: 'timings' });
    expect(app.store.get().detail).toMatchObject({ kind: 'ready', id: 13 });
  });

  it('writes filter, selection and tab into the address, and "back" undoes them', async () => {
    const { app } = await start();
    app.addFilterWord('bucket:logs');
    app.select(13);
    app.showTab('response');
    expect(window.location.search).toBe('?filter=bucket%3Alogs&id=13&tab=response');
    window.history.back();
    await new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
    expect(app.store.get()).toMatchObject({ filter: 'bucket:logs', selectedId: null });
  });

  it('shows what the server says of a filter and keeps the rows of before', async () => {
    const server = createServer();
    const { app } = await start({ server });
    const { fetchPage } = server.api;
    server.api.fetchPage = async (query, signal) => {
      if (query.filter !== '') throw new ApiError(400, 'filter, column 1: no such key');
      return fetchPage(query, signal);
    };
    app.setFilter('nonsense:1');
    await settle();
    expect(app.store.get().filterError).toBe('filter, column 1: no such key');
    expect(app.store.get().list.rows).toHaveLength(60);
    app.setFilter('');
    await settle();
    expect(app.store.get().filterError).toBeNull();
  });

  it('never moves the selected row', async () => {
    const { app, events } = await start();
    app.select(55);
    events.onExchange(exchange(61));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(app.store.get().list.rows[0]?.id).toBe(60);
    expect(app.store.get().list.held).toHaveLength(1);
  });

  it('shows new exchanges at once at the top of an unselected list', async () => {
    const { app, events } = await start();
    events.onExchange(exchange(61));
    await expect.poll(() => app.store.get().list.rows[0]?.id).toBe(61);
  });

  it('asks the server which new exchanges pass a filter', async () => {
    const server = createServer();
    const { app, events } = await start({ server, search: '?filter=op:PutObject' });
    server.newest = 61;
    events.onExchange(exchange(61));
    await expect.poll(() => app.store.get().list.rows[0]?.id, { timeout: 3000 }).toBe(61);
    expect(server.asked.every((filter) => filter === 'op:PutObject')).toBe(true);
  });

  it('fetches again what was missed while the connection was lost', async () => {
    const server = createServer();
    const { app, events } = await start({ server });
    events.onOpen();
    events.onLost();
    expect(app.store.get().connection).toBe('lost');
    server.newest = 63;
    events.onOpen();
    await settle();
    expect(app.store.get().connection).toBe('regained');
    expect(app.store.get().list.rows[0]?.id).toBe(63);
  });

  // The server reads its page before the exchange is stored, and answers after the event about it.
  function answerLate(server: ReturnType<typeof createServer>): { answer(): void } {
    const { fetchPage } = server.api;
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    server.api.fetchPage = async (query, signal) => {
      const page = await fetchPage(query, signal);
      await asked;
      return page;
    };
    return { answer: () => answer() };
  }

  it.each([
    ['event', (events: EventHandlers) => events.onExchange(exchange(61))],
    ['opening of the event stream', (events: EventHandlers) => events.onOpen()],
  ])('shows what an %s tells of while the first page is on its way', async (_, tell) => {
    const server = createServer();
    const late = answerLate(server);
    const { app, events } = await start({ server });
    server.newest = 61;
    tell(events);
    await new Promise((resolve) => setTimeout(resolve, 150));
    late.answer();
    await expect.poll(() => app.store.get().list.rows[0]?.id).toBe(61);
  });

  it('starts the list anew when more was missed than a page', async () => {
    const server = createServer();
    const { app, events } = await start({ server });
    server.newest = 400;
    events.onOpen();
    await settle();
    const { rows } = app.store.get().list;
    expect([rows[0]?.id, rows.length]).toEqual([400, 100]);
  });

  it('finds the next failure on pages that are not loaded yet', async () => {
    const server = createServer(300);
    const { fetchPage } = server.api;
    server.api.fetchPage = async (query, signal) => {
      const page = await fetchPage(query, signal);
      const exchanges = page.exchanges.map(({ id }) => ({
        ...exchange(2),
        id,
        failed: id === 70,
      }));
      return { ...page, exchanges };
    };
    const { app } = await start({ server });
    await app.selectFailure('older');
    expect(app.store.get().selectedId).toBe(70);
    await app.selectFailure('older');
    expect(app.store.get().selectedId).toBe(70);
  });

  it('says so when an exchange is no longer kept', async () => {
    const server = createServer();
    server.api.fetchDetail = async () => {
      throw new ApiError(404, 'there is no such exchange');
    };
    const { app } = await start({ server, search: '?id=5' });
    expect(app.store.get().detail).toEqual({ kind: 'gone', id: 5 });
  });
});
