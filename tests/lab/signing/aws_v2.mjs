/** The S3-compatible V2 signature: `Authorization: AWS id:signature` and its URL form. */
import { accessDenied, invalidArgument } from '../oss/oss_error.mjs';
import { canonicalHeaders, compareBytes, headerLines, hmac } from './claim.mjs';
import { AWS_V2_SUBRESOURCES } from './subresources.mjs';

function resource(request, place) {
  // Unlike OSS V1, the path stays encoded as on the wire; only a bucket in the host is put in
  // front.
  const prefix = place.endpoint === 'ip' || place.bucket === null ? '' : `/${place.bucket}`;
  const signed = request.query
    .filter(({ name }) => AWS_V2_SUBRESOURCES.has(name))
    .sort((a, b) => compareBytes(a.name, b.name))
    .map(({ name, value }) => (value === null || value === '' ? name : `${name}=${value}`));
  return prefix + request.rawPath + (signed.length > 0 ? `?${signed.join('&')}` : '');
}

function build(request, dateLine) {
  return (place, secret) => {
    const stringToSign = [
      request.method,
      request.header('content-md5') ?? '',
      request.header('content-type') ?? '',
      dateLine,
      headerLines(canonicalHeaders(request, (name) => name.startsWith('x-amz-'))) +
        resource(request, place),
    ].join('\n');
    return { stringToSign, signature: hmac('sha1', secret, stringToSign).toString('base64') };
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readAwsV2Header(request) {
  const [accessKeyId, signature] = request
    .header('authorization')
    .slice('AWS '.length)
    .trim()
    .split(':');
  if (!accessKeyId || !signature) {
    throw invalidArgument('AccessKeyId or Signature is missing in Authorization header value.');
  }
  const amzDate = request.header('x-amz-date');
  const date = amzDate ?? request.header('date');
  const signedAt = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(signedAt)) {
    throw accessDenied('OSS authentication requires a valid Date.', {
      ec: date === null ? '0002-00000503' : '0002-00000505',
    });
  }
  return {
    scheme: 'aws-v2-header',
    accessKeyId,
    signature,
    token: request.header('x-amz-security-token'),
    isUrl: false,
    signedAt,
    mismatchEc: '0002-00000307',
    isS3: true,
    build: build(request, amzDate === null ? date : ''),
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readAwsV2Url(request) {
  const expires = request.queryValue('Expires') ?? '';
  const signature = request.queryValue('Signature') ?? '';
  if (!/^\d+$/.test(expires) || signature === '') {
    throw accessDenied(
      'Query string authentication requires the Signature, Expires and AWSAccessKeyId parameters.',
    );
  }
  return {
    scheme: 'aws-v2-query',
    accessKeyId: request.queryValue('AWSAccessKeyId') ?? '',
    signature,
    token: request.queryValue('x-amz-security-token'),
    isUrl: true,
    signedAt: null,
    expiresAt: Number(expires) * 1000,
    mismatchEc: '0002-00000307',
    isS3: true,
    build: build(request, expires),
  };
}
