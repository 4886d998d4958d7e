/** The filter box, its errors and the address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** A scene with a success, a wrong secret and a wrong region; the ids in this order. */
async function openScene() {
  const scene = await Scene.open();
  const { res } = await aliOss(scene).put('fine.txt', Buffer.from('fine'));
  const ids = [];
  for (const requestId of [
    res.headers['x-oss-request-id'],
    await useWrongSecret(scene),
    await useWrongRegion(scene),
  ]) {
    ids.push((await scene.exchangeOf(requestId)).id);
  }
  return { scene, ids };
}

const filterBox = (page) => page.getByRole('combobox', { name: 'Filter' });

/** Waits until exactly these rows are shown, newest first. */
const untilRows = (sight, ids) =>
  sight.until(
    (wanted) =>
      [...document.querySelectorAll('.row:not(.head)')].map(({ id }) => id).join() === wanted,
    ids.map((id) => `row-${id}`).join(),
  );

test('the filter shows what it says, stands in the address and survives a reload', async () => {
  const { scene, ids } = await openScene();
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    const [fine, secret, region] = ids;
    await untilRows(sight, [region, secret, fine]);
    await filterBox(page).fill('is:failed bucket:photos');
    await untilRows(sight, [secret]);
    assert.equal(new URL(page.url()).searchParams.get('filter'), 'is:failed bucket:photos');
    await page.reload({ waitUntil: 'domcontentloaded' });
    await untilRows(sight, [secret]);
    assert.equal(await filterBox(page).inputValue(), 'is:failed bucket:photos');
    await page.goBack({ waitUntil: 'domcontentloaded' });
    await untilRows(sight, [region, secret, fine]);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('new exchanges join a filtered list only when they pass', async () => {
  const { scene, ids } = await openScene();
  try {
    const [, secret] = ids;
    const sight = await browser.open(scene.osslens, {
      search: '?filter=bucket%3Aphotos+is%3Afailed',
    });
    await untilRows(sight, [secret]);
    await useWrongRegion(scene);
    const { id } = await scene.exchangeOf(await useWrongSecret(scene));
    await untilRows(sight, [id, secret]);
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('a value filters by a click, and a cause by its chip', async () => {
  const { scene, ids } = await openScene();
  try {
    const [fine, secret, region] = ids;
    const sight = await browser.open(scene.osslens);
    await sight.select(secret);
    await sight.detail.getByTitle(/^Show only code:SignatureDoesNotMatch/).click();
    await untilRows(sight, [secret]);
    assert.equal(await filterBox(sight.page).inputValue(), 'code:SignatureDoesNotMatch');
    await filterBox(sight.page).fill('');
    await untilRows(sight, [region, secret, fine]);
    const causes = sight.page.getByRole('navigation', { name: 'Causes of failures' });
    await causes.getByRole('button', { name: /^reports must be reached through/ }).click();
    await untilRows(sight, [region]);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

for (const filter of ['nonsense:1', 'status:>=x', 'bucket:"open']) {
  test(`the filter ${filter} is refused beside the box, in the API's words`, async () => {
    const { scene, ids } = await openScene();
    try {
      const [fine, secret, region] = ids;
      const sight = await browser.open(scene.osslens);
      await untilRows(sight, [region, secret, fine]);
      const answer = await fetch(
        `${scene.osslens.webUrl}/api/v1/exchanges?filter=${encodeURIComponent(filter)}`,
      );
      assert.equal(answer.status, 400);
      const { error } = await answer.json();
      await filterBox(sight.page).fill(filter);
      const alert = sight.page.getByRole('alert');
      await alert.waitFor();
      assert.equal(await alert.textContent(), error.message);
      assert.equal(await filterBox(sight.page).getAttribute('aria-invalid'), 'true');
      await untilRows(sight, [region, secret, fine]);
      await filterBox(sight.page).fill('is:failed');
      await untilRows(sight, [region, secret]);
      assert.equal(await alert.count(), 0);
      await sight.close();
    } finally {
      await scene.close();
    }
  });
}
