/** CopyObject, and finding the source of a copy. */
import { percentDecode, toText } from '../../wire/binary_text.mjs';
import { crcHeaders } from '../content.mjs';
import { httpDate, isoDate } from '../dates.mjs';
import { accessDenied, invalidArgument, noSuchBucket, noSuchKey } from '../oss_error.mjs';
import { element } from '../xml.mjs';
import { xmlAnswer } from './answers.mjs';
import { checkConditions } from './conditions.mjs';
import { checkOverwrite, objectFacts } from './object_facts.mjs';

/**
 * @param {import('../service.mjs').Context} context
 * @returns {import('../store.mjs').StoredObject}
 */
export function copySource({ request, service, bucket }) {
  const text = percentDecode(request.ossHeader('copy-source') ?? '').replace(/\?versionId=.*$/, '');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(text);
  if (!match) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.',
      {
        elements: [
          ['ArgumentName', 'x-oss-copy-source'],
          ['ArgumentValue', toText(text)],
        ],
      },
    );
  }
  const [, sourceName, sourceKey] = match;
  const source = service.store.buckets.get(sourceName);
  if (!source) throw noSuchBucket(toText(sourceName));
  if (source.region !== bucket.region) {
    throw accessDenied('Target object does not reside in the same data center as source object.');
  }
  const object = source.objects.get(sourceKey);
  if (!object) throw noSuchKey(toText(sourceKey));
  checkConditions((name) => request.ossHeader(`copy-source-${name}`), object);
  return object;
}

/** @param {import('../service.mjs').Context} context */
export async function copyObject(context) {
  const { bucket, key, request, now } = context;
  const source = copySource(context);
  checkOverwrite(context);
  const facts = objectFacts(context);
  const replaces = (request.ossHeader('metadata-directive') ?? 'COPY').toUpperCase() === 'REPLACE';
  const kept = replaces ? {} : { headers: source.headers, metadata: source.metadata };
  const replacesTags =
    (request.ossHeader('tagging-directive') ?? 'COPY').toUpperCase() === 'REPLACE';
  const object = {
    ...facts,
    ...kept,
    tags: replacesTags ? facts.tags : source.tags,
    content: source.content,
    etag: source.etag,
    lastModified: now,
    type: source.type === 'Multipart' ? 'Multipart' : 'Normal',
  };
  bucket.objects.set(key, object);
  await request.body.drain();
  const children = [element('LastModified', isoDate(now)), element('ETag', `"${object.etag}"`)];
  return xmlAnswer('CopyObjectResult', children, [
    ['ETag', `"${object.etag}"`],
    ...crcHeaders(object.content),
    ['Last-Modified', httpDate(now)],
  ]);
}
