/** What the demo shows: an application's day, with the commonest failures: endpoint, keys, changes on the way, callback. */
import { randomBytes } from 'node:crypto';
import { aliOss } from '../ali_oss.mjs';
import { curl } from '../curl.mjs';
import { STS_KEY } from '../keys.mjs';
import { adding } from '../meddler.mjs';
import { CALLBACKS, callbackTo, JSON_CALLBACK, ONE_OF_EACH } from '../mistakes.mjs';
import { Scene } from '../scene.mjs';
import { signUrl } from '../v1_signer.mjs';

const PART_BYTES = 128 * 1024;

/** @param {string[]} listen further options of `osslens serve` */
export const openDemo = (listen = []) =>
  Scene.open({ listen, callbacks: CALLBACKS, meddle: adding('x-oss-meta-gateway', 'edge-7') });

/** Calls that go well. @param {Scene} scene */
export async function makeSuccesses(scene) {
  const client = aliOss(scene);
  await client.put('2024/picnic.jpg', randomBytes(48_000), { mime: 'image/jpeg' });
  await client.multipartUpload('2024/film.mp4', randomBytes(3 * PART_BYTES), {
    partSize: PART_BYTES,
  });
  await client.put('2024/note.txt', Buffer.from('hello'), callbackTo(JSON_CALLBACK));
  await client.listV2({ prefix: '2024/', 'max-keys': 100 }, {});
  const temporary = aliOss(scene, { key: STS_KEY, v4: true });
  await temporary.get('2024/picnic.jpg');
  await temporary.head('2024/film.mp4');
  await curl(scene, [signUrl({ object: '2024/note.txt' })]);
  await client.delete('2024/note.txt');
}

/**
 * Makes each failure and asks osslens what it was.
 * @param {Scene} scene
 * @param {(finding: any, exchange: any) => void} report called for each, in order
 */
export async function makeFailures(scene, report) {
  for (const { rule, make } of ONE_OF_EACH) {
    const exchange = await scene.exchangeOf(await make(scene));
    const [finding] = exchange.findings;
    if (finding?.rule !== rule) {
      const found = finding?.rule ?? 'nothing';
      throw new Error(`${exchange.method} ${exchange.url}: ${rule} was expected, found ${found}`);
    }
    report(finding, exchange);
  }
}
