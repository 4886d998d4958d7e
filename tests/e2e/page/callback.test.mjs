/** The callback of an upload: what was asked for, what OSS sends for it, and both ends beside each other. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aliOss, failureOf } from '../ali_oss.mjs';
import { CALLBACKS, CALLBACK_BODY, JSON_CALLBACK, callbackTo, uploadWithPlainTextCallback } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { barriers } from './barriers.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
const HOSTILE_CALLBACK = 'hostile.example.com';
const SCRIPT = '<script>window.harmed=1</script><img src=x onerror="window.harmed=1">';
/** Right-to-left override, zero-width space. */
const UNSEEN = '\u202egnp.exe\u200b';
const HOSTILE_KEY = `a${SCRIPT}${UNSEEN}.jpg`;

/** Only the upload passes osslens. @type {Scene} */ let alone;
/** Both pass. @type {Scene} */ let both;
before(async () => {
  alone = await Scene.open({ callbacks: CALLBACKS });
  both = await Scene.open({
    callbacks: {
      ...CALLBACKS,
      [HOSTILE_CALLBACK]: { body: `<html>${SCRIPT}${UNSEEN}</html>`, type: 'text/html' },
    },
    inFront: true,
  });
});
after(async () => {
  await alone?.close();
  await both?.close();
});

/** The numbers of an upload and of the callback that OSS made for it. */
async function pairOf(scene, requestId) {
  const { osslens } = scene;
  const isOf = (kind) => (one) => one.request_id === requestId && one.kind === kind;
  const { id } = await osslens.waitForExchange(isOf('forward'));
  const call = await osslens.waitForExchange(isOf('callback'));
  const { linked } = await osslens.api(`/api/v1/exchanges/${id}/callback`);
  assert.deepEqual(
    linked.map((one) => one.id),
    [call.id],
  );
  return { upload: id, call: call.id };
}

async function openTab(scene, id, options) {
  const sight = await browser.open(scene.osslens, { ...options, search: `?id=${id}&tab=callback` });
  await sight.page.locator('.form-sheet').waitFor();
  return sight;
}

const sheetOf = ({ page }) => page.locator('.form-sheet').innerText();

test('the tab shows parameters and preview in either language', async () => {
  const { id } = await alone.exchangeOf(await uploadWithPlainTextCallback(alone, { v4: false }));
  for (const [language, sent, noCall] of [
    ['en', 'What OSS sends for it', 'No call for this upload passed osslens.'],
    ['zh', 'OSS 将发送的内容', '此上传的回调没有经过 osslens。'],
  ]) {
    const sight = await openTab(alone, id, { language });
    const sheet = await sheetOf(sight);
    for (const text of [sent, noCall, 'callbackUrl', 'bucket=photos&object=']) {
      assert.ok(sheet.includes(text), `${text} is not in: ${sheet}`);
    }
    sight.assertNoComplaints();
  }
});

for (const [language, theme, width] of [
  ['en', 'light', 1280],
  ['zh', 'dark', 390],
]) {
  test(`upload and callback stand beside each other (${language}, ${width} pixels)`, async () => {
    const { upload, call } = await pairOf(both, await uploadWithPlainTextCallback(both, { v4: true }));
    const sight = await openTab(both, upload, { language, theme, width });
    const ends = sight.page.locator('.end');
    await ends.nth(1).locator('pre').waitFor();
    assert.match(await ends.nth(0).innerText(), new RegExp(`#${upload}[^]*HTTP/1\\.1 203[^]*CallbackFailed`));
    assert.match(await ends.nth(1).innerText(), new RegExp(`#${call}[^]*HTTP/1\\.1 200[^]*OK`));
    assert.deepEqual(await barriers(sight.page), []);
    await ends.nth(1).getByRole('button').click();
    await sight.page.waitForURL(new RegExp(`id=${call}`));
    await sight.page.getByRole('button', { name: `#${upload}` }).waitFor();
    assert.match(await ends.nth(0).innerText(), new RegExp(`#${upload}`));
    assert.deepEqual(await barriers(sight.page), []);
    sight.assertNoComplaints();
    await sight.close();
  });
}

test('the preview is what OSS then sends', async () => {
  const [[, server]] = [...both.callbacks].filter(([host]) => host === JSON_CALLBACK);
  const before = server.calls.length;
  const { res } = await aliOss(both).put('a b.txt', Buffer.from('hello'), callbackTo(JSON_CALLBACK));
  const { upload } = await pairOf(both, res.headers['x-oss-request-id']);
  const { preview } = await both.osslens.api(`/api/v1/exchanges/${upload}/callback`);
  assert.notEqual(preview.body, CALLBACK_BODY);
  assert.deepEqual(server.calls.slice(before), [preview.body]);
});

test('hostile bytes at either end do nothing', async () => {
  const failed = await failureOf(
    aliOss(both).put(HOSTILE_KEY, Buffer.from('hello'), callbackTo(HOSTILE_CALLBACK)),
  );
  const { upload, call } = await pairOf(both, failed.requestId);
  for (const id of [upload, call]) {
    const sight = await openTab(both, id, {});
    const answer = sight.page.locator('.end').nth(1).locator('pre');
    await answer.waitFor();
    const text = await answer.innerText();
    assert.ok(text.includes('<script>window.harmed=1</script>'), text);
    assert.ok(!text.includes('\u202e'), 'what is unseen is made visible');
    assert.equal(await sight.page.evaluate(() => window.harmed), undefined);
    sight.assertNoComplaints();
    await sight.close();
  }
});
