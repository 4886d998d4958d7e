/** Chromium with the page in it, and what tests ask of both. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { loadPackage } from '../packages.mjs';

const EXECUTABLE = process.env.OSSLENS_CHROMIUM ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** For a machine that is busy with other tests: nothing waits that long when all is well. */
const PATIENCE_MS = 30_000;

const LOCALES = { en: 'en-US', zh: 'zh-CN' };

/** One browser for the tests of a file. Each page has a profile of its own. */
export class Browser {
  #browser;

  /** Starts the browser before the tests of the file and ends it after them. */
  static forThisFile() {
    const browser = new Browser();
    before(() => browser.#launch());
    after(() => browser.close());
    return browser;
  }

  /** For programs that are no tests; close() ends it. */
  static async launch() {
    const browser = new Browser();
    await browser.#launch();
    return browser;
  }

  async #launch() {
    const { chromium } = loadPackage('playwright-core');
    const options = { executablePath: EXECUTABLE, args: ARGS, timeout: PATIENCE_MS };
    this.#browser = await chromium.launch(options);
  }

  async close() {
    await this.#browser?.close();
  }

  /**
   * Opens the page of an osslens.
   * @param {import('../../support/osslens.mjs').Osslens} osslens
   * @param {{language?: 'en' | 'zh', theme?: 'light' | 'dark', width?: number, height?: number,
   *   search?: string}} [options] language and theme: what the browser asks for;
   *   search: of the address
   * @returns {Promise<Sight>}
   */
  async open(osslens, options = {}) {
    const { language = 'en', theme = 'light', width = 1280, height = 800, search = '' } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      locale: LOCALES[language],
      colorScheme: theme,
      timezoneId: 'Asia/Shanghai',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const sight = new Sight(context, await context.newPage(), osslens.webUrl);
    await sight.page.goto(`${osslens.webUrl}/${search}`, { waitUntil: 'domcontentloaded' });
    await sight.page.getByRole('combobox').waitFor();
    return sight;
  }
}

/** One opened page. `page` is Playwright's. */
export class Sight {
  #context;
  /** What the browser said against the page: errors, refusals of the CSP, dialogs. */
  #complaints = [];
  /** @type {import('playwright-core').Page} */ page;

  constructor(context, page, origin) {
    this.#context = context;
    this.page = page;
    const complain = (text) => this.#complaints.push(text);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complain(message.text());
    });
    page.on('pageerror', (error) => complain(String(error.stack)));
    page.on('dialog', (dialog) => {
      complain(`a dialog says ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complain(`it asks for ${request.url()}`);
    });
    context.on('page', (other) => complain(`it opens ${other.url()}`));
  }

  /** The browser has found nothing wrong so far. */
  assertNoComplaints() {
    assert.deepEqual(this.#complaints, []);
  }

  row(id) {
    return this.page.locator(`#row-${id}`);
  }

  /** The details of the selected exchange. */
  get detail() {
    return this.page.locator('#detail');
  }

  tab(name) {
    return this.page.getByRole('tab', { name, exact: true });
  }

  get panel() {
    return this.page.getByRole('tabpanel');
  }

  /** Selects an exchange and waits for its details. */
  async select(id) {
    await this.row(id).click();
    await this.detail.getByRole('tablist').waitFor();
  }

  /**
   * Waits until the page thinks so.
   * @param {(argument: any) => unknown} predicate runs in the page
   */
  until(predicate, argument) {
    return this.page.waitForFunction(predicate, argument);
  }

  /** Waits until a locator has this text, blanks aside. */
  async untilText(locator, text) {
    await locator.filter({ hasText: text }).first().waitFor();
  }

  close() {
    return this.#context.close();
  }
}
