/** A page of somebody's app uploads by PostObject from Chromium through osslens, preflight included. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { APP_KEY, hostOf } from '../keys.mjs';
import { loadPackage } from '../packages.mjs';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
const UPLOADS = 'uploads';
const CLOSED = 'closed';

/** What the app's page runs. A listener for progress makes the browser ask first. */
const SCRIPT = `
window.upload = (url, entries) => new Promise((resolve) => {
  const form = new FormData();
  for (const [name, value] of entries) {
    if (name === 'file') form.append('file', new File([value], 'a.txt', { type: 'text/plain' }));
    else form.append(name, value);
  }
  const request = new XMLHttpRequest();
  request.upload.onprogress = () => undefined;
  request.onload = () => resolve(request.status);
  request.onerror = () => resolve('blocked');
  request.open('POST', url);
  request.send(form);
});
`;

/** @type {Scene} */ let scene;
/** @type {http.Server} */ let app;
/** The app's page in a browser that has osslens as its proxy. @type {import('playwright-core').Page} */ let page;

before(async () => {
  app = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>app</title><script>${SCRIPT}</script>`);
  });
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${app.address().port}`;
  scene = await Scene.open();
  const cors = [{ origins: [origin], methods: ['POST'], headers: ['*'], expose: ['x-oss-request-id'] }];
  scene.lab.addBucket({ name: UPLOADS, cors });
  scene.lab.addBucket({ name: CLOSED });
  const { chromium } = loadPackage('playwright-core');
  const inApp = await chromium.launch({
    executablePath: process.env.OSSLENS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    proxy: { server: scene.proxyUrl, bypass: '127.0.0.1' },
  });
  scene.keep(inApp);
  page = await inApp.newPage();
  await page.goto(origin);
});
after(async () => {
  await scene?.close();
  app?.close();
});

/** The fields of a form for a bucket, the file last. */
function formFor(bucket, key = 'user/a.txt') {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const conditions = [{ bucket }, ['starts-with', '$key', 'user/'], ['content-length-range', 1, 100]];
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signature = createHmac('sha1', APP_KEY.secret).update(policy).digest('base64');
  return [
    ['key', key],
    ['OSSAccessKeyId', APP_KEY.id],
    ['policy', policy],
    ['Signature', signature],
    ['file', 'hello'],
  ];
}

const upload = (bucket, entries) =>
  page.evaluate(([url, form]) => window.upload(url, form), [`http://${hostOf(bucket)}/`, entries]);

const captured = (wanted) => scene.osslens.waitForExchange(wanted);

test('a right form comes through, and its view says that every condition holds', async () => {
  assert.equal(await upload(UPLOADS, formFor(UPLOADS)), 204);
  const preflight = await captured(({ method }) => method === 'OPTIONS');
  assert.equal(preflight.status, 200);
  const { id } = await captured(({ operation }) => operation === 'PostObject');
  const { findings } = await scene.osslens.api(`/api/v1/exchanges/${id}`);
  assert.deepEqual(findings, []);
  for (const [language, holds] of [
    ['en', 'holds'],
    ['zh', '满足'],
  ]) {
    const sight = await browser.open(scene.osslens, { language, search: `?id=${id}&tab=form` });
    const conditions = sight.page.locator('.form-conditions tbody tr');
    await conditions.first().waitFor();
    assert.equal(await conditions.count(), 3);
    for (const text of await conditions.locator('.verdict').allTextContents())
      assert.equal(text, holds);
    sight.assertNoComplaints();
  }
});

test('a form with the file in front of its key is told where the key stands', async () => {
  const fields = formFor(UPLOADS);
  assert.equal(await upload(UPLOADS, [...fields.slice(1), fields[0]]), 400);
  const { id } = await captured(({ status }) => status === 400);
  const { findings } = await scene.osslens.api(`/api/v1/exchanges/${id}`);
  assert.equal(`${findings[0].rule} ${findings[0].variant}`, 'post-form-fault key-late');
  const sight = await browser.open(scene.osslens, { search: `?id=${id}&tab=form` });
  await sight.page.locator('.form-faults').waitFor();
  const sheet = await sight.page.locator('.form-sheet').innerText();
  assert.match(sheet, /behind the file: ignored/);
  sight.assertNoComplaints();
});

test('an upload that the browser does not send for lack of a CORS rule is explained', async () => {
  assert.equal(await upload(CLOSED, formFor(CLOSED)), 'blocked');
  const refused = await captured(({ method, status }) => method === 'OPTIONS' && status === 403);
  assert.equal(refused.oss_code, 'AccessForbidden');
  const { findings } = await scene.osslens.api(`/api/v1/exchanges/${refused.id}`);
  assert.match(findings[0].rule, /^cors-/);
});
