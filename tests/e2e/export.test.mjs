/** What leaves the machine: HAR, NDJSON and SQLite, without secrets unless they are asked for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runOsslens } from '../support/osslens.mjs';
import { aliOss, failureOf } from './ali_oss.mjs';
import { curl } from './curl.mjs';
import { entriesOfHar } from './har.mjs';
import { BATCH_KEY, EXPIRED_KEY, STS_KEY } from './keys.mjs';
import { leakedInto, signaturesIn } from './leaks.mjs';
import { adding } from './meddler.mjs';
import { CALLBACKS, ONE_OF_EACH } from './mistakes.mjs';
import { Scene } from './scene.mjs';
import { signUrl } from './v1_signer.mjs';

/** @type {Scene} */ let scene;
/** All that must not get out. @type {string[]} */ let secrets;

async function makeSuccesses() {
  for (const v4 of [false, true]) {
    const client = aliOss(scene, { v4, key: STS_KEY });
    await client.put('picture.png', Buffer.from([0x89, 0x50, 0, 255, 254]));
    await client.get('picture.png');
    const url = client.signatureUrl('picture.png', { expires: 600 });
    assert.equal((await curl(scene, [url])).status, 200);
  }
  const url = signUrl({ object: 'picture.png', key: STS_KEY });
  assert.equal((await curl(scene, [url])).status, 200);
}

/** OSS puts the error document of a HEAD into a header, in base64; the signature stands in it. */
async function makeRefusedHead() {
  const key = { id: BATCH_KEY.id, secret: 'another-fake-secret' };
  await failureOf(aliOss(scene, { key }).head('picture.png').catch(rethrowWithRequestId));
}

/** ali-oss forgets the request id of a HEAD. */
function rethrowWithRequestId(error) {
  throw Object.assign(error, { requestId: error.requestId ?? scene.lab.requests.at(-1).requestId });
}

before(async () => {
  scene = await Scene.open({
    meddle: adding('x-oss-meta-gateway', 'edge-7'),
    callbacks: CALLBACKS,
  });
  await makeSuccesses();
  await makeRefusedHead();
  for (const { make } of ONE_OF_EACH) {
    await make(scene);
    await make(scene, { v4: true });
  }
  for (const { requestId } of scene.lab.requests) await scene.exchangeOf(requestId);
  const signatures = scene.tap.heads().flatMap(signaturesIn);
  assert.equal(signatures.length, scene.lab.requests.length);
  secrets = [...new Set([...signatures, STS_KEY.token, EXPIRED_KEY.token])];
});
after(() => scene?.close());

/** The same document by both ways, the command's and the page's. */
async function exported(format, { withSecrets = false } = {}) {
  const { dataDir, webUrl } = scene.osslens;
  const args = ['export', '--format', format, '--data-dir', dataDir];
  const command = await runOsslens([...args, ...(withSecrets ? ['--secrets'] : [])]);
  assert.equal(command.code, 0, command.stderr);
  const query = `format=${format}${withSecrets ? '&secrets=1' : ''}`;
  const response = await fetch(`${webUrl}/api/v1/export?${query}`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), command.stdout, 'the command and the API differ');
  return command.stdout;
}

const linesOf = (ndjson) =>
  ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('a HAR is valid and has every exchange with its findings', async () => {
  const entries = entriesOfHar(await exported('har'));
  assert.equal(entries.length, scene.lab.requests.length);
  for (const { timings, time } of entries) {
    // `ssl` is part of `connect`.
    const { blocked = -1, dns = -1, connect = -1, send, wait, receive } = timings;
    const phases = [blocked, dns, connect, send, wait, receive].filter((phase) => phase >= 0);
    const sum = phases.reduce((total, phase) => total + phase, 0);
    assert.ok(Math.abs(sum - time) < 0.01, `${sum} is not ${time}`);
  }
  const rules = new Set(
    entries.flatMap(({ _osslens }) => _osslens.findings.map(({ rule }) => rule)),
  );
  for (const { rule } of ONE_OF_EACH) assert.ok(rules.has(rule), `no ${rule} under _osslens`);
});

test('NDJSON has one exchange with its details a line', async () => {
  const exchanges = linesOf(await exported('ndjson'));
  assert.equal(exchanges.length, scene.lab.requests.length);
  for (const exchange of exchanges) {
    assert.ok(exchange.request.line && exchange.forwarded.line && exchange.response.line);
    assert.ok(Array.isArray(exchange.findings));
  }
  const ids = new Set(exchanges.map((exchange) => exchange.request_id));
  for (const { requestId } of scene.lab.requests) assert.ok(ids.has(requestId));
});

for (const format of ['har', 'ndjson']) {
  test(`a ${format} export shows no signature and no token in any encoding`, async () => {
    assert.deepEqual(leakedInto(await exported(format), secrets), []);
  });

  test(`a ${format} export with secrets has all of them`, async () => {
    const text = await exported(format, { withSecrets: true });
    assert.deepEqual(leakedInto(text, secrets), secrets);
  });

  test(`a ${format} export still names keys and objects`, async () => {
    const text = await exported(format);
    for (const word of [STS_KEY.id, EXPIRED_KEY.id, 'picture.png', 'SignatureDoesNotMatch']) {
      assert.ok(text.includes(word), word);
    }
  });
}

test('an export takes the filter that lists take', async () => {
  const { stdout, code } = await runOsslens([
    ...['export', '--format', 'ndjson', '--data-dir', scene.osslens.dataDir],
    ...['--filter', 'rule:wrong-endpoint'],
  ]);
  assert.equal(code, 0);
  const lines = linesOf(stdout);
  assert.equal(lines.length, 2);
  for (const { bucket } of lines) assert.equal(bucket, 'reports');
});

/** Calls `use` with the databases that the command and the page give, in files of their own. */
async function withDatabases(use, { withSecrets = false } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'osslens-export-'));
  try {
    const { dataDir, webUrl } = scene.osslens;
    const files = ['command.db', 'page.db'].map((name) => join(directory, name));
    const args = ['export', '--format', 'sqlite', '--data-dir', dataDir, '--output', files[0]];
    const command = await runOsslens([...args, ...(withSecrets ? ['--secrets'] : [])]);
    assert.equal(command.code, 0, command.stderr);
    const query = `format=sqlite${withSecrets ? '&secrets=1' : ''}`;
    const response = await fetch(`${webUrl}/api/v1/export?${query}`);
    assert.equal(response.status, 200);
    await writeFile(files[1], Buffer.from(await response.arrayBuffer()));
    for (const file of files) await use(file);
    assert.deepEqual((await readdir(directory)).sort(), ['command.db', 'page.db']);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const sql = (file, statement) =>
  execFileSync('sqlite3', ['-readonly', file, statement], { encoding: 'utf8' }).trim();

test('a SQLite export is a whole database, for SQLite and for osslens, that lost nothing', async () => {
  const masked = await exported('ndjson');
  await withDatabases(async (file) => {
    assert.equal(sql(file, 'PRAGMA integrity_check'), 'ok');
    assert.equal(Number(sql(file, 'SELECT count(*) FROM exchange')), scene.lab.requests.length);
    const again = await runOsslens(['export', '--format', 'ndjson', '--data-dir', file]);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(linesOf(again.stdout), linesOf(masked));
    const listed = await runOsslens(['list', '--filter', 'rule:wrong-endpoint', '--data-dir', file]);
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /reports/);
  });
});

test('no byte of a SQLite export shows a signature or a token in any encoding', async () => {
  await withDatabases(async (file) => {
    const bytes = await readFile(file, 'latin1');
    assert.ok(bytes.includes('SignatureDoesNotMatch'));
    assert.deepEqual(leakedInto(bytes, secrets), []);
  });
});

test('a SQLite export with secrets has all of them', async () => {
  await withDatabases(
    async (file) => {
      const again = await runOsslens([
        ...['export', '--format', 'ndjson', '--data-dir', file],
        '--secrets',
      ]);
      assert.deepEqual(leakedInto(again.stdout, secrets), secrets);
    },
    { withSecrets: true },
  );
});
