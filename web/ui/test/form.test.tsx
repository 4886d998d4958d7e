import { afterEach, describe, expect, it } from 'vitest';
import { readForm, unpackField, type FormField } from '../src/text/form';
import { imageType } from '../src/text/image';
import { decodeDetail } from '../src/api/decode';
import { firstOf, detailOf } from './fixtures.mjs';
import { click, createServer, renderApp, settle, type Page } from './support';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = ({ value }: FormField): string => new TextDecoder().decode(value);
const multipart = 'multipart/form-data; boundary=xyz';
const policy = { expiration: '2026-03-04T08:30:12Z', conditions: [['eq', '$key', 'a/b']] };

const part = (name: string, value: string, more = ''): string =>
  `--xyz\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const postObject = (file = 'hello'): string =>
  part('key', 'a/b') +
  part('policy', btoa(JSON.stringify(policy))) +
  part('file', file, '; filename="h\u00e4llo.txt"\r\nContent-Type: text/plain') +
  '--xyz--\r\n';

describe('a form', () => {
  it('is read from multipart bytes, field by field in their order', () => {
    const fields = readForm(bytes(postObject()), multipart, false) ?? [];
    expect(fields.map((field) => [field.name, field.fileName, field.type, field.isCut])).toEqual([
      ['key', null, null, false],
      ['policy', null, null, false],
      ['file', 'h\u00e4llo.txt', 'text/plain', false],
    ]);
    expect(text(fields[0] as FormField)).toBe('a/b');
    expect(text(fields[2] as FormField)).toBe('hello');
  });

  it.each(['"xyz"', 'xyz; charset=utf-8'])('takes a boundary written as %s', (boundary) => {
    const type = `multipart/form-data; boundary=${boundary}`;
    expect(readForm(bytes(postObject()), type, false)).toHaveLength(3);
  });

  it('keeps line ends and dashes of a file as they are', () => {
    const file = '\r\n--xy\r\n--\r\n';
    const fields = readForm(bytes(postObject(file)), multipart, false) ?? [];
    expect(text(fields[2] as FormField)).toBe(file);
  });

  it('tells which field the capture ends in, wherever it ends', () => {
    const whole = bytes(postObject());
    for (let end = 0; end <= whole.length; end += 1) {
      const fields = readForm(whole.subarray(0, end), multipart, true) ?? [];
      expect(fields.slice(0, -1).some(({ isCut }) => isCut)).toBe(false);
      for (const field of fields) expect(text(field).length).toBeLessThanOrEqual(200);
    }
    const cut = readForm(whole.subarray(0, whole.length - 12), multipart, true) ?? [];
    expect(cut.map(({ isCut }) => isCut)).toEqual([false, false, true]);
  });

  it('is no form without its boundary', () => {
    expect(readForm(bytes('hello'), multipart, false)).toBeNull();
    expect(readForm(bytes(postObject()), 'multipart/form-data', false)).toBeNull();
    expect(readForm(bytes(postObject()), 'text/plain', false)).toBeNull();
  });

  it('is read from a query as callbacks send it', () => {
    const type = 'application/x-www-form-urlencoded';
    const fields = readForm(bytes('bucket=a+b&object=%E4%B8%AD%zz&size='), type, false) ?? [];
    expect(fields.map((field) => [field.name, text(field)])).toEqual([
      ['bucket', 'a b'],
      ['object', '\u4e2d%zz'],
      ['size', ''],
    ]);
    expect(readForm(bytes('no form at all'), type, false)).toBeNull();
  });

  it('has its policy decoded, and only what is JSON in base64', () => {
    const field = (name: string, value: string): FormField => ({
      name,
      fileName: null,
      type: null,
      value: bytes(value),
      isCut: false,
    });
    const lines = unpackField(field('Policy', btoa(JSON.stringify(policy))));
    expect(lines?.map(({ name }) => name).filter((name) => name !== null)).toEqual([
      'expiration',
      'conditions',
    ]);
    expect(unpackField(field('key', btoa('{}')))).toBeNull();
    expect(unpackField(field('policy', 'not base64 {'))).toBeNull();
    expect(unpackField(field('policy', btoa('<script>')))).toBeNull();
  });
});

describe('an image', () => {
  it.each([
    ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0]],
    ['image/gif', [...bytes('GIF89a')]],
    ['image/webp', [...bytes('RIFF'), 1, 2, 3, 4, ...bytes('WEBP')]],
    ['image/avif', [0, 0, 0, 0x1c, ...bytes('ftypavif')]],
  ])('is told by its bytes: %s', (type, first) => {
    expect(imageType(Uint8Array.from(first))).toBe(type);
    expect(imageType(Uint8Array.from(first.slice(1)))).not.toBe(type);
  });

  it.each(['<svg onload="x"/>', '<html>', 'PNG', ''])('is not %j', (content) => {
    expect(imageType(bytes(content))).toBeNull();
  });
});

describe('a body', () => {
  let page: Page | null = null;
  afterEach(() => {
    page?.stop();
    page = null;
  });

  // Opens the request with another body.
  async function open(type: string, body: Uint8Array, coding: string | null = null): Promise<Page> {
    const server = createServer();
    server.api.fetchDetail = async () => {
      const detail = decodeDetail(detailOf(firstOf.signature, 'en'));
      const { request } = detail;
      if (request === null) throw new Error('the fixture has a request');
      const info = { bytes: body.length, captured: body.length, truncated: false, dropped: false };
      return {
        ...detail,
        request: {
          ...request,
          headers: [['Content-Type', type]],
          body: { ...info, content_encoding: coding },
        },
      };
    };
    server.api.fetchBody = async (_, __, ___, decoded) => (decoded ? bytes('unpacked') : body);
    page = await renderApp({ server, search: `?id=${firstOf.signature}` });
    return page;
  }

  it('that is a form shows its fields, the policy decoded, and its bytes on demand', async () => {
    const { root } = await open(multipart, bytes(postObject()));
    const names = [...root.querySelectorAll('.form-view tbody th')].map((th) => th.textContent);
    expect(names).toEqual(['key', 'policy', 'file']);
    expect(root.querySelector('.unpacked')?.textContent).toContain('"expiration": ');
    const way = [...root.querySelectorAll('.ways button')].find(
      ({ textContent }) => textContent === 'Bytes',
    );
    click(way);
    await settle();
    expect(root.querySelector('.form-view')).toBeNull();
    expect(root.querySelector('.hex')?.textContent).toContain('--xyz');
  });

  it('in a coding of the server is decoded by it', async () => {
    const { root } = await open('text/plain', Uint8Array.of(0x0b, 0x02, 0x80), 'br');
    expect(root.querySelector('.body-view')?.textContent).toContain('unpacked');
    expect(root.querySelector('.body-view')?.textContent).toContain('Content-Encoding br');
  });

  it('in a coding that nobody knows is shown as it passed', async () => {
    const { root } = await open('text/plain', bytes('opaque'), 'zstd');
    expect(root.querySelector('.body-view')?.textContent).toContain('zstd cannot be unpacked');
    expect(root.querySelector('.body-view')?.textContent).toContain('opaque');
  });
});

describe('the form of an exchange', () => {
  let page: Page | null = null;
  afterEach(() => page?.stop());

  it('shows faults, conditions and parts in either language', async () => {
    for (const [lang, ignored, fails] of [
      ['en', 'behind the file: ignored', 'fails'],
      ['zh', '位于文件之后：被忽略', '不满足'],
    ] as const) {
      const server = createServer();
      const { fetchDetail } = server.api;
      server.api.fetchDetail = async (id, language) => ({
        ...(await fetchDetail(id, language)),
        operation: 'PostObject',
      });
      page = await renderApp({ server, lang, search: '?id=1&tab=form' });
      await settle();
      const shown = page.root.querySelector('.form-sheet')?.textContent ?? '';
      for (const text of ['The key stands behind the file', '["eq","$key","a/b"]', ignored, fails, 'x-note']) {
        expect(shown).toContain(text);
      }
      page.stop();
    }
  });

  it('is no view of exchanges that have none', async () => {
    page = await renderApp({ search: '?id=1&tab=form' });
    await settle();
    expect(page.root.querySelector('#tab-form')).toBeNull();
    expect(page.root.querySelector('#tab-request')?.getAttribute('aria-selected')).toBe('true');
  });
});

describe('the callback of an upload', () => {
  let page: Page | null = null;
  afterEach(() => page?.stop());

  it('shows faults, preview and the other end, and goes there', async () => {
    const server = createServer();
    const { fetchDetail } = server.api;
    server.api.fetchDetail = async (id, language) => ({
      ...(await fetchDetail(id, language)),
      kind: 'callback',
    });
    page = await renderApp({ server, search: '?id=1&tab=callback' });
    await settle();
    const shown = page.root.querySelector('.form-sheet')?.textContent ?? '';
    for (const text of ['There is no callbackBody', '{"a":1}', 'clientIp', 'x:uid', '--callback-key']) {
      expect(shown).toContain(text);
    }
    await click(page.root.querySelector('.form-sheet button.link'));
    await settle();
    expect(window.location.search).toContain('id=2');
  });
});
