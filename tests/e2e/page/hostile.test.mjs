/** A capture made to harm its reader: it is shown as what it is, and does nothing. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { startOsslens } from '../../support/osslens.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

const SCRIPT = '<script>window.harmed=1</script><img src=x onerror="window.harmed=1">';
const ESCAPED = SCRIPT.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Right-to-left override, zero-width space, byte order mark. */
const UNSEEN = '\u202egnp.exe\u200b\ufeff';
/** No UTF-8: a lone continuation, an overlong slash, a surrogate, a cut-off character. */
const BROKEN = Buffer.from([0x80, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xe4, 0xb8]);
/** With the other fields of the head just below the 64 KiB that osslens takes. */
const LONG = 'y'.repeat(63 * 1024);

const TABS = 7;

const bytes = (...pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece)));

const ERROR_DOCUMENT = bytes(
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n',
  `  <Code>${ESCAPED}</Code>\n  <Message>${UNSEEN}${ESCAPED}`,
  BROKEN,
  `</Message>\n  <RequestId>${ESCAPED}</RequestId>\n  <HostId>javascript:window.harmed=1</HostId>\n`,
  `  <Endpoint>${ESCAPED}</Endpoint>\n  <Bucket>${UNSEEN}</Bucket>\n  <EC>${ESCAPED}</EC>\n</Error>`,
);

const response = (type, body, field) =>
  bytes(
    `HTTP/1.1 403 ${SCRIPT}\r\nContent-Type: ${type}\r\nx-oss-request-id: ${SCRIPT}\r\n`,
    `Content-Disposition: inline\r\nX-Hostile: `,
    field,
    `\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
    body,
  );

/** What the server answers, one after the other. */
const ANSWERS = [
  response('application/xml', ERROR_DOCUMENT, BROKEN),
  response('text/html', bytes(`<html>${SCRIPT}</html>`), UNSEEN),
  response(
    'application/json',
    bytes(JSON.stringify({ '</script>': SCRIPT, [UNSEEN]: SCRIPT })),
    LONG,
  ),
  response('text/plain', bytes(SCRIPT, BROKEN, UNSEEN), SCRIPT),
  response('image/svg+xml', bytes(`<svg onload="window.harmed=1">${SCRIPT}</svg>`), ''),
];

/** Answers each request with the next of ANSWERS, however it looks. */
async function startServer() {
  let next = 0;
  const server = net.createServer((socket) => {
    let head = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => {
      const isComplete = head.includes('\r\n\r\n');
      head = Buffer.concat([head, piece]);
      if (!isComplete && head.includes('\r\n\r\n')) socket.end(ANSWERS[next++ % ANSWERS.length]);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const HOST = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';
const URL_BYTES = encodeURIComponent(SCRIPT + UNSEEN);

function request(target, field, body) {
  return bytes(
    'PUT http://',
    HOST,
    target,
    ` HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: OSS ${SCRIPT}:c2lnbmF0dXJl\r\nDate: ${SCRIPT}\r\n`,
    'x-oss-meta-hostile: ',
    field,
    `\r\nContent-Type: ${SCRIPT}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
    body,
  );
}

const REQUESTS = [
  request(`/${URL_BYTES}`, UNSEEN, bytes(SCRIPT, BROKEN)),
  request(`/%ff%fe%80/%E2%80%AE?x=${URL_BYTES}&%ff=%00`, BROKEN, bytes(UNSEEN)),
  request('/long', LONG, bytes('{"a":', BROKEN)),
  request(bytes('/', BROKEN, UNSEEN), SCRIPT, bytes(ERROR_DOCUMENT)),
  request(`/${SCRIPT.replaceAll(' ', '%20')}`, '', bytes()),
  request('/too-long', LONG + LONG, bytes()),
];

/** Sends bytes to the proxy and waits for the end of the answer. */
async function send({ host, port }, data) {
  const socket = net.connect(port, host);
  socket.on('error', () => {});
  socket.resume();
  socket.write(data);
  await once(socket, 'close');
}

/** Runs a test with an osslens that has captured all of it. */
async function withCapture(play) {
  const server = await startServer();
  let osslens;
  try {
    const { port } = server.address();
    osslens = await startOsslens({ args: ['--connect-to', `*:80=127.0.0.1:${port}`] });
    for (const data of REQUESTS) await send(osslens.proxy, data);
    await osslens.waitForExchange(({ id }) => id === REQUESTS.length);
    await play(osslens, (await osslens.exchanges()).map(({ id }) => id).sort());
  } finally {
    await osslens?.stop();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Elements that only captured markup could have made. */
const strangers = (page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'body script, img, iframe, object, embed, link, base, form[action]',
      ),
    ]
      .map(({ outerHTML }) => outerHTML)
      .filter((html) => !/^<(?:script|link)[^>]* (?:src|href)="\/assets\//.test(html)),
  );

for (const language of ['en', 'zh']) {
  test(`nothing in a hostile capture is run, loaded or obeyed (${language})`, () =>
    withCapture(async (osslens, ids) => {
      const sight = await browser.open(osslens, { language });
      const { page } = sight;
      for (const id of ids) {
        await sight.select(id);
        for (let at = 0; at < TABS; at += 1) {
          await page.getByRole('tab').nth(at).click();
          assert.deepEqual(await strangers(page), []);
        }
        // The very elements: what is open does not match any more.
        for (const toggle of await sight.detail.locator('[aria-expanded="false"]').elementHandles()) {
          await toggle.click();
        }
        for (const evidence of await sight.detail.locator('.evidence-item').all()) {
          await evidence.click();
        }
        assert.deepEqual(await strangers(page), []);
      }
      assert.equal(await page.evaluate(() => window.harmed), undefined);
      assert.equal(await page.title(), 'osslens');
      sight.assertNoComplaints();
      await sight.close();
    }));
}

test('a hostile capture is shown as it is, with what cannot be seen by name', () =>
  withCapture(async (osslens, [first, odd, long]) => {
    const sight = await browser.open(osslens);
    const { panel } = sight;
    await sight.select(first);
    await panel.getByText(`Authorization: OSS ${SCRIPT}:c2lnbmF0dXJl`).waitFor();
    await panel.getByText('x-oss-meta-hostile: U+202Egnp.exeU+200BU+FEFF').waitFor();
    await panel.getByRole('region', { name: 'Bytes of the body' }).waitFor();

    await sight.tab('Response').click();
    await panel.getByText('byte by byte').click();
    await panel.getByText('80 c0 af').first().waitFor();

    await sight.select(odd);
    await panel.getByText(`<html>${SCRIPT}</html>`).waitFor();

    await sight.select(long);
    await sight.tab('Request').click();
    const line = panel.locator('.header-line').filter({ hasText: 'x-oss-meta-hostile' });
    assert.ok((await line.innerText()).length < 3000);
    await line.getByRole('button', { name: 'Show all 63 KB' }).click();
    assert.ok((await line.innerText()).length > LONG.length);
    sight.assertNoComplaints();
    await sight.close();
  }));

test('an address with hostile words in it is only text', () =>
  withCapture(async (osslens) => {
    const search = `?filter=${encodeURIComponent(`"${SCRIPT}${UNSEEN}`)}&id=1&tab=${URL_BYTES}`;
    const sight = await browser.open(osslens, { search });
    await sight.page.getByRole('alert').waitFor();
    assert.equal(await sight.page.getByRole('combobox').inputValue(), `"${SCRIPT}${UNSEEN}`);
    assert.deepEqual(await strangers(sight.page), []);
    assert.equal(await sight.page.evaluate(() => window.harmed), undefined);
    await sight.close();
  }));

test('a captured body is only ever a download', () =>
  withCapture(async (osslens, ids) => {
    for (const id of ids.slice(0, ANSWERS.length)) {
      const answer = await fetch(`${osslens.webUrl}/api/v1/exchanges/${id}/response-body`);
      const { headers } = answer;
      assert.equal(headers.get('content-type'), 'application/octet-stream');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-disposition'), /^attachment/);
      assert.ok((await answer.arrayBuffer()).byteLength > 0);
    }
  }));
