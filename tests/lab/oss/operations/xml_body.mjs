/** Reads the XML body of a management operation. */
import { createHash } from 'node:crypto';
import { malformedXml, OssError } from '../oss_error.mjs';
import { parseXml } from '../xml.mjs';
import { checkContentMd5 } from './upload_body.mjs';

const MAX_XML_BYTES = 2 * 1024 * 1024;

/**
 * @param {import('../service.mjs').Context} context
 * @returns {Promise<Buffer>}
 */
export async function rawXmlBody({ request }) {
  const body = await request.body.collect(MAX_XML_BYTES);
  if (body === null) {
    throw new OssError(
      400,
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size.',
      { ec: '0017-00000501' },
    );
  }
  checkContentMd5(request, createHash('md5').update(body).digest('base64'));
  return body;
}

/**
 * @param {import('../service.mjs').Context} context
 * @param {string} root expected name of the root element
 * @param {string} [ec] of the error for a bad document
 * @returns {Promise<import('../xml.mjs').XmlNode>}
 */
export async function xmlBody(context, root, ec) {
  const document = parseXml((await rawXmlBody(context)).toString('utf8'));
  if (document?.name !== root) throw malformedXml(ec);
  return document;
}
