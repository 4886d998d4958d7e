/** Wrong input: one sentence on standard error that says what, where and what to do; nothing is left half done. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { osslensBinary, runOsslens } from '../support/osslens.mjs';
import { Lens } from './harness.mjs';
import { startOrigin } from './wire.mjs';

const IS_ROOT = process.getuid() === 0;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osslens-usage-'));
});

after(() => rm(folder, { recursive: true, force: true }));

const PORTS = ['--listen', '127.0.0.1:0', '--web', '127.0.0.1:0'];

function assertSentence({ code, stdout, stderr }, expectedCodes, sentence) {
  assert.ok([expectedCodes].flat().includes(code), `exit ${code}: ${stderr}`);
  assert.equal(stdout, '');
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, `more than one sentence: ${stderr}`);
  assert.match(lines[0], /^osslens: /);
  assert.match(lines[0], sentence);
}

let count = 0;

/** `osslens serve` with these options must say this, and not have made its data directory. */
function refuses(name, args, sentence, code = 2) {
  test(name, async () => {
    const dataDir = join(folder, `data-${++count}`);
    const words = typeof args === 'function' ? await args() : args;
    assertSentence(
      await runOsslens(['serve', ...PORTS, '--data-dir', dataDir, ...words]),
      code,
      sentence,
    );
    await assert.rejects(access(dataDir), { code: 'ENOENT' });
  });
}

// --- command line
for (const [name, words, sentence] of [
  ['no command', [], /--help/],
  ['an unknown command', ['fly'], /--help/],
  ['an unknown option of no command', ['--fly'], /--help/],
  ['an unknown option', ['serve', '--fly'], /--fly.*serve --help/],
  ['a value too many', ['serve', 'x'], /x.*serve --help/],
  ['an option without its value', ['serve', '--listen'], /--listen.*serve --help/],
  ['an unknown option of export', ['export', '--fly'], /--fly.*export --help/],
]) {
  test(name, async () => assertSentence(await runOsslens(words), 2, sentence));
}

test('--version and --help', async () => {
  const version = await runOsslens(['--version']);
  assert.deepEqual([version.code, version.stderr], [0, '']);
  assert.match(version.stdout, /^osslens \d+\.\d+\.\d+\n$/);
  const commands = ['serve', 'run', 'env', 'list', 'show', 'export'];
  for (const words of [['--help'], ...commands.map((command) => [command, '--help'])]) {
    const help = await runOsslens(words);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /--help/);
  }
});

// --- values
refuses('a listening address without a port', ['--listen', '127.0.0.1'], /--listen.*127\.0\.0\.1/);
refuses('a listening address that is a name', ['--listen', 'localhost:0'], /--listen.*localhost/);
refuses('a port over 65535', ['--listen', '127.0.0.1:65536'], /--listen.*65536/);
refuses('IPv6 without brackets', ['--listen', '::1:0'], /--listen.*::1/);
refuses('a page address that is none', ['--web', 'x'], /--web/);
refuses('--connect-to without a target', ['--connect-to', 'h.example'], /--connect-to.*h\.example/);
refuses('--connect-to without a port', ['--connect-to', 'h.example=127.0.0.1'], /--connect-to/);
refuses('a further proxy that is no URL', ['--upstream-proxy', 'u:hush@h'], /--upstream-proxy/);
refuses(
  'a further proxy with a path',
  ['--upstream-proxy', 'http://u:hush@h:1/x'],
  /--upstream-proxy/,
);
refuses(
  'a further proxy of another scheme',
  ['--upstream-proxy', 'socks5://u:hush@h:1'],
  /--upstream-proxy/,
);
for (const [what, value] of [
  ['without a URL', '127.0.0.1:0'],
  ['without a port', '127.0.0.1=http://h.example'],
  ['at a name', 'localhost:0=http://h.example'],
  ['to no URL', '127.0.0.1:0=h.example'],
  ['with a path', '127.0.0.1:0=http://h.example/bucket'],
  ['with a password', '127.0.0.1:0=http://u:hush@h.example'],
]) {
  refuses(`--reverse ${what}`, ['--reverse', value], /--reverse: (?!.*hush).*ADDR:PORT=URL/);
}
refuses('--callback with a path', ['--callback', '127.0.0.1:0=http://h.example/n'], /--callback: .*ADDR:PORT=URL/);
refuses('--callback without a URL', ['--callback', '127.0.0.1:0'], /--callback: .*ADDR:PORT=URL/);
refuses('a size that is none', ['--body-limit', '10X'], /--body-limit.*10X/);
refuses('a negative size', ['--max-size', '-1'], /--max-size/);
refuses('a size beyond all numbers', ['--max-size', '99999999999G'], /--max-size/);
refuses('an age without a unit', ['--max-age', '7'], /--max-age.*7/);
refuses('what is kept of which', ['--capture', 'some'], /--capture.*some/);
refuses('no loops', ['--loops', '0'], /--loops/);
refuses('loops that are no number', ['--loops', 'many'], /--loops/);
refuses('a log level', ['--log-level', 'loud'], /--log-level/);
refuses(
  'a file of passwords that is not there',
  () => ['--proxy-auth', join(folder, 'none')],
  /--proxy-auth.*none/,
  1,
);
refuses(
  'a file of passwords that is malformed',
  () => file('users', 'ann hush\n', '--proxy-auth'),
  /--proxy-auth.*line 1.*users/,
);
refuses(
  'a file of passwords without any',
  () => file('empty', '# nobody\n', '--proxy-auth'),
  /--proxy-auth.*empty/,
);

test('a wrong value that holds a password is not quoted', async () => {
  const { stderr } = await runOsslens([
    'serve',
    ...PORTS,
    '--upstream-proxy',
    'http://u:hush@h:1/x',
  ]);
  assert.doesNotMatch(stderr, /hush/);
});

// --- configuration file
async function file(name, text, option) {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return [option, path];
}

refuses(
  'a configuration that is not there',
  () => ['--config', join(folder, 'none.toml')],
  /none\.toml/,
  1,
);
refuses(
  'a configuration that is no TOML',
  () => file('a.toml', 'capture = "all"\nlisten = [\n', '--config'),
  /a\.toml:\d+:\d+/,
);
refuses(
  'a configuration with an unknown name',
  () => file('b.toml', '\nfly = 1\n', '--config'),
  /b\.toml:2:1: "fly"/,
);
refuses(
  'a configuration with a table',
  () => file('c.toml', '[listen]\na = 1\n', '--config'),
  /c\.toml:1:.*listen/,
);
refuses(
  'a configuration with a wrong value',
  () => file('d.toml', 'max-age = "7"\n', '--config'),
  /--max-age/,
);
refuses(
  'a configuration that names itself',
  () => file('e.toml', 'config = "e.toml"\n', '--config'),
  /e\.toml:1:1/,
);

test('a configuration is read, and the command line has the last word', async () => {
  const [, path] = await file(
    'good.toml',
    'max-size = "123M"\nmax-age = "1h"\nconnect-to = ["a=127.0.0.1:1", "b=127.0.0.1:2"]\n',
    '',
  );
  const lens = await Lens.start(['--config', path, '--max-size', '45M']);
  try {
    assert.equal((await lens.status()).store_limit_bytes, 45 * 1024 * 1024);
  } finally {
    await lens.stop();
  }
});

// --- ports
test('a port in use is named, with the option that changes it', async () => {
  const other = await startOrigin(() => {});
  try {
    for (const option of ['--listen', '--web', '--reverse', '--callback']) {
      const dataDir = join(folder, `port${option}`);
      const standsIn = option === '--reverse' || option === '--callback';
      const value = standsIn ? `${other.authority}=http://h.example` : other.authority;
      const words = ['serve', ...PORTS, '--data-dir', dataDir, option, value];
      assertSentence(
        await runOsslens(words),
        1,
        new RegExp(`${other.authority}.*in use.*${option}`),
      );
      await assert.rejects(access(dataDir), { code: 'ENOENT' });
    }
  } finally {
    await other.close();
  }
});

test('the port of another osslens is in use', async () => {
  const lens = await Lens.start();
  try {
    const address = `127.0.0.1:${lens.proxy.port}`;
    const words = ['serve', ...PORTS, '--data-dir', join(folder, 'second'), '--listen', address];
    assertSentence(await runOsslens(words), 1, new RegExp(`${address}.*in use.*--listen`));
  } finally {
    await lens.stop();
  }
});

test('one address for proxy and page', async () => {
  const lens = await Lens.start();
  const address = `127.0.0.1:${lens.proxy.port}`;
  await lens.stop();
  const words = [
    'serve',
    '--listen',
    address,
    '--web',
    address,
    '--data-dir',
    join(folder, 'same'),
  ];
  assertSentence(await runOsslens(words), 1, new RegExp(`${address}.*in use`));
});

test('an address that this machine does not have', async () => {
  const words = [
    'serve',
    ...PORTS,
    '--data-dir',
    join(folder, 'foreign'),
    '--listen',
    '192.0.2.1:0',
  ];
  assertSentence(await runOsslens(words), [1, 2], /192\.0\.2\.1.*--listen/);
});

// --- data directory
const serve = (dataDir, options) => runAs(['serve', ...PORTS, '--data-dir', dataDir], options);

/** Runs to the end as another user, when there is one to be. */
async function runAs(words, { uid } = {}) {
  if (uid === undefined) return runOsslens(words);
  const child = spawn(osslensBinary(), words, { uid, gid: uid, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (out[name] += text));
  const code = await new Promise((resolve, reject) =>
    child.on('close', resolve).on('error', reject),
  );
  return { code, ...out };
}

test('a data directory that is a file', async () => {
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  assertSentence(await serve(path), 1, /a-file.*not a directory.*--data-dir/);
});

test('a data directory below a file', async () => {
  const path = join(folder, 'b-file');
  await writeFile(path, '');
  assertSentence(await serve(join(path, 'data')), 1, /b-file.*--data-dir/);
});

test('a data directory behind a link that leads nowhere', async () => {
  const path = join(folder, 'a-link');
  await symlink(join(folder, 'nowhere'), path);
  assertSentence(await serve(path), 1, /a-link.*--data-dir/);
});

test(
  'a data directory that cannot be written',
  { skip: IS_ROOT && 'root may write everywhere' },
  async () => {
    const path = join(folder, 'locked');
    await mkdir(path, { mode: 0o500 });
    assertSentence(await serve(path), 1, /locked.*cannot be written.*--data-dir/);
  },
);

test(
  'a data directory of another user that others may enter',
  { skip: !IS_ROOT && 'needs root to make one' },
  async () => {
    const path = join(folder, 'others');
    await mkdir(path);
    await chmod(path, 0o777);
    await chown(path, 12345, 12345);
    assertSentence(await serve(path), 1, /others.*another user.*--data-dir/);
    assert.deepEqual(await readdir(path), []);
  },
);

test('a database that is none', async () => {
  const path = join(folder, 'garbage');
  await mkdir(path, { mode: 0o700 });
  await writeFile(
    join(path, 'exchanges.db'),
    'this is no database, and it is longer than a header of one hundred bytes, so that it is read as such',
  );
  assertSentence(await serve(path), [1, 2], /exchanges\.db/);
});

test('a data directory where none can be made', async () => {
  assertSentence(await serve('/proc/self/osslens'), 1, /\/proc\/self\/osslens.*--data-dir/);
});

test('a database of another program is left as it is', async () => {
  const dataDir = join(folder, 'foreign');
  await (await Lens.start([], { dataDir })).stop();
  const path = join(dataDir, 'exchanges.db');
  const bytes = await readFile(path);
  bytes.writeUInt32BE(0x47504b47, 68); // PRAGMA application_id, in the same place of the header
  await writeFile(path, bytes);
  assertSentence(await serve(dataDir), [1, 2], /exchanges\.db/);
  assert.deepEqual(await readFile(path), bytes);
});

test('a database of a newer osslens is left as it is', async () => {
  const dataDir = join(folder, 'newer');
  await (await Lens.start([], { dataDir })).stop();
  const path = join(dataDir, 'exchanges.db');
  const bytes = await readFile(path);
  bytes.writeUInt32BE(9999, 60); // PRAGMA user_version, section 1.3 of SQLite's file format
  await writeFile(path, bytes);
  assertSentence(await serve(dataDir), 1, /exchanges\.db.*newer/);
  assert.deepEqual(await readFile(path), bytes);
  const { code, stderr } = await runOsslens(['export', '--data-dir', dataDir]);
  assert.equal(code, 1);
  assert.match(stderr, /^osslens: .*newer/);
});

test('a second osslens on the same data directory', async () => {
  const dataDir = join(folder, 'shared');
  const lens = await Lens.start([], { dataDir });
  try {
    assertSentence(await serve(dataDir), 1, /another osslens.*shared.*--data-dir/);
    assert.equal((await lens.call('/healthz')).status, 200);
  } finally {
    await lens.stop();
  }
  const again = await Lens.start([], { dataDir });
  await again.stop();
});

// --- filters
for (const filter of [
  'nonsense:1',
  'status:',
  'status:x',
  'since:10',
  'size:>1X',
  '"open',
  'is:maybe',
  'id:>x',
  'confidence:high',
  '-',
]) {
  test(`a filter that is none: ${filter}`, async () => {
    const { lens } = await shared();
    for (const call of ['exchanges', 'groups', 'export?format=har']) {
      const answer = await lens.call(
        `/api/v1/${call}${call.includes('?') ? '&' : '?'}filter=${encodeURIComponent(filter)}`,
      );
      assert.equal(answer.status, 400, `${call}: ${answer.text.slice(0, 300)}`);
      assert.notEqual(answer.json().error, '');
    }
    const words = ['export', '--data-dir', lens.dataDir, '--filter', filter];
    const { code, stderr, stdout } = await runOsslens(words);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^osslens: /);
  });
}

test('an unknown key in a filter names the known ones', async () => {
  const { lens } = await shared();
  const answer = await lens.call('/api/v1/exchanges?filter=nonsense:1');
  assert.match(answer.text, /nonsense.*bucket.*status/s);
});

for (const query of ['limit=0', 'limit=x', 'limit=1001', 'before=x', 'after=-1', 'lang=fr']) {
  test(`a wrong parameter: ${query}`, async () => {
    const { lens } = await shared();
    const answer = await lens.call(`/api/v1/exchanges?${query}`);
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, new RegExp(query.split('=')[0]));
  });
}

test('exchanges that are not there', async () => {
  const { lens } = await shared();
  for (const path of [
    '999999',
    '999999/request-body',
    '999999/signature',
    'x',
    '0',
    '-1',
    '99999999999999999999',
  ]) {
    const answer = await lens.call(`/api/v1/exchanges/${path}`);
    assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
  }
});

test('export from a data directory that is not there', async () => {
  const path = join(folder, 'no-data');
  const { code, stderr } = await runOsslens(['export', '--data-dir', path]);
  assert.equal(code, 1);
  assert.match(stderr, /^osslens: .*no-data/);
  await assert.rejects(access(path), { code: 'ENOENT' });
});

/** One osslens for the tests that only ask. */
let asked;
async function shared() {
  asked ??= Lens.start().then((lens) => ({ lens }));
  return asked;
}
after(async () => {
  if (asked) await (await asked).lens.stop();
});
