/** An error document of OSS, as a value that handlers throw. */
import { element, xmlDocument } from './xml.mjs';

export class OssError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message as OSS words it, misspellings included
   * @param {{ec?: string, elements?: Array<[string, string | null]>, headers?: Array<[string,
   *   string]>}} [details] elements stand after HostId, in this order
   */
  constructor(status, code, message, { ec, elements = [], headers = [] } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.ec = ec;
    this.elements = elements;
    this.headers = headers;
  }

  /**
   * @param {{requestId: string, host: string}} context host: the Host header as received
   * @returns {Buffer}
   */
  document({ requestId, host }) {
    return xmlDocument('Error', [
      ...[
        element('Code', this.code),
        element('Message', this.message),
        element('RequestId', requestId),
        element('HostId', host),
        ...this.elements.map(([name, value]) => element(name, value)),
        element('EC', this.ec),
        element('RecommendDoc', this.ec && `https://api.aliyun.com/troubleshoot?q=${this.ec}`),
      ]
        .filter((line) => line !== '')
        .map((line) => `\n  ${line}`),
      '\n',
    ]);
  }
}

/**
 * @param {string} message
 * @param {{ec?: string, elements?: Array<[string, string | null]>}} [details]
 */
export const invalidArgument = (message, details) =>
  new OssError(400, 'InvalidArgument', message, details);

/** For causes whose exact text no source gives. @param {string} [ec] */
export const badArgument = (ec, elements) =>
  invalidArgument('Invalid Argument. Parameter is invalid.', { ec, elements });

/**
 * @param {string} message
 * @param {{ec?: string, elements?: Array<[string, string | null]>}} [details]
 */
export const accessDenied = (message, details) =>
  new OssError(403, 'AccessDenied', message, details);

/** @param {string} [ec] */
export const malformedXml = (ec) =>
  new OssError(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema.',
    { ec },
  );

/** @param {string} bucket */
export const noSuchBucket = (bucket) =>
  new OssError(404, 'NoSuchBucket', 'The specified bucket does not exist.', {
    ec: '0015-00000101',
    elements: [['BucketName', bucket]],
  });

/** @param {string} key text */
export const noSuchKey = (key) =>
  new OssError(404, 'NoSuchKey', 'The specified key does not exist.', {
    ec: '0026-00000001',
    elements: [['Key', key]],
  });

/**
 * @param {string} method
 * @param {'Bucket' | 'Object' | 'Service'} resourceType
 * @param {string} [ec]
 */
export const methodNotAllowed = (method, resourceType, ec) =>
  new OssError(
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    {
      ec,
      elements: [
        ['Method', method],
        ['ResourceType', resourceType],
      ],
      headers: [['Allow', 'GET, HEAD, PUT, POST, DELETE']],
    },
  );
