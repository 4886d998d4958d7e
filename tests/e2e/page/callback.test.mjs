/** The callback of an upload: what was asked for, and what OSS sends for it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CALLBACKS, uploadWithPlainTextCallback } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open({ callbacks: CALLBACKS })));
after(() => scene?.close());

test('the tab shows parameters and preview in either language', async () => {
  const { id } = await scene.exchangeOf(await uploadWithPlainTextCallback(scene, { v4: false }));
  for (const [language, sent, alone] of [
    ['en', 'What OSS sends for it', 'No call for this upload passed osslens.'],
    ['zh', 'OSS 将发送的内容', '此上传的回调没有经过 osslens。'],
  ]) {
    const sight = await browser.open(scene.osslens, { language, search: `?id=${id}&tab=callback` });
    await sight.page.locator('.form-sheet').waitFor();
    const sheet = await sight.page.locator('.form-sheet').innerText();
    for (const text of [sent, alone, 'callbackUrl', 'bucket=photos&object=']) {
      assert.ok(sheet.includes(text), `${text} is not in: ${sheet}`);
    }
    sight.assertNoComplaints();
  }
});
