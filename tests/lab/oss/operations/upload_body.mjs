/** Reads the body of an upload and checks what the client promised about it. */
import { createHash } from 'node:crypto';
import { ContentBuilder } from '../content.mjs';
import { OssError } from '../oss_error.mjs';

const invalidDigest = (ec) =>
  new OssError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', { ec });

/**
 * @param {import('../../wire/lab_request.mjs').LabRequest} request
 * @param {string | null} actual base64, null when unknown
 */
export function checkContentMd5(request, actual) {
  const claimed = request.header('content-md5');
  if (claimed === null) return;
  if (!/^[A-Za-z0-9+/]{22}==$/.test(claimed)) throw invalidDigest('0017-00000502');
  if (actual !== null && claimed !== actual) throw invalidDigest('0017-00000503');
}

/**
 * @param {import('../service.mjs').Context} context
 * @returns {Promise<import('../content.mjs').Content>}
 */
export async function uploadBody({ request, identity, service }) {
  if (request.header('content-length') === null && request.header('transfer-encoding') === null) {
    throw new OssError(
      411,
      'MissingContentLength',
      'You must provide the Content-Length HTTP header.',
      {
        ec: '0017-00000101',
      },
    );
  }
  const { memoryLimit, digests } = service.settings;
  const builder = new ContentBuilder(memoryLimit, { digests });
  const payloadHash = identity.claim?.payloadHash;
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash ?? '') ? createHash('sha256') : null;
  for await (const piece of request.body) {
    builder.add(piece);
    sha256?.update(piece);
  }
  const content = builder.finish();
  if (!digests) return content;
  checkContentMd5(request, content.md5);
  if (sha256 && sha256.digest('hex') !== payloadHash) {
    const text = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new OssError(400, 'XAmzContentSHA256Mismatch', text);
  }
  const claimedCrc = request.header('x-oss-hash-crc64ecma');
  if (claimedCrc !== null && claimedCrc !== String(content.crc)) {
    const text = 'The x-oss-hash-crc64ecma you specified does not match what we calculated.';
    throw new OssError(400, 'InvalidCRC64', text);
  }
  return content;
}
