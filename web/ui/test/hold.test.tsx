import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { maxHeld } from '../src/state/list';
import { click, createServer, exchange, press, renderApp, settle, type Page } from './support';

let page: Page | null = null;
afterEach(() => {
  page?.stop();
  page = null;
});

const pill = (): HTMLElement | null => page?.root.querySelector('.new-pill') ?? null;
const isShown = (id: number): boolean => page?.root.querySelector(`#row-${id}`) !== null;

// Events are gathered for a moment before the list takes them.
async function arrive(...ids: number[]): Promise<void> {
  const { events } = page as Page;
  act(() => {
    for (const id of ids) events.onExchange(exchange(id));
  });
  await act(() => new Promise((resolve) => setTimeout(resolve, 150)));
  await settle();
}

describe('a held list', () => {
  it('takes no new rows, says how many wait, and lets them in at once', async () => {
    page = await renderApp();
    const { events } = page;
    act(() => events.onOpen());
    await arrive(61);
    expect(isShown(61)).toBe(true);
    click(page.root.querySelector('[aria-label="Hold the list"]'));
    await arrive(62, 63);
    expect(isShown(62)).toBe(false);
    expect(pill()?.textContent).toContain('2 new waiting');
    expect(page.root.querySelector('.live')?.textContent).toBe('Held');
    click(pill());
    await settle();
    expect(isShown(62) && isShown(63)).toBe(true);
    expect(pill()).toBeNull();
    await arrive(64);
    expect(isShown(64)).toBe(true);
  });

  it('stays held by scrolling, selecting and the arrow up', async () => {
    page = await renderApp();
    press('h');
    await arrive(61);
    const { app } = page;
    act(() => app.setAtTop(false));
    act(() => app.setAtTop(true));
    act(() => app.select(60));
    press('k');
    await settle();
    expect(app.store.get().selectedId).toBe(60);
    act(() => app.select(null));
    await settle();
    expect(isShown(61)).toBe(false);
    press('h');
    await settle();
    expect(isShown(61)).toBe(true);
  });

  it('says so when more wait than are kept, and then fetches them', async () => {
    const server = createServer();
    page = await renderApp({ server });
    press('h');
    const ids = Array.from({ length: maxHeld + 1 }, (_, i) => 61 + i);
    await arrive(...ids);
    expect(pill()?.textContent).toContain(`more than ${maxHeld} new`);
    server.newest = 60 + ids.length;
    press('h');
    await settle();
    expect(isShown(server.newest)).toBe(true);
  });

  it('is told even when nothing waits', async () => {
    page = await renderApp({ lang: 'zh' });
    press('h');
    await settle();
    expect(pill()?.textContent).toContain('0 个新请求');
  });
});
