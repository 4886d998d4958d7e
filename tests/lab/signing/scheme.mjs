/** Which signature scheme a request uses; two at once are an error. */
import { badArgument, invalidArgument } from '../oss/oss_error.mjs';
import { AWS_V4_ALGORITHM, readAwsV4Header, readAwsV4Url } from './aws_v4.mjs';
import { readAwsV2Header, readAwsV2Url } from './aws_v2.mjs';
import { readV1Header, readV1Url } from './v1.mjs';
import { readV2Header, readV2Url } from './v2.mjs';
import { readV4Header, readV4Url, V4_ALGORITHM } from './v4.mjs';

const HEADER_SCHEMES = [
  ['OSS', readV1Header],
  ['OSS2', readV2Header],
  [V4_ALGORITHM, readV4Header],
  ['AWS', readAwsV2Header],
  [AWS_V4_ALGORITHM, readAwsV4Header],
];

function headerReader(request) {
  const value = request.header('authorization');
  if (value === null) return null;
  if (value === '')
    throw invalidArgument('Authorization header value is empty.', { ec: '0002-00000061' });
  const found = HEADER_SCHEMES.find(([word]) => value.startsWith(`${word} `));
  if (!found) throw invalidArgument('Authorization header is invalid.', { ec: '0002-00000061' });
  return found[1];
}

function urlReader(request) {
  const version = request.queryValue('x-oss-signature-version');
  if (version === V4_ALGORITHM) return readV4Url;
  if (version === 'OSS2') return readV2Url;
  if (request.hasQuery('X-Amz-Algorithm') || request.hasQuery('X-Amz-Signature'))
    return readAwsV4Url;
  if (request.hasQuery('AWSAccessKeyId')) return readAwsV2Url;
  if (request.hasQuery('OSSAccessKeyId') || request.hasQuery('Signature')) return readV1Url;
  return null;
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim | null} null for an anonymous request
 */
export function readClaim(request) {
  const fromHeader = headerReader(request);
  const fromUrl = urlReader(request);
  if (fromHeader && fromUrl) throw badArgument();
  const read = fromHeader ?? fromUrl;
  return read ? read(request) : null;
}
