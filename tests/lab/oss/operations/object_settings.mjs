/** ACL, tags and symbolic links of objects. */
import { fromText, percentDecode, percentEncode, toText } from '../../wire/binary_text.mjs';
import { bufferContent } from '../content.mjs';
import { malformedXml, noSuchKey, OssError } from '../oss_error.mjs';
import { childrenOf, childText, element } from '../xml.mjs';
import { emptyAnswer, xmlAnswer } from './answers.mjs';
import { checkObjectAcl, contentEtag, objectFacts } from './object_facts.mjs';
import { xmlBody } from './xml_body.mjs';

const MAX_TAGS = 10;

function objectItself({ bucket, key }) {
  const object = bucket.objects.get(key);
  if (!object) throw noSuchKey(toText(key));
  return object;
}

/** @param {import('../service.mjs').Context} context */
export function getObjectAcl(context) {
  const { owner } = context.bucket;
  return xmlAnswer('AccessControlPolicy', [
    element('Owner', [element('ID', owner), element('DisplayName', owner)]),
    element('AccessControlList', [element('Grant', objectItself(context).acl)]),
  ]);
}

/** @param {import('../service.mjs').Context} context */
export async function putObjectAcl(context) {
  const object = objectItself(context);
  object.acl = checkObjectAcl(context.request.header('x-oss-object-acl') ?? '');
  await context.request.body.drain();
  return emptyAnswer(200);
}

/** @param {import('../service.mjs').Context} context */
export function getObjectTagging(context) {
  const tags = objectItself(context).tags.map(([key, value]) =>
    element('Tag', [element('Key', toText(key)), element('Value', toText(value))]),
  );
  return xmlAnswer('Tagging', [element('TagSet', tags)]);
}

/** @param {import('../service.mjs').Context} context */
export async function putObjectTagging(context) {
  const object = objectItself(context);
  const set = childrenOf(await xmlBody(context, 'Tagging', '0010-00000101'), 'TagSet')[0];
  if (!set) throw malformedXml('0010-00000101');
  const tags = childrenOf(set, 'Tag').map((tag) => [
    fromText(childText(tag, 'Key') ?? ''),
    fromText(childText(tag, 'Value') ?? ''),
  ]);
  if (tags.length > MAX_TAGS)
    throw new OssError(400, 'TooManyTags', 'Object tags cannot be greater than 10.');
  if (tags.some(([key]) => key === '')) {
    throw new OssError(400, 'InvalidTag', 'The TagKey you have provided is invalid.');
  }
  if (new Set(tags.map(([key]) => key)).size !== tags.length) {
    throw new OssError(400, 'RepeatedTags', 'Tag keys must be unique.');
  }
  object.tags = tags;
  return emptyAnswer(200);
}

/** @param {import('../service.mjs').Context} context */
export function deleteObjectTagging(context) {
  objectItself(context).tags = [];
  return emptyAnswer(204);
}

/** @param {import('../service.mjs').Context} context */
export async function putSymlink(context) {
  const { bucket, key, request, now } = context;
  const facts = objectFacts(context);
  const target = percentDecode(request.header('x-oss-symlink-target') ?? '');
  const content = bufferContent(Buffer.alloc(0));
  bucket.objects.set(key, {
    ...facts,
    content,
    etag: contentEtag(content),
    lastModified: now,
    type: 'Symlink',
    symlinkTarget: target,
  });
  await request.body.drain();
  return emptyAnswer(200);
}

/** @param {import('../service.mjs').Context} context */
export function getSymlink(context) {
  const object = objectItself(context);
  if (object.type !== 'Symlink') {
    throw new OssError(400, 'NotSymlink', 'The object is not symlink.', { ec: '0043-00000101' });
  }
  return emptyAnswer(200, [
    ['x-oss-symlink-target', percentEncode(object.symlinkTarget)],
    ['ETag', `"${object.etag}"`],
  ]);
}
