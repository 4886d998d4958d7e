/** What the demo shows: an application's day, and its failures. */
import { ALL_FAILURES, makeFailure } from '../failures/all.mjs';

export { openFailureScene as openDemo } from '../failures/scene.mjs';
export { makeSuccesses } from '../failures/successes.mjs';

/**
 * Makes each failure and asks osslens what it was.
 * @param {import('../scene.mjs').Scene} scene
 * @param {(finding: any, exchange: any) => void} report called for each, in order
 */
export async function makeFailures(scene, report) {
  for (const failure of ALL_FAILURES) {
    const exchange = await makeFailure(scene, failure);
    const [finding] = exchange.findings;
    if (finding?.rule !== failure.rule) {
      const found = finding?.rule ?? 'nothing';
      throw new Error(`${failure.name}: ${failure.rule} was expected, found ${found}`);
    }
    report(finding, exchange);
  }
}
