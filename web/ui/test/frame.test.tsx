// What stands around the rows: columns, filter, causes, and the page before the first request.
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { click, createServer, exchange, failureGroup, press, renderApp, settle, type Page } from './support';

let page: Page | null = null;

async function open(options: Parameters<typeof renderApp>[0] = {}): Promise<Page> {
  page = await renderApp(options);
  return page;
}

afterEach(() => {
  page?.stop();
  page = null;
});

function all(root: ParentNode, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}

function byText(root: ParentNode, selector: string, text: string): HTMLElement | undefined {
  return all(root, selector).find((element) => element.textContent?.includes(text));
}

describe('the columns', () => {
  it('sort the list by a click on their names', async () => {
    const server = createServer();
    const { root, app } = await open({ server });
    click(byText(root, '.sort', 'Duration'));
    await settle();
    expect(server.sorts.at(-1)).toBe('-duration');
    expect(window.location.search).toBe('?sort=-duration');
    expect(root.querySelector('[aria-sort=descending]')?.textContent).toBe('Duration');
    app.setSort('');
    await settle();
    expect(server.sorts.at(-1)).toBe('');
  });

  it('keep their rows in place when exchanges arrive in another order', async () => {
    const server = createServer();
    const { root, events } = await open({ server, search: '?sort=size' });
    const before = all(root, '.row').map(({ id }) => id);
    server.newest = 61;
    events.onExchange(exchange(61));
    await expect
      .poll(() => root.querySelector('.new-pill')?.textContent)
      .toBe('New exchanges: sort again');
    expect(all(root, '.row').map(({ id }) => id)).toEqual(before);
    click(root.querySelector('.new-pill'));
    await settle();
    expect(root.querySelector('.new-pill')).toBeNull();
    expect(root.querySelector('#row-61')).not.toBeNull();
  });

  it('can be chosen, made wider by keys and set back', async () => {
    const { root, app } = await open();
    expect(root.querySelector('.c-method')).toBeNull();
    click(root.querySelector('.column-menu button'));
    click(byText(root, '.column-menu .check', 'Method')?.querySelector('input'));
    expect(root.querySelector('#row-60 .c-method')?.textContent).toBe('GET');
    const handle = root.querySelector('.head .c-method .resize');
    if (handle === null) throw new Error('nothing to drag');
    press('ArrowRight', handle);
    expect(app.store.get().columns.widths.method).toBeGreaterThan(0);
    click(byText(root, '.column-menu button', 'As at first'));
    expect(root.querySelector('.c-method')).toBeNull();
    expect(app.store.get().columns.widths).toEqual({});
  });
});

describe('the filter', () => {
  const type = (root: ParentNode, text: string): HTMLInputElement => {
    const box = root.querySelector<HTMLInputElement>('#filter');
    if (box === null) throw new Error('no filter box');
    act(() => {
      box.value = text;
      box.setSelectionRange(text.length, text.length);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    return box;
  };

  it('suggests keys and then their values, with counts', async () => {
    const { root, app } = await open();
    const box = type(root, 'buc');
    await settle();
    expect(byText(root, '[role=option]', 'bucket:')?.textContent).toBe('bucket:the bucket');
    press('ArrowDown', box);
    expect(box.getAttribute('aria-activedescendant')).toBe('filter-suggestion-0');
    press('Enter', box);
    await expect
      .poll(() => all(root, '[role=option]').map(({ textContent }) => textContent))
      .toEqual(['examplebucket12', 'two words3']);
    click(byText(root, '[role=option]', 'two words'));
    expect(app.store.get().filter).toBe('bucket:"two words"');
  });

  it('closes its suggestions with Escape and keeps what was written', async () => {
    const { root } = await open();
    const box = type(root, 'is:');
    await settle();
    expect(all(root, '[role=option]')).toHaveLength(6);
    press('Escape', box);
    expect(all(root, '[role=option]')).toHaveLength(0);
    expect(box.value).toBe('is:');
  });
});

describe('the set-up page', () => {
  const refused = (id: number) => ({
    ...exchange(id),
    method: '',
    status: null,
    host: 'logs.example',
    failed: true,
    error: { kind: 'tls', message: 'unknown ca' },
  });

  it('tells of apps that do not trust the certificate, and shows them on demand', async () => {
    const server = createServer();
    server.api.fetchPage = async () => ({ exchanges: [refused(2), refused(1)], next: null });
    const { root, app } = await open({ server });
    const notice = root.querySelector('.setup .notice');
    expect(notice?.textContent).toContain('without a request (2).');
    expect(notice?.querySelector('code')?.textContent).toContain('logs.example');
    click(notice?.querySelector('button'));
    expect(app.store.get().filter).toBe('is:error');
    expect(root.querySelector('.setup')).toBeNull();
  });

  it('gives way to the list as soon as there is a request', async () => {
    const server = createServer();
    server.api.fetchPage = async () => ({ exchanges: [refused(2), exchange(1)], next: null });
    const { root } = await open({ server });
    expect(root.querySelector('.setup')).toBeNull();
  });
});

describe('the strip of causes', () => {
  it('comes first and filters by cause and place', async () => {
    const server = createServer();
    server.api.fetchGroups = async () => [
      failureGroup({ count: 3, clients: 2 }),
      failureGroup({ rule: null, title: null, side: null, clients: 1 }),
    ];
    const { root, app } = await open({ server });
    const cards = all(root, '.cause');
    expect(cards.map((card) => card.querySelector('.cause-count')?.textContent)).toEqual(['3', '1']);
    expect(cards.map((card) => card.querySelector('.cause-who')?.textContent)).toEqual([
      'in the app · 2 clients',
      '1 client',
    ]);
    click(cards[0]);
    expect(app.store.get().filter).toBe('is:failed rule:wrong-secret bucket:logs');
    await settle();
    expect(root.querySelector('.cause')?.getAttribute('aria-pressed')).toBe('true');
    click(root.querySelectorAll('.cause')[1]);
    expect(app.store.get().filter).toBe('is:failed -rule:* bucket:logs');
    click(byText(root, '.chip', 'All'));
    expect(app.store.get().filter).toBe('');
  });

  it('says so when nothing has failed', async () => {
    const { root } = await open();
    expect(root.querySelector('.calm')?.textContent).toContain('All is well');
  });
});

describe('the signature bench', () => {
  it('rebuilds what is pasted, and compares it with a pasted answer', async () => {
    const { root, app } = await open();
    app.showDialog('bench');
    await settle();
    const [request, answer] = all(root, '.pasted textarea');
    const paste = (area: Element | undefined, text: string): void => {
      if (!(area instanceof HTMLTextAreaElement)) throw new Error('nowhere to paste');
      act(() => {
        area.value = text;
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));
      });
    };
    paste(request, 'nonsense');
    await settle();
    expect(root.querySelector('.pasted [role=alert]')?.textContent).toContain('neither');
    paste(request, 'curl http://b.example/a');
    await expect.poll(() => all(root, '.pasted .bench')).toHaveLength(1);
    expect(all(root, '[data-differs]')).toHaveLength(0);
    paste(answer, '<Error/>');
    await expect.poll(() => all(root, '[data-differs]')).toHaveLength(1);
    press('Escape');
    expect(root.querySelector('.pasted')).toBeNull();
  });
});
