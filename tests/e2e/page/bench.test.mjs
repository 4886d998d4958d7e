/** The signature bench: secrets that are tried, and requests that are pasted. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { curl } from '../curl.mjs';
import { APP_KEY, BATCH_KEY, hostOf, PHOTOS } from '../keys.mjs';
import { useWrongSecret } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { barriers } from './barriers.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

test('a secret is tried in the page, and leaves it by no way', async () => {
  const scene = await Scene.open();
  try {
    const { id } = await scene.exchangeOf(await useWrongSecret(scene));
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.select(id);
    await sight.tab('Signature').click();
    const field = sight.panel.getByLabel(`Try the secret of ${BATCH_KEY.id}`);
    const verdict = sight.panel.locator('.secret-verdict');
    const sent = [];
    page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')));
    await field.fill(BATCH_KEY.secret);
    await sight.untilText(verdict, 'Does not match, because another secret');
    // The mistake of the app: it left out the last character.
    await field.fill(BATCH_KEY.secret.slice(0, -1));
    await sight.untilText(verdict, 'Matches');
    await field.fill(` ${BATCH_KEY.secret.slice(0, -1)}`);
    await sight.untilText(verdict, 'because of the blanks');
    await field.fill(BATCH_KEY.id);
    await sight.untilText(verdict, 'this is the AccessKey ID');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, location.href]));
    for (const text of [...sent, kept]) {
      assert.ok(!text.includes(BATCH_KEY.secret.slice(0, -1)), text);
    }
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('with the secret the page finds what the app did otherwise, and keeps the secret', async () => {
  const scene = await Scene.open();
  try {
    const date = new Date().toUTCString();
    // The header that was added behind the signer's back.
    const signed = `PUT\n\ntext/plain\n${date}\n/${PHOTOS}/a.txt`;
    const signature = createHmac('sha1', APP_KEY.secret).update(signed).digest('base64');
    const headers = {
      Date: date,
      'Content-Type': 'text/plain',
      'x-oss-meta-author': 'Ada',
      Authorization: `OSS ${APP_KEY.id}:${signature}`,
    };
    const url = `http://${hostOf(PHOTOS)}/a.txt`;
    const { status, requestId } = await curl(scene, ['-X', 'PUT', '-d', 'hello', url], { headers });
    assert.equal(status, 403);
    const { id } = await scene.exchangeOf(requestId);
    for (const [language, right] of [
      ['en', 'The secret is right, but the app signed another text'],
      ['zh', '密钥正确，但应用签名的是另一个文本'],
    ]) {
      const sight = await browser.open(scene.osslens, { language, search: `?id=${id}&tab=signature` });
      const sent = [];
      sight.page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')));
      await sight.panel.locator('.secret-check input').fill(APP_KEY.secret);
      await sight.untilText(sight.panel.locator('.secret-verdict'), right);
      const fault = sight.panel.locator('.secret-check .form-faults');
      assert.match(await fault.innerText(), /x-oss-meta-author/);
      assert.deepEqual(await barriers(sight.page), []);
      assert.ok(sent.every((text) => !text.includes(APP_KEY.secret)));
      sight.assertNoComplaints();
      await sight.close();
    }
  } finally {
    await scene.close();
  }
});

test('a pasted request is rebuilt and compared with what OSS answered', async () => {
  const scene = await Scene.open();
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await page.getByRole('button', { name: /^Check a pasted signature/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Signature bench' });
    await dialog.getByLabel('Request').fill(`curl -X PUT http://photos.oss-cn-hangzhou.aliyuncs.com/a.jpg \\
      -H 'Date: Wed, 15 May 2024 08:30:12 GMT' -H 'Content-Type: image/jpeg' \\
      -H 'Authorization: OSS exampleAccessKeyId:c2lnbmF0dXJlLW1hZGUtdXA='`);
    const text = dialog.getByRole('region', { name: 'String to sign' });
    await text.getByText('/photos/a.jpg').waitFor();
    assert.equal(await text.locator('[data-differs]').count(), 0);
    await dialog.getByLabel('Answer of OSS').fill(
      '<Error><Code>SignatureDoesNotMatch</Code>' +
        '<SignatureProvided>c2lnbmF0dXJlLW1hZGUtdXA=</SignatureProvided>' +
        '<StringToSign>PUT\n\nimage/png\nWed, 15 May 2024 08:30:12 GMT\n/photos/a.jpg</StringToSign></Error>',
    );
    const differing = text.locator('[data-differs]');
    await differing.waitFor();
    assert.match(await differing.innerText(), /Content-Type[^]*image\/jpeg[^]*image\/png/);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});
