/** Takes a picture of the page in Chromium. */
import { loadPackage } from '../packages.mjs';

const VIEWPORT = { width: 1280, height: 800 };
const LOCALES = { en: 'en-US', zh: 'zh-CN' };

/**
 * @param {import('../../support/osslens.mjs').Osslens} osslens
 * @param {{file: string, lang: 'en' | 'zh', scheme: 'light' | 'dark', rule?: string}} choice rule:
 *   whose newest failure is open; without, the newest of all
 */
export async function takeScreenshot(osslens, { file, lang, scheme, rule }) {
  const filter = rule ? `rule:${rule}` : 'is:failed';
  const query = new URLSearchParams({ filter, lang, limit: '1' });
  const { exchanges } = await osslens.api(`/api/v1/exchanges?${query}`);
  if (exchanges.length === 0) throw new Error(`the demo has no failure with ${filter}`);
  const [{ id, findings }] = exchanges;
  const browser = await loadPackage('playwright-core').chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({
      viewport: VIEWPORT,
      locale: LOCALES[lang],
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    await page.goto(`${osslens.webUrl}/?id=${id}`);
    // In the list and in the detail: when the latter shows it, all has arrived.
    await page.getByRole('heading', { name: findings[0].title }).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: file, animations: 'disabled' });
  } finally {
    await browser.close();
  }
}
