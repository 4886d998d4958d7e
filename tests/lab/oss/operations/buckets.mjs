/** Operations on buckets, and ListBuckets. */
import { toText } from '../../wire/binary_text.mjs';
import { compareBytes } from '../../signing/claim.mjs';
import { isoDate } from '../dates.mjs';
import { badArgument, OssError } from '../oss_error.mjs';
import { childText, element, parseXml } from '../xml.mjs';
import { countParameter, emptyAnswer, xmlAnswer } from './answers.mjs';
import { rawXmlBody } from './xml_body.mjs';

const BUCKET_ACLS = new Set(['private', 'public-read', 'public-read-write']);

const ownerElement = (id) => element('Owner', [element('ID', id), element('DisplayName', id)]);

const endpointElements = ({ region }) => [
  element('ExtranetEndpoint', `oss-${region}.aliyuncs.com`),
  element('IntranetEndpoint', `oss-${region}-internal.aliyuncs.com`),
];

/** @param {import('../service.mjs').Context} context */
export function listBuckets({ request, service, identity }) {
  const value = (name) => toText(request.queryValue(name) ?? '');
  const maxKeys = countParameter(request.queryValue('max-keys'), 100, 1000);
  if (maxKeys === null) throw badArgument('0017-00000289');
  const { owner } = identity.credential;
  const fitting = [...service.store.buckets.values()]
    .filter(
      (bucket) =>
        bucket.owner === owner &&
        bucket.name.startsWith(value('prefix')) &&
        bucket.name > value('marker'),
    )
    .sort((a, b) => compareBytes(a.name, b.name));
  const page = fitting.slice(0, maxKeys);
  const isTruncated = fitting.length > page.length;
  const describe = (bucket) =>
    element('Bucket', [
      element('CreationDate', isoDate(bucket.createdAt)),
      ...endpointElements(bucket),
      element('Location', `oss-${bucket.region}`),
      element('Name', bucket.name),
      element('Region', bucket.region),
      element('StorageClass', bucket.storageClass),
    ]);
  return xmlAnswer('ListAllMyBucketsResult', [
    element('Prefix', value('prefix')),
    element('Marker', value('marker')),
    element('MaxKeys', maxKeys),
    element('IsTruncated', isTruncated),
    isTruncated ? element('NextMarker', page.at(-1).name) : '',
    ownerElement(owner),
    element('Buckets', page.map(describe)),
  ]);
}

/** @param {import('../service.mjs').Context} context */
export async function putBucket(context) {
  const { place, service, bucket, identity, request } = context;
  const body = await rawXmlBody(context);
  const document = body.length === 0 ? null : parseXml(body.toString('utf8'));
  if (body.length > 0 && !document) {
    const text =
      'The XML you provided was not well-formed or did not validate against our published schema.';
    throw new OssError(400, 'MalformedXML', text, { ec: '0015-00000231' });
  }
  const acl = request.header('x-oss-acl') ?? 'private';
  if (!BUCKET_ACLS.has(acl)) throw badArgument('0015-00000204');
  if (bucket && bucket.owner !== identity.credential.owner) {
    const text = 'The requested bucket name is not available.';
    throw new OssError(409, 'BucketAlreadyExists', text, {
      ec: '0015-00000102',
      elements: [['BucketName', bucket.name]],
    });
  }
  if (bucket) bucket.acl = acl;
  else {
    service.store.addBucket({
      name: place.bucket,
      region: place.region ?? 'cn-hangzhou',
      owner: identity.credential.owner,
      acl,
      storageClass: (document && childText(document, 'StorageClass')) ?? 'Standard',
    });
  }
  return emptyAnswer(200, [['Location', `/${place.bucket}`]]);
}

/** @param {import('../service.mjs').Context} context */
export function deleteBucket({ bucket, service }) {
  if (bucket.objects.size > 0 || bucket.uploads.size > 0) {
    const text = 'The bucket has objects. Please delete them first.';
    throw new OssError(409, 'BucketNotEmpty', text, {
      ec: '0015-00000301',
      elements: [['BucketName', bucket.name]],
    });
  }
  service.store.buckets.delete(bucket.name);
  return emptyAnswer(204);
}

/** @param {import('../service.mjs').Context} context */
export const headBucket = ({ bucket }) =>
  emptyAnswer(200, [['x-oss-bucket-region', bucket.region]]);

/** @param {import('../service.mjs').Context} context */
export const getBucketLocation = ({ bucket }) => {
  const answer = xmlAnswer('LocationConstraint', []);
  const document = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n${element('LocationConstraint', `oss-${bucket.region}`)}\n`,
  );
  return { ...answer, content: { size: document.length, pieces: () => [document] } };
};

/** @param {import('../service.mjs').Context} context */
export const getBucketInfo = ({ bucket }) =>
  xmlAnswer('BucketInfo', [
    element('Bucket', [
      element('CreationDate', isoDate(bucket.createdAt)),
      ...endpointElements(bucket),
      element('Location', `oss-${bucket.region}`),
      element('Name', bucket.name),
      element('StorageClass', bucket.storageClass),
      element('TransferAcceleration', bucket.acceleration ? 'Enabled' : 'Disabled'),
      ownerElement(bucket.owner),
      element('AccessControlList', [element('Grant', bucket.acl)]),
    ]),
  ]);

/** @param {import('../service.mjs').Context} context */
export const getBucketStat = ({ bucket }) =>
  xmlAnswer('BucketStat', [
    element(
      'Storage',
      [...bucket.objects.values()].reduce((sum, object) => sum + object.content.size, 0),
    ),
    element('ObjectCount', bucket.objects.size),
    element('MultipartUploadCount', bucket.uploads.size),
  ]);

/** @param {import('../service.mjs').Context} context */
export const getBucketAcl = ({ bucket }) =>
  xmlAnswer('AccessControlPolicy', [
    ownerElement(bucket.owner),
    element('AccessControlList', [element('Grant', bucket.acl)]),
  ]);

/** @param {import('../service.mjs').Context} context */
export async function putBucketAcl({ bucket, request }) {
  const acl = request.header('x-oss-acl');
  if (!BUCKET_ACLS.has(acl)) throw badArgument('0015-00000204');
  bucket.acl = acl;
  await request.body.drain();
  return emptyAnswer(200);
}
