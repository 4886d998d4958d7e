/** The npm packages that tests and demo use; install.mjs put them into OSSLENS_E2E_PACKAGES. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packagesFolder =
  process.env.OSSLENS_E2E_PACKAGES ?? fileURLToPath(new URL('.', import.meta.url));
/** Modules in a build directory are out of sight of `import`, which looks beside this file. */
const requireThere = createRequire(join(packagesFolder, 'package.json'));

/** @param {'ali-oss' | 'playwright-core'} name */
export function loadPackage(name) {
  try {
    return requireThere(name);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    const install = `node tests/e2e/install.mjs ${packagesFolder}`;
    throw new Error(`no ${name} in ${packagesFolder}; run: ${install}`);
  }
}
