/**
 * Which operation a request is: by level, method and sub-resource. The first row that fits wins.
 */
import { methodNotAllowed } from '../oss_error.mjs';
import { appendObject } from './append_object.mjs';
import {
  getBucketAcl,
  getBucketInfo,
  getBucketLocation,
  getBucketStat,
  headBucket,
  listBuckets,
  deleteBucket,
  putBucket,
  putBucketAcl,
} from './buckets.mjs';
import {
  CONFIGURATIONS,
  deleteConfiguration,
  getConfiguration,
  putConfiguration,
} from './configurations.mjs';
import { copyObject } from './copy_object.mjs';
import { deleteMultipleObjects, deleteObject } from './delete_objects.mjs';
import { getObject, getObjectMeta, headObject } from './get_object.mjs';
import { listObjects, listObjectsV2 } from './list_objects.mjs';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  initiateMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart.mjs';
import {
  deleteObjectTagging,
  getObjectAcl,
  getObjectTagging,
  getSymlink,
  putObjectAcl,
  putObjectTagging,
  putSymlink,
} from './object_settings.mjs';
import { postObject } from './post_object.mjs';
import { putObject } from './put_object.mjs';

/**
 * @typedef {object} Operation
 * @property {string} name OSS's own name
 * @property {'service' | 'bucket' | 'object'} level
 * @property {'read' | 'write' | 'owner'} kind what a public ACL may allow; 'owner' is never public
 * @property {(context: import('../service.mjs').Context) => unknown} handle
 */

const hasCopySource = (request) =>
  request.header('x-oss-copy-source') !== null || request.header('x-amz-copy-source') !== null;

/** level, method, query keys that must be there, name, kind, handler, further condition */
const ROWS = [
  ['service', 'GET', [], 'ListBuckets', 'owner', listBuckets],
  ['bucket', 'GET', ['acl'], 'GetBucketAcl', 'owner', getBucketAcl],
  ['bucket', 'GET', ['location'], 'GetBucketLocation', 'owner', getBucketLocation],
  ['bucket', 'GET', ['bucketInfo'], 'GetBucketInfo', 'owner', getBucketInfo],
  ['bucket', 'GET', ['stat'], 'GetBucketStat', 'owner', getBucketStat],
  ['bucket', 'GET', ['uploads'], 'ListMultipartUploads', 'owner', listMultipartUploads],
  ...CONFIGURATIONS.flatMap(({ subresource, noun }) => [
    ['bucket', 'GET', [subresource], `Get${noun}`, 'owner', getConfiguration],
    ['bucket', 'PUT', [subresource], `Put${noun}`, 'owner', putConfiguration],
    ['bucket', 'DELETE', [subresource], `Delete${noun}`, 'owner', deleteConfiguration],
  ]),
  [
    'bucket',
    'GET',
    [],
    'ListObjectsV2',
    'read',
    listObjectsV2,
    (request) => request.queryValue('list-type') === '2',
  ],
  ['bucket', 'GET', [], 'ListObjects', 'read', listObjects],
  ['bucket', 'HEAD', [], 'HeadBucket', 'read', headBucket],
  ['bucket', 'PUT', ['acl'], 'PutBucketAcl', 'owner', putBucketAcl],
  ['bucket', 'PUT', [], 'PutBucket', 'owner', putBucket],
  ['bucket', 'DELETE', [], 'DeleteBucket', 'owner', deleteBucket],
  ['bucket', 'POST', ['delete'], 'DeleteMultipleObjects', 'write', deleteMultipleObjects],
  ['bucket', 'POST', [], 'PostObject', 'write', postObject],
  ['object', 'GET', ['acl'], 'GetObjectAcl', 'owner', getObjectAcl],
  ['object', 'GET', ['tagging'], 'GetObjectTagging', 'owner', getObjectTagging],
  ['object', 'GET', ['symlink'], 'GetSymlink', 'read', getSymlink],
  ['object', 'GET', ['uploadId'], 'ListParts', 'owner', listParts],
  ['object', 'GET', [], 'GetObject', 'read', getObject],
  ['object', 'HEAD', ['objectMeta'], 'GetObjectMeta', 'read', getObjectMeta],
  ['object', 'HEAD', [], 'HeadObject', 'read', headObject],
  ['object', 'PUT', ['uploadId'], 'UploadPartCopy', 'write', uploadPartCopy, hasCopySource],
  ['object', 'PUT', ['uploadId'], 'UploadPart', 'write', uploadPart],
  ['object', 'PUT', ['partNumber'], 'UploadPart', 'write', uploadPart],
  ['object', 'PUT', ['acl'], 'PutObjectACL', 'owner', putObjectAcl],
  ['object', 'PUT', ['tagging'], 'PutObjectTagging', 'owner', putObjectTagging],
  ['object', 'PUT', ['symlink'], 'PutSymlink', 'write', putSymlink],
  ['object', 'PUT', [], 'CopyObject', 'write', copyObject, hasCopySource],
  ['object', 'PUT', [], 'PutObject', 'write', putObject],
  ['object', 'POST', ['append'], 'AppendObject', 'write', appendObject],
  ['object', 'POST', ['uploads'], 'InitiateMultipartUpload', 'write', initiateMultipartUpload],
  ['object', 'POST', ['uploadId'], 'CompleteMultipartUpload', 'write', completeMultipartUpload],
  ['object', 'DELETE', ['uploadId'], 'AbortMultipartUpload', 'write', abortMultipartUpload],
  ['object', 'DELETE', ['tagging'], 'DeleteObjectTagging', 'owner', deleteObjectTagging],
  ['object', 'DELETE', [], 'DeleteObject', 'write', deleteObject],
];

/**
 * @param {import('../../wire/lab_request.mjs').LabRequest} request
 * @param {import('../place.mjs').Place} place
 * @returns {Operation}
 */
export function findOperation(request, place) {
  const level = place.bucket === null ? 'service' : place.key === '' ? 'bucket' : 'object';
  const row = ROWS.find(
    ([rowLevel, method, keys, , , , condition]) =>
      rowLevel === level &&
      method === request.method &&
      keys.every((key) => request.hasQuery(key)) &&
      (!condition || condition(request)),
  );
  if (!row) {
    const resource = { service: 'Service', bucket: 'Bucket', object: 'Object' }[level];
    throw methodNotAllowed(
      request.method,
      resource,
      level === 'service' ? '0017-00000001' : undefined,
    );
  }
  const [, , , name, kind, handle] = row;
  return { name, level, kind, handle };
}
