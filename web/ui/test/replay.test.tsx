import { createHmac } from 'node:crypto';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeDetail } from '../src/api/decode';
import { decodeReplaySource } from '../src/api/decode-reports';
import {
  addLine,
  changeLine,
  draftOf,
  fitLength,
  headText,
  isBadName,
  lineOf,
  mayChangeData,
  orderOf,
  removeLine,
  setLine,
} from '../src/text/replay';
import { prepare, resign, schemeFor, type ResignScheme } from '../src/text/resign';
import { detailOf, firstOf, replayOf } from './fixtures.mjs';
import { click, createServer, press, renderApp, settle, type Page } from './support';

let page: Page | null = null;
afterEach(() => {
  page?.stop();
  page = null;
});

const source = decodeReplaySource(replayOf(1));
const captured = { kind: 'captured' } as const;

describe('the order', () => {
  it('says nothing of a head that was not changed', () => {
    expect(orderOf(draftOf(source), captured, source)).toEqual({ head: null, body: 'captured' });
  });

  it('names captured lines by their place and gives the others', () => {
    let draft = addLine(draftOf(source), 'x-new', ' v ');
    draft = changeLine(draft, 1, { isOn: false });
    draft = changeLine(draft, 0, { name: 'HOST' });
    expect(orderOf(draft, { kind: 'none' }, source)).toEqual({
      head: {
        method: 'PUT',
        target: '/a.txt',
        headers: [['HOST', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'], 2, 3, ['x-new', ' v ']],
      },
      body: 'none',
    });
  });

  it('takes a line that was changed back for a captured one', () => {
    const draft = changeLine(changeLine(draftOf(source), 2, { value: '6' }), 2, { value: '5' });
    expect(orderOf(draft, captured, source).head).toBeNull();
  });

  it('carries bytes of any value and number', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
    const { body } = orderOf(draftOf(source), { kind: 'bytes', bytes }, source);
    const { base64 } = body as { base64: string };
    expect(Buffer.from(base64, 'base64').equals(Buffer.from(bytes))).toBe(true);
  });
});

describe('the draft', () => {
  it('sets one line of a name and leaves further ones out', () => {
    let draft = addLine(addLine(draftOf(source), 'X-a', '1'), 'x-A', '2');
    draft = setLine(draft, 'x-a', '3');
    expect(lineOf(draft, 'x-a')).toMatchObject({ name: 'X-a', value: '3' });
    expect(headText(draft, 'HTTP/1.1')).not.toContain('x-A: 2');
    expect(headText(removeLine(draft, 'x-a'), 'HTTP/1.1').toLowerCase()).not.toContain('x-a');
  });

  it('fits Content-Length to the body', () => {
    const value = (bytes: number, draft = draftOf(source)): string | undefined =>
      lineOf(fitLength(draft, bytes), 'content-length')?.value;
    expect(value(5)).toBe('5');
    expect(value(0)).toBe('0');
    expect(value(9, removeLine(draftOf(source), 'content-length'))).toBe('9');
    expect(value(0, removeLine(draftOf(source), 'content-length'))).toBeUndefined();
    const chunked = addLine(
      removeLine(draftOf(source), 'content-length'),
      'Transfer-Encoding',
      'chunked',
    );
    expect(fitLength(chunked, 9)).toBe(chunked);
  });

  it('knows names and methods', () => {
    expect(['a', 'X-Oss_1', '!'].some(isBadName)).toBe(false);
    expect(['', 'a b', 'a:', 'é', 'a\r\n'].every(isBadName)).toBe(true);
    expect(['GET', 'HEAD'].some(mayChangeData)).toBe(false);
    expect(['PUT', 'POST', 'DELETE', 'get', ''].every(mayChangeData)).toBe(true);
  });
});

describe('signing again', () => {
  const key = { id: 'newId', secret: 'made-up', token: '' };
  const now = new Date('2026-11-28T10:11:12.345Z');
  const signed = async (
    scheme: ResignScheme,
    family: string,
    draft = draftOf(source),
    chosen = key,
  ) => {
    let head = '';
    const resigned = await resign(
      draft,
      'HTTP/1.1',
      scheme,
      chosen,
      'cn-hangzhou',
      async (text) => {
        head = text;
        return {
          scheme: family,
          rebuilt: { string_to_sign: 'a\nb\n20261128/cn-x/oss/aliyun_v4_request', canonical_request: null },
          echoed: null,
          signed: null,
          differences: [],
          verdict: 'no-echo',
          note: null,
        };
      },
      now,
    );
    if (resigned.kind !== 'signed') throw new Error(resigned.kind);
    return { head, text: headText(resigned.draft, 'HTTP/1.1') };
  };

  it('stays with the scheme, and knows one for a request without', () => {
    expect(schemeFor('oss-v1-query', null)).toBe('oss-v1-query');
    expect(schemeFor('anonymous', 'cn-hangzhou')).toBe('oss-v4-header');
    expect(schemeFor('anonymous', null)).toBe('oss-v1-header');
    expect(schemeFor(null, null)).toBe('oss-v1-header');
    expect(schemeFor('s3-v4-header', 'cn-hangzhou')).toBeNull();
    expect(schemeFor('oss-post-v4', 'cn-hangzhou')).toBeNull();
  });

  it('puts a V1 signature into the header, by HMAC-SHA1 of the text', async () => {
    const { head, text } = await signed('oss-v1-header', 'oss-v1-header');
    const mac = createHmac('sha1', 'made-up').update('a\nb\n20261128/cn-x/oss/aliyun_v4_request');
    expect(text).toContain(`Authorization: OSS newId:${mac.digest('base64')}\r\n`);
    expect(text).toContain('Date: Sat, 28 Nov 2026 10:11:12 GMT\r\n');
    expect(text).not.toContain('x-oss-date');
    expect(head).toBe(text.replace(/newId:.*/, 'newId:AAAAAAAAAAAAAAAAAAAAAAAAAAA='));
    expect(head + text).not.toContain('made-up');
  });

  it('sets x-oss-date where the request has one, and the token of STS', async () => {
    const draft = addLine(draftOf(source), 'X-OSS-Date', 'old');
    const { text } = await signed('oss-v1-header', 'oss-v1-header', draft, { ...key, token: 't0k' });
    expect(text).toContain('X-OSS-Date: Sat, 28 Nov 2026 10:11:12 GMT\r\n');
    expect(text).toContain('x-oss-security-token: t0k\r\n');
    const again = addLine(draftOf(source), 'x-oss-security-token', 'stale');
    expect((await signed('oss-v1-header', 'oss-v1-header', again)).text).not.toContain('stale');
  });

  it('makes a V4 header with the region of the old scope and its additional headers', async () => {
    const draft = setLine(
      draftOf(source),
      'Authorization',
      'OSS4-HMAC-SHA256 Credential=old/20200101/cn-beijing/oss/aliyun_v4_request,AdditionalHeaders=host;x,Signature=ff',
    );
    const { text } = await signed('oss-v4-header', 'oss-v4-header', draft);
    expect(text).toMatch(
      /Credential=newId\/20261128\/cn-beijing\/oss\/aliyun_v4_request,AdditionalHeaders=host;x,Signature=[0-9a-f]{64}\r\n/,
    );
    expect(text).not.toContain('0'.repeat(64));
    expect(text).toContain('x-oss-date: 20261128T101112Z\r\n');
    expect(text).toContain('x-oss-content-sha256: UNSIGNED-PAYLOAD\r\n');
  });

  it('needs a region for V4', async () => {
    expect(prepare(draftOf(source), 'oss-v4-header', key, now, null)).toBeNull();
    expect(prepare(draftOf(source), 'oss-v4-query', key, now, null)).toBeNull();
  });

  it('signs in the URL, and leaves other parameters and their order', async () => {
    const v1 = { ...draftOf(source), target: '/k?Expires=1&acl&ossaccesskeyid=o&Signature=a%2Bb%3D&x=%2f' };
    const { text } = await signed('oss-v1-query', 'oss-v1-query', v1);
    expect(text).toMatch(
      /^PUT \/k\?Expires=1795864272&acl&ossaccesskeyid=newId&Signature=[A-Za-z0-9%]+%3D&x=%2f /,
    );
    const v4 = {
      ...draftOf(source),
      target:
        '/k?x-oss-credential=o%2F20200101%2Fcn-beijing%2Foss%2Faliyun_v4_request&x-oss-date=1&x-oss-expires=60&x-oss-security-token=t&x-oss-signature=ff',
    };
    expect((await signed('oss-v4-query', 'oss-v4-query', v4)).text).toMatch(
      /^PUT \/k\?x-oss-credential=newId%2F20261128%2Fcn-beijing%2Foss%2Faliyun_v4_request&x-oss-date=20261128T101112Z&x-oss-expires=60&x-oss-signature=[0-9a-f]{64} /,
    );
  });
});

const all = (root: Element, selector: string): Element[] => [...root.querySelectorAll(selector)];
const byLabel = (root: Element, label: string): HTMLInputElement =>
  root.querySelector(`[aria-label="${label}"]`) as HTMLInputElement;
const type = (field: HTMLInputElement, value: string): void => {
  act(() => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
};
const submit = async (root: Element): Promise<void> => {
  act(() => {
    const form = root.querySelector('form.replay');
    form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
  await settle();
};

describe('the dialog', () => {
  it('opens by a key, asks before a method that may change data, sends, and shows what came', async () => {
    const server = createServer();
    page = await renderApp({ server, search: '?id=4' });
    press('r');
    await settle();
    expect(page.root.querySelector('.replay-preview pre')?.textContent).toContain('PUT /a.txt HTTP/1.1');
    await submit(page.root);
    expect(server.replayed).toEqual([]);
    expect(page.root.querySelector('[role="alertdialog"]')?.textContent).toContain('may change or delete data');
    await submit(page.root);
    expect(server.replayed).toEqual([{ id: 4, order: { head: null, body: 'captured' } }]);
    expect(page.root.querySelector('dialog')).toBeNull();
    expect(window.location.search).toContain('id=61');
  });

  it('takes back what it asked, and sends a GET at once', async () => {
    const server = createServer();
    page = await renderApp({ server, search: '?id=4' });
    press('r');
    await settle();
    await submit(page.root);
    click(all(page.root, '[role="alertdialog"] button')[0]);
    expect(page.root.querySelector('[role="alertdialog"]')).toBeNull();
    type(all(page.root, '.replay-line input')[0] as HTMLInputElement, 'GET');
    type(byLabel(page.root, 'Value of the header Date'), 'now');
    click(byLabel(page.root, 'Send the header Authorization'));
    await submit(page.root);
    expect(server.replayed[0]?.order.head).toEqual({
      method: 'GET',
      target: '/a.txt',
      headers: [0, ['Date', 'now'], 2],
    });
  });

  it('says why an exchange cannot be sent again', async () => {
    page = await renderApp({ search: `?id=${firstOf.tunnel}`, lang: 'zh' });
    press('r');
    await settle();
    expect(page.root.querySelector('dialog .notice')?.textContent).toBe('它是直接透传的。');
    expect(page.root.querySelector('form.replay')).toBeNull();
  });

  it('shows in place what the server did not take', async () => {
    const server = createServer();
    server.api.sendReplay = async () => {
      throw new Error('set Content-Length to 3');
    };
    page = await renderApp({ server, search: '?id=4' });
    press('r');
    await settle();
    await submit(page.root);
    await submit(page.root);
    expect(page.root.querySelector('form.replay [role="alert"]')?.textContent).toContain(
      'set Content-Length to 3',
    );
  });

  it('never hands the secret on', async () => {
    const server = createServer();
    server.api.fetchSignature = async () => ({
      scheme: 'oss-v1-header',
      rebuilt: null,
      echoed: null,
      signed: null,
      differences: [],
      verdict: 'no-echo',
      note: null,
    });
    page = await renderApp({ server, search: '?id=4' });
    press('r');
    await settle();
    const [id, secret] = all(page.root, '.replay-key input') as HTMLInputElement[];
    type(id as HTMLInputElement, 'newId');
    type(secret as HTMLInputElement, 'made-up-secret');
    await submit(page.root);
    await submit(page.root);
    expect(server.rebuiltOf.join()).toContain('OSS newId:');
    expect(JSON.stringify([server.rebuiltOf, server.replayed])).not.toContain('made-up-secret');
    expect(window.location.href + document.cookie).not.toContain('made-up-secret');
  });
});

describe('the links of a replay', () => {
  it('stand in both details, and lead to the comparison', async () => {
    const server = createServer();
    server.api.fetchDetail = async (id) =>
      decodeDetail({
        ...(detailOf(id, 'en') as object),
        replay_of: id === 5 ? 4 : null,
        replays: id === 4 ? [5] : [],
      });
    page = await renderApp({ server, search: '?id=4' });
    click(page.root.querySelector('.replay-links .link'));
    await settle();
    expect(window.location.search).toContain('id=5');
    click(page.root.querySelector('.replay-links .small'));
    await settle();
    expect(page.root.querySelector<HTMLInputElement>('.compare-choice input')?.value).toBe('4');
  });
});
