/** Bodies as a reader wants them: forms by field, images as images, codings undone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync } from 'node:zlib';
import { startOsslens } from '../../support/osslens.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
const HOST = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';

/** A PNG of 3 by 2 pixels, all of one colour. */
function makePng() {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (type, data) => {
    const content = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(content.length + 8);
    out.writeUInt32BE(data.length, 0);
    content.copy(out, 4);
    out.writeUInt32BE(crc(content), content.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const row = [0, ...Array(3).fill([200, 60, 20]).flat()];
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([...row, ...row]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const ERROR = '<Error><Code>NoSuchKey</Code><Message>not there</Message></Error>';
const ANSWERS = {
  '/logo.png': [200, { 'content-type': 'application/octet-stream' }, makePng()],
  '/lie.png': [200, { 'content-type': 'image/png' }, Buffer.from('<svg onload="window.harmed=1"/>')],
  '/packed.xml': [
    404,
    { 'content-type': 'application/xml', 'content-encoding': 'br' },
    brotliCompressSync(ERROR),
  ],
  '/': [204, {}, Buffer.alloc(0)],
};

const POLICY = { expiration: '2026-03-04T08:30:12Z', conditions: [['eq', '$key', 'user/a']] };
const FIELDS = {
  key: 'user/a',
  policy: Buffer.from(JSON.stringify(POLICY)).toString('base64'),
  OSSAccessKeyId: 'exampleAccessKeyId',
  Signature: 'c2lnbmF0dXJlLW1hZGUtdXA=',
};

function form() {
  const parts = Object.entries(FIELDS).map(
    ([name, value]) =>
      `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file =
    '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n' +
    `Content-Type: text/plain\r\n\r\nhello\r\n--xyz--\r\n`;
  return parts.join('') + file;
}

/** Sends one request through the proxy and resolves when its answer is there. */
function send({ host, port }, method, path, headers = {}, body = '') {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, path: `http://${HOST}${path}`, headers: { host: HOST, ...headers } },
      (response) => response.resume().on('end', resolve),
    );
    request.on('error', reject).end(body);
  });
}

async function withCapture(play) {
  const server = http.createServer((request, response) => {
    const [status, headers, body] = ANSWERS[new URL(request.url, 'http://x').pathname];
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let osslens;
  try {
    const { port } = server.address();
    osslens = await startOsslens({ args: ['--connect-to', `*:80=127.0.0.1:${port}`] });
    for (const path of ['/logo.png', '/lie.png', '/packed.xml']) {
      await send(osslens.proxy, 'GET', path);
    }
    const type = { 'content-type': 'multipart/form-data; boundary=xyz' };
    await send(osslens.proxy, 'POST', '/', type, form());
    await osslens.waitForExchange(({ method }) => method === 'POST');
    const all = await osslens.exchanges();
    await play(osslens, (path) => all.find(({ url }) => url.endsWith(path)).id);
  } finally {
    await osslens?.stop();
    await new Promise((resolve) => server.close(resolve));
  }
}

for (const [language, words] of [
  ['en', { response: 'Response', bytes: 'Bytes', decoded: 'Decoded from base64' }],
  ['zh', { response: '响应', bytes: '字节', decoded: '由 base64 解码' }],
]) {
  test(`bodies are laid out by what they are (${language})`, () =>
    withCapture(async (osslens, idOf) => {
      const sight = await browser.open(osslens, { language });
      const { page, panel } = sight;
      await sight.select(idOf('.com/'));
      const form = panel.locator('.form-view');
      await form.waitFor();
      assert.deepEqual(await form.locator('tbody > tr > th').allInnerTexts(), [
        ...Object.keys(FIELDS),
        'file',
      ]);
      await form.getByText(words.decoded).waitFor();
      await form.getByText('"$key"').waitFor();
      await panel.getByRole('button', { name: words.bytes, exact: true }).click();
      await panel.getByText('2d 2d 78 79 7a').first().waitFor();

      await sight.select(idOf('/logo.png'));
      await sight.tab(words.response).click();
      const image = panel.locator('img');
      await image.waitFor();
      await sight.until(() => document.querySelector('#detail img')?.naturalWidth === 3);
      assert.match(await image.getAttribute('src'), /^blob:/);
      await panel.getByText('image/png').waitFor();

      await sight.select(idOf('/lie.png'));
      await panel.getByText('<svg onload=').waitFor();
      assert.equal(await panel.locator('img, svg:not([aria-hidden])').count(), 0);

      await sight.select(idOf('/packed.xml'));
      await panel.getByText('<Code>').first().waitFor();
      await panel.getByText('NoSuchKey').first().waitFor();
      assert.equal(await page.evaluate(() => window.harmed), undefined);
      sight.assertNoComplaints();
      await sight.close();
    }));
}
