/** Reads a multipart/form-data body as it streams in: first the fields, then the file. */
import { toBytes } from '../../wire/binary_text.mjs';
import { invalidArgument, OssError } from '../oss_error.mjs';

const MAX_NAME_BYTES = 8 * 1024;
const MAX_VALUE_BYTES = 2 * 1024 * 1024;
const MAX_FIELDS_BYTES = 8 * 1024 * 1024;

/** @param {string} [ec] */
export const malformedPost = (ec = '0006-00000104') =>
  new OssError(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
    { ec },
  );

/** @param {string | null} contentType @returns {string} the boundary */
export function boundaryOf(contentType) {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(
    contentType ?? '',
  );
  if (match) return match[1] ?? match[2];
  const text = 'Bucket POST must be of the enclosure-type multipart/form-data.';
  throw new OssError(400, 'RequestIsNotMultiPartContent', text);
}

export class FormReader {
  #body;
  #held = Buffer.alloc(0);
  #delimiter;

  /** @param {import('../../wire/request_body.mjs').RequestBody} body @param {string} boundary */
  constructor(body, boundary) {
    this.#body = body;
    this.#delimiter = toBytes(`\r\n--${boundary}`);
    // The first delimiter has no line break of its own before it.
    this.#held = Buffer.from('\r\n');
  }

  async #more() {
    const piece = await this.#body.next();
    if (piece === null) throw malformedPost();
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
  }

  async #atLeast(bytes) {
    while (this.#held.length < bytes) await this.#more();
  }

  #take(bytes) {
    const taken = this.#held.subarray(0, bytes);
    this.#held = this.#held.subarray(bytes);
    return taken;
  }

  async #through(delimiter, limit, tooLong) {
    let at = this.#held.indexOf(delimiter);
    while (at < 0) {
      if (this.#held.length > limit + delimiter.length) throw tooLong();
      await this.#more();
      at = this.#held.indexOf(delimiter);
    }
    if (at > limit) throw tooLong();
    const taken = this.#take(at);
    this.#take(delimiter.length);
    return taken;
  }

  /** After a delimiter: whether a part follows. */
  async #hasPart() {
    await this.#atLeast(2);
    const mark = this.#take(2).toString('latin1');
    if (mark === '--') return false;
    if (mark !== '\r\n') throw malformedPost();
    return true;
  }

  /**
   * Reads fields until the file part begins.
   * @returns {Promise<{fields: Map<string, string>, file: {name: string, contentType: string |
   *   null} | null}>} fields by
   *   lower-case name, first one wins; file is null when the form has none
   */
  async readFields() {
    const fields = new Map();
    let total = 0;
    await this.#through(this.#delimiter, 2, malformedPost);
    while (await this.#hasPart()) {
      const part = await this.#readPartHead();
      if (part.name.toLowerCase() === 'file')
        return { fields, file: { name: part.filename, contentType: part.contentType } };
      const value = await this.#through(this.#delimiter, MAX_VALUE_BYTES, fieldTooLong);
      total += value.length;
      if (total > MAX_FIELDS_BYTES) {
        const text = 'Your POST request fields preceding the upload file were too large.';
        throw new OssError(400, 'MaxPOSTPreDataLengthExceededError', text, { ec: '0006-00000112' });
      }
      const name = part.name.toLowerCase();
      if (!fields.has(name)) fields.set(name, value.toString('latin1'));
    }
    return { fields, file: null };
  }

  async #readPartHead() {
    const head = await this.#through(Buffer.from('\r\n\r\n'), 2 * MAX_NAME_BYTES, fieldTooLong);
    const lines = head.toString('latin1').split('\r\n');
    if (!/^Content-Disposition:/i.test(lines[0])) throw malformedPost('0006-00000109');
    const parameter = (key) =>
      new RegExp(`[;\\s]${key}="([^"]*)"`, 'i').exec(lines[0])?.[1] ?? null;
    const name = parameter('name');
    if (name === null) throw malformedPost('0006-00000109');
    if (name.length > MAX_NAME_BYTES) throw fieldTooLong();
    let contentType = null;
    for (const line of lines.slice(1)) {
      const [key, ...rest] = line.split(':');
      const lower = key.trim().toLowerCase();
      if (lower === 'content-type') contentType = rest.join(':').trim();
      else if (name.toLowerCase() === 'file' && lower !== 'content-transfer-encoding') {
        throw invalidArgument('The bucket POST contains unrecognized field name.');
      }
    }
    const filename = (parameter('filename') ?? '').split(/[/\\]/).at(-1);
    return { name, filename, contentType };
  }

  /**
   * The bytes of the file; then the rest of the body is read and ignored.
   * @returns {AsyncGenerator<Buffer>}
   */
  async *filePieces() {
    const keep = this.#delimiter.length - 1;
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter);
      if (at >= 0) {
        if (at > 0) yield this.#take(at);
        break;
      }
      if (this.#held.length > keep) yield this.#take(this.#held.length - keep);
      await this.#more();
    }
    await this.#body.drain();
  }
}

const fieldTooLong = () =>
  new OssError(400, 'FieldItemTooLong', 'Your name of form field is too long.', {
    ec: '0006-00000110',
  });
