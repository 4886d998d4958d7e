/**
 * Failures that real clients make, over what support is asked about most, each with what osslens must
 * say of it first.
 */
import { CREDENTIALS } from './credentials.mjs';
import { DOMAINS } from './domains.mjs';
import { NETWORK } from './network.mjs';
import { PERMISSIONS } from './permissions.mjs';
import { UPLOADS } from './uploads.mjs';
import { USAGE } from './usage.mjs';

/**
 * @typedef {object} Failure
 * @property {string} name what the app does wrong, or what happens to it
 * @property {string} rule
 * @property {string | null} variant
 * @property {string} confidence
 * @property {(scene: import('../scene.mjs').Scene) => Promise<import('./calls.mjs').Mark>} make the
 *   scene is that of openFailureScene()
 */

/** @type {Failure[]} */
export const ALL_FAILURES = [
  ...PERMISSIONS,
  ...NETWORK,
  ...CREDENTIALS,
  ...USAGE,
  ...DOMAINS,
  ...UPLOADS,
];

/**
 * Makes a failure and waits until osslens has explained it.
 * @param {import('../scene.mjs').Scene} scene @param {Failure} failure
 * @returns {Promise<any>} the exchange in detail
 */
export async function makeFailure(scene, { make }) {
  const mark = await make(scene);
  if (typeof mark === 'string') return scene.exchangeOf(mark);
  const { id } = await scene.osslens.waitForExchange(mark);
  return scene.osslens.api(`/api/v1/exchanges/${id}?lang=en`);
}
