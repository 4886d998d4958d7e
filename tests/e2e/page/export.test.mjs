/** The page's downloads. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { aliOss } from '../ali_oss.mjs';
import { EXPIRED_KEY, STS_KEY } from '../keys.mjs';
import { useExpiredToken, useWrongRegion } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

async function download(sight, name) {
  await sight.page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    sight.page.waitForEvent('download'),
    sight.page.getByRole('link', { name }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** What must never leave unasked: tokens, and the signatures that went over the wire. */
function secretsOf(scene) {
  const signatures = scene.tap
    .heads()
    .map((head) => /^authorization: OSS [^:]+:(\S+)/im.exec(head)?.[1]);
  return [STS_KEY.token, EXPIRED_KEY.token, ...signatures];
}

function assertMasked(scene, text) {
  for (const secret of secretsOf(scene)) {
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ])
      assert.ok(!text.includes(spelling), `${spelling} leaks`);
  }
}

test('exports are downloads that parse, hold what passes the filter, and mask what is secret', async () => {
  const scene = await Scene.open();
  try {
    await aliOss(scene, { key: STS_KEY }).put('by-sts.txt', Buffer.from('content'));
    const expired = await scene.exchangeOf(await useExpiredToken(scene));
    const region = await scene.exchangeOf(await useWrongRegion(scene));
    const sight = await browser.open(scene.osslens, { search: '?filter=is%3Afailed' });
    await sight.row(region.id).waitFor();

    const har = await download(sight, /^HAR/);
    assert.match(har.name, /\.har$/);
    const { log } = JSON.parse(har.text);
    assert.equal(log.version, '1.2');
    const byUrl = log.entries.map(({ request }) => request.url).sort();
    assert.deepEqual(byUrl, [expired.url, region.url].sort());
    assertMasked(scene, har.text);

    const ndjson = await download(sight, /^NDJSON/);
    assert.match(ndjson.name, /\.ndjson$/);
    const records = ndjson.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(records.map(({ id }) => id).sort(), [expired.id, region.id].sort());
    assert.equal(records.find(({ id }) => id === region.id).findings[0].rule, 'wrong-endpoint');
    assertMasked(scene, ndjson.text);

    const database = await download(sight, /^SQLite/);
    assert.match(database.name, /\.db$/);
    assert.match(database.text, /^SQLite format 3/);
    assertMasked(scene, database.text);

    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('secrets are exported after a tick and a warning, and the tick does not stay', async () => {
  const scene = await Scene.open();
  try {
    await useExpiredToken(scene);
    await scene.osslens.waitForExchange(({ failed }) => failed);
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('checkbox').check();
    await page.getByRole('alert').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^NDJSON/ }).click(),
    ]);
    assert.ok((await readFile(await file.path(), 'utf8')).includes(EXPIRED_KEY.token));
    await page.getByRole('button', { name: 'Export' }).click();
    assert.equal(await page.getByRole('checkbox').isChecked(), false);
    await sight.close();
  } finally {
    await scene.close();
  }
});
