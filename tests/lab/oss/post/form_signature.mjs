/** Signatures of PostObject forms: the base64 policy, exactly as sent, is the string to sign. */
import { badArgument, invalidArgument } from '../oss_error.mjs';
import { parseIsoBasic } from '../dates.mjs';
import { hmac } from '../../signing/claim.mjs';
import { signatureMismatch } from '../../signing/authenticate.mjs';
import { parseV4Credential, V4_ALGORITHM, v4SigningKey } from '../../signing/v4.mjs';

const missing = (field, ec) =>
  invalidArgument(
    `The bucket POST must contain the specified '${field}'. If it is specified, please check the order of the fields`,
    { ec },
  );

/** @param {Map<string, string>} fields by lower-case name */
function readV1(fields) {
  const accessKeyId = fields.get('ossaccesskeyid');
  const signature = fields.get('signature');
  if (accessKeyId === undefined) throw missing('OSSAccessKeyId', '0002-00000706');
  if (fields.get('policy') === undefined) throw missing('policy', '0002-00000702');
  if (signature === undefined) throw missing('Signature', '0002-00000703');
  if (accessKeyId === '') throw invalidArgument('Post request accessKeyId is empty.');
  if (signature === '')
    throw invalidArgument('Post request signature is empty.', { ec: '0002-00000704' });
  const compute = (secret, policy) => hmac('sha1', secret, policy).toString('base64');
  return { scheme: 'oss-post-v1', accessKeyId, signature, compute };
}

/** @param {Map<string, string>} fields @param {string} region of the endpoint */
function readV4(fields, region) {
  const text = fields.get('x-oss-credential');
  const signature = fields.get('x-oss-signature');
  const named = (ArgumentValue) => [
    ['ArgumentName', 'x-oss-credential'],
    ['ArgumentValue', ArgumentValue],
  ];
  if (fields.get('policy') === undefined) throw missing('policy', '0002-00000702');
  if (signature === undefined) throw missing('x-oss-signature', '0002-00000703');
  if (signature === '')
    throw invalidArgument('Post request signature is empty.', { ec: '0002-00000704' });
  const credential = text === undefined ? null : parseV4Credential(text);
  if (credential?.terminator !== 'aliyun_v4_request')
    throw badArgument('0002-00000710', named(text ?? ''));
  const date = fields.get('x-oss-date') ?? '';
  if (parseIsoBasic(date) === null || !date.startsWith(credential.scope.date)) {
    throw badArgument('0002-00000709', [
      ['ArgumentName', 'x-oss-date'],
      ['ArgumentValue', date],
    ]);
  }
  if (credential.scope.region !== region) {
    throw invalidArgument('The signing region in credential is invalid.', {
      ec: '0002-00000715',
      elements: named(text),
    });
  }
  const compute = (secret, policy) =>
    hmac('sha256', v4SigningKey(secret, credential.scope), policy).toString('hex');
  return { scheme: 'oss-post-v4', accessKeyId: credential.accessKeyId, signature, compute };
}

/**
 * @param {Map<string, string>} fields form fields before the file, by lower-case name, binary text
 * @param {{credentials: import('../../signing/credentials.mjs').Credentials, clock: () => number,
 *   region: string,
 *   record: (record: import('../../signing/authenticate.mjs').AuthRecord) => void}} context
 * @returns {import('../../signing/authenticate.mjs').Identity}
 */
export function checkFormSignature(fields, context) {
  const isV4 = fields.get('x-oss-signature-version') === V4_ALGORITHM;
  const isSigned =
    isV4 || ['ossaccesskeyid', 'policy', 'signature'].some((name) => fields.has(name));
  if (!isSigned) {
    context.record({ scheme: 'anonymous', accessKeyId: null, verdict: 'anonymous' });
    return { credential: null, claim: null };
  }
  const form = isV4 ? readV4(fields, context.region) : readV1(fields);
  const claim = {
    ...form,
    token: fields.get('x-oss-security-token') ?? null,
    mismatchEc: '0002-00000705',
  };
  const record = { scheme: claim.scheme, accessKeyId: claim.accessKeyId, verdict: 'refused' };
  context.record(record);
  const credential = context.credentials.find(claim, context.clock());
  const policy = fields.get('policy');
  const built = { stringToSign: policy, signature: claim.compute(credential.secret, policy) };
  Object.assign(record, built);
  if (built.signature !== claim.signature) throw signatureMismatch(claim, built);
  record.verdict = 'verified';
  return { credential, claim };
}
