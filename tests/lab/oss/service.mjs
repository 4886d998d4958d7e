/**
 * The service: takes a request to its operation and renders whatever comes back, errors included.
 */
import { randomBytes } from 'node:crypto';
import { authenticate } from '../signing/authenticate.mjs';
import { fromText } from '../wire/binary_text.mjs';
import { PeerGone, WireError } from '../wire/byte_source.mjs';
import { checkAccess, checkReferer } from './access.mjs';
import { corsHeaders, preflight } from './cors.mjs';
import { httpDate } from './dates.mjs';
import { foreignAnswer } from './foreign.mjs';
import { findOperation } from './operations/table.mjs';
import { noSuchBucket, OssError } from './oss_error.mjs';
import { resolvePlace, wrongEndpoint } from './place.mjs';

/** Bodies up to this size are read before an error is answered, larger ones afterwards. */
const READ_BEFORE_ERROR_BYTES = 1024 * 1024;

/**
 * @typedef {object} Settings
 * @property {number} memoryLimit largest body kept in memory, bytes
 * @property {boolean} digests compute CRC and MD5 of bodies (a benchmark may not want them)
 * @property {import('./callback/send.mjs').CallbackSettings} callback
 *
 * @typedef {object} Context what a handler gets
 * @property {import('../wire/lab_request.mjs').LabRequest} request
 * @property {import('../request_log.mjs').LogEntry} entry
 * @property {string} requestId
 * @property {number} now ms
 * @property {import('./place.mjs').Place} place
 * @property {import('./store.mjs').Bucket} bucket only at bucket and object level (PutBucket: may
 *   be undefined)
 * @property {string} key binary text
 * @property {import('../signing/authenticate.mjs').Identity} identity
 * @property {OssService} service
 */

export class OssService {
  /**
   * @param {{store: import('./store.mjs').Store, credentials:
   *   import('../signing/credentials.mjs').Credentials,
   *   clock: () => number, settings: Settings}} parts
   */
  constructor({ store, credentials, clock, settings }) {
    this.store = store;
    this.credentials = credentials;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * @param {import('../wire/lab_request.mjs').LabRequest} request
   * @param {import('../request_log.mjs').LogEntry} entry
   * @param {import('../misbehaviour.mjs').Plan} plan
   * @returns {Promise<import('../wire/response_writer.mjs').LabResponse>}
   */
  async answer(request, entry, plan) {
    const started = performance.now();
    const requestId = newRequestId(this.clock());
    entry.requestId = requestId;
    const context = { request, entry, requestId, now: this.clock(), service: this };
    if (plan.answer) {
      await request.body.drain();
      return foreignAnswer(plan.answer);
    }
    let response;
    try {
      response = await this.#dispatch(context, plan);
    } catch (error) {
      if (error instanceof PeerGone || error instanceof WireError) throw error;
      const answered = error instanceof OssError ? error : ownFault(error, entry);
      entry.errorCode = answered.code;
      if (!plan.refuseBeforeBody) await readSmallBody(request);
      response = errorResponse(answered, context);
    }
    return {
      ...response,
      headers: [
        ['Server', 'AliyunOSS'],
        ['Date', httpDate(this.clock())],
        ...response.headers,
        ['x-oss-request-id', requestId],
        ...(request.isS3 ? [['x-amz-request-id', requestId]] : []),
        ...corsHeaders(request, context.bucket),
        ['x-oss-server-time', String(Math.round(performance.now() - started))],
      ],
    };
  }

  async #dispatch(context, plan) {
    const { request } = context;
    if (plan.error || plan.refuseBeforeBody) {
      if (!plan.refuseBeforeBody) await request.body.drain();
      throw plannedError(plan.error);
    }
    const place = resolvePlace(request, this.store);
    context.place = place;
    context.key = place.key;
    const bucket = place.bucket === null ? undefined : this.store.buckets.get(place.bucket);
    if (request.method === 'OPTIONS') {
      if (!bucket) throw noSuchBucket(place.bucket ?? '');
      return preflight(request, bucket);
    }
    const operation = findOperation(request, place);
    context.entry.operation = operation.name;
    // A form carries its own signature; one in header or URL is ignored there.
    const isForm = operation.name === 'PostObject';
    context.identity = isForm
      ? { credential: null, claim: null }
      : this.#authenticate(context, bucket);
    this.#enterBucket(context, operation, bucket);
    if (!isForm) checkAccess(operation, context);
    return operation.handle(context);
  }

  #authenticate({ request, place, entry }, bucket) {
    return authenticate(request, place, {
      credentials: this.credentials,
      clock: this.clock,
      bucketRegion: bucket?.region ?? null,
      extraSubresources: bucket?.extraSubresources,
      record: (made) => (entry.auth = made),
    });
  }

  #enterBucket(context, operation, bucket) {
    const { place, identity, request } = context;
    if (place.bucket !== null && operation.name !== 'PutBucket') {
      if (!bucket) throw noSuchBucket(place.bucket);
      if (place.region !== null && place.region !== bucket.region && place.product === 'oss') {
        throw wrongEndpoint(bucket.name, bucket.region);
      }
      if (place.endpoint === 'accelerate' && !bucket.acceleration) {
        throw new OssError(
          403,
          'TransferAccelerationDisabled',
          'Transfer acceleration is disabled.',
          {
            ec: '0024-00000008',
          },
        );
      }
      context.bucket = bucket;
      checkReferer(request, bucket, identity);
    } else if (bucket) {
      context.bucket = bucket;
    }
  }
}

/** A bug of the lab must be seen by whoever runs the test. */
function ownFault(error, entry) {
  entry.problem = error.stack;
  process.stderr.write(`lab: ${error.stack}\n`);
  const text = 'Please contact the server administrator, oss@service.aliyun.com.';
  return new OssError(500, 'InternalError', text);
}

/** 24 hex digits: the clock, as in real ones, then this process, then a count. */
const processMark = randomBytes(4).toString('hex');
let requestCount = 0;

function newRequestId(now) {
  const digits = (number) => (number >>> 0).toString(16).padStart(8, '0');
  requestCount += 1;
  return (digits(now / 1000) + processMark + digits(requestCount)).toUpperCase();
}

async function readSmallBody({ body }) {
  const announced = body.announcedBytes;
  const isWaiting = body.isUntouched && body.expectsContinue;
  if (announced !== null && announced <= READ_BEFORE_ERROR_BYTES && !isWaiting) await body.drain();
}

function plannedError(error) {
  if (!error) return new OssError(403, 'AccessDenied', 'AccessDenied', { ec: '0003-00000001' });
  return new OssError(error.status, error.code, error.message, {
    ec: error.ec,
    elements: Object.entries(error.elements ?? {}),
    headers: Object.entries(error.headers ?? {}),
  });
}

/**
 * @param {OssError} error
 * @param {Context} context
 * @returns {import('../wire/response_writer.mjs').LabResponse}
 */
export function errorResponse(error, { request, requestId }) {
  const document = error.document({ requestId, host: request.host });
  const headers = error.headers.map(([name, value]) => [name, fromText(value)]);
  if (error.ec) headers.push(['x-oss-ec', error.ec]);
  if (request.method === 'HEAD' || error.status === 304) {
    if (error.status !== 304) headers.push(['x-oss-err', document.toString('base64')]);
    return { status: error.status, headers, content: null };
  }
  return {
    status: error.status,
    headers: [['Content-Type', 'application/xml'], ...headers],
    content: { size: document.length, pieces: () => [document] },
  };
}
