/** From a failing call to the byte that explains it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriting } from '../meddler.mjs';
import {
  CALLBACKS,
  uploadThroughGateway,
  uploadWithPlainTextCallback,
  useWrongRegion,
  useWrongSecret,
} from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

/** Runs a test with a scene and its page, and checks that the browser found nothing wrong. */
async function onPage(sceneOptions, play) {
  const scene = await Scene.open(sceneOptions);
  try {
    const sight = await browser.open(scene.osslens);
    await play(scene, sight);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
}

const textsOf = (locator) => locator.allInnerTexts();

test('a failure appears by itself, marked and announced', () =>
  onPage({}, async (scene, { page }) => {
    await page.evaluate(() => (window.isSamePage = true));
    await useWrongSecret(scene);
    const row = page.getByRole('row', {
      name: /^Failed: PutObject, photos \/ holiday\.jpg, 403 SignatureDoesNotMatch, .* secret/,
    });
    await row.waitFor();
    assert.match(await row.innerText(), /Failed/);
    assert.match(await page.getByRole('log').textContent(), /^New failure: PutObject Signature/);
    assert.equal(await page.evaluate(() => window.isSamePage), true);
  }));

test('a click opens an exchange, and the address leads to it', () =>
  onPage({}, async (scene, sight) => {
    const { id } = await scene.exchangeOf(await useWrongSecret(scene));
    await sight.select(id);
    assert.match(await sight.detail.getByRole('heading', { level: 2 }).innerText(), /PutObject/);
    await sight.page.reload({ waitUntil: 'domcontentloaded' });
    await sight.detail.getByRole('tablist').waitFor();
    assert.equal(await sight.row(id).getAttribute('aria-selected'), 'true');
  }));

test('keys alone find a failure, open it, read it and come back', () =>
  onPage({}, async (scene, sight) => {
    const { page, detail } = sight;
    const older = await scene.exchangeOf(await useWrongSecret(scene));
    const newer = await scene.exchangeOf(await useWrongRegion(scene));
    await sight.row(newer.id).waitFor();
    await page.keyboard.press('n');
    await detail.getByText(newer.findings[0].title).waitFor();
    await page.keyboard.press('n');
    await detail.getByText(older.findings[0].title).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'detail');
    await sight.tab('Request').focus();
    await page.keyboard.press('ArrowRight');
    await sight.panel.getByText(/^rewritten/).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'As forwarded');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'exchanges');
    await page.keyboard.press('ArrowDown');
    await detail.getByText(newer.findings[0].title).waitFor();
  }));

test('a finding shows title, confidence, cause, every step, evidence and documents', () =>
  onPage({}, async (scene, sight) => {
    const { id, findings } = await scene.exchangeOf(await useWrongRegion(scene));
    await sight.select(id);
    const [finding] = findings;
    const card = sight.page.getByRole('region', { name: 'Findings' }).getByRole('article').first();
    const text = await card.innerText();
    for (const part of [finding.title, 'Proven', finding.cause, finding.rule]) {
      assert.ok(text.includes(part), part);
    }
    assert.deepEqual(await textsOf(card.locator('.fix li')), finding.fix);
    const shown = await textsOf(card.locator('.evidence-item'));
    assert.equal(shown.length, finding.evidence.length);
    for (const [at, { name, value, note }] of finding.evidence.entries()) {
      for (const part of [name, value, note]) assert.ok(shown[at].includes(part), part);
    }
    assert.deepEqual(await textsOf(card.locator('.docs li')), finding.docs);
  }));

/** Clicks the evidence of that name and gives the one place that is marked then. */
async function placeOf(sight, name) {
  await sight.detail.locator('.evidence-item').filter({ hasText: name }).first().click();
  const hit = sight.panel.locator('[data-hit]');
  await hit.waitFor();
  assert.equal(await hit.count(), 1);
  const isInSight = await hit.evaluate((element) => {
    const pane = element.closest('.detail').getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return top >= pane.top && bottom <= pane.bottom;
  });
  assert.ok(isInSight, `${name} is out of sight`);
  return (await hit.innerText()).trim();
}

test('evidence leads to the header and to the element of the body that it names', () =>
  onPage({}, async (scene, sight) => {
    const { id } = await scene.exchangeOf(await useWrongRegion(scene));
    await sight.select(id);
    assert.equal(await placeOf(sight, 'Host'), 'Host: reports.oss-cn-hangzhou.aliyuncs.com');
    assert.equal(
      await placeOf(sight, 'Endpoint'),
      '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>',
    );
  }));

test('evidence in the string to sign leads to its very line', () =>
  onPage(
    { meddle: rewriting('Content-Type', 'application/octet-stream') },
    async (scene, sight) => {
      const { id } = await scene.exchangeOf(await uploadThroughGateway(scene));
      await sight.select(id);
      assert.equal(await placeOf(sight, 'Content-Type'), 'content-type: application/json');
      assert.match(await placeOf(sight, 'StringToSign'), /application\/octet-stream/);
    },
  ));

test('evidence decoded from a header leads to that header', () =>
  onPage({ callbacks: CALLBACKS }, async (scene, sight) => {
    const { id } = await scene.exchangeOf(await uploadWithPlainTextCallback(scene));
    await sight.select(id);
    assert.match(await placeOf(sight, 'callbackUrl'), /^x-oss-callback: /);
  }));

test('request, what was forwarded, response, times and bodies are shown as they passed', () =>
  onPage({}, async (scene, sight) => {
    const { id, forwarded } = await scene.exchangeOf(await useWrongSecret(scene));
    await sight.select(id);
    const wire = sight.panel.locator('.wire');

    const [head] = scene.tap.heads();
    const sent = head.trimEnd().split('\r\n');
    assert.deepEqual(
      (await wire.first().innerText()).split('\n').map((line) => line.trim()),
      sent,
    );
    assert.equal((await wire.nth(1).innerText()).trim(), 'some content');

    await sight.tab('As forwarded').click();
    const removed = await textsOf(wire.locator('.header-line.removed'));
    assert.equal(removed.length, 1);
    assert.match(removed[0], /^Connection: close\s*removed · Why: /);
    const added = wire.locator('.start-line.added');
    assert.equal((await added.innerText()).trim(), forwarded.line);
    assert.equal(
      await wire.locator('.header-line:not(.removed)').count(),
      forwarded.headers.length,
    );

    await sight.tab('Response').click();
    await sight.panel.getByText('<Code>SignatureDoesNotMatch</Code>').waitFor();
    assert.match(await wire.locator('.start-line').innerText(), /^HTTP\/1\.1 403 /);

    await sight.tab('Timings').click();
    const table = sight.panel.getByRole('table');
    assert.match(await table.innerText(), /Connect[^]*Wait for the answer[^]*Total/);

    await sight.tab('Raw bodies').click();
    const bytes = sight.panel.getByRole('region', { name: 'Request body' }).locator('.hex-row');
    assert.match(await bytes.first().innerText(), /73 6f 6d 65 20 63 6f 6e [^]*some content/);
  }));

test('the signature is shown as rebuilt and as OSS built it, with what differs', () =>
  onPage(
    { meddle: rewriting('Content-Type', 'application/octet-stream') },
    async (scene, sight) => {
      const { id } = await scene.exchangeOf(await uploadThroughGateway(scene));
      await sight.select(id);
      await sight.tab('Signature').click();
      await sight.panel.getByText('OSS built another text').waitFor();
      const text = sight.panel.getByRole('region', { name: 'String to sign' });
      const cells = text.locator('[data-differs]').locator('th, td');
      assert.deepEqual(await textsOf(cells), [
        'Content-Type\ndiffers',
        'application/json',
        'application/octet-stream',
      ]);
      assert.ok((await text.locator('mark').count()) > 0);
    },
  ));

test('a signature made with a wrong secret covers the same text on both sides', () =>
  onPage({}, async (scene, sight) => {
    const { id, response } = await scene.exchangeOf(await useWrongSecret(scene));
    assert.ok(response.body.captured > 0);
    await sight.select(id);
    await sight.tab('Signature').click();
    await sight.panel.getByText('Both sides built the same text').waitFor();
    const text = sight.panel.getByRole('region', { name: 'String to sign' });
    assert.match(await text.innerText(), /PUT[^]*\/photos\/holiday\.jpg/);
    assert.equal(await text.locator('[data-differs]').count(), 0);
  }));
