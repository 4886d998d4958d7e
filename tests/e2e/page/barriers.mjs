/** What axe-core finds in a page. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagesFolder } from '../packages.mjs';

const AXE = await readFile(join(packagesFolder, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Serious barriers of what the page shows, as "rule: element". @returns {Promise<string[]>} */
export async function barriers(page) {
  // By evaluate and not by a tag: the page's policy refuses scripts that are not its own.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}
