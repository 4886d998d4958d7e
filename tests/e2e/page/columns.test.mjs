/** The columns of the list, its order, and the completion of the filter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** Three uploads, of 30, 1000 and 200 bytes, and a refused one; the ids in this order. */
async function openScene() {
  const scene = await Scene.open();
  const oss = aliOss(scene);
  const ids = [];
  for (const size of [30, 1000, 200]) {
    const { res } = await oss.put(`of-${size}`, Buffer.alloc(size));
    ids.push((await scene.exchangeOf(res.headers['x-oss-request-id'])).id);
  }
  ids.push((await scene.exchangeOf(await useWrongSecret(scene))).id);
  return { scene, ids };
}

const idsOf = (page) =>
  page.locator('.row:not(.head)').evaluateAll((rows) => rows.map(({ id }) => Number(id.slice(4))));

test('a click on the head of a column sorts the whole list, and a link keeps the order', async () => {
  const { scene, ids } = await openScene();
  try {
    const [small, large, middle, refused] = ids;
    const sight = await browser.open(scene.osslens, { width: 1600 });
    const { page } = sight;
    await sight.row(small).waitFor();
    await page.getByRole('button', { name: 'Object key' }).click();
    await page.waitForURL(/sort=object/);
    await page.reload({ waitUntil: 'domcontentloaded' });
    await sight.row(small).waitFor();
    const names = await page.locator('.row:not(.head) .c-object').allTextContents();
    assert.deepEqual(names, [...names].sort());
    await page.getByRole('button', { name: 'Status', exact: true }).click();
    await page.waitForURL(/sort=-status/);
    await sight.until((id) => document.querySelector('.row:not(.head)').id === id, `row-${refused}`);
    assert.deepEqual(await idsOf(page), [refused, middle, large, small]);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('columns are chosen, made wider, and kept in the browser', async () => {
  const { scene, ids } = await openScene();
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.row(ids[0]).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Waterfall' }).check();
    await page.getByRole('checkbox', { name: 'Finding' }).uncheck();
    await page.keyboard.press('Escape');
    const handle = page.getByRole('separator', { name: 'Width of Operation' });
    const place = await handle.boundingBox();
    await page.mouse.move(place.x + 2, place.y + 2);
    await page.mouse.down();
    await page.mouse.move(place.x + 102, place.y + 2, { steps: 4 });
    await page.mouse.up();
    const widthOf = () =>
      page.locator('.head .c-operation').evaluate((cell) => cell.getBoundingClientRect().width);
    const wide = await widthOf();
    await page.reload({ waitUntil: 'domcontentloaded' });
    await sight.row(ids[0]).waitFor();
    assert.equal(await widthOf(), wide);
    assert.equal(await page.locator('.c-finding').count(), 0);
    assert.equal(await page.locator('.c-waterfall .bar').count(), ids.length);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('the filter completes keys and the values that the capture has', async () => {
  const { scene, ids } = await openScene();
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.row(ids[0]).waitFor();
    const box = page.getByRole('combobox', { name: 'Filter' });
    await box.pressSequentially('op');
    await page.getByRole('option', { name: 'op:' }).click();
    assert.equal(await box.inputValue(), 'op:');
    const operation = page.getByRole('option', { name: /^PutObject/ });
    await operation.waitFor();
    assert.match(await operation.textContent(), /^PutObject\d+$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=op%3APutObject/);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('every key that the page completes is one of the filter language', async () => {
  const { scene } = await openScene();
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await page.getByRole('combobox', { name: 'Filter' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    const keys = await page.locator('[role=option] code').allTextContents();
    const answer = await fetch(`${scene.osslens.webUrl}/api/v1/exchanges?filter=nonsense:1`);
    const { error } = await answer.json();
    const [, known] = /the keys are ([a-z, ]+);/.exec(error.message);
    assert.deepEqual(
      keys.map((key) => key.replace(':', '')),
      known.split(', '),
    );
    await sight.close();
  } finally {
    await scene.close();
  }
});
