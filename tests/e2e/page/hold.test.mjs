/** The list held as it is while exchanges come in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useWrongRegion } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

test('a held list takes no new rows until it is let go, and says how many wait', async () => {
  const scene = await Scene.open();
  try {
    const first = await scene.exchangeOf(await useWrongRegion(scene));
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.row(first.id).waitFor();
    await page.getByRole('button', { name: 'Hold the list' }).click();
    const second = await scene.exchangeOf(await useWrongRegion(scene));
    const third = await scene.exchangeOf(await useWrongRegion(scene));
    const waiting = page.getByRole('button', { name: '2 new waiting' });
    await waiting.waitFor();
    assert.equal(await sight.row(second.id).count(), 0);
    assert.equal(await sight.row(third.id).count(), 0);

    await waiting.click();
    await sight.row(second.id).waitFor();
    await sight.row(third.id).waitFor();
    const fourth = await scene.exchangeOf(await useWrongRegion(scene));
    await sight.row(fourth.id).waitFor();
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});
