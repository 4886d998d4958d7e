/** Every view of the page, by what leads to it: for tests that hold for all and for pictures. */

const closeDialog = async ({ page }) => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};
/** What a tab asks the server for has come when no text of it says that it is on its way. */
const loaded = (page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('#detail-panel .muted')].every(
      ({ textContent }) => !textContent.endsWith('…'),
    ),
  );
const openTab = (name) => ({
  async open({ page }) {
    await page.locator(`#tab-${name}`).click();
    await page.locator(`#tab-${name}[aria-selected="true"]`).waitFor();
    await loaded(page);
  },
});
const menu = (id) => ({
  async open({ page }) {
    await page.locator(`[aria-controls="${id}"]`).click();
    await page.locator(`#${id}`).waitFor();
  },
  async close({ page }) {
    await page.keyboard.press('Escape');
    await page.locator(`#${id}`).waitFor({ state: 'detached' });
  },
});
const dialog = (act) => ({
  async open({ page }) {
    await act(page);
    await page.getByRole('dialog').waitFor();
  },
  close: closeDialog,
});

/**
 * In this order, with an exchange of `id` that failed and a page that shows the list.
 * @type {Record<string, {open: (at: {sight: any, page: any, id: number}) => Promise<void>,
 *   close?: (at: {page: any}) => Promise<void>}>}
 */
export const VIEWS = {
  list: { open: async ({ page }) => page.getByRole('row').first().waitFor() },
  timeline: {
    async open({ page }) {
      await page.keyboard.press('t');
      await page.locator('.operations tbody tr').first().waitFor();
    },
    async close({ page }) {
      await page.keyboard.press('t');
      await page.locator('.timeline').waitFor({ state: 'detached' });
    },
  },
  export: menu('export-menu'),
  help: dialog((page) => page.keyboard.press('?')),
  bench: dialog((page) => page.keyboard.press('b')),
  delete: dialog((page) => page.getByRole('button', { name: /^(?:Delete exchanges|删除请求)$/ }).click()),
  request: {
    async open({ sight, page, id }) {
      await sight.select(id);
      await page.locator('#detail .finding').first().waitFor();
      await loaded(page);
    },
  },
  forwarded: openTab('forwarded'),
  response: openTab('response'),
  signature: openTab('signature'),
  timings: openTab('timings'),
  compare: openTab('compare'),
  raw: openTab('raw'),
  share: menu('share-menu'),
  replay: dialog(async (page) => {
    await page.keyboard.press('r');
    await page.locator('form.replay').waitFor();
  }),
};
