/** wrong-endpoint, found for a client that is configured for another region. */
import { after, before, test } from 'node:test';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import { useWrongRegion } from './mistakes.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open()));
after(() => scene?.close());

for (const v4 of [false, true]) {
  test(`a client of another region is told the right endpoint, ${v4 ? 'V4' : 'V1'}`, async () => {
    const requestId = await useWrongRegion(scene, { v4 });
    const exchange = await assertDiagnosed(scene, requestId, {
      rule: 'wrong-endpoint',
      confidence: 'proven',
      variant: 'other-region',
      side: 'app',
      names: ['reports', 'oss-cn-hangzhou.aliyuncs.com', 'oss-cn-beijing.aliyuncs.com'],
    });
    assertEvidence(exchange, [
      { where: 'request.header', name: 'Host', value: 'reports.oss-cn-hangzhou.aliyuncs.com' },
      { where: 'response.body', name: 'Endpoint', value: 'oss-cn-beijing.aliyuncs.com' },
      { where: 'response.body', name: 'Bucket', value: 'reports' },
    ]);
  });
}
