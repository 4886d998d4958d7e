/**
 * One client connection: reads requests one after the other, answers each before it looks at the
 * next.
 */
import { ByteSource, PeerGone, WireError } from './byte_source.mjs';
import { toBytes } from './binary_text.mjs';
import { LabRequest } from './lab_request.mjs';
import { RequestBody } from './request_body.mjs';
import { parseRequestHead, requestFraming } from './request_head.mjs';
import { CutShort, ResponseSink } from './response_sink.mjs';
import { writeResponse } from './response_writer.mjs';

const MAX_HEAD_BYTES = 64 * 1024;

/**
 * @typedef {object} ConnectionHost what a connection needs from the lab
 * @property {(request: LabRequest, entry: import('../request_log.mjs').LogEntry,
 *   plan: import('../misbehaviour.mjs').Plan) =>
 *   Promise<import('./response_writer.mjs').LabResponse>} answer
 * @property {import('../misbehaviour.mjs').Misbehaviours} misbehaviours
 * @property {import('../request_log.mjs').RequestLog} log
 */

export class Connection {
  #socket;
  #rawSocket;
  #source;
  #host;
  #facts;
  #closeOnNextRequest = false;

  /**
   * @param {import('node:net').Socket} socket owned from here on
   * @param {import('node:net').Socket} rawSocket
   * @param {ConnectionHost} host
   * @param {{id: number, secure: boolean}} facts
   */
  constructor(socket, rawSocket, host, facts) {
    this.#socket = socket;
    this.#rawSocket = rawSocket;
    this.#source = new ByteSource(socket);
    this.#host = host;
    this.#facts = facts;
  }

  /** Serves until either side ends the connection. Never rejects. */
  async run() {
    try {
      while (await this.#serveOne());
    } catch (error) {
      if (!(error instanceof PeerGone) && !(error instanceof CutShort)) throw error;
      if (error instanceof PeerGone) this.#socket.destroy();
      return;
    }
    this.#socket.end();
  }

  /** @returns {Promise<boolean>} whether the connection goes on */
  async #serveOne() {
    if (!(await this.#source.hasMore())) return false;
    if (this.#closeOnNextRequest) {
      this.#socket.destroy();
      return false;
    }
    let raw = null;
    try {
      raw = await this.#source.readHead(MAX_HEAD_BYTES);
      if (raw === null) return false;
      const head = parseRequestHead(raw);
      return await this.#exchange(head, requestFraming(head));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#host.log.malformed(raw, error.message, this.#facts);
      this.#socket.write(malformedAnswer(error.message));
      return false;
    }
  }

  async #exchange(head, framing) {
    const expects = head.headers.some(
      ([name, value]) => name.toLowerCase() === 'expect' && value.toLowerCase() === '100-continue',
    );
    const body = new RequestBody(this.#source, framing, () => {
      if (expects) this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    });
    body.expectsContinue = expects;
    const request = new LabRequest(head, body);
    const entry = this.#host.log.begin(request, this.#facts);
    const plan = this.#host.misbehaviours.take(request);
    const sink = new ResponseSink(this.#socket, this.#rawSocket, plan);
    try {
      await this.#misbehaveEarly(plan, sink, body);
      const response = await this.#host.answer(request, entry, plan);
      entry.status = response.status;
      const persistent = await this.#send(sink, request, response, plan);
      return persistent && (await this.#finish(body, plan));
    } catch (error) {
      entry.problem ??= error.message || 'cut short by a misbehaviour';
      throw error;
    } finally {
      entry.close(body);
    }
  }

  async #misbehaveEarly(plan, sink, body) {
    if (plan.hang) await sink.untilClosed();
    if (plan.cutAfterRequestBytes !== undefined) {
      while (body.bytes < plan.cutAfterRequestBytes && (await body.next()) !== null);
      sink.cut();
      throw new CutShort();
    }
    if ((plan.reset && plan.cutAfterBytes === undefined) || plan.cutAfterBytes === 0) {
      sink.cut();
      throw new CutShort();
    }
    if (plan.raw !== undefined) {
      await sink.write(toBytes(plan.raw));
      this.#socket.end();
      throw new CutShort();
    }
    await sink.pause(plan.delayReadMs);
  }

  #send(sink, request, response, plan) {
    // A client that waits for 100 Continue sends no body after a final answer: what follows could
    // not be told apart.
    const { body } = request;
    const bodyWillNotCome = body.expectsContinue && body.isUntouched && !body.isComplete;
    const asked = (request.header('connection') ?? '').toLowerCase();
    const keepAlive =
      !bodyWillNotCome &&
      plan.refuseBeforeBody !== 'close' &&
      (request.head.minorVersion === 1 ? asked !== 'close' : asked === 'keep-alive');
    return writeResponse(sink, response, { isHead: request.method === 'HEAD', keepAlive, plan });
  }

  async #finish(body, plan) {
    await body.drain();
    if (plan.closeAfter === 'response') return false;
    if (plan.closeAfter === 'next-request') this.#closeOnNextRequest = true;
    return true;
  }
}

function malformedAnswer(reason) {
  const text = `The lab takes no such request: ${reason}\n`;
  return (
    'HTTP/1.1 400 Bad Request\r\nServer: AliyunOSS\r\nContent-Type: text/plain\r\n' +
    `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`
  );
}
