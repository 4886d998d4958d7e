/** expired-sts, found for temporary keys whose time is over or whose token is missing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import { EXPIRED_KEY, STS_KEY } from './keys.mjs';
import { forgetToken, useExpiredToken } from './mistakes.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open()));
after(() => scene?.close());

for (const v4 of [false, true]) {
  const signature = v4 ? 'V4' : 'V1';

  test(`a token whose time is over is said to have expired, ${signature}`, async () => {
    const exchange = await assertDiagnosed(scene, await useExpiredToken(scene, { v4 }), {
      rule: 'expired-sts',
      confidence: 'proven',
      variant: 'expired',
      side: 'app',
      names: [EXPIRED_KEY.id],
    });
    assertEvidence(exchange, [
      { where: 'response.body', name: 'Code', value: 'SecurityTokenExpired' },
      { where: 'request.header', name: 'x-oss-security-token', value: '' },
    ]);
    assert.ok(!JSON.stringify(exchange.findings).includes(EXPIRED_KEY.token));
  });

  test(`a temporary key without its token is said to miss it, ${signature}`, async () => {
    const exchange = await assertDiagnosed(scene, await forgetToken(scene, { v4 }), {
      rule: 'expired-sts',
      confidence: 'proven',
      variant: 'missing',
      side: 'app',
      names: [STS_KEY.id],
    });
    assertEvidence(exchange, [
      { where: 'response.body', name: 'Code', value: 'InvalidAccessKeyId' },
    ]);
    assert.match(exchange.findings[0].fix[0], /x-oss-security-token/);
  });
}
