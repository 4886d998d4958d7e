/** What axe-core finds of barriers for people who do not see, hear or point: nothing serious. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { barriers } from './barriers.mjs';
import { Browser } from './page.mjs';
import { VIEWS } from './views.mjs';

const browser = Browser.forThisFile();

for (const [theme, language, width] of [
  ['light', 'en', 1280],
  ['dark', 'zh', 1024],
  ['light', 'zh', 390],
]) {
  test(`no view has a serious barrier (${theme}, ${language}, ${width} pixels)`, async () => {
    const scene = await Scene.open();
    try {
      const sight = await browser.open(scene.osslens, { theme, language, width });
      const { page } = sight;
      await page.getByText(scene.osslens.proxyUrl).first().waitFor();
      assert.deepEqual(await barriers(page), [], 'setup');
      await aliOss(scene).put('holiday.jpg', Buffer.from('a good one'));
      await useWrongRegion(scene);
      const { id } = await scene.exchangeOf(await useWrongSecret(scene));
      await sight.row(id).waitFor();
      for (const [name, view] of Object.entries(VIEWS)) {
        await view.open({ sight, page, id });
        assert.deepEqual(await barriers(page), [], name);
        await view.close?.({ page });
      }
      sight.assertNoComplaints();
      await sight.close();
    } finally {
      await scene.close();
    }
  });
}
