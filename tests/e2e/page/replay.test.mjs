/** An exchange is sent again from its details: changed, signed anew, and compared with the first one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { BATCH_KEY, STS_KEY } from '../keys.mjs';
import { postToSignedUrl, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

const WORDS = {
  en: {
    open: /^Send again/,
    dialog: (id) => `Send exchange ${id} again`,
    send: 'Send',
    confirm: 'Send PUT',
    back: 'Go back',
    sign: 'Sign it again',
    id: 'AccessKey ID',
    secret: 'AccessKey secret',
    token: 'Security token, for STS only',
    compare: 'Compare with the original',
    of: (id) => `Sends exchange ${id} again`,
    header: (name) => `Send the header ${name}`,
    add: 'Add a header',
    bad: /cannot be the name of a header/,
    changed: 'Request headers',
  },
  zh: {
    open: /^重新发送/,
    dialog: (id) => `重新发送请求 ${id}`,
    send: '发送',
    confirm: '发送 PUT',
    back: '返回',
    sign: '重新签名',
    id: '密钥 ID（AccessKey ID）',
    secret: '密钥（AccessKey Secret）',
    token: '安全令牌，仅 STS 需要',
    compare: '与原请求对比',
    of: (id) => `重新发送自请求 ${id}`,
    header: (name) => `发送请求头 ${name}`,
    add: '添加请求头',
    bad: /不能作为请求头名称/,
    changed: '请求头',
  },
};

/** Opens the dialog of an exchange. */
async function openReplay(sight, id, words) {
  await sight.select(id);
  await sight.page.getByRole('button', { name: words.open }).click();
  const dialog = sight.page.getByRole('dialog', { name: words.dialog(id) });
  await dialog.getByRole('button', { name: words.send, exact: true }).waitFor();
  return dialog;
}

/** Sends, says yes, and gives the new exchange when its details are shown. */
async function send(scene, sight, dialog, original, words) {
  await dialog.getByRole('button', { name: words.send, exact: true }).click();
  await dialog.getByRole('button', { name: words.confirm }).click();
  await sight.detail.getByRole('button', { name: words.of(original) }).waitFor();
  const shown = await sight.page.evaluate(() => new URLSearchParams(location.search).get('id'));
  return scene.osslens.waitForExchange(({ id }) => id === Number(shown));
}

async function sign(dialog, words, key) {
  await dialog.getByText(words.sign, { exact: true }).click();
  await dialog.getByLabel(words.id, { exact: true }).fill(key.id);
  await dialog.getByLabel(words.secret, { exact: true }).fill(key.secret);
  if (key.token) await dialog.getByLabel(words.token).fill(key.token);
}

/** Runs a test with a scene and its page, and checks that the browser found nothing wrong. */
async function onPage(language, play) {
  const scene = await Scene.open();
  try {
    const sight = await browser.open(scene.osslens, { language });
    await play({ scene, sight, page: sight.page, words: WORDS[language] });
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
}

for (const language of ['en', 'zh']) {
  test(`a request signed with a wrong secret succeeds when it is signed again, and the secret stays (${language})`, () =>
    onPage(language, async ({ scene, sight, page, words }) => {
      const failed = await scene.exchangeOf(await useWrongSecret(scene, { v4: language === 'zh' }));
      const sent = [];
      page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')));
      const dialog = await openReplay(sight, failed.id, words);
      await sign(dialog, words, BATCH_KEY);
      const again = await send(scene, sight, dialog, failed.id, words);
      assert.equal(again.status, 200, JSON.stringify(again));
      assert.equal(again.replay_of, failed.id);
      await sight.detail.getByRole('button', { name: words.compare }).click();
      const headers = sight.panel.getByRole('region', { name: words.changed, exact: true });
      await headers.getByText(`#${failed.id}`).waitFor();
      assert.match(await headers.innerText(), /authorization/i);
      await sight.detail.getByRole('button', { name: words.of(failed.id) }).click();
      await sight.detail.getByRole('button', { name: String(again.id), exact: true }).waitFor();
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, location.href]));
      for (const text of [...sent, kept, scene.osslens.stderr]) {
        assert.ok(!text.includes(BATCH_KEY.secret), text);
      }
    }));
}

test('a header that was too much is left out, and the request goes through', () =>
  onPage('en', async ({ scene, sight, words }) => {
    const failed = await scene.exchangeOf(await postToSignedUrl(scene));
    const dialog = await openReplay(sight, failed.id, words);
    await dialog.getByLabel(words.header('Content-Type')).uncheck();
    await dialog.locator('.replay-preview pre').filter({ hasNotText: 'Content-Type' }).waitFor();
    assert.equal((await send(scene, sight, dialog, failed.id, words)).status, 200);
  }));

test('a key of STS signs again in the URL, with its token', () =>
  onPage('en', async ({ scene, sight, words }) => {
    const failed = await scene.exchangeOf(await postToSignedUrl(scene));
    const dialog = await openReplay(sight, failed.id, words);
    await sign(dialog, words, STS_KEY);
    const preview = dialog.locator('.replay-preview pre');
    await preview.filter({ hasText: STS_KEY.id }).waitFor();
    assert.match(await preview.innerText(), /security-token=CAIS/);
    assert.equal((await send(scene, sight, dialog, failed.id, words)).status, 200);
  }));

test('nothing is sent that was not asked for twice, and faults are shown in place', () =>
  onPage('zh', async ({ scene, sight, page, words }) => {
    const failed = await scene.exchangeOf(await useWrongSecret(scene));
    const dialog = await openReplay(sight, failed.id, words);
    await dialog.getByRole('button', { name: words.send, exact: true }).click();
    await dialog.getByRole('button', { name: words.back }).click();
    await dialog.getByRole('button', { name: words.add }).click();
    await dialog.locator('.replay-header').last().locator('.mono').first().fill('a b');
    await dialog.getByText(words.bad).first().waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await scene.osslens.exchanges()).length, 1);
  }));

test('a GET is sent at once, by keys alone', () =>
  onPage('en', async ({ scene, sight, page, words }) => {
    await aliOss(scene).put('a.txt', Buffer.from('text'));
    await aliOss(scene).get('a.txt');
    const read = await scene.osslens.waitForExchange(({ method }) => method === 'GET');
    await sight.select(read.id);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: words.dialog(read.id) });
    await dialog.locator('.replay-preview pre').waitFor();
    await dialog.getByRole('button', { name: words.send, exact: true }).focus();
    await page.keyboard.press('Enter');
    await sight.detail.getByRole('button', { name: words.of(read.id) }).waitFor();
    const again = (await scene.osslens.exchanges()).find(({ replay_of: of }) => of === read.id);
    assert.equal(again.status, 200);
  }));
