/** wrong-secret, and the slip that looks like it: a Content-Type that nobody signed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import { BATCH_KEY } from './keys.mjs';
import { postToSignedUrl, useWrongSecret } from './mistakes.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open()));
after(() => scene?.close());

for (const v4 of [false, true]) {
  test(`a secret that is cut short is likely wrong, ${v4 ? 'V4' : 'V1'}`, async () => {
    const exchange = await assertDiagnosed(scene, await useWrongSecret(scene, { v4 }), {
      rule: 'wrong-secret',
      confidence: 'likely',
      side: 'app',
      names: [BATCH_KEY.id],
    });
    const name = v4 ? 'CanonicalRequest' : 'StringToSign';
    assertEvidence(exchange, [{ where: 'response.body', name, value: '' }]);
    assert.deepEqual(
      exchange.findings.map(({ rule }) => rule),
      ['wrong-secret'],
    );
    const signed = await scene.osslens.api(`/api/v1/exchanges/${exchange.id}/signature`);
    assert.equal(signed.verdict, 'equal');
    assert.deepEqual(signed.rebuilt, signed.echoed);
  });
}

test('the Content-Type that curl -d adds to a signed URL comes before the secret', async () => {
  const exchange = await assertDiagnosed(scene, await postToSignedUrl(scene), {
    rule: 'proxy-added-header',
    confidence: 'likely',
    variant: 'content-type-on-url',
    side: 'app',
    names: ['Content-Type', 'application/x-www-form-urlencoded'],
  });
  const value = 'application/x-www-form-urlencoded';
  assertEvidence(exchange, [{ where: 'request.header', name: 'Content-Type', value }]);
  const [, second] = exchange.findings;
  assert.equal(second.rule, 'wrong-secret');
  assert.equal(second.confidence, 'possible');
});
