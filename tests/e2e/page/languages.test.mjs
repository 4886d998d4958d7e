/** English and Chinese: the page's own texts and those of findings, nothing of the other language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriting } from '../meddler.mjs';
import {
  CALLBACKS,
  uploadThroughGateway,
  uploadWithPlainTextCallback,
  useExpiredToken,
  useWrongRegion,
  useWrongSecret,
} from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** A scene with one of each mistake, and the ids of the exchanges. */
async function openScene() {
  const meddle = rewriting('Content-Type', 'application/octet-stream');
  const scene = await Scene.open({ callbacks: CALLBACKS, meddle });
  const ids = [];
  for (const mistake of [
    useWrongRegion,
    useExpiredToken,
    useWrongSecret,
    uploadThroughGateway,
    uploadWithPlainTextCallback,
  ]) {
    ids.push((await scene.exchangeOf(await mistake(scene))).id);
  }
  return { scene, ids };
}

/**
 * All that the page says in words of its own: texts, names and hints, without captured bytes, and
 * without product names and words of the API that are the same everywhere.
 */
const wordsOfPage = (page) =>
  page.evaluate(() => {
    const SAME_EVERYWHERE = 
      '.wire, code, pre, kbd, .filter-value, .cause-place, .evidence-bytes, button[lang]';
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { parentElement: parent } = node;
      const isOurs = parent.closest('.finding, .cause') !== null;
      if (parent.closest(SAME_EVERYWHERE) !== null) continue;
      if (parent.closest('.captured') !== null && !isOurs) continue;
      texts.push(node.data);
    }
    for (const remark of document.querySelectorAll('.edit-remark')) texts.push(remark.textContent);
    for (const element of document.querySelectorAll('[title], [aria-label]')) {
      if (element.closest('.row') !== null) continue;
      texts.push(element.getAttribute('title') ?? '', element.getAttribute('aria-label') ?? '');
    }
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  });

/** Goes through everything that can be opened and collects its words. */
async function readAll(sight, ids, allFacts) {
  const { page } = sight;
  const words = new Set();
  const collect = async () => {
    for (const word of await wordsOfPage(page)) words.add(word);
  };
  for (const id of ids) {
    await sight.select(id);
    await page.getByRole('button', { name: allFacts, exact: true }).click();
    const tabs = await page.getByRole('tab').count();
    for (let at = 0; at < tabs; at += 1) {
      await page.getByRole('tab').nth(at).click();
      await collect();
    }
    await page.keyboard.press('r');
    await page.locator('form.replay .replay-preview pre').waitFor();
    await page.locator('.replay-key summary').click();
    await collect();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Escape');
  await page.locator('[aria-controls="export-menu"]').click();
  await page.getByRole('checkbox').check();
  await collect();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await collect();
  return [...words];
}

/** Texts of the page in Chinese that hold no Chinese: names of products, units, instants. */
const NEEDS_NO_TRANSLATION =
  /^(?:osslens.*|OSS|URL|EC|HAR|NDJSON|SQLite|Content-\w+|AccessKey ID|English|[A-Z]\w+Object|[\d.,<%–:· -]+(?: (?:B|KB|MB|µs|ms|s|%))?|[\d-]+ [\d:.]+ UTC|[?✕×]|0\.\d.*)$/;

test('the page in Chinese says nothing in English', async () => {
  const { scene, ids } = await openScene();
  try {
    const sight = await browser.open(scene.osslens, { language: 'zh' });
    assert.equal(await sight.page.evaluate(() => document.documentElement.lang), 'zh-CN');
    const words = await readAll(sight, ids, '全部信息');
    assert.ok(words.length > 100, `only ${words.length} texts were found`);
    const english = words.filter(
      (text) => !/\p{Script=Han}/u.test(text) && !NEEDS_NO_TRANSLATION.test(text),
    );
    assert.deepEqual(english, []);
    const mixed = words.filter((text) => /\b[a-z-]{2,} [a-z-]{2,} [a-z-]{2,}\b/.test(text));
    assert.deepEqual(mixed, []);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('the page in English says nothing in Chinese', async () => {
  const { scene, ids } = await openScene();
  try {
    const sight = await browser.open(scene.osslens, { language: 'en' });
    assert.equal(await sight.page.evaluate(() => document.documentElement.lang), 'en');
    const words = await readAll(sight, ids, 'All facts');
    assert.deepEqual(
      words.filter((text) => /\p{Script=Han}/u.test(text)),
      [],
    );
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('findings are told in the language of the page, also after it was changed', async () => {
  const { scene, ids } = await openScene();
  try {
    const [id] = ids;
    const sight = await browser.open(scene.osslens, { language: 'zh' });
    const texts = async (language) =>
      (await scene.osslens.api(`/api/v1/exchanges/${id}?lang=${language}`)).findings[0];
    const assertTold = async ({ title, cause, fix, evidence }) => {
      const card = sight.detail.getByRole('article').first();
      await sight.untilText(card, title);
      const shown = await card.innerText();
      for (const text of [cause, ...fix, ...evidence.map(({ note }) => note)]) {
        assert.ok(shown.includes(text), text);
      }
      await sight.untilText(sight.row(id), title);
    };
    await sight.select(id);
    await assertTold(await texts('zh'));
    await sight.page.getByRole('button', { name: 'English' }).click();
    await assertTold(await texts('en'));
    await sight.page.reload({ waitUntil: 'domcontentloaded' });
    await assertTold(await texts('en'));
    await sight.page.getByRole('button', { name: '中文' }).click();
    await assertTold(await texts('zh'));

    await sight.page.keyboard.press('Escape');
    const live = await scene.exchangeOf(await useWrongSecret(scene), 'zh');
    await sight.untilText(sight.row(live.id), live.findings[0].title);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});
