/**
 * What arrived, byte for byte: the lab's memory for tests. Bounded, so that a benchmark does not
 * fill it.
 */
import { Crc64 } from './oss/crc64.mjs';

const KEPT_BODY_BYTES = 64 * 1024;

/** One request; filled while it is served, settled when `complete` or `problem` is set. */
export class LogEntry {
  #crc;
  #kept = [];
  #keptBytes = 0;

  constructor(facts, digests) {
    this.id = facts.id;
    this.connection = facts.connection;
    this.secure = facts.secure;
    this.at = facts.at;
    this.#crc = digests ? new Crc64() : null;
    /** @type {Buffer | null} exactly the bytes of the head as received */
    this.head = null;
    this.method = '';
    this.target = '';
    this.host = '';
    /** @type {Array<[string, string]>} */
    this.headers = [];
    this.bodyBytes = 0;
    /** @type {string | null} CRC-64 of the body, unsigned decimal; null without digests */
    this.bodyCrc64 = null;
    /** The first 64 KiB. */
    this.body = Buffer.alloc(0);
    /** @type {Array<[string, string]>} */
    this.trailers = [];
    /** @type {number[]} */
    this.chunkSizes = [];
    /** @type {number | null} */
    this.status = null;
    /** @type {string | null} */
    this.requestId = null;
    /** @type {string | null} */
    this.operation = null;
    /** @type {string | null} */
    this.errorCode = null;
    /**
     * @type {import('./signing/authenticate.mjs').AuthRecord | null} outcome of the signature check
     */
    this.auth = null;
    /** @type {string | null} why the exchange did not come to its end */
    this.problem = null;
    this.complete = false;
  }

  /** Sees every piece of the body. @param {Buffer} piece */
  tap(piece) {
    this.#crc?.update(piece);
    if (this.#keptBytes >= KEPT_BODY_BYTES) return;
    const part = piece.subarray(0, KEPT_BODY_BYTES - this.#keptBytes);
    this.#kept.push(part);
    this.#keptBytes += part.length;
  }

  /** @param {import('./wire/request_body.mjs').RequestBody} body */
  close(body) {
    this.bodyBytes = body.bytes;
    this.bodyCrc64 = this.#crc ? String(this.#crc.value()) : null;
    this.body = Buffer.concat(this.#kept);
    this.trailers = body.trailers;
    this.chunkSizes = body.chunkSizes;
    this.complete = body.isComplete && this.problem === null;
  }
}

export class RequestLog {
  #limit;
  #clock;
  #digests;
  #nextId = 1;
  /** @type {LogEntry[]} oldest first */
  entries = [];

  /** @param {{limit: number, clock: () => number, digests: boolean}} options limit: entries kept */
  constructor({ limit, clock, digests }) {
    this.#limit = limit;
    this.#clock = clock;
    this.#digests = digests;
  }

  /**
   * @param {import('./wire/lab_request.mjs').LabRequest} request
   * @param {{id: number, secure: boolean}} connection
   */
  begin(request, connection) {
    const entry = this.#add(connection);
    entry.head = request.head.raw;
    entry.method = request.method;
    entry.target = request.head.target;
    entry.host = request.host;
    entry.headers = request.headers;
    request.body.onPiece = (piece) => entry.tap(piece);
    return entry;
  }

  /**
   * @param {Buffer | null} raw
   * @param {string} problem
   * @param {{id: number, secure: boolean}} connection
   */
  malformed(raw, problem, connection) {
    const entry = this.#add(connection);
    entry.head = raw;
    entry.problem = problem;
    entry.status = 400;
  }

  #add(connection) {
    const facts = {
      id: this.#nextId++,
      connection: connection.id,
      secure: connection.secure,
      at: this.#clock(),
    };
    const entry = new LogEntry(facts, this.#digests);
    this.entries.push(entry);
    if (this.entries.length > 2 * this.#limit)
      this.entries.splice(0, this.entries.length - this.#limit);
    return entry;
  }

  /** The newest entry. @returns {LogEntry | undefined} */
  get last() {
    return this.entries[this.entries.length - 1];
  }

  clear() {
    this.entries.length = 0;
  }
}
