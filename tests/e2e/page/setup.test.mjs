/** What an empty capture shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** In every language: the way to choose, and the line that must hold the address. */
const WAYS = [
  ['sh / bash / zsh', (url) => `export http_proxy=${url}`],
  ['fish', (url) => `set -gx http_proxy ${url}`],
  ['PowerShell', (url) => `$env:HTTP_PROXY = "${url}"`],
  ['Python oss2', (url) => `proxies={"http": "${url}", "https": "${url}"}`],
  ['Node.js ali-oss', (url) => `proxy: "${url}"`],
  ['Java', (url) => `conf.setProxyPort(${new URL(url).port})`],
  ['Go', (url) => `oss.Proxy("${url}")`],
];

for (const { language, waiting } of [
  { language: 'en', waiting: 'Waiting for the first request' },
  { language: 'zh', waiting: '正在等待第一个请求' },
]) {
  test(`an empty capture says how to begin (${language}), and notices the first request`, async () => {
    const scene = await Scene.open();
    try {
      const sight = await browser.open(scene.osslens, { language });
      const { page } = sight;
      const { host, port } = scene.osslens.proxy;
      await page.getByText(waiting).waitFor();
      await page
        .locator('p code')
        .filter({ hasText: `${host}:${port}` })
        .waitFor();
      for (const [name, lineFor] of WAYS) {
        await page.getByRole('button', { name, exact: true }).click();
        const line = lineFor(scene.osslens.proxyUrl);
        await page.locator('pre').filter({ hasText: line }).waitFor();
      }
      await useWrongSecret(scene);
      await page.getByRole('row', { name: /PutObject/ }).waitFor();
      assert.equal(await page.getByText(waiting).count(), 0);
      sight.assertNoComplaints();
      await sight.close();
    } finally {
      await scene.close();
    }
  });
}
