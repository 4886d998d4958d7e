/** The course of a capture, comparing, handing on and deleting, by what a user does. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** Runs a test with a scene and its page, and checks that the browser found nothing wrong. */
async function onPage(language, play) {
  const scene = await Scene.open();
  try {
    await aliOss(scene).put('holiday.jpg', Buffer.from('a good one'));
    const failed = await scene.exchangeOf(await useWrongSecret(scene));
    const good = await scene.osslens.waitForExchange(({ failed: isFailed }) => !isFailed);
    const sight = await browser.open(scene.osslens, { language });
    await play({ scene, sight, page: sight.page, failed, good });
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
}

const WORDS = {
  en: {
    times: 'Times and operations',
    whole: 'Whole time',
    compare: 'Compare',
    headers: 'Request headers',
    with: 'Compare with exchange',
    share: 'Share this exchange',
    report: /^Report for a ticket/,
    title: '# osslens report',
    erase: 'Delete exchanges',
    confirm: 'Delete',
  },
  zh: {
    times: '时间与操作统计',
    whole: '全部时间',
    compare: '对比',
    headers: '请求头',
    with: '对比的请求编号',
    share: '分享此请求',
    report: /^工单报告/,
    title: '# osslens 报告',
    erase: '删除请求',
    confirm: '删除',
  },
};

for (const [language, words] of Object.entries(WORDS)) {
  test(`a span of the timeline becomes the filter, and goes again (${language})`, () =>
    onPage(language, async ({ sight, page, failed, good }) => {
      await page.keyboard.press('t');
      const panel = page.getByRole('region', { name: words.times });
      await panel.locator('rect.bar-failed').first().waitFor();
      await panel.getByRole('button', { name: 'PutObject' }).waitFor();
      const { x, y, width } = await panel.getByRole('slider').boundingBox();
      // The last bar holds the failure; the good one came long before it.
      await page.mouse.move(x + width - 2, y + 20);
      await page.mouse.down();
      await page.mouse.move(x + width - 3, y + 20);
      await page.mouse.up();
      await sight.row(good.id).waitFor({ state: 'detached' });
      await sight.row(failed.id).waitFor();
      assert.match(await page.getByRole('combobox').inputValue(), /^at:\S+Z\.\.\S+Z$/);
      await panel.getByRole('button', { name: words.whole }).click();
      await sight.row(good.id).waitFor();
      await page.keyboard.press('t');
      await panel.waitFor({ state: 'detached' });
    }));

  test(`an exchange stands beside one that went well (${language})`, () =>
    onPage(language, async ({ scene, sight, page, failed, good }) => {
      const other = await scene.exchangeOf(await useWrongRegion(scene));
      await sight.select(failed.id);
      await page.keyboard.press('d');
      const headers = sight.panel.getByRole('region', { name: words.headers });
      await headers.getByText(`#${good.id}`).waitFor();
      assert.match(await headers.innerText(), /authorization/i);
      await sight.panel.getByLabel(words.with).fill(String(other.id));
      await page.keyboard.press('Enter');
      await headers.getByText(`#${other.id}`).waitFor();
      await page.reload({ waitUntil: 'domcontentloaded' });
      await headers.getByText(`#${other.id}`).waitFor();
    }));

  test(`a report of one exchange is downloaded (${language})`, () =>
    onPage(language, async ({ sight, page, failed }) => {
      await sight.select(failed.id);
      await page.getByRole('button', { name: words.share }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: words.report }).click();
      const report = await readFile(await (await download).path(), 'utf8');
      assert.ok(report.startsWith(words.title), report.slice(0, 80));
      assert.ok(report.includes(failed.request_id));
      assert.ok(!/OSS exampleBatchKeyId:(?!\W*(?:MASKED|\*|…|<))/.test(report), report);
    }));

  test(`what the filter holds for is deleted, after a question (${language})`, () =>
    onPage(language, async ({ scene, sight, page, failed, good }) => {
      await page.getByRole('combobox').fill('is:failed');
      await page.keyboard.press('Enter');
      await sight.row(good.id).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: words.erase }).click();
      const dialog = page.getByRole('dialog', { name: words.erase });
      await dialog.getByText('is:failed').waitFor();
      await dialog.getByRole('button', { name: words.confirm, exact: true }).click();
      await sight.row(failed.id).waitFor({ state: 'detached' });
      assert.deepEqual((await scene.osslens.exchanges()).map(({ id }) => id), [good.id]);
    }));
}
