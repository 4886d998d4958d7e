/** PostObject: an upload by HTML form. */
import { createHash } from 'node:crypto';
import { percentEncode, toText } from '../../wire/binary_text.mjs';
import { checkAccess } from '../access.mjs';
import { callbackAnswer, checkedCallback } from '../callback/upload_callback.mjs';
import { ContentBuilder } from '../content.mjs';
import { invalidArgument, OssError } from '../oss_error.mjs';
import { boundaryOf, FormReader } from '../post/form_reader.mjs';
import { checkFormSignature } from '../post/form_signature.mjs';
import { checkFileSize, checkPolicy, parsePolicy } from '../post/policy.mjs';
import { element } from '../xml.mjs';
import { emptyAnswer, xmlAnswer } from './answers.mjs';
import {
  checkObjectAcl,
  checkObjectName,
  checkOverwrite,
  checkStorageClass,
  contentEtag,
  uploadHeaders,
} from './object_facts.mjs';
import { checkContentMd5 } from './upload_body.mjs';

const STORED_FIELDS = ['Cache-Control', 'Content-Disposition', 'Content-Encoding', 'Expires'];
const OPERATION = { name: 'PostObject', level: 'object', kind: 'write' };

/** @param {import('../service.mjs').Context} context */
export async function postObject(context) {
  const { request, bucket, service, now } = context;
  const bodyMd5 = md5OfBody(request);
  const form = new FormReader(request.body, boundaryOf(request.header('content-type')));
  const { fields, file } = await form.readFields();
  const policy = await admitForm(context, fields, file);
  const callback = await formCallback(fields, service.settings.callback);
  const content = await readFile(form, service.settings);
  checkFileSize(policy, content.size);
  checkContentMd5(request, bodyMd5());
  const object = {
    ...formFacts(fields, file, bucket),
    content,
    etag: contentEtag(content),
    lastModified: now,
    type: 'Normal',
  };
  bucket.objects.set(context.key, object);
  const answer = successAnswer(context, fields, object);
  return callback ? callbackAnswer(context, callback, object, answer) : answer;
}

/** Content-MD5 of a form is that of the whole body. @returns {() => string} for when all was read */
function md5OfBody({ body }) {
  const hash = createHash('md5');
  const before = body.onPiece;
  body.onPiece = (piece) => {
    before?.(piece);
    hash.update(piece);
  };
  return () => hash.digest('base64');
}

/** Key, signature, policy, permission: everything that can be refused before the file is read. */
async function admitForm(context, fields, file) {
  const { bucket, request, service, entry } = context;
  if (file === null) {
    const text = 'POST requires exactly one file upload per request.';
    throw new OssError(400, 'IncorrectNumberOfFilesInPOSTRequest', text, { ec: '0006-00000107' });
  }
  const key = fields.get('key');
  if (key === undefined) {
    const text =
      "The bucket POST must contain the specified 'key'. If it is specified, please check the order of the fields";
    throw invalidArgument(text);
  }
  context.identity = checkFormSignature(fields, {
    credentials: service.credentials,
    clock: service.clock,
    region: bucket.region,
    record: (made) => (entry.auth = made),
  });
  let policy = { conditions: [] };
  if (fields.has('policy')) {
    policy = parsePolicy(fields.get('policy'));
    const contentType = fileType(fields, file);
    const values = new Map([...fields, ['bucket', bucket.name]]);
    if (!values.has('content-type') && contentType !== null)
      values.set('content-type', contentType);
    checkPolicy(policy, values, service.clock());
  }
  context.key = key.replaceAll('${filename}', file.name);
  checkObjectName(context.key);
  checkAccess(OPERATION, context);
  const forbids =
    fields.get('x-oss-forbid-overwrite') === 'true' ||
    request.header('x-oss-forbid-overwrite') === 'true';
  if (forbids) checkOverwrite({ ...context, request: { header: () => 'true' } });
  return policy;
}

function formCallback(fields, settings) {
  const variables = [...fields]
    .filter(([name]) => name.startsWith('x:'))
    .map(([name, value]) => [name, toText(value)]);
  const packed = Buffer.from(JSON.stringify(Object.fromEntries(variables))).toString('base64');
  return checkedCallback(fields.get('callback') ?? null, packed, settings);
}

async function readFile(form, { memoryLimit, digests }) {
  const builder = new ContentBuilder(memoryLimit, { digests });
  for await (const piece of form.filePieces()) builder.add(piece);
  return builder.finish();
}

const fileType = (fields, file) =>
  fields.get('x-oss-content-type') ?? file.contentType ?? fields.get('content-type') ?? null;

function formFacts(fields, file, bucket) {
  const stored = STORED_FIELDS.flatMap((name) => {
    const value = fields.get(name.toLowerCase());
    return value === undefined ? [] : [[name, value]];
  });
  return {
    headers: [['Content-Type', fileType(fields, file) ?? 'application/octet-stream'], ...stored],
    metadata: [...fields].flatMap(([name, value]) =>
      name.startsWith('x-oss-meta-') ? [[name.slice(11), value]] : [],
    ),
    acl: checkObjectAcl(fields.get('x-oss-object-acl') ?? null),
    storageClass: checkStorageClass(fields.get('x-oss-storage-class') ?? null, bucket.storageClass),
    tags: [],
  };
}

function successAnswer({ request, bucket, key }, fields, object) {
  const headers = uploadHeaders(object);
  const location = `http://${request.host}/${percentEncode(key, { keepSlash: true })}`;
  const redirect = fields.get('success_action_redirect');
  if (redirect) {
    const query = `bucket=${bucket.name}&key=${percentEncode(key)}&etag=${percentEncode(`"${object.etag}"`)}`;
    const joint = redirect.includes('?') ? '&' : '?';
    return emptyAnswer(303, [...headers, ['Location', redirect + joint + query]]);
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return emptyAnswer(status === '200' ? 200 : 204, headers);
  const children = [
    element('Bucket', bucket.name),
    element('Location', location),
    element('Key', toText(key)),
    element('ETag', `"${object.etag}"`),
  ];
  return { ...xmlAnswer('PostResponse', children, headers), status: 201 };
}
