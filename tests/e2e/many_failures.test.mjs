/** Failures that real clients make, each explained as what it is; and their neighbours, which went well. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ALL_FAILURES, makeFailure } from './failures/all.mjs';
import { openFailureScene } from './failures/scene.mjs';
import { makeSuccesses } from './failures/successes.mjs';

/** @type {import('./scene.mjs').Scene} */ let scene;
before(async () => (scene = await openFailureScene()));
after(() => scene?.close());

test('calls of the same clients that go well have no finding', async () => {
  await makeSuccesses(scene);
  assert.ok(scene.lab.requests.length > 20);
  for (const { requestId, operation, status } of scene.lab.requests) {
    const { failed, findings } = await scene.exchangeOf(requestId);
    const rules = findings.map(({ rule }) => rule);
    assert.deepEqual({ operation, failed, rules }, { operation, failed: false, rules: [] });
    assert.ok(status < 300, `${operation} was answered with ${status}`);
  }
});

for (const failure of ALL_FAILURES) {
  const { name, rule, variant, confidence } = failure;
  test(`${name}: ${rule}`, async () => {
    const { findings } = await makeFailure(scene, failure);
    const [first] = findings;
    assert.ok(first, 'nothing was found');
    const found = { rule: first.rule, variant: first.variant, confidence: first.confidence };
    assert.deepEqual(found, { rule, variant, confidence });
  });
}

test('the failures are different ones', () => {
  const kinds = new Set(ALL_FAILURES.map(({ rule, variant }) => `${rule} ${variant}`));
  assert.ok(kinds.size >= 50, `${kinds.size} kinds`);
});
