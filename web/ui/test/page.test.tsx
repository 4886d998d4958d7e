import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/client';
import type { Header } from '../src/api/types';
import { findHeader } from '../src/components/HeadView';
import { causesOf } from '../src/text/causes';
import { firstOf, hostileText, secretOf } from './fixtures.mjs';
import { type Page, click, createServer, exchange, failureGroup, press, renderApp, settle } from './support';

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

describe('the list', () => {
  it('says the outcome in words, and the rest in the row’s name', async () => {
    const { root } = await open();
    const row = root.querySelector('#row-49');
    expect(row?.querySelector('.outcome')?.textContent).toBe('Failed');
    expect(row?.getAttribute('aria-label')).toBe(
      'Failed: PutObject, examplebucket / reports/2026/三月 summary.csv, ' +
        '403 SignatureDoesNotMatch, 38 ms. Content-Type was added after signing',
    );
  });

  it('draws only the rows around the window', async () => {
    const { root } = await open({ server: createServer(5000) });
    expect(all(root, '[role=row]').length).toBeLessThan(80);
  });

  it('tells of what waits instead of moving', async () => {
    const { root, app, events } = await open();
    app.setAtTop(false);
    for (let id = 61; id <= 97; id += 1) events.onExchange(exchange(id));
    await expect.poll(() => root.querySelector('.new-pill')?.textContent).toBe('37 new');
    click(root.querySelector('.new-pill'));
    expect(app.store.get().list.rows[0]?.id).toBe(97);
  });

  it('adds the value beside the pointer to the filter, with Alt its opposite', async () => {
    const { root, app } = await open();
    click(root.querySelector('#row-60 .c-bucket .filter-here'));
    expect(app.store.get().filter).toBe('bucket:examplebucket');
    expect(app.store.get().selectedId).toBeNull();
    click(root.querySelector('#row-60 .c-operation .filter-here'), { altKey: true });
    expect(app.store.get().filter).toBe('bucket:examplebucket -op:GetObject');
  });
});

describe('the details', () => {
  it('show the verdict before the messages', async () => {
    const { root } = await open({ search: `?id=${firstOf.signature}` });
    const text = root.querySelector('.detail')?.textContent ?? '';
    const order = [
      'The request arrived and was refused with status 403',
      'Content-Type was added after signing',
      'Proven',
      'Set Content-Type before the request is signed.',
      'Access key ID',
      'As forwarded',
    ].map((part) => text.indexOf(part));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  it.each([
    ['Content-Type', '.header-line.hit', 'Content-Type: application/octet-stream'],
    ['tag', '.query-part.hit', 'tag=a%20b'],
    ['StringToSign', '.body-line.hit', 'x-oss-meta-owner:ops'],
    ['ec', '.fact.hit', '0002-00000040'],
  ])('lead from the evidence %s to the very place', async (name, place, text) => {
    const { root } = await open({ search: `?id=${firstOf.signature}&tab=raw` });
    click(byText(root, '.evidence-item', `${name}: `));
    await settle();
    const hits = all(root, '[data-hit]');
    expect(hits).toHaveLength(1);
    expect(hits[0]?.matches(place)).toBe(true);
    expect(hits[0]?.textContent).toContain(text);
  });

  it('lead from a parameter that a header carries in base64 to that header', () => {
    const callback = btoa(
      JSON.stringify({ callbackUrl: 'http://example.com/', callbackBody: 'a' }),
    );
    const head = {
      line: 'PUT / HTTP/1.1',
      headers: [
        ['Authorization', 'OSS exampleId:c2lnbmF0dXJl'],
        ['x-oss-callback', callback],
      ] as Header[],
      raw_base64: null,
    };
    const evidence = { where: 'request.header', value: 'a', note: '' } as const;
    expect(findHeader(head, { ...evidence, name: 'callbackBody' })).toBe(1);
    expect(findHeader(head, { ...evidence, name: 'X-Oss-Callback' })).toBe(1);
    expect(findHeader(head, { ...evidence, name: 'callbackHost' })).toBe(-1);
  });

  it('show what the app signed where its secret is known', async () => {
    const { root } = await open({ search: `?id=${secretOf.signature}&tab=signature` });
    const signed = root.querySelector('[aria-label="As the app signed it"]');
    const cells = all(signed as Element, '[data-differs]').map((row) =>
      [...row.children].map(({ textContent }) => textContent),
    );
    expect(cells).toEqual([['Content-Typediffers', 'empty', 'application/octet-stream']]);
    expect(root.querySelector('.signature')?.textContent).toContain('The app signed another text.');
  });

  it('lay the text that was signed beside the one that OSS built', async () => {
    const { root, app } = await open({ search: `?id=${firstOf.signature}&tab=signature` });
    const view = root.querySelector('.signature');
    expect(view?.querySelector('.signature-verdict')?.textContent).toContain(
      'OSS built another text',
    );
    const cells = all(root, '[data-differs]').map((row) =>
      [...row.children].map(({ textContent }) => textContent),
    );
    expect(cells).toEqual([['Content-Typediffers', 'empty', 'application/octet-stream']]);
    expect(all(root, '.bench mark').map((mark) => mark.textContent)).toEqual([
      'application/octet-stream',
    ]);
    app.setLanguage('zh');
    await settle();
    expect(root.querySelector('.signature')?.textContent).toContain('OSS 收到的内容不同。');
  });

  it('show what was signed once when there is nothing to compare', async () => {
    const { root } = await open({ search: `?id=${firstOf.endpoint}&tab=signature` });
    expect(all(root, '.bench')).toHaveLength(1);
    expect(all(root, '.bench thead th')).toHaveLength(2);
    expect(all(root, '[data-differs]')).toHaveLength(0);
  });

  it('show heads in the order and spelling received', async () => {
    const { root } = await open({ search: `?id=${firstOf.signature}` });
    expect(all(root, '.header-name').map((name) => name.textContent)).toEqual([
      'Host:',
      'User-Agent:',
      'Date:',
      'authorization:',
      'Content-Type:',
      'x-oss-meta-owner:',
      'Content-Length:',
      'Proxy-Connection:',
    ]);
  });

  it('give the exact bytes of a head that is written in an unusual way', async () => {
    const { root } = await open({ search: `?id=${firstOf.binary}` });
    expect(root.querySelector('.exact-head')?.textContent).toContain('ost:examplebucke');
    expect(all(root, '.header-name').map((name) => name.textContent)).toEqual(['Host:', 'Accept:']);
  });

  it('mark what the proxy changed, and why', async () => {
    const { root } = await open({ search: `?id=${firstOf.signature}&tab=forwarded` });
    const removed = all(root, '.header-line.removed').map((line) => line.textContent);
    expect(removed).toEqual([
      'Proxy-Connection: Keep-Aliveremoved · Why: it is about this connection only',
    ]);
    expect(all(root, '.start-line')).toHaveLength(2);
  });

  it('name the leg on which a request without an answer stopped', async () => {
    const { root } = await open({ search: `?id=${firstOf.network}&tab=response` });
    expect(root.querySelector('.legs')?.textContent).toContain('Between osslens and the server');
    expect(root.querySelector('.tab-panel')?.textContent).toBe('No answer came.');
  });

  it('say when a body was given up or cut off', async () => {
    const dropped = await open({ search: `?id=${firstOf.callback}` });
    expect(dropped.root.querySelector('.body-view')?.textContent).toContain('was given up');
    expect(dropped.root.querySelector('.body-view a')).toBeNull();
    dropped.stop();
    const cut = await open({ search: `?id=${firstOf.binary}&tab=response` });
    expect(cut.root.querySelector('.notice.warning')?.textContent).toBe(
      'Only the first 4.0 KB of 20 KB were stored.',
    );
    expect(cut.root.querySelector('.hex-row')?.textContent).toContain('00000000');
    expect(cut.root.querySelector('.body-view a')?.getAttribute('href')).toBe(
      `/api/v1/exchanges/${firstOf.binary}/response-body`,
    );
  });

  it('name the slow phase in words', async () => {
    const { root } = await open({ search: `?id=${firstOf.endpoint}&tab=timings` });
    expect(root.querySelector('.timing-verdict')?.textContent).toBe(
      'Most of the time the server was thinking (4.10 s): not the network.',
    );
  });

  it('bear a record of which almost everything is missing', async () => {
    const { root } = await open({ search: `?id=${firstOf.old}` });
    expect(root.querySelector('.tab-panel')?.textContent).toBe(
      'No request was read on this connection.',
    );
  });
});

describe('hostile captures', () => {
  it.each(['request', 'forwarded', 'response', 'raw'])('stay text in the tab %s', async (tab) => {
    const { root } = await open({ search: `?id=${firstOf.hostile}&tab=${tab}` });
    expect(all(root, 'script, img, iframe, object, a[href^="javascript"]')).toEqual([]);
    expect(root.textContent).toContain(hostileText);
    expect((window as { __pwned?: number }).__pwned).toBeUndefined();
  });

  it('have their invisible characters named', async () => {
    const { root } = await open({ search: `?id=${firstOf.hostile}` });
    const names = all(root, '.header-value .hidden-character').map((name) => name.textContent);
    expect(names).toEqual(['U+202E', 'U+202C', 'U+200B', 'U+0000', 'U+0007']);
  });

  it('do not fill the page with one header', async () => {
    const { root } = await open({ search: `?id=${firstOf.hostile}` });
    const line = byText(root, '.header-line', 'x-oss-meta-big');
    expect(line?.textContent?.length).toBeLessThan(2000);
    click(line?.querySelector('button'));
    expect(byText(root, '.header-line', 'x-oss-meta-big')?.textContent?.length).toBeGreaterThan(
      65_536,
    );
  });
});

describe('the keyboard', () => {
  it('moves through rows and failures, opens and closes', async () => {
    const { root, app } = await open();
    press('j');
    expect(app.store.get().selectedId).toBe(60);
    press('j');
    press('j');
    press('k');
    expect(app.store.get().selectedId).toBe(59);
    await settle();
    press('n');
    await settle();
    expect(app.store.get().selectedId).toBe(58);
    press('Escape');
    expect(app.store.get().selectedId).toBeNull();
    press('/');
    expect(document.activeElement?.id).toBe('filter');
    press('j', root.querySelector('#filter') ?? undefined);
    expect(app.store.get().selectedId).toBeNull();
    press('Escape', root.querySelector('#filter') ?? undefined);
    expect(document.activeElement?.id).toBe('exchanges');
    press('?');
    expect(root.querySelector('dialog')).not.toBeNull();
    press('Escape');
    expect(root.querySelector('dialog')).toBeNull();
  });
});

describe('the empty page', () => {
  it('is the set-up page with the proxy’s address, until something arrives', async () => {
    const { root, events } = await open({ server: createServer(0) });
    expect(root.querySelector('.setup')?.textContent).toContain(
      'export http_proxy=http://127.0.0.1:8888',
    );
    expect(root.querySelector('.waiting')?.textContent).toBe('Waiting for the first request');
    events.onExchange(exchange(1));
    await expect.poll(() => root.querySelector('#row-1')).not.toBeNull();
    expect(root.querySelector('.setup')).toBeNull();
  });

  it('offers to clear a filter that nothing passes', async () => {
    const { root, app } = await open({ server: createServer(0), search: '?filter=is:failed' });
    click(byText(root, '.list-end button', 'Clear the filter'));
    expect(app.store.get().filter).toBe('');
  });
});

describe('a refused filter', () => {
  it('leaves rows and causes of before, and says nothing of the end of the list', async () => {
    const message = 'filter, column 1: no such key\n  statu:4\n  ^';
    const server = createServer(3);
    const { fetchPage } = server.api;
    const isRefused = (filter: string): boolean => filter.startsWith('statu:');
    server.api.fetchPage = async (query, signal) => {
      if (isRefused(query.filter)) throw new ApiError(400, message);
      return fetchPage(query, signal);
    };
    server.api.fetchGroups = async (filter) => {
      if (isRefused(filter)) throw new ApiError(400, message);
      return [failureGroup({ bucket: null, host: null, hosts: [] })];
    };
    const { root, app } = await open({ server });
    expect(root.querySelector('.list-end')?.textContent).toContain('The oldest exchange');
    app.setFilter('statu:4');
    await settle();
    expect(root.querySelector('#filter-error')?.textContent).toBe(message);
    expect(all(root, '.row:not(.head)')).toHaveLength(3);
    expect(root.querySelector('.groups')?.textContent).toContain('The secret is wrong');
    expect(root.querySelector('.list-end')).toBeNull();
  });
});

describe('the causes', () => {
  const group = (title: string | null, count: number, rule: string | null = 'expired-sts') =>
    failureGroup({
      rule,
      title,
      ruleTitle: rule === null ? null : 'OSS refused the temporary credentials',
      bucket: null,
      host: null,
      count,
    });

  it('keep the title that all groups of a rule share', () => {
    const causes = causesOf([group('The token has expired', 2), group('The token has expired', 3)]);
    expect(causes.map(({ title, count }) => [title, count])).toEqual([['The token has expired', 5]]);
  });

  it('say no more than is true of all groups of a rule', () => {
    const causes = causesOf([
      group('The token has expired', 2),
      group('The token is missing', 1),
      group('The token has expired', 1),
      group(null, 1, null),
    ]);
    expect(causes.map(({ title, count }) => [title, count])).toEqual([
      ['OSS refused the temporary credentials', 4],
      [null, 1],
    ]);
  });
});

describe('the frame', () => {
  it('warns while nothing is captured and when bodies were lost', async () => {
    const server = createServer();
    server.api.fetchStatus = async () => ({
      version: null,
      proxy: null,
      capturePaused: true,
      pauseReason: 'the disk is full.',
      droppedBodies: 1234,
    });
    const { root } = await open({ server });
    expect(root.querySelector('.banners')?.textContent).toContain(
      'Capturing is paused: the disk is full.',
    );
    click(byText(root, '.banner button', 'Dismiss'));
    expect(root.querySelector('.banners')?.textContent).not.toContain('1,234');
  });

  it('exports with masks unless told otherwise each time', async () => {
    const { root } = await open({ search: '?filter=is:failed' });
    click(root.querySelector('.export button'));
    const links = (): (string | null)[] =>
      all(root, '.export-link').map((link) => link.getAttribute('href'));
    expect(root.querySelector('.export')?.textContent).toContain('Signatures and tokens masked');
    expect(links()[0]).toBe('/api/v1/export?format=har&filter=is%3Afailed&lang=en');
    click(root.querySelector('.export input'));
    await settle();
    expect(links()[0]).toBe('/api/v1/export?format=har&filter=is%3Afailed&secrets=1&lang=en');
    click(root.querySelector('.export button'));
    click(root.querySelector('.export button'));
    await settle();
    expect(links()[0]).not.toContain('secrets');
  });

  it('speaks Chinese, findings included, from one click on', async () => {
    const { root } = await open({ search: `?id=${firstOf.signature}` });
    click(byText(root, '.top-tools button', '中文'));
    await settle();
    expect(document.documentElement.lang).toBe('zh-CN');
    expect(root.querySelector('.finding-name')?.textContent).toBe('签名之后才加上了 Content-Type');
    expect(root.querySelector('#row-49 .outcome')?.textContent).toBe('失败');
  });

  it('switches the colours and remembers nothing else', async () => {
    const { root } = await open();
    click(root.querySelector('.top-tools button[aria-label^="Colours"]'));
    click(root.querySelector('.top-tools button[aria-label^="Colours"]'));
    expect(document.documentElement.dataset.theme).toBe('dark');
  });
});
