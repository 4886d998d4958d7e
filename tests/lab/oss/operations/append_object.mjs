/** AppendObject. */
import { crcHeaders, joinContents } from '../content.mjs';
import { OssError } from '../oss_error.mjs';
import { emptyAnswer } from './answers.mjs';
import { contentEtag, objectFacts } from './object_facts.mjs';
import { uploadBody } from './upload_body.mjs';

/** @param {import('../service.mjs').Context} context */
export async function appendObject(context) {
  const { bucket, key, request, now } = context;
  const text = request.queryValue('position');
  if (!text || !/^\d+$/.test(text)) {
    const ec = text === null ? '0016-00000501' : '0016-00000502';
    throw new OssError(400, 'MissingArgument', 'Missing Some Required Arguments.', { ec });
  }
  const existing = bucket.objects.get(key);
  if (existing && existing.type !== 'Appendable') {
    throw new OssError(409, 'ObjectNotAppendable', 'The object is not appendable.');
  }
  const facts = existing ?? objectFacts(context);
  const length = existing?.content.size ?? 0;
  if (Number(text) !== length) {
    throw new OssError(409, 'PositionNotEqualToLength', 'Position is not equal to file length.', {
      ec: '0026-00000016',
      headers: [['x-oss-next-append-position', String(length)]],
    });
  }
  const added = await uploadBody(context);
  const content = existing ? joinContents([existing.content, added]) : { ...added, md5: null };
  const object = {
    ...facts,
    content,
    etag: contentEtag(added),
    lastModified: now,
    type: 'Appendable',
  };
  bucket.objects.set(key, object);
  return emptyAnswer(200, [
    ['ETag', `"${object.etag}"`],
    ...crcHeaders(content),
    ['x-oss-next-append-position', String(content.size)],
  ]);
}
