/** Buckets and objects, in memory. */
import { DEFAULT_OWNER } from '../signing/credentials.mjs';

/**
 * @typedef {object} StoredObject
 * @property {import('./content.mjs').Content} content
 * @property {string} etag without quotes
 * @property {number} lastModified ms
 * @property {'Normal' | 'Appendable' | 'Multipart' | 'Symlink'} type
 * @property {Array<[string, string]>} headers stored response headers such as Content-Type, binary
 *   text
 * @property {Array<[string, string]>} metadata lower-case names without prefix
 * @property {string} acl 'default' or one of the four
 * @property {string} storageClass
 * @property {Array<[string, string]>} tags
 * @property {string} [symlinkTarget]
 *
 * @typedef {object} Upload a multipart upload in progress
 * @property {string} id @property {string} key @property {number} initiated
 * @property {Array<[string, string]>} headers @property {Array<[string, string]>} metadata
 * @property {string} acl @property {string} storageClass @property {Array<[string, string]>} tags
 * @property {Map<number, {content: import('./content.mjs').Content, etag: string, lastModified:
 *   number}>} parts
 *
 * @typedef {object} CorsRule
 * @property {string[]} origins @property {string[]} methods @property {string[]} [headers]
 * @property {string[]} [expose] @property {number} [maxAge]
 *
 * @typedef {object} Bucket
 * @property {string} name
 * @property {string} region
 * @property {string} owner
 * @property {string} storageClass
 * @property {'private' | 'public-read' | 'public-read-write'} acl
 * @property {number} createdAt
 * @property {boolean} acceleration
 * @property {CorsRule[]} cors
 * @property {{list: string[], allowEmpty: boolean} | null} referer
 * @property {string[]} customDomains
 * @property {string[]} extraSubresources query keys that V1 signs here besides the usual ones
 * @property {string[]} denies operations that the bucket policy refuses to everyone
 * @property {boolean} blocksPublicAccess
 * @property {boolean} keepsObjects a locked retention policy: what is there is neither replaced nor deleted
 * @property {Map<string, Buffer>} configurations stored sub-resource documents, such as lifecycle
 * @property {Map<string, StoredObject>} objects by key (binary text)
 * @property {Map<string, Upload>} uploads by upload id
 */

export class Store {
  /** @type {Map<string, Bucket>} */
  buckets = new Map();
  #clock;

  /** @param {() => number} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {Partial<Bucket> & {name: string}} facts @returns {Bucket} */
  addBucket(facts) {
    const bucket = {
      region: 'cn-hangzhou',
      owner: DEFAULT_OWNER,
      acl: 'private',
      storageClass: 'Standard',
      acceleration: false,
      cors: [],
      referer: null,
      customDomains: [],
      extraSubresources: [],
      denies: [],
      blocksPublicAccess: false,
      keepsObjects: false,
      createdAt: this.#clock(),
      ...facts,
      configurations: new Map(),
      objects: new Map(),
      uploads: new Map(),
    };
    this.buckets.set(bucket.name, bucket);
    return bucket;
  }

  /**
   * @param {string} host lower case, without port
   * @returns {Bucket | undefined} the bucket a custom domain is bound to
   */
  bucketOfDomain(host) {
    for (const bucket of this.buckets.values()) {
      if (bucket.customDomains.includes(host)) return bucket;
    }
    return undefined;
  }
}
