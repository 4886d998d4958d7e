/** proxy-added-header: proven behind osslens, and never proven in front of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliOss, failureOf } from './ali_oss.mjs';
import { assertDiagnosed, assertEvidence } from './findings.mjs';
import { INVOICES } from './keys.mjs';
import { adding, rewriting } from './meddler.mjs';
import { uploadThroughGateway } from './mistakes.mjs';
import { Scene } from './scene.mjs';

const stamp = adding('x-oss-meta-gateway', 'edge-7');
const retype = rewriting('Content-Type', 'application/octet-stream');

/** Runs a scene and closes it. @param {import('./scene.mjs').SceneOptions} options */
async function withScene(options, play) {
  const scene = await Scene.open(options);
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
}

const ADDED = {
  rule: 'proxy-added-header',
  confidence: 'proven',
  variant: 'header-added',
  side: 'middle',
  names: ['x-oss-meta-gateway', 'edge-7'],
};

for (const v4 of [false, true]) {
  const signature = v4 ? 'V4' : 'V1';
  const element = v4 ? 'CanonicalRequest' : 'StringToSign';

  test(`a gateway behind osslens that adds a header is proven, ${signature}`, () =>
    withScene({ meddle: stamp }, async (scene) => {
      const exchange = await assertDiagnosed(
        scene,
        await uploadThroughGateway(scene, { v4 }),
        ADDED,
      );
      assertEvidence(exchange, [{ where: 'response.body', name: element, value: 'edge-7' }]);
      assert.ok(!JSON.stringify(exchange.forwarded).includes('x-oss-meta-gateway'));
    }));

  test(`a gateway behind osslens that rewrites Content-Type is proven, ${signature}`, () =>
    withScene({ meddle: retype }, async (scene) => {
      const exchange = await assertDiagnosed(scene, await uploadThroughGateway(scene, { v4 }), {
        rule: 'proxy-added-header',
        confidence: 'proven',
        side: 'middle',
        names: ['application/json', 'application/octet-stream'],
      });
      assert.match(exchange.findings[0].title, /content-type/i);
      assertEvidence(exchange, [
        { where: 'request.header', value: 'application/json' },
        { where: 'response.body', name: element, value: 'application/octet-stream' },
      ]);
      const { id } = exchange;
      const signed = await scene.osslens.api(`/api/v1/exchanges/${id}/signature`);
      assert.equal(signed.verdict, 'different');
      assert.equal(signed.differences.length, 1);
      assert.equal(signed.differences[0].rebuilt, 'application/json');
      assert.equal(signed.differences[0].echoed, 'application/octet-stream');
    }));

  test(`a further proxy that osslens goes through is proven to add a header, ${signature}`, () =>
    withScene({ upstreamProxy: stamp }, async (scene) => {
      await assertDiagnosed(scene, await uploadThroughGateway(scene, { v4 }), ADDED);
    }));

  for (const { what, meddle } of [
    { what: 'adds a header', meddle: stamp },
    { what: 'rewrites Content-Type', meddle: retype },
  ]) {
    test(`a proxy before osslens that ${what} is never proven, ${signature}`, () =>
      withScene({}, async (scene) => {
        const proxy = await scene.meddler({
          next: { ...scene.osslens.proxy, isProxy: true },
          meddle,
        });
        const client = aliOss(scene, { v4, bucket: INVOICES, proxyUrl: proxy.url });
        const { code, requestId } = await failureOf(
          client.put('2024/0815.json', Buffer.from('{}'), { mime: 'application/json' }),
        );
        assert.equal(code, 'SignatureDoesNotMatch');
        assert.equal(proxy.count, 1);
        const { id, findings } = await scene.exchangeOf(requestId);
        assert.ok(findings.length > 0);
        for (const { rule, confidence } of findings) assert.notEqual(confidence, 'proven', rule);
        const signed = await scene.osslens.api(`/api/v1/exchanges/${id}/signature`);
        assert.equal(signed.verdict, 'equal');
      }));
  }
}
