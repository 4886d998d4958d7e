/** ListObjects (V1) and ListObjectsV2. */
import { fromText, percentEncode, toBytes, toText } from '../../wire/binary_text.mjs';
import { isoDate } from '../dates.mjs';
import { badArgument, invalidArgument } from '../oss_error.mjs';
import { compareBytes } from '../../signing/claim.mjs';
import { element } from '../xml.mjs';
import { countParameter, xmlAnswer } from './answers.mjs';

/** Rolls keys up to a page of objects and common prefixes. */
function listPage(bucket, { prefix, delimiter, after, maxKeys }) {
  const keys = [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix) && key > after)
    .sort(compareBytes);
  const items = [];
  for (const key of keys) {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const rolled = at < 0 ? null : key.slice(0, at + delimiter.length);
    if (rolled !== null && (items.at(-1)?.prefix === rolled || rolled <= after)) continue;
    if (items.length === maxKeys) return { items, isTruncated: true };
    items.push(rolled === null ? { key } : { prefix: rolled });
  }
  return { items, isTruncated: false };
}

function readParameters(request) {
  const value = (name) => request.queryValue(name) ?? '';
  const maxKeys = countParameter(request.queryValue('max-keys'), request.isS3 ? 1000 : 100, 1000);
  if (maxKeys === null) {
    throw badArgument('0017-00000289', [
      ['ArgumentName', 'max-keys'],
      ['ArgumentValue', toText(value('max-keys'))],
    ]);
  }
  const encoding = value('encoding-type');
  if (encoding !== '' && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', {
      ec: '0017-00000235',
      elements: [
        ['ArgumentName', 'encoding-type'],
        ['ArgumentValue', toText(encoding)],
      ],
    });
  }
  const shown = (key) => (encoding === 'url' ? percentEncode(key) : toText(key));
  return { prefix: value('prefix'), delimiter: value('delimiter'), maxKeys, encoding, shown };
}

function contents(bucket, page, shown, withOwner) {
  const owner = element('Owner', [
    element('ID', bucket.owner),
    element('DisplayName', bucket.owner),
  ]);
  return page.items.map((item) => {
    if (item.prefix !== undefined)
      return element('CommonPrefixes', [element('Prefix', shown(item.prefix))]);
    const object = bucket.objects.get(item.key);
    return element('Contents', [
      element('Key', shown(item.key)),
      element('LastModified', isoDate(object.lastModified)),
      element('ETag', `"${object.etag}"`),
      element('Type', object.type),
      element('Size', object.content.size),
      element('StorageClass', object.storageClass),
      withOwner ? owner : '',
    ]);
  });
}

const common = ({ prefix, delimiter, maxKeys, encoding, shown }, bucket) => [
  element('Name', bucket.name),
  element('Prefix', shown(prefix)),
  element('MaxKeys', maxKeys),
  element('Delimiter', shown(delimiter)),
  encoding === 'url' ? element('EncodingType', 'url') : '',
];

const lastOf = (page) => page.items.at(-1)?.key ?? page.items.at(-1)?.prefix ?? '';

/** @param {import('../service.mjs').Context} context */
export function listObjects({ bucket, request }) {
  const parameters = readParameters(request);
  const marker = request.queryValue('marker') ?? '';
  const page = listPage(bucket, { ...parameters, after: marker });
  return xmlAnswer('ListBucketResult', [
    ...common(parameters, bucket),
    element('Marker', parameters.shown(marker)),
    element('IsTruncated', page.isTruncated),
    page.isTruncated ? element('NextMarker', parameters.shown(lastOf(page))) : '',
    ...contents(bucket, page, parameters.shown, true),
  ]);
}

/** @param {import('../service.mjs').Context} context */
export function listObjectsV2({ bucket, request }) {
  const parameters = readParameters(request);
  const token = request.queryValue('continuation-token');
  const startAfter = request.queryValue('start-after') ?? '';
  const after = token ? fromText(Buffer.from(token, 'base64').toString('utf8')) : startAfter;
  const page = listPage(bucket, { ...parameters, after });
  return xmlAnswer('ListBucketResult', [
    ...common(parameters, bucket),
    startAfter === '' ? '' : element('StartAfter', parameters.shown(startAfter)),
    token === null ? '' : element('ContinuationToken', token),
    element('IsTruncated', page.isTruncated),
    element('KeyCount', page.items.length),
    page.isTruncated
      ? element('NextContinuationToken', toBytes(lastOf(page)).toString('base64'))
      : '',
    ...contents(bucket, page, parameters.shown, request.queryValue('fetch-owner') === 'true'),
  ]);
}
