import { afterEach, describe, expect, it } from 'vitest';
import { decodeDetail } from '../src/api/decode';
import type { ExchangeDetail } from '../src/api/types';
import { compareExchanges, compareFields } from '../src/text/compare';
import { curlCommand } from '../src/text/curl';
import { diffLines } from '../src/text/diff';
import { barsOf, spanWord, withoutSpan, withSpan } from '../src/text/timeline';
import { detailOf, firstOf, timelineOf } from './fixtures.mjs';
import { decodeTimeline } from '../src/api/decode';
import { click, createServer, exchange, press, renderApp, settle, type Page } from './support';

let page: Page | null = null;
afterEach(() => {
  page?.stop();
  page = null;
});

const all = (root: Element, selector: string): Element[] => [...root.querySelectorAll(selector)];
const detail = (id: number): ExchangeDetail => decodeDetail(detailOf(id, 'en'));
const key = (name: string, target: Element, init: KeyboardEventInit = {}): void => {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...init }),
  );
};

describe('a span of the timeline', () => {
  const bars = barsOf(decodeTimeline(timelineOf()));

  it('is a word of the filter, whichever way it was drawn', () => {
    const word = 'at:2026-03-04T08:31:00.000Z..2026-03-04T08:33:00.001Z';
    expect(spanWord(bars, 1, 2)).toBe(word);
    expect(spanWord(bars, 2, 1)).toBe(word);
    expect(spanWord(bars, 9, 9)).toBeNull();
  });

  it('holds what stands in its bars to the microsecond', () => {
    const narrow = { from: '2026-03-04T08:30:00.000900Z', bin_ms: 0.2, bins: [{ ok: 1 }] };
    expect(spanWord(barsOf(decodeTimeline(narrow)), 0, 0)).toBe(
      'at:2026-03-04T08:30:00.000Z..2026-03-04T08:30:00.002Z',
    );
  });

  it('takes the place of another one', () => {
    expect(withSpan('is:failed at:x..y', 'at:a..b')).toBe('is:failed at:a..b');
    expect(withSpan('', 'at:a..b')).toBe('at:a..b');
    expect(withoutSpan('at:x.. bucket:logs')).toBe('bucket:logs');
  });

  it('has no bars without an exchange', () => {
    expect(barsOf(decodeTimeline({ from: null, bin_ms: 0, bins: [] }))).toEqual([]);
  });
});

describe('the panel of times', () => {
  it('opens by a key, stands in the address, and closes again', async () => {
    page = await renderApp();
    press('t');
    await settle();
    expect(window.location.search).toBe('?view=timeline');
    expect(all(page.root, '.timeline rect.bar-failed')).toHaveLength(1);
    press('t');
    await settle();
    expect(window.location.search).toBe('');
    expect(page.root.querySelector('.timeline')).toBeNull();
  });

  it('goes into a time chosen by keys, and out of it by a button', async () => {
    page = await renderApp({ search: '?view=timeline' });
    const chart = page.root.querySelector('[role="slider"]') as Element;
    key('Home', chart);
    await settle();
    key('ArrowRight', chart, { shiftKey: true });
    await settle();
    expect(chart.getAttribute('aria-valuetext')).toMatch(/: 3 failed, 1 healed, 10 OK$/);
    key('Enter', chart);
    await settle();
    const word = 'at:2026-03-04T08:30:00.000Z..2026-03-04T08:32:00.001Z';
    expect(page.app.store.get().filter).toBe(word);
    click(all(page.root, '.timeline button').find((one) => one.textContent === 'Whole time'));
    await settle();
    expect(page.app.store.get().filter).toBe('');
  });

  it('shows its figures also while traffic never pauses', async () => {
    const server = createServer();
    const answers: (() => void)[] = [];
    server.api.fetchTimeline = (_, __, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        answers.push(() => resolve(decodeTimeline(timelineOf())));
      });
    page = await renderApp({ server, search: '?view=timeline' });
    // The list takes each in before the next comes; the answer is there after three of them.
    for (let id = 61; id <= 64; id += 1) {
      page.events.onExchange(exchange(id));
      while (page.app.store.get().list.rows[0]?.id !== id) await settle();
      if (id === 63) for (const answer of answers.splice(0)) answer();
    }
    await settle();
    expect(page.root.querySelector('.timeline-chart')).not.toBeNull();
  });

  it('tells what the operations take', async () => {
    page = await renderApp({ search: '?view=timeline' });
    const rows = all(page.root, '.operations tbody tr').map((row) =>
      all(row, 'th, td').map(({ textContent }) => textContent),
    );
    expect(rows[0]?.slice(0, 6)).toEqual(['PutObject', '12', '3', '42 ms', '180 ms', '2.10 s']);
    expect(rows[0]?.[6]).toBe('below 100 ms: 9\n100 ms and more: 3');
    expect(rows[1]?.[0]).toBe('other');
  });
});

describe('the stream of events', () => {
  it('asks again when what it shows may have been healed', async () => {
    const server = createServer();
    page = await renderApp({ server });
    server.newest = 61;
    page.events.onJob();
    await expect.poll(() => page?.root.querySelector('#row-61')).not.toBeNull();
  });
});

describe('two exchanges', () => {
  it('are compared by fields, whose order and case are nothing', () => {
    expect(
      compareFields(
        [
          ['Host', 'a'],
          ['X-A', '1'],
          ['X-A', '2'],
          ['Date', 'x'],
        ],
        [
          ['x-a', '2'],
          ['date', 'y'],
          ['host', 'a'],
          ['X-New', ''],
        ],
      ),
    ).toEqual([
      { name: 'X-A', left: '1', right: null, isUsual: false },
      { name: 'X-New', left: null, right: '', isUsual: false },
      { name: 'Date', left: 'x', right: 'y', isUsual: true },
    ]);
  });

  it('that are the same have no differences', () => {
    const one = detail(firstOf.signature);
    expect(Object.values(compareExchanges(one, one)).flat()).toEqual([]);
  });

  it('differ in lines', () => {
    expect(diffLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      { left: 'b', right: 'x' },
      { left: null, right: 'd' },
    ]);
    const many = Array.from({ length: 600 }, (_, i) => `line ${i}`);
    expect(diffLines(many, many.map((line, i) => (i === 300 ? 'other' : line)))).toEqual([
      { left: 'line 300', right: 'other' },
    ]);
  });

  it('stand beside each other, the other one chosen by its number', async () => {
    page = await renderApp({ search: `?id=${firstOf.signature}&tab=compare` });
    expect(page.root.querySelector('.compare [role="alert"]')).toBeNull();
    const field = page.root.querySelector('.compare input') as HTMLInputElement;
    field.value = String(firstOf.endpoint);
    field.form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await settle();
    expect(window.location.search).toContain(`with=${firstOf.endpoint}`);
    const heads = all(page.root, '.compare thead')[0]?.textContent;
    expect(heads).toContain(`#${firstOf.signature}, 403`);
    expect(heads).toContain(`#${firstOf.endpoint}, 403`);
    expect(page.root.querySelector('.compare')?.textContent).toContain('logs-archive');
  });
});

describe('a curl command', () => {
  const base = detail(firstOf.signature);
  const make = (more: Partial<ExchangeDetail>): ExchangeDetail => ({ ...base, ...more });

  it('has what the app wrote, less what curl writes or the proxy was meant for', () => {
    const command = curlCommand(base, "it's", true);
    expect(command).toMatch(/^curl --globoff --path-as-is --request 'PUT' 'http:/);
    expect(command).not.toMatch(/--header 'Proxy-|--header 'Content-Length|--header 'Host/i);
    expect(command).toContain("--data-binary 'it'\\''s'");
    expect(command).toContain("--header 'authorization: OSS ");
  });

  it('masks signatures and tokens unless it is told not to', () => {
    const request = {
      line: 'GET /a?Signature=c2VjcmV0&x=1 HTTP/1.1',
      headers: [
        ['Authorization', 'OSS id:c2VjcmV0'],
        ['x-oss-security-token', 'c2VjcmV0'],
        ['Empty', ''],
      ] as [string, string][],
      raw_base64: null,
      trailers: [],
      body: null,
    };
    const url = 'http://h/a?Signature=c2VjcmV0&x=1';
    const one = make({ method: 'GET', url, request });
    const masked = curlCommand(one, null, false);
    expect(masked).not.toContain('c2VjcmV0');
    expect(masked).toContain('Signature=MASKED&x=1');
    expect(masked).toContain("'Authorization: OSS id:MASKED'");
    expect(masked).toContain("'Empty;'");
    expect(curlCommand(one, null, true).match(/c2VjcmV0/g)).toHaveLength(3);
    const v4 = make({
      request: {
        ...request,
        headers: [['Authorization', 'OSS4-HMAC-SHA256 Credential=id/x,Signature=c2VjcmV0']],
      },
    });
    expect(curlCommand(v4, null, false)).toContain('Credential=id/x,Signature=MASKED');
  });

  it('does not show the signature within a form', () => {
    const request = {
      line: 'POST / HTTP/1.1',
      headers: [['Content-Type', 'multipart/form-data; boundary=x']] as [string, string][],
      raw_base64: null,
      trailers: [],
      body: { bytes: 9, captured: 9, truncated: false, dropped: false, content_encoding: null },
    };
    const one = make({ method: 'POST', request });
    expect(curlCommand(one, 'Signature', false)).not.toContain('Signature');
    expect(curlCommand(one, 'Signature', true)).toContain("--data-binary 'Signature'");
  });

  it('names a file for a body that is not there as text', () => {
    expect(curlCommand(base, null, false)).toContain(
      `--data-binary '@exchange-${base.id}-request-body.bin'`,
    );
  });
});

describe('deleting', () => {
  it('asks first, names the filter, and shows what is left', async () => {
    const server = createServer();
    page = await renderApp({ server, search: '?filter=is:failed' });
    click(page.root.querySelector('[aria-label="Delete exchanges"]'));
    await settle();
    const dialog = page.root.querySelector('dialog') as Element;
    expect(dialog.textContent).toContain('is:failed');
    expect(server.deleted).toEqual([]);
    click(dialog.querySelector('.danger'));
    await settle();
    expect(server.deleted).toEqual(['is:failed -is:starred -is:noted']);
    expect(page.root.querySelector('dialog')).toBeNull();
    expect(page.app.store.get().list.rows).toEqual([]);
  });

  it('takes stars and notes with it only when asked to', async () => {
    const server = createServer();
    page = await renderApp({ server });
    click(page.root.querySelector('[aria-label="Delete exchanges"]'));
    await settle();
    const dialog = page.root.querySelector('dialog') as Element;
    expect(dialog.textContent).not.toContain('stars and notes go with them');
    click(dialog.querySelector('input[type=checkbox]'));
    await settle();
    expect(dialog.textContent).toContain('stars and notes go with them');
    click(dialog.querySelector('.danger'));
    await settle();
    expect(server.deleted).toEqual(['']);
  });

  it('says why it could not be done', async () => {
    const server = createServer();
    server.api.deleteExchanges = async () => {
      throw new Error('The disk is full.');
    };
    page = await renderApp({ server });
    click(page.root.querySelector('[aria-label="Delete exchanges"]'));
    await settle();
    click(page.root.querySelector('dialog .danger'));
    await settle();
    expect(page.root.querySelector('dialog [role="alert"]')?.textContent).toContain(
      'The disk is full.',
    );
  });
});

describe('sharing', () => {
  it('offers a link, commands and a report of this exchange', async () => {
    page = await renderApp({ search: `?id=${firstOf.signature}&filter=is:failed` });
    click(page.root.querySelector('[aria-label="Share this exchange"]'));
    await settle();
    const links = all(page.root, '#share-menu a').map((link) => link.getAttribute('href'));
    expect(links).toEqual([
      `/api/v1/export?format=markdown&filter=id%3A${firstOf.signature}&lang=en`,
      `/api/v1/export?format=har&filter=id%3A${firstOf.signature}&lang=en`,
    ]);
    expect(page.root.querySelector('#share-menu')?.textContent).toContain('Copy a link to it');
  });
});
