/** The lab: a stand-in for OSS that really verifies what it is sent. */
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { startControl } from './control.mjs';
import { Misbehaviours } from './misbehaviour.mjs';
import { CallbackKey } from './oss/callback/send.mjs';
import { bufferContent, patternContent } from './oss/content.mjs';
import { contentEtag } from './oss/operations/object_facts.mjs';
import { OssService } from './oss/service.mjs';
import { Store } from './oss/store.mjs';
import { RequestLog } from './request_log.mjs';
import { Credentials } from './signing/credentials.mjs';
import { fromText } from './wire/binary_text.mjs';
import { Certificates } from './wire/certificates.mjs';
import { Connection } from './wire/connection.mjs';

/**
 * @typedef {object} LabOptions
 * @property {string} [host] default 127.0.0.1
 * @property {number} [httpPort] default 0
 * @property {number | null} [httpsPort] null (default): no HTTPS
 * @property {number | null} [controlPort] null (default): no control listener
 * @property {() => number} [clock] ms, default Date.now
 * @property {Array<Partial<import('./oss/store.mjs').Bucket> & {name: string}>} [buckets]
 * @property {import('./signing/credentials.mjs').Credential[]} [credentials] long-term and STS keys
 * @property {Partial<import('./oss/callback/send.mjs').CallbackSettings>} [callback]
 * @property {number} [memoryLimit] largest body kept, bytes; default 64 MiB
 * @property {boolean} [digests] default true; false for benchmarks, then no CRC, MD5 or Content-MD5
 *   check
 * @property {number} [logLimit] requests remembered, default 10000
 */

const MEBIBYTE = 1024 * 1024;

export class Lab {
  #connections = new Set();
  #servers = [];
  #certificates = null;
  #nextConnection = 1;
  #clock;
  #control = null;

  /** @param {LabOptions} options */
  constructor(options) {
    const {
      clock = Date.now,
      digests = true,
      memoryLimit = 64 * MEBIBYTE,
      logLimit = 10_000,
      callback,
    } = options;
    this.#clock = clock;
    this.store = new Store(clock);
    this.credentials = new Credentials();
    this.misbehaviours = new Misbehaviours();
    this.log = new RequestLog({ limit: logLimit, clock, digests });
    const key = new CallbackKey();
    /** PEM of the key that signs callbacks. */
    this.callbackPublicKey = key.publicPem;
    this.service = new OssService({
      store: this.store,
      credentials: this.credentials,
      clock,
      settings: {
        memoryLimit,
        digests,
        callback: {
          timeoutMs: 5000,
          allowPrivate: true,
          publicKeyUrl: 'http://gosspublic.alicdn.com/callback_pub_key_v1.pem',
          connectTo: {},
          ...callback,
          key,
        },
      },
    });
    for (const bucket of options.buckets ?? []) this.addBucket(bucket);
    for (const credential of options.credentials ?? []) this.addCredential(credential);
    /** @type {number} */
    this.httpPort = 0;
    /** @type {number | null} */
    this.httpsPort = null;
    /** @type {number | null} */
    this.controlPort = null;
    /** @type {string | null} the authority to trust for HTTPS, a PEM file */
    this.caFile = null;
  }

  /** What arrived, oldest first. @returns {import('./request_log.mjs').LogEntry[]} */
  get requests() {
    return this.log.entries;
  }

  addBucket(bucket) {
    return this.store.addBucket(bucket);
  }

  addCredential(credential) {
    this.credentials.add(credential);
  }

  /**
   * @param {{id: string, secret: string, token: string, expiresAt?: number, owner?: string}}
   *   credential
   */
  addSts(credential) {
    if (!credential.token) throw new TypeError('an STS credential needs a token');
    this.credentials.add(credential);
  }

  /**
   * Puts an object without a request.
   * @param {string} bucketName @param {string} key
   * @param {{body?: Buffer | string, size?: number, contentType?: string, acl?: string}} facts
   *   size: so many bytes of the pattern
   */
  addObject(
    bucketName,
    key,
    { body = '', size, contentType = 'application/octet-stream', acl = 'default' },
  ) {
    const bucket = this.store.buckets.get(bucketName);
    if (!bucket) throw new Error(`no bucket ${bucketName}`);
    const content = size === undefined ? bufferContent(Buffer.from(body)) : patternContent(size);
    const object = {
      content,
      etag: contentEtag(content),
      lastModified: this.#clock(),
      type: 'Normal',
      acl,
      storageClass: bucket.storageClass,
      headers: [['Content-Type', contentType]],
      metadata: [],
      tags: [],
    };
    bucket.objects.set(fromText(key), object);
    return object;
  }

  /** @param {import('./misbehaviour.mjs').Misbehaviour} spec */
  misbehave(spec) {
    return this.misbehaviours.add(spec);
  }

  /** @param {LabOptions} options */
  async listen({ host = '127.0.0.1', httpPort = 0, httpsPort = null, controlPort = null }) {
    this.httpPort = await this.#open(
      net.createServer((socket) => this.#accept(socket, socket, false)),
      httpPort,
      host,
    );
    if (httpsPort !== null) {
      this.#certificates = await Certificates.create();
      this.caFile = this.#certificates.caFile;
      this.httpsPort = await this.#open(
        net.createServer((socket) => this.#acceptTls(socket)),
        httpsPort,
        host,
      );
    }
    if (controlPort !== null) {
      this.#control = await startControl(this, { port: controlPort, host });
      this.controlPort = this.#control.port;
    }
  }

  async #open(server, port, host) {
    server.listen({ port, host, backlog: 1024 });
    await once(server, 'listening');
    this.#servers.push(server);
    return server.address().port;
  }

  #acceptTls(rawSocket) {
    const certificates = this.#certificates;
    const secure = new tls.TLSSocket(rawSocket, {
      isServer: true,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) =>
        certificates.contextFor(name).then((context) => done(null, context), done),
      secureContext: certificates.defaultContext,
    });
    this.#accept(secure, rawSocket, true);
  }

  #accept(socket, rawSocket, secure) {
    rawSocket.setNoDelay(true);
    this.#connections.add(rawSocket);
    rawSocket.on('close', () => this.#connections.delete(rawSocket));
    // Clients of tests come and go as they like; what a request suffered by it stands in its log
    // entry.
    socket.on('error', () => socket.destroy());
    rawSocket.on('error', () => rawSocket.destroy());
    const host = {
      answer: (request, entry, plan) => this.service.answer(request, entry, plan),
      misbehaviours: this.misbehaviours,
      log: this.log,
    };
    void new Connection(socket, rawSocket, host, { id: this.#nextConnection++, secure }).run();
  }

  async close() {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#connections) socket.destroy();
    await Promise.all(closed);
    await this.#control?.close();
    await this.#certificates?.close();
  }
}

/** @param {LabOptions} [options] @returns {Promise<Lab>} */
export async function startLab(options = {}) {
  const lab = new Lab(options);
  await lab.listen(options);
  return lab;
}
