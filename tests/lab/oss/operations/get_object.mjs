/** GetObject, HeadObject, GetObjectMeta. */
import { gzipSync } from 'node:zlib';
import { toText } from '../../wire/binary_text.mjs';
import { contentBuffer, crcHeaders } from '../content.mjs';
import { httpDate } from '../dates.mjs';
import { noSuchKey, OssError } from '../oss_error.mjs';
import { emptyAnswer } from './answers.mjs';
import { checkConditions } from './conditions.mjs';

const MIN_GZIP_BYTES = 1024;
const MAX_GZIP_BYTES = 8 * 1024 * 1024;
const GZIP_TYPES = new Set(
  `text/cache-manifest text/xml text/plain text/css application/javascript application/x-javascript
  application/rss+xml application/json text/json`.split(/\s+/),
);
const OVERRIDES = {
  'response-content-type': 'Content-Type',
  'response-content-language': 'Content-Language',
  'response-expires': 'Expires',
  'response-cache-control': 'Cache-Control',
  'response-content-disposition': 'Content-Disposition',
  'response-content-encoding': 'Content-Encoding',
};

/**
 * Follows a symbolic link.
 * @param {import('../service.mjs').Context} context
 * @returns {import('../store.mjs').StoredObject}
 */
export function existingObject({ bucket, key }) {
  const object = bucket.objects.get(key);
  if (!object) throw noSuchKey(toText(key));
  if (object.type !== 'Symlink') return object;
  const target = bucket.objects.get(object.symlinkTarget);
  if (!target)
    throw new OssError(404, 'SymlinkTargetNotExist', 'The symlink target object does not exist.');
  return target;
}

/** @param {import('../store.mjs').StoredObject} object @param {boolean} isS3 */
function objectHeaders(object, isS3) {
  const { content } = object;
  const headers = [
    ['Accept-Ranges', 'bytes'],
    ['ETag', `"${object.etag}"`],
    ['Last-Modified', httpDate(object.lastModified)],
    ['x-oss-object-type', object.type],
    ...crcHeaders(content),
    ['x-oss-storage-class', object.storageClass],
    ...object.headers,
    ...object.metadata.map(([name, value]) => [`${isS3 ? 'x-amz' : 'x-oss'}-meta-${name}`, value]),
  ];
  if (content.md5 !== null) headers.push(['Content-MD5', content.md5]);
  if (object.type === 'Appendable')
    headers.push(['x-oss-next-append-position', String(content.size)]);
  if (object.tags.length > 0) headers.push(['x-oss-tagging-count', String(object.tags.length)]);
  return headers;
}

function applyOverrides(headers, { request, identity }) {
  for (const [key, name] of Object.entries(OVERRIDES)) {
    const value = request.queryValue(key);
    if (value === null) continue;
    if (identity.credential === null) {
      const text = 'Request specific response headers cannot be used for anonymous GET requests.';
      throw new OssError(400, 'InvalidRequest', text);
    }
    const others = headers.filter(([other]) => other !== name);
    headers = [...others, [name, value]];
  }
  return headers;
}

/**
 * OSS ignores a range that does not lie inside the object, unless the client asks for the standard
 *   behaviour.
 * @returns {{start: number, end: number} | null} end exclusive; null for the whole object
 */
function requestedRange(request, size) {
  const value = request.header('range');
  if (value === null) return null;
  const isStandard = request.header('x-oss-range-behavior') === 'standard';
  const match = /^bytes=(\d*)-(\d*)$/.exec(value.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first, last] = match;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  let end = first === '' || last === '' ? size : Number(last) + 1;
  const isSuffixOfNothing = first === '' && Number(last) === 0;
  const isOutside = start >= size || end <= start || isSuffixOfNothing;
  if (isStandard) {
    if (isOutside)
      throw new OssError(416, 'InvalidRange', 'The requested range cannot be satisfied.', {
        elements: [
          ['ActualObjectSize', String(size)],
          ['RangeRequested', value],
        ],
        headers: [['Content-Range', `bytes */${size}`]],
      });
    end = Math.min(end, size);
  } else if (isOutside || end > size) {
    return null;
  }
  return { start, end };
}

function wantsGzip(request, object) {
  const find = (name) => object.headers.find(([other]) => other === name)?.[1];
  const type = (find('Content-Type') ?? '').split(';')[0].trim();
  return (
    /\bgzip\b/.test(request.header('accept-encoding') ?? '') &&
    GZIP_TYPES.has(type) &&
    find('Content-Encoding') === undefined &&
    object.content.size >= MIN_GZIP_BYTES &&
    object.content.size <= MAX_GZIP_BYTES
  );
}

/** Compressed on the fly: chunked, no ETag, no length, ranges ignored. */
function gzipAnswer(object, headers) {
  const packed = gzipSync(contentBuffer(object.content));
  const kept = headers.filter(([name]) => !['ETag', 'Accept-Ranges', 'Content-MD5'].includes(name));
  return {
    status: 200,
    headers: [...kept, ['Content-Encoding', 'gzip'], ['Vary', 'Accept-Encoding']],
    content: { size: packed.length, pieces: () => [packed] },
    chunked: true,
  };
}

/** The archive classes must be restored first, which the lab does not do. Facts may be read. */
function checkState({ request }, { storageClass }) {
  if (request.method !== 'GET' || !storageClass.endsWith('Archive')) return;
  const text = "The operation is not valid for the object's state.";
  throw new OssError(403, 'InvalidObjectState', text);
}

/** @param {import('../service.mjs').Context} context */
export function getObject(context) {
  const { request } = context;
  const object = existingObject(context);
  checkState(context, object);
  checkConditions((name) => request.header(name), object);
  const headers = applyOverrides(objectHeaders(object, request.isS3), context);
  if (request.method === 'GET' && wantsGzip(request, object)) return gzipAnswer(object, headers);
  const { content } = object;
  const range = requestedRange(request, content.size);
  if (!range) {
    return {
      status: 200,
      headers,
      content: { size: content.size, pieces: () => content.pieces(0, content.size) },
    };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: [...headers, ['Content-Range', `bytes ${start}-${end - 1}/${content.size}`]],
    content: { size: end - start, pieces: () => content.pieces(start, end) },
  };
}

/** The writer leaves the body out; the headers are those of GET. */
export const headObject = getObject;

/** @param {import('../service.mjs').Context} context */
export function getObjectMeta(context) {
  const { etag, lastModified, content } = existingObject(context);
  const headers = [
    ['ETag', `"${etag}"`],
    ['Last-Modified', httpDate(lastModified)],
    ...crcHeaders(content),
  ];
  return { ...emptyAnswer(200, headers), content: { size: content.size, pieces: () => [] } };
}
