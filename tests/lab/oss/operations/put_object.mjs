/** PutObject. */
import { callbackAnswer, readCallback } from '../callback/upload_callback.mjs';
import { emptyAnswer } from './answers.mjs';
import { checkOverwrite, contentEtag, objectFacts, uploadHeaders } from './object_facts.mjs';
import { uploadBody } from './upload_body.mjs';

/** @param {import('../service.mjs').Context} context */
export async function putObject(context) {
  const { bucket, key, now } = context;
  const callback = await readCallback(context);
  const facts = objectFacts(context);
  checkOverwrite(context);
  const content = await uploadBody(context);
  const object = {
    ...facts,
    content,
    etag: contentEtag(content),
    lastModified: now,
    type: 'Normal',
  };
  bucket.objects.set(key, object);
  const answer = emptyAnswer(200, uploadHeaders(object));
  return callback ? callbackAnswer(context, callback, object, answer) : answer;
}
