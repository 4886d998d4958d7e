/** Takes a picture of every view of the page, in both languages, light and dark, wide and on a phone. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Browser } from '../page/page.mjs';
import { VIEWS } from '../page/views.mjs';

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/**
 * Opens the page once for each look, hands it to `play`, and closes it.
 * @param {import('../../support/osslens.mjs').Osslens} osslens
 * @param {(look: string, sight: any) => Promise<void>} play
 */
async function inAllLooks(osslens, play) {
  const browser = await Browser.launch();
  try {
    for (const language of ['en', 'zh']) {
      for (const theme of ['light', 'dark']) {
        for (const [size, viewport] of Object.entries(SIZES)) {
          const sight = await browser.open(osslens, { language, theme, ...viewport });
          await play(`${language}-${theme}-${size}`, sight);
          await sight.close();
        }
      }
    }
  } finally {
    await browser.close();
  }
}

async function shoot(page, folder, look, name) {
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, `${name}-${look}.png`);
  await page.screenshot({ path, animations: 'disabled' });
}

/** Of the page before anything has come. */
export async function takeEmptyScreenshots(osslens, folder) {
  await mkdir(folder, { recursive: true });
  await inAllLooks(osslens, async (look, { page }) => {
    await page.getByText(osslens.proxyUrl).first().waitFor();
    await shoot(page, folder, look, 'setup');
  });
}

/** Of all views, with a failure open that has a signature. */
export async function takeScreenshots(osslens, folder) {
  const [{ id }] = await osslens.exchanges('rule:wrong-secret');
  await inAllLooks(osslens, async (look, sight) => {
    const { page } = sight;
    await sight.row(id).waitFor();
    for (const [name, view] of Object.entries(VIEWS)) {
      await view.open({ sight, page, id });
      await shoot(page, folder, look, name);
      await view.close?.({ page });
    }
  });
}
