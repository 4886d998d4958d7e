/** The view of a RAM policy, from a finding and from the menu. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss, failureOf } from '../ali_oss.mjs';
import { openFailureScene, READER_KEY } from '../failures/scene.mjs';
import { PHOTOS } from '../keys.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();

async function statements(sight) {
  const text = sight.page.locator('.policy-text');
  await text.waitFor();
  return JSON.parse(await text.textContent()).Statement;
}

test('a finding of a missing permission leads to the policy that allows the call', async () => {
  const scene = await openFailureScene();
  try {
    const { requestId } = await failureOf(
      aliOss(scene, { key: READER_KEY }).put('in/x.jpg', Buffer.from('a')),
    );
    const { id } = await scene.exchangeOf(requestId);
    const sight = await browser.open(scene.osslens, { search: `?id=${id}` });
    await sight.page.getByRole('button', { name: 'Policy that allows this call' }).click();
    const needed = {
      Effect: 'Allow',
      Action: ['oss:PutObject'],
      Resource: [`acs:oss:*:*:${PHOTOS}/in/x.jpg`],
    };
    assert.deepEqual(await statements(sight), [needed]);
    await sight.page.keyboard.press('Escape');

    await sight.page.getByRole('button', { name: 'Export' }).click();
    await sight.page.getByRole('button', { name: /RAM policy/ }).click();
    assert.deepEqual(await statements(sight), [needed], 'it is the only call');
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});
