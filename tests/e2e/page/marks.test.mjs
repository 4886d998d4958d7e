/** Stars and notes: what a user does with them, and that another open page sees it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useWrongRegion } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

const star = (place) => place.getByRole('button', { name: 'Starred' });
const pressed = (place) => place.getByRole('button', { name: 'Starred', pressed: true });

async function deleteAll(sight) {
  const { page } = sight;
  await page.getByRole('button', { name: 'Delete exchanges' }).click();
  const dialog = page.getByRole('dialog');
  assert.ok(await dialog.getByRole('checkbox', { name: /star or a note/ }).isChecked());
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('a star and a note reach other pages, the filter and a reload, and outlive a deletion', async () => {
  const scene = await Scene.open();
  try {
    const kept = await scene.exchangeOf(await useWrongRegion(scene));
    const other = await scene.exchangeOf(await useWrongRegion(scene));
    const sight = await browser.open(scene.osslens);
    const second = await browser.open(scene.osslens, { search: `?id=${kept.id}` });
    await second.detail.getByRole('tablist').waitFor();

    await sight.select(kept.id);
    await sight.page.keyboard.press('s');
    await pressed(sight.detail).waitFor();
    await pressed(second.detail).waitFor();
    await pressed(second.row(kept.id)).waitFor();

    await sight.detail.getByRole('button', { name: 'Add a note' }).click();
    await sight.page.getByRole('textbox', { name: 'Note' }).fill('shown to support\n<b>on</b> Monday');
    await sight.page.keyboard.press('Control+Enter');
    await sight.untilText(second.detail, '<b>on</b> Monday');

    const found = await browser.open(scene.osslens, {
      search: `?filter=${encodeURIComponent('is:starred is:noted note:"ON</b> monday"')}`,
    });
    await found.row(kept.id).waitFor();
    assert.equal(await found.row(other.id).count(), 0);

    await deleteAll(sight);
    await sight.row(other.id).waitFor({ state: 'detached' });
    await sight.row(kept.id).waitFor();

    await star(sight.row(kept.id)).click();
    await sight.row(kept.id).getByRole('button', { name: 'Starred', pressed: false }).waitFor();
    for (const one of [sight, second, found]) {
      one.assertNoComplaints();
      await one.close();
    }
  } finally {
    await scene.close();
  }
});

test('a note that is too long stays in its field, with the reason', async () => {
  const scene = await Scene.open();
  try {
    const { id } = await scene.exchangeOf(await useWrongRegion(scene));
    const sight = await browser.open(scene.osslens, { search: `?id=${id}` });
    await sight.detail.getByRole('button', { name: 'Add a note' }).click();
    const field = sight.page.getByRole('textbox', { name: 'Note' });
    await field.fill('好'.repeat(1366));
    await sight.detail.getByRole('button', { name: 'Save' }).click();
    await sight.untilText(sight.detail.getByRole('alert'), 'at most 4096 bytes');
    await field.fill('好'.repeat(1365));
    await sight.detail.getByRole('button', { name: 'Save' }).click();
    await field.waitFor({ state: 'detached' });
    await sight.close();
  } finally {
    await scene.close();
  }
});
