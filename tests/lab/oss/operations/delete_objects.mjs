/** DeleteObject, DeleteMultipleObjects. */
import { fromText, percentEncode } from '../../wire/binary_text.mjs';
import { malformedXml } from '../oss_error.mjs';
import { childrenOf, childText, element } from '../xml.mjs';
import { emptyAnswer, xmlAnswer } from './answers.mjs';
import { xmlBody } from './xml_body.mjs';

const MAX_KEYS = 1000;

/**
 * Also 204 when there never was such an object.
 * @param {import('../service.mjs').Context} context
 */
export function deleteObject({ bucket, key }) {
  bucket.objects.delete(key);
  return emptyAnswer(204);
}

/** @param {import('../service.mjs').Context} context */
export async function deleteMultipleObjects(context) {
  const { bucket, request } = context;
  const document = await xmlBody(context, 'Delete', '0016-00000608');
  const keys = childrenOf(document, 'Object').map((node) => childText(node, 'Key'));
  if (keys.length === 0 || keys.length > MAX_KEYS || keys.includes(null))
    throw malformedXml('0016-00000608');
  for (const key of keys) bucket.objects.delete(fromText(key));
  if (childText(document, 'Quiet') === 'true') {
    return request.isS3 ? xmlAnswer('DeleteResult', []) : emptyAnswer(200);
  }
  const isEncoded = request.queryValue('encoding-type') === 'url';
  const shown = (key) => (isEncoded ? percentEncode(fromText(key)) : key);
  return xmlAnswer('DeleteResult', [
    isEncoded ? element('EncodingType', 'url') : '',
    ...keys.map((key) => element('Deleted', [element('Key', shown(key))])),
  ]);
}
