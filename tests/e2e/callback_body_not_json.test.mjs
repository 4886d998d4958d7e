/** callback-body-not-json, found when the callback server answers in plain text. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { aliOss, failureOf } from './ali_oss.mjs';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import {
  CALLBACK_BODY,
  CALLBACKS,
  PLAIN_TEXT_CALLBACK,
  callbackTo,
  uploadWithPlainTextCallback,
} from './mistakes.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open({ callbacks: CALLBACKS })));
after(() => scene?.close());

for (const v4 of [false, true]) {
  test(`a callback server that answers in plain text is named, ${v4 ? 'V4' : 'V1'}`, async () => {
    const url = `http://${PLAIN_TEXT_CALLBACK}/notify`;
    const exchange = await assertDiagnosed(
      scene,
      await uploadWithPlainTextCallback(scene, { v4 }),
      {
        rule: 'callback-body-not-json',
        confidence: 'proven',
        variant: null,
        side: 'app',
        names: [url],
      },
    );
    assert.equal(exchange.status, 203);
    assert.equal(exchange.oss_code, 'CallbackFailed');
    assert.equal(exchange.failed, true);
    const type = 'application/x-www-form-urlencoded';
    assertEvidence(exchange, [
      { where: 'request.header', name: 'callbackUrl', value: url },
      { where: 'request.header', name: 'callbackBody', value: CALLBACK_BODY },
      { where: 'request.header', name: 'callbackBodyType', value: type },
    ]);
    assert.match(scene.callbacks.get(PLAIN_TEXT_CALLBACK).calls.at(-1), /^bucket=photos&object=/);
  });
}

test('a multipart upload tells of its callback at its end', async () => {
  const large = randomBytes(300 * 1024);
  const options = { partSize: 100 * 1024, ...callbackTo(PLAIN_TEXT_CALLBACK) };
  const failed = await failureOf(aliOss(scene).multipartUpload('large.bin', large, options));
  const { id, operation, findings } = await scene.exchangeOf(failed.requestId);
  assert.equal(operation, 'CompleteMultipartUpload');
  assert.equal(findings[0].rule, 'callback-body-not-json');
  const { preview } = await scene.osslens.api(`/api/v1/exchanges/${id}/callback`);
  const [called] = scene.callbacks.get(PLAIN_TEXT_CALLBACK).calls.slice(-1);
  assert.equal(called, `bucket=photos&object=large.bin&size=${large.length}`);
  // The size of the whole is told by no part of the exchange that completes it.
  assert.equal(preview.body, 'bucket=photos&object=large.bin&size=${size}');
  assert.deepEqual(preview.unknown, ['size']);
});
