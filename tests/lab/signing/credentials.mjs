/** The keys that the lab knows. */
import { OssError } from '../oss/oss_error.mjs';

/**
 * @typedef {object} Credential
 * @property {string} id
 * @property {string} secret
 * @property {string} [owner] account id, default '1000000000000001'
 * @property {boolean} [disabled]
 * @property {string} [token] STS only
 * @property {number} [expiresAt] STS only, ms
 * @property {string[]} [allow] operations that RAM allows; all when missing
 * @property {string[]} [deny] operations that a RAM policy refuses outright
 * @property {string} [user] id of the RAM user that the key belongs to; refusals then say what was refused to whom
 * @property {string[]} [sessionAllow] STS only: operations that the session policy allows; all when
 *   missing
 */

export const DEFAULT_OWNER = '1000000000000001';
const DOES_NOT_EXIST = 'The OSS Access Key Id you provided does not exist in our records.';

export class Credentials {
  /** @type {Map<string, Credential>} */ #byId = new Map();
  /** @type {Map<string, string>} token to id */ #tokens = new Map();

  /** @param {Credential} credential */
  add(credential) {
    this.#byId.set(credential.id, { owner: DEFAULT_OWNER, ...credential });
    if (credential.token !== undefined) this.#tokens.set(credential.token, credential.id);
  }

  /**
   * Finds the key and checks its token.
   * @param {{accessKeyId: string, token: string | null, isS3?: boolean}} claim
   * @param {number} now ms
   * @returns {Credential}
   */
  find(claim, now) {
    const elements = [[claim.isS3 ? 'AWSAccessKeyId' : 'OSSAccessKeyId', claim.accessKeyId]];
    const credential = this.#byId.get(claim.accessKeyId);
    const isTemporary = credential
      ? credential.token !== undefined
      : claim.accessKeyId.startsWith('STS.');
    if (isTemporary && claim.token === null) {
      throw new OssError(403, 'InvalidAccessKeyId', DOES_NOT_EXIST, {
        ec: '0002-00000003',
        elements,
      });
    }
    if (claim.token !== null) this.#checkToken(claim, credential, now);
    if (!credential)
      throw new OssError(403, 'InvalidAccessKeyId', DOES_NOT_EXIST, {
        ec: '0002-00000902',
        elements,
      });
    if (credential.disabled) {
      const text = 'The OSS Access Key Id you provided is disabled.';
      throw new OssError(403, 'InvalidAccessKeyId', text, { ec: '0002-00000904', elements });
    }
    return credential;
  }

  #checkToken(claim, credential, now) {
    if (credential && credential.token === undefined) {
      throw new OssError(400, 'InvalidArgument', 'Invalid Argument. Parameter is invalid.', {
        ec: '0002-00000009',
      });
    }
    const holder = this.#tokens.get(claim.token);
    if (holder === undefined) {
      const text = 'The security token you provided is invalid.';
      throw new OssError(403, 'InvalidSecurityToken', text, { ec: '0002-00000006' });
    }
    if (holder !== claim.accessKeyId) {
      const text = 'The OSS access key id and security token you provided does not match.';
      throw new OssError(403, 'AccessKeyIdAndSecurityTokenNotMatch', text, { ec: '0002-00000004' });
    }
    if (credential.expiresAt !== undefined && credential.expiresAt <= now) {
      const text = 'The security token you provided has expired.';
      throw new OssError(403, 'SecurityTokenExpired', text, { ec: '0002-00000007' });
    }
  }
}
