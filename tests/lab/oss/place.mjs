/** Which bucket and key a request means, by its Host header. */
import { isIP } from 'node:net';
import { toText } from '../wire/binary_text.mjs';
import { accessDenied, OssError } from './oss_error.mjs';

/**
 * @typedef {object} Place
 * @property {string | null} bucket null at service level
 * @property {string} key '' for the bucket itself; binary text
 * @property {string | null} region region of the endpoint; null where the host names none (IP,
 *   custom domain, acceleration)
 * @property {string} product product of a V4 scope
 * @property {'standard' | 'internal' | 'accelerate' | 'custom' | 'ip'} endpoint
 * @property {boolean} isS3Host
 */

const REGIONAL = /^(?:(.+)\.)?oss-([a-z0-9-]+?)(-internal)?\.aliyuncs\.com$/;
const DUAL_STACK = /^(?:(.+)\.)?([a-z0-9-]+)\.oss\.aliyuncs\.com$/;
const CLOUD_BOX = /^(?:(.+)\.)?(cb-[a-z0-9]+)\.[a-z0-9-]+\.oss-cloudbox\.aliyuncs\.com$/;
const LEGACY = { 'oss.aliyuncs.com': false, 'oss-internal.aliyuncs.com': true };
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @param {import('./store.mjs').Store} store knows the custom domains
 * @returns {Place}
 */
export function resolvePlace(request, store) {
  const host = request.host.toLowerCase().replace(/:\d+$/, '');
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) || bare === 'localhost') return pathStylePlace(request);
  const custom = store.bucketOfDomain(host);
  if (custom) {
    return {
      bucket: custom.name,
      key: keyOf(request),
      region: null,
      product: 'oss',
      endpoint: 'custom',
      isS3Host: false,
    };
  }
  const standard = standardEndpoint(host);
  if (!standard) throw foreignHost(request, store);
  const { bucket, ...rest } = standard;
  if (bucket === null) {
    if (request.path !== '/' && request.path !== '*')
      throw pathStyleForbidden(request, rest.isS3Host);
    return { bucket: null, key: '', ...rest };
  }
  checkBucketName(bucket);
  return { bucket, key: keyOf(request), ...rest };
}

const keyOf = (request) => request.path.slice(1);

function standardEndpoint(host) {
  if (host in LEGACY) {
    return {
      bucket: null,
      region: 'cn-hangzhou',
      product: 'oss',
      endpoint: LEGACY[host] ? 'internal' : 'standard',
      isS3Host: false,
    };
  }
  const box = CLOUD_BOX.exec(host);
  if (box)
    return {
      bucket: box[1] ?? null,
      region: box[2],
      product: 'oss-cloudbox',
      endpoint: 'standard',
      isS3Host: false,
    };
  const dual = DUAL_STACK.exec(host);
  if (dual)
    return {
      bucket: dual[1] ?? null,
      region: dual[2],
      product: 'oss',
      endpoint: 'standard',
      isS3Host: false,
    };
  const regional = REGIONAL.exec(host);
  if (!regional) return null;
  const [, prefix = '', region, internal] = regional;
  // `s3.oss-...` without a further label is the S3 endpoint, not a bucket named s3.
  const isS3Host = prefix === 's3' || prefix.endsWith('.s3');
  const bucket = isS3Host ? prefix.slice(0, -'.s3'.length) || null : prefix || null;
  if (region === 'accelerate' || region === 'accelerate-overseas') {
    return {
      bucket: prefix === 's3' ? null : bucket,
      region: null,
      product: 'oss',
      endpoint: 'accelerate',
      isS3Host,
    };
  }
  return {
    bucket: prefix === 's3' ? null : bucket,
    region,
    product: 'oss',
    endpoint: internal ? 'internal' : 'standard',
    isS3Host,
  };
}

/** IP endpoints have no bucket in the host; SDKs switch to path style there, and OSS takes it. */
function pathStylePlace(request) {
  const slash = request.path.indexOf('/', 1);
  const bucket = request.path.slice(1, slash < 0 ? undefined : slash);
  const place = { region: null, product: 'oss', endpoint: 'ip', isS3Host: false };
  if (bucket === '') return { bucket: null, key: '', ...place };
  checkBucketName(bucket);
  return { bucket, key: slash < 0 ? '' : request.path.slice(slash + 1), ...place };
}

/** @param {string} name @throws {OssError} */
export function checkBucketName(name) {
  if (BUCKET_NAME.test(name)) return;
  throw new OssError(400, 'InvalidBucketName', 'The specified bucket is not valid.', {
    ec: '0015-00000001',
    elements: [['BucketName', toText(name)]],
  });
}

function pathStyleForbidden(request, isS3Host) {
  const message = isS3Host
    ? 'Please use virtual hosted style to access.'
    : 'The bucket you are attempting to access must be addressed using OSS third level domain.';
  return new OssError(403, 'SecondLevelDomainForbidden', message, {
    ec: '0003-00001401',
    elements: [['Bucket', toText(request.path.split('/')[1])]],
  });
}

/**
 * A host that is neither OSS's nor bound to a bucket, as a proxy that rewrites Host sends: the
 * first path segment counts as bucket.
 */
function foreignHost(request, store) {
  const bucket = toText(request.path.split('/')[1] ?? '');
  if (bucket === '') {
    return new OssError(
      403,
      'NonStandardHostForbidden',
      'Your host is invalid. Please use Open Storage Service standard host.',
      { ec: '0003-00001402' },
    );
  }
  return wrongEndpoint(bucket, store.buckets.get(bucket)?.region ?? 'cn-hangzhou');
}

/** @param {string} bucket @param {string} region where the bucket is */
export const wrongEndpoint = (bucket, region) =>
  accessDenied(
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
      'Please send all future requests to this endpoint.',
    {
      ec: '0003-00001403',
      elements: [
        ['Bucket', bucket],
        ['Endpoint', `oss-${region}.aliyuncs.com`],
      ],
    },
  );
