/** callback-body-not-json, found when the callback server answers in plain text. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import {
  CALLBACK_BODY,
  CALLBACKS,
  PLAIN_TEXT_CALLBACK,
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
