/** A request as the lab's handlers see it: parsed views over the exact bytes. */
import { parseQuery, percentDecode } from './binary_text.mjs';

export class LabRequest {
  /**
   * @param {import('./request_head.mjs').RequestHead} head
   * @param {import('./request_body.mjs').RequestBody | null} body
   */
  constructor(head, body) {
    this.head = head;
    this.method = head.method;
    this.headers = head.headers;
    this.body = body;
    const mark = head.target.indexOf('?');
    /** @type {string} */
    this.rawPath = mark < 0 ? head.target : head.target.slice(0, mark);
    /** @type {string} */
    this.rawQuery = mark < 0 ? '' : head.target.slice(mark + 1);
    this.path = percentDecode(this.rawPath);
    this.query = parseQuery(this.rawQuery);
    /** Host header as received, with its port. */
    this.host = this.header('host') ?? '';
    /** After an S3-compatible signature: x-amz-* headers then stand for x-oss-* ones. */
    this.isS3 = false;
  }

  /**
   * First value of a header, null when absent.
   * @param {string} name lower case
   * @returns {string | null}
   */
  header(name) {
    for (const [key, value] of this.headers) {
      if (key.toLowerCase() === name) return value;
    }
    return null;
  }

  /**
   * Value of `x-oss-<name>`, or of `x-amz-<name>` in an S3 request.
   * @param {string} name
   * @returns {string | null}
   */
  ossHeader(name) {
    return this.header(`x-oss-${name}`) ?? (this.isS3 ? this.header(`x-amz-${name}`) : null);
  }

  /** User metadata, lower-case names without the prefix. @returns {Array<[string, string]>} */
  metadata() {
    const pattern = this.isS3 ? /^x-(?:oss|amz)-meta-(.+)$/i : /^x-oss-meta-(.+)$/i;
    return this.headers.flatMap(([name, value]) => {
      const match = pattern.exec(name);
      return match ? [[match[1].toLowerCase(), value]] : [];
    });
  }

  /** @param {string} name @returns {boolean} */
  hasQuery(name) {
    return this.query.some((item) => item.name === name);
  }

  /**
   * First value of a query key; '' when it has none; null when the key is absent.
   * @param {string} name
   */
  queryValue(name) {
    const item = this.query.find((candidate) => candidate.name === name);
    return item ? (item.value ?? '') : null;
  }
}
