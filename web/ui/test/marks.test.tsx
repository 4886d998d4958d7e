import { afterEach, describe, expect, it } from 'vitest';
import { act } from 'preact/test-utils';
import { decodeExchange, decodeMark } from '../src/api/decode';
import { emptyList, withMark } from '../src/state/list';
import { ApiError } from '../src/api/client';
import { click, createServer, exchange, press, renderApp, settle, type Page } from './support';

let page: Page | null = null;
afterEach(() => {
  page?.stop();
  page = null;
});

const row = (id: number): Element => page?.root.querySelector(`#row-${id}`) as Element;
const detailStar = (): Element => page?.root.querySelector('.detail .star') as Element;

describe('a mark', () => {
  it('is read, and missing where an older osslens sends none', () => {
    expect(decodeExchange({ id: 1 })).toMatchObject({ starred: false, note: null });
    expect(decodeExchange({ id: 1, starred: true, note: 'x' })).toMatchObject({
      starred: true,
      note: 'x',
    });
    expect(decodeMark({ id: 7, starred: true, note: null })).toEqual({
      id: 7,
      starred: true,
      note: null,
    });
  });

  it('reaches its row wherever it stands, and no other', () => {
    const list = { ...emptyList, rows: [exchange(3), exchange(2)], held: [exchange(5)] };
    const marked = withMark(withMark(list, { id: 2, starred: true, note: 'a' }), {
      id: 5,
      starred: false,
      note: 'b',
    });
    expect(marked.rows.map(({ starred, note }) => [starred, note])).toEqual([
      [false, null],
      [true, 'a'],
    ]);
    expect(marked.held[0]?.note).toBe('b');
    expect(withMark(list, { id: 99, starred: true, note: null }).rows).toBe(list.rows);
  });
});

describe('the star', () => {
  it('is put on and taken off by a click in the row, which selects nothing', async () => {
    const server = createServer();
    page = await renderApp({ server });
    click(row(60).querySelector('.star'));
    await settle();
    expect(server.marked).toEqual([{ id: 60, change: { starred: true } }]);
    expect(row(60).querySelector('.star')?.getAttribute('aria-pressed')).toBe('true');
    expect(row(60).getAttribute('aria-label')).toContain('Starred');
    expect(row(59).querySelector('.star')?.getAttribute('aria-pressed')).toBe('false');
    expect(page.app.store.get().selectedId).toBeNull();
    click(row(60).querySelector('.star'));
    await settle();
    expect(server.marked[1]).toEqual({ id: 60, change: { starred: false } });
  });

  it('follows the key s, in the row and in the detail', async () => {
    page = await renderApp({ search: '?id=58' });
    press('s');
    await settle();
    expect(row(58).querySelector('.star')?.getAttribute('aria-pressed')).toBe('true');
    expect(detailStar().getAttribute('aria-pressed')).toBe('true');
  });

  it('says why it could not be changed, until that is dismissed', async () => {
    const server = createServer();
    server.api.changeMark = () => Promise.reject(new ApiError(503, 'osslens is stopping'));
    page = await renderApp({ server });
    click(row(60).querySelector('.star'));
    await settle();
    expect(page.root.querySelector('.banners')?.textContent).toContain('osslens is stopping');
    click(page.root.querySelector('.banners button'));
    await settle();
    expect(page.root.querySelector('.banners')?.textContent).toBe('');
  });

  it('shows what another page changed', async () => {
    page = await renderApp({ search: '?id=58' });
    const { events } = page;
    act(() => events.onMark({ id: 58, starred: true, note: 'seen on Monday' }));
    await settle();
    expect(detailStar().getAttribute('aria-pressed')).toBe('true');
    expect(page.root.querySelector('.note-text')?.textContent).toBe('seen on Monday');
    expect(row(58).querySelector('.noted')?.getAttribute('title')).toBe('seen on Monday');
  });
});

describe('the note', () => {
  const open = async (): Promise<HTMLTextAreaElement> => {
    click(page?.root.querySelector('.note button'));
    await settle();
    return page?.root.querySelector('.note textarea') as HTMLTextAreaElement;
  };
  const write = (field: HTMLTextAreaElement, text: string): void => {
    void act(() => {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  };

  it('is written, saved, and taken off by saving nothing', async () => {
    const server = createServer();
    page = await renderApp({ server, search: '?id=58' });
    write(await open(), ' first line\nsecond ');
    click(page.root.querySelector('.note [type=submit]'));
    await settle();
    expect(server.marked).toEqual([{ id: 58, change: { note: 'first line\nsecond' } }]);
    expect(page.root.querySelector('.note-text')?.textContent).toBe('first line\nsecond');
    write(await open(), '  ');
    click(page.root.querySelector('.note [type=submit]'));
    await settle();
    expect(server.marked[1]).toEqual({ id: 58, change: { note: null } });
    expect(page.root.querySelector('.note-text')).toBeNull();
  });

  it('is given up by Escape, which leaves the exchange open', async () => {
    const server = createServer();
    page = await renderApp({ server, search: '?id=58' });
    const field = await open();
    write(field, 'never mind');
    press('Escape', field);
    await settle();
    expect(page.root.querySelector('textarea')).toBeNull();
    expect(server.marked).toEqual([]);
    expect(page.app.store.get().selectedId).toBe(58);
  });

  it('stays in its field when it could not be saved, with the reason', async () => {
    const server = createServer();
    server.api.changeMark = () => Promise.reject(new ApiError(400, 'a note has at most 4096 bytes'));
    page = await renderApp({ server, search: '?id=58' });
    write(await open(), 'too long');
    click(page.root.querySelector('.note [type=submit]'));
    await settle();
    expect(page.root.querySelector('.note [role=alert]')?.textContent).toContain('4096 bytes');
    expect(page.root.querySelector('textarea')?.value).toBe('too long');
  });
});
