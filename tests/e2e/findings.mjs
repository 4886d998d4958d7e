/** Checks what osslens says of one refused request. */
import assert from 'node:assert/strict';

const CJK = /[\u4e00-\u9fff]/;

/** The texts of a finding for its reader. */
const textsOf = ({ title, cause, fix, docs, evidence }) =>
  [title, cause, ...fix, ...docs, ...evidence.map(({ note }) => note)].filter((text) => text);

function assertLanguage(finding, language) {
  const texts = textsOf(finding);
  assert.ok(finding.fix.length > 0, 'a finding says what to do');
  for (const text of texts) {
    assert.doesNotMatch(text, /\{[a-z_]+\}/, 'a placeholder was left open');
    if (language === 'en') assert.doesNotMatch(text, CJK);
  }
  if (language === 'zh') assert.match(finding.title + finding.cause, CJK);
}

/**
 * The strongest finding of the request, checked in both languages.
 * @param {import('./scene.mjs').Scene} scene
 * @param {string} requestId
 * @param {{rule: string, confidence: string, variant?: string | null, side?: string, names?:
 *   string[]}} expected
 *   names: what title or cause must say, in either language
 * @returns {Promise<any>} the exchange, in English
 */
export async function assertDiagnosed(scene, requestId, { names = [], ...expected }) {
  const inEnglish = await scene.exchangeOf(requestId, 'en');
  for (const language of ['en', 'zh']) {
    const [finding] = (await scene.exchangeOf(requestId, language)).findings;
    assert.ok(finding, `nothing was found: ${inEnglish.oss_code}`);
    const facts = Object.fromEntries(Object.keys(expected).map((name) => [name, finding[name]]));
    assert.deepEqual(facts, expected);
    assertLanguage(finding, language);
    for (const name of names) {
      const text = `${finding.title}\n${finding.cause}`;
      assert.ok(text.includes(name), `${JSON.stringify(name)} is not named in: ${text}`);
    }
  }
  return inEnglish;
}

/** That a finding shows these bytes. @param {any} exchange @param {Array<{where: string, name: string, value: string}>} expected */
export function assertEvidence(exchange, expected) {
  const [{ evidence }] = exchange.findings;
  const shown = evidence.map(({ where, name, value }) => ({ where, name, value }));
  for (const one of expected) {
    const isShown = shown.some((each) => Object.keys(one).every((key) => each[key] === one[key]));
    assert.ok(isShown, `no ${JSON.stringify(one)} in ${JSON.stringify(shown)}`);
  }
}
