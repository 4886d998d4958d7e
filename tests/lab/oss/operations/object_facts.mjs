/**
 * What an upload request says about its object besides the bytes; and the checks that all uploads
 * share.
 */
import { isUtf8 } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { percentDecode, toBytes, toText } from '../../wire/binary_text.mjs';
import { crcHeaders } from '../content.mjs';
import { invalidArgument, OssError } from '../oss_error.mjs';

const STORED_HEADERS = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Expires',
];
const STORAGE_CLASSES = new Set(['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']);
const OBJECT_ACLS = new Set(['default', 'private', 'public-read', 'public-read-write']);

const invalidName = (message, ec) => new OssError(400, 'InvalidObjectName', message, { ec });

/** @param {string} key binary text @throws {OssError} */
export function checkObjectName(key) {
  if (key === '') throw invalidName('The Object name can not be empty.', '0016-00000002');
  if (key.length > 1023)
    throw invalidName('The Length of Object name must be less than 1024.', '0016-00000003');
  if (!isUtf8(toBytes(key)))
    throw invalidName('The specified object is not valid.', '0016-00000004');
  if (/^[/\\]/.test(key)) throw invalidName('The specified object is not valid.', '0016-00000005');
}

/** @param {string | null} text `a=1&b=2` @returns {Array<[string, string]>} */
export function parseTagging(text) {
  if (text === null || text === '') return [];
  return text.split('&').map((pair) => {
    const parts = pair.split('=');
    if (parts.length > 2 || parts[0] === '') {
      const message =
        "The header 'x-oss-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
      throw invalidArgument(message, { ec: '0010-00000219' });
    }
    return [percentDecode(parts[0]), percentDecode(parts[1] ?? '')];
  });
}

/** @param {string | null} acl @returns {string} */
export function checkObjectAcl(acl) {
  if (acl === null) return 'default';
  if (!OBJECT_ACLS.has(acl)) {
    throw invalidArgument('Invalid Argument. Parameter is invalid.', {
      elements: [
        ['ArgumentName', 'x-oss-object-acl'],
        ['ArgumentValue', acl],
      ],
    });
  }
  return acl;
}

/** @param {string | null} value @param {string} fallback */
export function checkStorageClass(value, fallback) {
  if (value === null || value === 'STANDARD') return value === null ? fallback : 'Standard';
  if (!STORAGE_CLASSES.has(value)) {
    throw invalidArgument('No such bucket storage class exists.', { ec: '0013-00000101' });
  }
  return value;
}

/**
 * Stored headers, metadata, ACL, class and tags of an upload.
 * @param {import('../service.mjs').Context} context
 */
export function objectFacts({ request, bucket, key }) {
  checkObjectName(key);
  for (const name of ['if-modified-since', 'if-unmodified-since']) {
    if (request.method === 'PUT' && request.header(name) !== null) {
      const text = 'A header you provided implies functionality that is not implemented.';
      throw new OssError(400, 'NotImplemented', text, { elements: [['Header', name]] });
    }
  }
  const stored = STORED_HEADERS.flatMap((name) => {
    const value = request.header(name.toLowerCase());
    return value === null ? [] : [[name, value]];
  });
  return {
    headers: [
      ['Content-Type', request.header('content-type') || 'application/octet-stream'],
      ...stored,
    ],
    metadata: request.metadata(),
    acl: checkObjectAcl(request.header('x-oss-object-acl')),
    storageClass: checkStorageClass(request.ossHeader('storage-class'), bucket.storageClass),
    tags: parseTagging(request.ossHeader('tagging')),
  };
}

/** @param {import('../service.mjs').Context} context */
export function checkOverwrite({ request, bucket, key }) {
  if (request.header('x-oss-forbid-overwrite') !== 'true' || !bucket.objects.has(key)) return;
  const text = 'The object you specified already exists and can not be overwritten.';
  throw new OssError(409, 'FileAlreadyExists', text, {
    ec: '0026-00000002',
    elements: [['Key', toText(key)]],
  });
}

/**
 * MD5 in upper-case hex; without digests any opaque id.
 * @param {import('../content.mjs').Content} content
 */
export function contentEtag(content) {
  const bytes = content.md5 === null ? randomBytes(16) : Buffer.from(content.md5, 'base64');
  return bytes.toString('hex').toUpperCase();
}

/** @param {string[]} etags of the parts @returns {string} */
export function multipartEtag(etags) {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex').toUpperCase()}-${etags.length}`;
}

/**
 * ETag and checksums, as an upload answers them.
 * @param {import('../store.mjs').StoredObject} object
 */
export function uploadHeaders({ etag, content }) {
  const headers = [['ETag', `"${etag}"`], ...crcHeaders(content)];
  if (content.md5 !== null) headers.push(['Content-MD5', content.md5]);
  return headers;
}
