/**
 * A hundred thousand exchanges in the store. That all of it works is asserted; how long it takes is
 * measured and printed, because a test machine is as slow as what else runs on it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { runWell } from '../run_command.mjs';
import { Scene } from '../scene.mjs';
import { startOsslens } from '../../support/osslens.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
const COUNT = 100_000;
const SCROLLS = 60;
const MULTIPLY = new URL('multiply.py', import.meta.url).pathname;

/** Fills a data directory by real calls, and the rest with copies of them. */
async function fill(dataDir) {
  const scene = await Scene.open({ dataDir });
  try {
    const client = aliOss(scene);
    for (let i = 0; i < 8; i += 1) await client.put(`2024/${i}.jpg`, Buffer.from('content'));
    await useWrongRegion(scene);
    await scene.exchangeOf(await useWrongSecret(scene));
  } finally {
    await scene.close();
  }
  const file = (await readdir(dataDir)).find((name) => name.endsWith('.db'));
  await runWell('python3', [MULTIPLY, join(dataDir, file), String(COUNT)]);
}

/** Runs `act` and prints how long it took until `isDone` held in the page. */
async function measure(context, name, page, act, isDone, argument) {
  const start = performance.now();
  await act();
  await page.waitForFunction(isDone, argument, { polling: 'raf' });
  context.diagnostic(`${name}: ${Math.round(performance.now() - start)} ms`);
}

test('a hundred thousand exchanges are listed, filtered and scrolled through', async (context) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osslens-many-'));
  let osslens;
  try {
    await fill(dataDir);
    osslens = await startOsslens({ dataDir });
    const sight = await browser.open(osslens);
    const { page } = sight;
    const hasRow = (id) => document.getElementById(`row-${id}`) !== null;
    await sight.row(COUNT).waitFor();
    await measure(context, 'reload to first row', page, () => page.reload(), hasRow, COUNT);

    const box = page.getByRole('combobox');
    const isFailed = () => {
      const rows = [...document.querySelectorAll('#exchanges .row:not(.head)')];
      return rows.length > 0 && rows.every((row) => row.textContent.includes('403'));
    };
    await box.fill('is:failed');
    await measure(context, 'is:failed', page, () => box.press('Enter'), isFailed);
    await box.fill('code:SignatureDoesNotMatch since:1h');
    await measure(context, 'code: and since:', page, () => box.press('Enter'), isFailed);
    await box.fill('');
    await box.press('Enter');
    await sight.row(COUNT).waitFor();

    const blank = await page.evaluate(async (scrolls) => {
      const list = document.getElementById('exchanges');
      let longest = 0;
      let since = null;
      for (let i = 0; i < scrolls; i += 1) {
        list.scrollTop += list.clientHeight;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const { top, height } = list.getBoundingClientRect();
        const isBlank = ![0.3, 0.6, 0.9].some((part) =>
          document.elementFromPoint(20, top + height * part)?.closest('.row, .list-end, .notice'),
        );
        const now = performance.now();
        since = isBlank ? (since ?? now) : null;
        if (since !== null) longest = Math.max(longest, now - since);
      }
      return longest;
    }, SCROLLS);
    context.diagnostic(`longest blank pane while scrolling: ${Math.round(blank)} ms`);
    // Out of the filter, where letters are letters.
    await box.press('Escape');
    const hasFigures = () => document.querySelector('.operations tbody tr') !== null;
    await measure(context, 'timeline', page, () => page.keyboard.press('t'), hasFigures);
    assert.equal((await osslens.exchanges('id:1')).length, 1);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await osslens?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
