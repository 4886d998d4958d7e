/** Misbehaviour on demand: which of the next requests are to be treated badly, and how. */

/**
 * What a request has to look like. Strings may hold `*`; a missing field matches everything.
 * @typedef {{host?: string, path?: string, method?: string}} Match
 *
 * @typedef {object} Plan how one exchange goes wrong; all fields may be combined
 * @property {number} [delayBeforeHeadMs] before the first byte of the response
 * @property {number} [delayInHeadMs] after the first twelve bytes of the response head
 * @property {number} [delayInBodyMs] in the response body, at its half or after delayAfterBodyBytes
 * @property {number} [delayAfterBodyBytes]
 * @property {number} [delayReadMs] before the request body is read
 * @property {number} [pieceBytes] write the response in pieces of so many bytes
 * @property {number} [cutAfterBytes] end the connection after so many bytes of the response (0:
 *   before any)
 * @property {number} [cutAfterRequestBytes] end the connection after so many bytes of the request
 *   body
 * @property {boolean} [reset] end connections with RST; alone it resets as soon as the request head
 *   is there
 * @property {boolean} [hang] never answer
 * @property {'keep' | 'close'} [refuseBeforeBody] answer (403 unless `error` is given) without
 *   reading the body
 * @property {'response' | 'next-request'} [closeAfter] close the connection, unannounced, after
 *   this response or when the
 *   next request on it begins
 * @property {'chunked' | 'chunked-extensions' | 'until-close' | 'http10' | 'interim' |
 *   'duplicate-headers' | 'bare-lf' |
 *   'invalid-chunk-size' | 'truncated'} [framing]
 * @property {string} [raw] answer these characters (one byte each) instead of HTTP, then close
 * @property {'html-502' | 'captive-portal'} [answer] an answer that is not OSS's
 * @property {{status: number, code: string, message: string, ec?: string, elements?: Record<string,
 *   string>,
 *   headers?: Record<string, string>}} [error] answer this OSS error document
 *
 * @typedef {Plan & {match?: Match, times?: number}} Misbehaviour times: how many requests, default
 *   1, 0 = until removed
 */

/** @type {Plan} */
const GOOD = Object.freeze({});

const FIELDS = new Set([
  'delayBeforeHeadMs',
  'delayInHeadMs',
  'delayInBodyMs',
  'delayAfterBodyBytes',
  'delayReadMs',
  'pieceBytes',
  'cutAfterBytes',
  'cutAfterRequestBytes',
  'reset',
  'hang',
  'refuseBeforeBody',
  'closeAfter',
  'framing',
  'raw',
  'answer',
  'error',
  'match',
  'times',
]);

export class Misbehaviours {
  /** @type {Array<{spec: Misbehaviour, left: number}>} */
  #active = [];

  /** @param {Misbehaviour} spec @returns {{remove: () => void, pending: () => boolean}} */
  add(spec) {
    for (const name of Object.keys(spec)) {
      if (!FIELDS.has(name)) throw new TypeError(`unknown misbehaviour field "${name}"`);
    }
    const item = { spec, left: spec.times === 0 ? Infinity : (spec.times ?? 1) };
    this.#active.push(item);
    return {
      remove: () => (this.#active = this.#active.filter((other) => other !== item)),
      pending: () => this.#active.includes(item),
    };
  }

  clear() {
    this.#active = [];
  }

  /**
   * Takes the first one that fits.
   * @param {import('./wire/lab_request.mjs').LabRequest} request
   * @returns {Plan}
   */
  take(request) {
    const item = this.#active.find(({ spec }) => matches(spec.match ?? {}, request));
    if (!item) return GOOD;
    item.left -= 1;
    if (item.left <= 0) this.#active = this.#active.filter((other) => other !== item);
    return item.spec;
  }
}

function matches(match, request) {
  return (
    fits(match.host, request.host) &&
    fits(match.path, request.rawPath) &&
    fits(match.method, request.method)
  );
}

function fits(pattern, value) {
  if (pattern === undefined) return true;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's').test(value);
}
