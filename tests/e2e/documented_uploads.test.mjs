/**
 * Every error that OSS documents for callbacks and forms: OSS, which is the lab, gives it to a real client's upload, and it
 * is explained in both languages. Most of them come out of wrong uploads as well (form_uploads, callback, failures); here
 * none is left out.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { aliOss, failureOf } from './ali_oss.mjs';
import { curl } from './curl.mjs';
import { hostOf, PHOTOS } from './keys.mjs';
import { CALLBACKS, JSON_CALLBACK, callbackTo } from './mistakes.mjs';
import { Scene } from './scene.mjs';

const ENTRIES = JSON.parse(
  readFileSync(new URL('../fixtures/catalogue/errors.json', import.meta.url), 'utf8'),
).filter(({ topic }) => topic === 'callback' || topic === 'post-object');

/** Rules that look deeper than the words of the error. */
const DEEPER = { CallbackFailed: 'callback-body-not-json', SignatureDoesNotMatch: 'wrong-secret' };

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open({ callbacks: CALLBACKS })));
after(() => scene?.close());

/** What gives the request id of an answer with that error. */
async function upload({ id, topic }) {
  if (topic === 'post-object') {
    const form = ['-F', 'key=a.txt', '-F', 'file=@-;filename=a.txt'];
    return (await curl(scene, [...form, `http://${hostOf(PHOTOS)}/`], { input: 'hello' })).requestId;
  }
  // The one that comes of a download: an authorisation callback, which buckets of cloud drives have.
  const call =
    id === 'request-denied-by-callback'
      ? aliOss(scene).get('a.txt')
      : aliOss(scene).put('a.txt', Buffer.from('hello'), callbackTo(JSON_CALLBACK));
  return (await failureOf(call)).requestId;
}

test('there are as many as the documents have', () => assert.ok(ENTRIES.length >= 49));

for (const entry of ENTRIES) {
  test(`${entry.id} is explained`, async () => {
    const { id, code, message_text: message, http_status: statuses, ec } = entry;
    scene.lab.misbehave({
      error: { status: statuses[0], code, message: message ?? '', ...(ec[0] && { ec: ec[0] }) },
    });
    const requestId = await upload(entry);
    for (const language of ['en', 'zh']) {
      const exchange = await scene.exchangeOf(requestId, language);
      assert.equal(exchange.oss_code, code);
      const [finding] = exchange.findings;
      assert.ok(finding, 'it is not explained');
      assert.equal(finding.rule, DEEPER[code] ?? id);
      assert.ok(finding.cause.length > 10 && finding.fix.length > 0);
      assert.equal(/\p{Script=Han}/u.test(finding.cause), language === 'zh', finding.cause);
    }
  });
}
