/**
 * Installs the packages of package-lock.json into a folder: node tests/e2e/install.mjs FOLDER [--omit=optional].
 * Does nothing when the folder holds what the lock asks for.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = (name) => fileURLToPath(new URL(name, import.meta.url));
const [folder, ...options] = process.argv.slice(2);
if (!folder) {
  process.stderr.write('usage: node tests/e2e/install.mjs FOLDER [--omit=optional]\n');
  process.exit(2);
}
/** A copy of the lock that was installed last, written when npm had succeeded. */
const installed = join(folder, 'installed-lock.json');
const lock = readFileSync(source('package-lock.json'));
if (existsSync(installed) && readFileSync(installed).equals(lock)) process.exit(0);

mkdirSync(folder, { recursive: true });
rmSync(installed, { force: true });
for (const name of ['package.json', 'package-lock.json'])
  copyFileSync(source(name), join(folder, name));
const { status, error } = spawnSync(
  'npm',
  ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...options],
  { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
);
if (error) process.stderr.write(`cannot run npm: ${error.message}; scripts/setup installs it\n`);
if (status !== 0) process.exit(1);
copyFileSync(source('package-lock.json'), installed);
