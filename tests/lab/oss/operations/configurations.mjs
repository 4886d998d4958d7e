/** Bucket settings that the lab only keeps: what was put comes back; CORS is also obeyed. */
import { corsRulesOf } from '../cors.mjs';
import { malformedXml, OssError } from '../oss_error.mjs';
import { parseXml } from '../xml.mjs';
import { emptyAnswer } from './answers.mjs';
import { rawXmlBody } from './xml_body.mjs';

/** Sub-resource, the noun in operation names, and the error when nothing was put. */
export const CONFIGURATIONS = [
  {
    subresource: 'cors',
    noun: 'BucketCors',
    code: 'NoSuchCORSConfiguration',
    text: 'The CORS Configuration does not exist.',
    ec: '0034-00000001',
  },
  {
    subresource: 'encryption',
    noun: 'BucketEncryption',
    code: 'NoSuchServerSideEncryptionRule',
    text: 'The server side encryption configuration was not found.',
  },
  {
    subresource: 'lifecycle',
    noun: 'BucketLifecycle',
    code: 'NoSuchLifecycle',
    text: 'No Row found in Lifecycle Table.',
  },
  {
    subresource: 'policy',
    noun: 'BucketPolicy',
    code: 'NoSuchBucketPolicy',
    text: 'The specified bucket policy does not exist.',
  },
  {
    subresource: 'website',
    noun: 'BucketWebsite',
    code: 'NoSuchWebsiteConfiguration',
    text: 'The specified bucket does not have a website configuration.',
  },
  {
    subresource: 'worm',
    noun: 'BucketWorm',
    code: 'NoSuchWORMConfiguration',
    text: 'The WORM Configuration does not exist.',
  },
];

const configurationOf = (request) =>
  CONFIGURATIONS.find(({ subresource }) => request.hasQuery(subresource));

/** @param {import('../service.mjs').Context} context */
export function getConfiguration({ bucket, request }) {
  const { subresource, code, text, ec } = configurationOf(request);
  const stored = bucket.configurations.get(subresource);
  if (!stored) throw new OssError(404, code, text, { ec, elements: [['BucketName', bucket.name]] });
  const type = subresource === 'policy' ? 'application/json' : 'application/xml';
  return {
    status: 200,
    headers: [['Content-Type', type]],
    content: { size: stored.length, pieces: () => [stored] },
  };
}

/** @param {import('../service.mjs').Context} context */
export async function putConfiguration(context) {
  const { bucket, request } = context;
  const { subresource } = configurationOf(request);
  const body = await rawXmlBody(context);
  if (subresource !== 'policy') {
    const document = parseXml(body.toString('utf8'));
    if (!document) throw malformedXml();
    if (subresource === 'cors') bucket.cors = corsRulesOf(document);
  }
  bucket.configurations.set(subresource, body);
  return emptyAnswer(200);
}

/** @param {import('../service.mjs').Context} context */
export function deleteConfiguration({ bucket, request }) {
  const { subresource } = configurationOf(request);
  bucket.configurations.delete(subresource);
  if (subresource === 'cors') bucket.cors = [];
  return emptyAnswer(204);
}
