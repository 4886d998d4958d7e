/** `osslens ca install` with the real tools: certutil, and update-ca-certificates in a mount namespace of its own. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';

import { osslensBinary } from '../support/osslens.mjs';

const folders = [];
let home;
let dataDir;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'osslens-trust-'));
  folders.push(home);
  dataDir = join(home, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
});

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ ...process.env, HOME: home });

/** @param {string[]} args behind `osslens ca` @param {string} [input] what is typed */
function ca(args, input = '') {
  const { status, stdout, stderr } = spawnSync(osslensBinary(), ['ca', ...args, '--data-dir', dataDir], {
    encoding: 'utf8',
    input,
    env: environment(),
  });
  return { status, text: stdout + stderr };
}

function newDatabase(...path) {
  const folder = join(home, ...path);
  mkdirSync(folder, { recursive: true });
  execFileSync('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
  return folder;
}

const certutil = (database, ...args) =>
  execFileSync('certutil', ['-L', '-d', `sql:${database}`, ...args], { encoding: 'utf8' });
const listed = (database) => certutil(database);
const withoutBlanks = (text) => text.replace(/\s/g, '');
const certificateIn = (database) => withoutBlanks(certutil(database, '-a', '-n', 'osslens'));
const rootFile = () => join(dataDir, 'ca', 'root.pem');

test('the databases of Chromium and Firefox', () => {
  const databases = [
    newDatabase('.pki', 'nssdb'),
    newDatabase('.mozilla', 'firefox', 'abc.default-release'),
  ];
  const installed = ca(['install', '--nss', '--yes']);
  assert.equal(installed.status, 0, installed.text);
  for (const database of databases) {
    assert.match(listed(database), /osslens.*C,,/i);
    assert.equal(certificateIn(database), withoutBlanks(readFileSync(rootFile(), 'utf8')));
  }
  const again = ca(['install', '--nss', '--yes']);
  assert.equal(again.status, 0, again.text);
  const removed = ca(['install', '--remove', '--nss', '--yes']);
  assert.equal(removed.status, 0, removed.text);
  for (const database of databases) assert.doesNotMatch(listed(database), /osslens/i);
});

test('nothing is done without a yes', () => {
  const database = newDatabase('.pki', 'nssdb');
  const refused = ca(['install', '--nss'], 'n\n');
  assert.match(refused.text, /osslens will run .*certutil.*Go ahead\? /s);
  assert.notEqual(refused.status, 0);
  assert.doesNotMatch(listed(database), /osslens/i, refused.text);
  const agreed = ca(['install', '--nss'], 'y\n');
  assert.equal(agreed.status, 0, agreed.text);
  assert.match(listed(database), /osslens/i);
});

/** Root may put other folders in place of the system's for one process and its children. */
const hiding = ['--mount', 'mount', '--bind', tmpdir(), '/mnt'];
const canHide = process.getuid() === 0 && spawnSync('unshare', hiding).status === 0;

test(
  "the system's store by update-ca-certificates",
  { skip: canHide ? false : 'needs root and a mount namespace of its own' },
  () => {
    const script = join(home, 'script');
    writeFileSync(
      script,
      `set -e
mkdir "$HOME/local" "$HOME/certs"; cp -a /etc/ssl/certs/. "$HOME/certs/"
mount --bind "$HOME/local" /usr/local/share/ca-certificates
mount --bind "$HOME/certs" /etc/ssl/certs
"$OSSLENS" ca install --system --yes --data-dir "$DATA"
openssl verify -CApath /etc/ssl/certs "$DATA/ca/root.pem"
ls /usr/local/share/ca-certificates
"$OSSLENS" ca install --remove --system --yes --data-dir "$DATA"
test -z "$(ls -A /usr/local/share/ca-certificates)"
! openssl verify -CApath /etc/ssl/certs "$DATA/ca/root.pem"
`,
    );
    const { status, stdout, stderr } = spawnSync('unshare', ['--mount', 'bash', script], {
      encoding: 'utf8',
      env: { ...environment(), OSSLENS: osslensBinary(), DATA: dataDir },
    });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /root\.pem: OK/);
  },
);
