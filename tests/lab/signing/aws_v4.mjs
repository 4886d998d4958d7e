/** The S3-compatible V4 signature: `AWS4-HMAC-SHA256` in the header and in the URL. */
import { createHash } from 'node:crypto';
import { accessDenied, badArgument, invalidArgument } from '../oss/oss_error.mjs';
import { parseHttpDate, parseIsoBasic } from '../oss/dates.mjs';
import { percentEncode, toBytes, trimBlanks } from '../wire/binary_text.mjs';
import { compareBytes, hmac } from './claim.mjs';

export const AWS_V4_ALGORITHM = 'AWS4-HMAC-SHA256';

function signingKey(secret, { date, region, product }) {
  let key = hmac('sha256', `AWS4${secret}`, date);
  for (const part of [region, product, 'aws4_request']) key = hmac('sha256', key, part);
  return key;
}

function canonicalQuery(query) {
  return query
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .map(({ name, value }) => [percentEncode(name), percentEncode(value ?? '')])
    .sort((a, b) => compareBytes(a[0], b[0]) || compareBytes(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Signed headers, the values of repeated lines joined and inner blanks collapsed as AWS says. */
function signedHeaderLines(request, names) {
  return names
    .map((name) => {
      const values = request.headers
        .filter(([key]) => key.toLowerCase() === name)
        .map(([, value]) => trimBlanks(value).replace(/ +/g, ' '));
      return `${name}:${values.join(',')}\n`;
    })
    .join('');
}

function build(request, { timestamp, scope, signedHeaders, payloadHash }) {
  return (_place, secret) => {
    const canonicalRequest = [
      request.method,
      percentEncode(request.path, { keepSlash: true }),
      canonicalQuery(request.query),
      signedHeaderLines(request, signedHeaders),
      signedHeaders.join(';'),
      payloadHash,
    ].join('\n');
    const stringToSign = [
      AWS_V4_ALGORITHM,
      timestamp,
      `${scope.date}/${scope.region}/${scope.product}/aws4_request`,
      createHash('sha256').update(toBytes(canonicalRequest)).digest('hex'),
    ].join('\n');
    return {
      canonicalRequest,
      stringToSign,
      signature: hmac('sha256', signingKey(secret, scope), stringToSign).toString('hex'),
    };
  };
}

function parseCredential(text) {
  const parts = text.split('/');
  if (parts.length < 5 || parts.at(-1) !== 'aws4_request') {
    throw invalidArgument('Authorization header is invalid.', { ec: '0002-00000402' });
  }
  const [date, region, product] = parts.slice(-4);
  return { accessKeyId: parts.slice(0, -4).join('/'), scope: { date, region, product } };
}

/** Bodies in signed chunks are refused by OSS. @param {string} payloadHash */
function refuseStreaming(payloadHash) {
  if (!payloadHash.startsWith('STREAMING-')) return;
  throw invalidArgument(
    'aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.',
    {
      ec: '0017-00000804',
    },
  );
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readAwsV4Header(request) {
  const pairs = new Map(
    request
      .header('authorization')
      .slice(AWS_V4_ALGORITHM.length + 1)
      .split(',')
      .map((part) => part.trim().split(/=(.*)/s).slice(0, 2)),
  );
  if (!pairs.get('Credential') || !pairs.get('Signature') || !pairs.get('SignedHeaders')) {
    throw invalidArgument('AccessKeyId or Signature is missing in Authorization header value.');
  }
  const { accessKeyId, scope } = parseCredential(pairs.get('Credential'));
  const amzDate = request.header('x-amz-date');
  const timestamp = amzDate ?? request.header('date') ?? '';
  const signedAt = amzDate === null ? parseHttpDate(timestamp) : parseIsoBasic(amzDate);
  if (signedAt === null) {
    throw accessDenied('OSS authentication requires a valid Date.', { ec: '0002-00000503' });
  }
  const payloadHash = request.header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  refuseStreaming(payloadHash);
  const signedHeaders = pairs.get('SignedHeaders').split(';');
  return {
    scheme: 'aws-v4-header',
    accessKeyId,
    signature: pairs.get('Signature'),
    token: request.header('x-amz-security-token'),
    isUrl: false,
    signedAt,
    mismatchEc: '0002-00000429',
    isS3: true,
    payloadHash,
    build: build(request, { timestamp, scope, signedHeaders, payloadHash }),
  };
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @returns {import('./claim.mjs').Claim}
 */
export function readAwsV4Url(request) {
  const value = (name) => request.queryValue(`X-Amz-${name}`) ?? '';
  if (value('Expires') === '') throw badArgument('0002-00000416');
  const seconds = /^\d+$/.test(value('Expires')) ? Number(value('Expires')) : 0;
  if (seconds < 1 || seconds > 604800) throw badArgument('0002-00000417');
  if (value('Signature').length !== 64) throw badArgument('0002-00000423');
  const signedAt = parseIsoBasic(value('Date'));
  if (signedAt === null) throw badArgument('0002-00000414');
  const { accessKeyId, scope } = parseCredential(value('Credential'));
  const facts = {
    timestamp: value('Date'),
    scope,
    signedHeaders: value('SignedHeaders').split(';'),
    payloadHash: request.header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
  };
  return {
    scheme: 'aws-v4-query',
    accessKeyId,
    signature: value('Signature'),
    token: request.queryValue('X-Amz-Security-Token'),
    isUrl: true,
    signedAt,
    expiresAt: signedAt + seconds * 1000,
    mismatchEc: '0002-00000429',
    isS3: true,
    build: build(request, facts),
  };
}
