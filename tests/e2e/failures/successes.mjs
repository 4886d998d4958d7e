/** Calls of the same clients that go well, near to those that fail. */
import { randomBytes } from 'node:crypto';
import { aliOss } from '../ali_oss.mjs';
import { curl } from '../curl.mjs';
import { hostOf, PHOTOS, STS_KEY } from '../keys.mjs';
import { callbackTo, JSON_CALLBACK } from '../mistakes.mjs';
import { runWell } from '../run_command.mjs';
import { signUrl } from '../v1_signer.mjs';
import { boto3Command, rcloneEnvironment } from './calls.mjs';
import { DOMAIN, EDITOR_KEY, KNOWN_KEY, LOCKED_DOWN, READER_KEY, SITE, WEBSITE } from './scene.mjs';

const PART_BYTES = 128 * 1024;
const CONTENT = Buffer.from('some content');

async function byAliOss(scene) {
  const client = aliOss(scene);
  await client.put('2024/picnic.jpg', randomBytes(48_000), { mime: 'image/jpeg' });
  await client.multipartUpload('2024/film.mp4', randomBytes(3 * PART_BYTES), {
    partSize: PART_BYTES,
  });
  await client.put('2024/note.txt', Buffer.from('hello'), callbackTo(JSON_CALLBACK));
  await client.listV2({ prefix: '2024/', 'max-keys': 100 }, {});
  const { nextAppendPosition: position } = await client.append('2024/log.txt', CONTENT);
  await client.append('2024/log.txt', CONTENT, { position });
  const temporary = aliOss(scene, { key: STS_KEY, v4: true });
  await temporary.get('2024/picnic.jpg');
  await temporary.head('2024/film.mp4');
  await aliOss(scene, { key: READER_KEY }).get('shared.jpg');
  await aliOss(scene, { key: EDITOR_KEY }).put('2024/edited.txt', CONTENT);
  await aliOss(scene, { key: KNOWN_KEY, v4: true, domain: DOMAIN }).get('shared.jpg');
  await aliOss(scene, { bucket: LOCKED_DOWN }).get('rules.txt');
}

async function byCurl(scene) {
  const logo = `http://${hostOf(WEBSITE)}/logo.png`;
  const page = { Origin: SITE, Referer: `${SITE}/index.html` };
  const asked = { 'Access-Control-Request-Method': 'GET' };
  for (const [args, headers] of [
    [[signUrl({ object: '2024/note.txt' })], {}],
    [['-X', 'OPTIONS', logo], { ...page, ...asked }],
    [[logo], page],
  ]) {
    const { status, text } = await curl(scene, args, { headers });
    if (status !== 200) throw new Error(`${args.join(' ')} was answered with ${status}: ${text}`);
  }
}

/** @param {import('../scene.mjs').Scene} scene of openFailureScene() */
export async function makeSuccesses(scene) {
  await byAliOss(scene);
  await byCurl(scene);
  await runWell('rclone', ['lsf', `lab:${PHOTOS}`], { env: rcloneEnvironment(scene) });
  const { command, args, env } = boto3Command(scene, { name: 'put' });
  await runWell(command, args, { env });
  await aliOss(scene).delete('2024/note.txt');
}
