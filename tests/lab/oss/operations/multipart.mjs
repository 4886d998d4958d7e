/** Multipart uploads. */
import { randomBytes } from 'node:crypto';
import { percentEncode, toText } from '../../wire/binary_text.mjs';
import { compareBytes } from '../../signing/claim.mjs';
import { callbackAnswer, readCallback } from '../callback/upload_callback.mjs';
import { bufferContent, contentBuffer, joinContents } from '../content.mjs';
import { isoDate } from '../dates.mjs';
import { badArgument, invalidArgument, malformedXml, OssError } from '../oss_error.mjs';
import { childrenOf, childText, element, parseXml } from '../xml.mjs';
import { countParameter, emptyAnswer, xmlAnswer } from './answers.mjs';
import { copySource } from './copy_object.mjs';
import {
  checkOverwrite,
  contentEtag,
  multipartEtag,
  objectFacts,
  uploadHeaders,
} from './object_facts.mjs';
import { uploadBody } from './upload_body.mjs';
import { rawXmlBody } from './xml_body.mjs';

const MIN_PART_BYTES = 100 * 1024;

function existingUpload({ bucket, key, request }, ec) {
  const id = request.queryValue('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (upload?.key === key) return upload;
  const text =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  throw new OssError(404, 'NoSuchUpload', text, { ec, elements: [['UploadId', toText(id)]] });
}

function partNumberOf(request) {
  const text = request.queryValue('partNumber');
  const argument = (value) => [
    ['ArgumentName', 'partNumber'],
    ['ArgumentValue', value],
  ];
  if (text === null) {
    throw invalidArgument('Unexpected query string parameter', {
      ec: '0017-00000219',
      elements: [
        ['ArgumentName', 'ResourceType'],
        ['ArgumentValue', 'partNumber'],
      ],
    });
  }
  const number = countParameter(text, null, 10000);
  if (number === null) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive.', {
      ec: '0017-00000220',
      elements: argument(toText(text)),
    });
  }
  return number;
}

/** @param {import('../service.mjs').Context} context */
export async function initiateMultipartUpload(context) {
  const { bucket, key, request, now } = context;
  const facts = objectFacts(context);
  checkOverwrite(context);
  const id = randomBytes(16).toString('hex').toUpperCase();
  bucket.uploads.set(id, { ...facts, id, key, initiated: now, parts: new Map() });
  await request.body.drain();
  const isEncoded = request.queryValue('encoding-type') === 'url';
  return xmlAnswer('InitiateMultipartUploadResult', [
    isEncoded ? element('EncodingType', 'url') : '',
    element('Bucket', bucket.name),
    element('Key', isEncoded ? percentEncode(key) : toText(key)),
    element('UploadId', id),
  ]);
}

/** @param {import('../service.mjs').Context} context */
export async function uploadPart(context) {
  const number = partNumberOf(context.request);
  const upload = existingUpload(context, '0042-00000104');
  const content = await uploadBody(context);
  const part = { content, etag: contentEtag(content), lastModified: context.now };
  upload.parts.set(number, part);
  return emptyAnswer(200, uploadHeaders(part));
}

/** @param {import('../service.mjs').Context} context */
export async function uploadPartCopy(context) {
  const { request, now } = context;
  const number = partNumberOf(request);
  const upload = existingUpload(context, '0042-00000002');
  const source = copySource(context).content;
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.ossHeader('copy-source-range') ?? '');
  const end = range ? Math.min(Number(range[2]) + 1, source.size) : source.size;
  const slice = Buffer.concat([...source.pieces(range ? Number(range[1]) : 0, end)]);
  const content = range ? bufferContent(slice) : source;
  const etag = contentEtag(content.md5 === null ? bufferContent(contentBuffer(source)) : content);
  upload.parts.set(number, { content, etag, lastModified: now });
  await request.body.drain();
  return xmlAnswer('CopyPartResult', [
    element('LastModified', isoDate(now)),
    element('ETag', `"${etag}"`),
  ]);
}

function requestedParts(document) {
  return childrenOf(document, 'Part').map((node) => ({
    number: Number(childText(node, 'PartNumber')),
    etag: (childText(node, 'ETag') ?? '').replace(/"/g, '').toUpperCase(),
  }));
}

function checkParts(wanted, upload) {
  wanted.forEach(({ number }, index) => {
    if (index > 0 && number <= wanted[index - 1].number) {
      throw new OssError(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    }
  });
  const text =
    "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.";
  wanted.forEach(({ number, etag }, index) => {
    const part = upload.parts.get(number);
    if (!part || part.etag !== etag) {
      throw new OssError(400, 'InvalidPart', text, {
        elements: [
          ['PartNumber', String(number)],
          ['UploadId', upload.id],
        ],
      });
    }
    if (index < wanted.length - 1 && part.content.size < MIN_PART_BYTES) {
      throw new OssError(
        400,
        'EntityTooSmall',
        'Your proposed upload smaller than the minimum allowed size.',
        {
          elements: [
            ['MinSizeAllowed', String(MIN_PART_BYTES)],
            ['ProposedSize', String(part.content.size)],
            ['PartNumber', String(number)],
          ],
        },
      );
    }
  });
}

async function partsToComplete(context, upload) {
  const body = await rawXmlBody(context);
  if (context.request.header('x-oss-complete-all') === 'yes') {
    if (body.length > 0) throw badArgument('0042-00000216');
    return [...upload.parts]
      .sort(([a], [b]) => a - b)
      .map(([number, { etag }]) => ({ number, etag }));
  }
  const document = parseXml(body.toString('utf8'));
  const wanted = document?.name === 'CompleteMultipartUpload' ? requestedParts(document) : [];
  if (wanted.length === 0) throw malformedXml('0042-00000205');
  return wanted;
}

/** @param {import('../service.mjs').Context} context */
export async function completeMultipartUpload(context) {
  const { bucket, key, request, now } = context;
  const callback = await readCallback(context);
  const upload = existingUpload(context, '0042-00000311');
  const wanted = await partsToComplete(context, upload);
  checkParts(wanted, upload);
  checkOverwrite(context);
  const { headers, metadata, acl, storageClass, tags } = upload;
  const object = {
    headers,
    metadata,
    acl,
    storageClass,
    tags,
    content: joinContents(wanted.map(({ number }) => upload.parts.get(number).content)),
    etag: multipartEtag(wanted.map(({ etag }) => etag)),
    lastModified: now,
    type: 'Multipart',
  };
  bucket.objects.set(key, object);
  bucket.uploads.delete(upload.id);
  const isEncoded = request.queryValue('encoding-type') === 'url';
  const answer = xmlAnswer(
    'CompleteMultipartUploadResult',
    [
      isEncoded ? element('EncodingType', 'url') : '',
      element('Location', `http://${request.host}/${percentEncode(key, { keepSlash: true })}`),
      element('Bucket', bucket.name),
      element('Key', isEncoded ? percentEncode(key) : toText(key)),
      element('ETag', `"${object.etag}"`),
    ],
    uploadHeaders(object),
  );
  return callback ? callbackAnswer(context, callback, object, answer) : answer;
}

/** @param {import('../service.mjs').Context} context */
export function abortMultipartUpload(context) {
  const upload = existingUpload(context, '0042-00000002');
  context.bucket.uploads.delete(upload.id);
  return emptyAnswer(204);
}

/** @param {import('../service.mjs').Context} context */
export function listParts(context) {
  const { bucket, key, request } = context;
  const upload = existingUpload(context, '0042-00000002');
  const maxParts = countParameter(request.queryValue('max-parts'), 1000, 1000) ?? 1000;
  const marker = Number(request.queryValue('part-number-marker') ?? 0);
  const rest = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = rest.slice(0, maxParts);
  return xmlAnswer('ListPartsResult', [
    element('Bucket', bucket.name),
    element('Key', toText(key)),
    element('UploadId', upload.id),
    element('StorageClass', upload.storageClass),
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', page.at(-1)?.[0] ?? 0),
    element('MaxParts', maxParts),
    element('IsTruncated', page.length < rest.length),
    ...page.map(([number, part]) =>
      element('Part', [
        element('PartNumber', number),
        element('LastModified', isoDate(part.lastModified)),
        element('ETag', `"${part.etag}"`),
        element('HashCrc64ecma', part.content.crc),
        element('Size', part.content.size),
      ]),
    ),
  ]);
}

/** @param {import('../service.mjs').Context} context */
export function listMultipartUploads({ bucket, request }) {
  const prefix = request.queryValue('prefix') ?? '';
  const uploads = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareBytes(a.key, b.key) || compareBytes(a.id, b.id));
  return xmlAnswer('ListMultipartUploadsResult', [
    element('Bucket', bucket.name),
    element('KeyMarker', ''),
    element('UploadIdMarker', ''),
    element('NextKeyMarker', ''),
    element('NextUploadIdMarker', ''),
    element('Delimiter', ''),
    element('Prefix', toText(prefix)),
    element('MaxUploads', 1000),
    element('IsTruncated', false),
    ...uploads.map((upload) =>
      element('Upload', [
        element('Key', toText(upload.key)),
        element('UploadId', upload.id),
        element('StorageClass', upload.storageClass),
        element('Initiated', isoDate(upload.initiated)),
      ]),
    ),
  ]);
}
