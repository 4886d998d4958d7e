/**
 * Who sent this request: reads the claim, checks scope, clock, key and token, and recomputes the
 * signature.
 */
import { badArgument, invalidArgument, OssError } from '../oss/oss_error.mjs';
import { isoDate } from '../oss/dates.mjs';
import { toBytes, toText } from '../wire/binary_text.mjs';
import { requestExpired } from './claim.mjs';
import { readClaim } from './scheme.mjs';

const MAX_SKEW_MS = 900_000;

/**
 * @typedef {object} AuthRecord what the log keeps
 * @property {string} scheme 'anonymous' when unsigned
 * @property {string | null} accessKeyId
 * @property {'anonymous' | 'verified' | 'refused'} verdict
 * @property {string} [stringToSign]
 * @property {string} [canonicalRequest]
 * @property {string} [signature] the server's own
 *
 * @typedef {object} Identity
 * @property {import('./credentials.mjs').Credential | null} credential null for anonymous
 * @property {import('./claim.mjs').Claim | null} claim
 *
 * @typedef {object} AuthContext
 * @property {import('./credentials.mjs').Credentials} credentials
 * @property {() => number} clock
 * @property {(record: AuthRecord) => void} record
 * @property {string | null} bucketRegion region of the addressed bucket, null when unknown
 * @property {string[]} [extraSubresources]
 */

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @param {import('../oss/place.mjs').Place} place
 * @param {AuthContext} context
 * @returns {Identity}
 */
export function authenticate(request, place, context) {
  const claim = readClaim(request);
  if (claim === null) {
    context.record({ scheme: 'anonymous', accessKeyId: null, verdict: 'anonymous' });
    return { credential: null, claim: null };
  }
  request.isS3 = claim.isS3 === true;
  const record = { scheme: claim.scheme, accessKeyId: claim.accessKeyId, verdict: 'refused' };
  context.record(record);
  checkTokenPlace(request, claim);
  if (claim.scope && !claim.isS3) checkScope(claim, place, context.bucketRegion);
  checkTime(claim, context.clock());
  const credential = context.credentials.find(claim, context.clock());
  const built = claim.build(place, credential.secret, context);
  Object.assign(record, built);
  if (built.signature !== claim.signature) throw signatureMismatch(claim, built);
  record.verdict = 'verified';
  return { credential, claim };
}

function checkTokenPlace(request, claim) {
  if (!claim.isUrl || claim.isS3 || request.header('x-oss-security-token') === null) return;
  if (claim.token !== null) throw badArgument('0002-00000010');
  throw new OssError(
    400,
    'InvalidRequest',
    'Security-token must be provided by query string parameter.',
  );
}

function checkScope({ scope, isUrl }, place, bucketRegion) {
  const region = place.region ?? bucketRegion;
  if (region !== null && scope.region !== region) {
    throw isUrl
      ? invalidArgument('The signing region in credential is invalid.', { ec: '0002-00000228' })
      : invalidArgument('Invalid signing region in Authorization header.', { ec: '0002-00000226' });
  }
  if (scope.product !== place.product) {
    throw invalidArgument('Invalid signing product in Authorization header.', {
      ec: '0002-00000227',
    });
  }
}

function checkTime(claim, now) {
  if (claim.isUrl) {
    const ec = claim.scheme === 'aws-v4-query' ? '0002-00000418' : '0002-00000069';
    if (claim.expiresAt < now) throw requestExpired(claim.expiresAt, now, ec);
    return;
  }
  if (
    claim.scope &&
    claim.scope.date !== isoDate(claim.signedAt).slice(0, 10).replaceAll('-', '')
  ) {
    throw invalidArgument('Invalid signing date in Authorization header.', { ec: '0002-00000212' });
  }
  if (Math.abs(claim.signedAt - now) <= MAX_SKEW_MS) return;
  const text = 'The difference between the request time and the current time is too large.';
  throw new OssError(403, 'RequestTimeTooSkewed', text, {
    ec: claim.isS3 ? '0002-00000501' : '0002-00000504',
    elements: [
      ['MaxAllowedSkewMilliseconds', String(MAX_SKEW_MS)],
      ['RequestTime', isoDate(claim.signedAt)],
      ['ServerTime', isoDate(now)],
    ],
  });
}

const hexPairs = (binary) =>
  [...toBytes(binary)]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0') + ' ')
    .join('');

/** @param {import('./claim.mjs').Claim} claim @param {import('./claim.mjs').Built} built */
export function signatureMismatch(claim, built) {
  const elements = [
    [claim.isS3 ? 'AWSAccessKeyId' : 'OSSAccessKeyId', toText(claim.accessKeyId)],
    ['SignatureProvided', toText(claim.signature)],
    ['StringToSign', toText(built.stringToSign)],
    ['StringToSignBytes', hexPairs(built.stringToSign)],
  ];
  if (built.canonicalRequest !== undefined)
    elements.push(['CanonicalRequest', toText(built.canonicalRequest)]);
  const text =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  return new OssError(403, 'SignatureDoesNotMatch', text, { ec: claim.mismatchEc, elements });
}
