/** Light and dark, wide and narrow: everything can be read and nothing is cut off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useWrongRegion, useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** WCAG 2.1, success criterion 1.4.3: the least contrast of text. */
const LEAST_CONTRAST = 4.5;

/** The texts in sight whose colour is too near to what they stand on. */
const illegible = (page) =>
  page.evaluate((least) => {
    const parse = (colour) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      return { r, g, b, a };
    };
    const over = (top, below) => ({
      r: top.r * top.a + below.r * (1 - top.a),
      g: top.g * top.a + below.g * (1 - top.a),
      b: top.b * top.a + below.b * (1 - top.a),
      a: 1,
    });
    const backgroundOf = (element) => {
      if (element === null) return { r: 255, g: 255, b: 255, a: 1 };
      const own = parse(getComputedStyle(element).backgroundColor);
      return own.a === 1 ? own : over(own, backgroundOf(element.parentElement));
    };
    const luminance = ({ r, g, b }) => {
      const [x, y, z] = [r, g, b].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const isShown = element.checkVisibility() && !element.closest('.offscreen, .skip');
      if (!isShown || node.data.trim() === '') continue;
      const background = backgroundOf(element);
      const colour = over(parse(getComputedStyle(element).color), background);
      const [dark, light] = [luminance(colour), luminance(background)].sort((a, b) => a - b);
      const contrast = (light + 0.05) / (dark + 0.05);
      if (contrast < least) found.push(`${contrast.toFixed(2)} ${element.className}: ${node.data}`);
    }
    return found;
  }, LEAST_CONTRAST);

/** Elements that reach over the right edge of the window, with no way to scroll and no ellipsis. */
const cutOff = (page) =>
  page.evaluate(() => {
    const isReachable = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const { overflowX, textOverflow } = getComputedStyle(at);
        if (['auto', 'scroll'].includes(overflowX) || textOverflow === 'ellipsis') return true;
      }
      return false;
    };
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .filter((element) => element.checkVisibility() && !element.closest('.offscreen, .skip'))
      .filter((element) => !isReachable(element))
      .map((element) => element.className);
  });

const isDark = (page) =>
  page.evaluate(() => {
    const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
    return red < 128;
  });

for (const theme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`a ${theme} page ${width} pixels wide can be read in all its parts`, async () => {
      const scene = await Scene.open();
      try {
        const sight = await browser.open(scene.osslens, { theme, width });
        const { page } = sight;
        const assertFine = async () => {
          assert.deepEqual(await illegible(page), []);
          assert.deepEqual(await cutOff(page), []);
        };
        await page.getByText(scene.osslens.proxyUrl).first().waitFor();
        assert.equal(await isDark(page), theme === 'dark');
        await assertFine();
        await useWrongRegion(scene);
        const { id } = await scene.exchangeOf(await useWrongSecret(scene));
        await sight.select(id);
        await sight.detail.locator('.evidence-item').first().click();
        for (const tab of await page.getByRole('tab').all()) {
          await tab.click();
          await assertFine();
        }
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('checkbox').check();
        await assertFine();
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        await assertFine();
        sight.assertNoComplaints();
        await sight.close();
      } finally {
        await scene.close();
      }
    });
  }
}

test('the theme follows the system until one is chosen, and the choice stays', async () => {
  const scene = await Scene.open();
  try {
    const sight = await browser.open(scene.osslens, { theme: 'dark' });
    const { page } = sight;
    assert.equal(await isDark(page), true);
    await page.emulateMedia({ colorScheme: 'light' });
    await sight.until(() => document.documentElement.dataset.theme === 'light');
    assert.equal(await isDark(page), false);
    await page.getByRole('button', { name: /^Colours: As the system/ }).click();
    await page.getByRole('button', { name: /^Colours: Light/ }).click();
    assert.equal(await isDark(page), true);
    await page.reload({ waitUntil: 'domcontentloaded' });
    await page.getByRole('button', { name: /^Colours: Dark/ }).waitFor();
    assert.equal(await isDark(page), true);
    await sight.close();
  } finally {
    await scene.close();
  }
});
