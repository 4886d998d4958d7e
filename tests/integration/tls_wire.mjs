/** TLS ends for tests of interception: certificates of every kind, servers that show them, apps that go through CONNECT. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

import { head, Wire, withoutHanging } from './wire.mjs';

const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** A certificate authority in a temporary folder. close() removes it. */
export class Authority {
  #folder = mkdtempSync(join(tmpdir(), 'osslens-authority-'));
  #issued = 0;

  constructor(name = 'Test Authority') {
    this.caFile = join(this.#folder, 'ca.pem');
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', join(this.#folder, 'ca.key'), '-subj', `/CN=${name}`, '-days', '2'],
      ...['-out', this.caFile],
    );
    this.ca = readFileSync(this.caFile);
  }

  /**
   * A certificate for these names and its key, in PEM form.
   * @param {string[]} names @param {{days?: number, selfSigned?: boolean}} [options] days: -1 has expired
   */
  issue(names, { days = 1, selfSigned = false } = {}) {
    const file = join(this.#folder, `leaf-${++this.#issued}`);
    const list = names.map((name) => `${net.isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',');
    writeFileSync(`${file}.ext`, `subjectAltName=${list}\n`);
    openssl(
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', `${file}.key`, '-subj', `/CN=${names[0]}`, '-out', `${file}.csr`],
    );
    const signer = selfSigned
      ? ['-signkey', `${file}.key`]
      : ['-CA', this.caFile, '-CAkey', join(this.#folder, 'ca.key'), '-CAcreateserial'];
    openssl(
      ...['x509', '-req', '-in', `${file}.csr`, ...signer, '-days', String(days)],
      ...['-extfile', `${file}.ext`, '-out', `${file}.pem`],
    );
    return { key: readFileSync(`${file}.key`), cert: readFileSync(`${file}.pem`) };
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * As startOrigin(), behind TLS. The wire has `raw`, the TCP socket below, and `secure`, the TLSSocket.
 * @param {(wire: Wire, index: number) => unknown} serve @param {tls.TlsOptions} options key and cert, and what else
 */
export async function startTlsOrigin(serve, options) {
  const wires = [];
  const faults = [];
  const raws = new Set();
  const server = net.createServer({ allowHalfOpen: true }, (raw) => {
    raws.add(raw);
    raw.on('close', () => raws.delete(raw));
    raw.on('error', () => {});
    const secure = new tls.TLSSocket(raw, {
      isServer: true,
      secureContext: tls.createSecureContext(options),
      ALPNProtocols: ['http/1.1'],
      ...options,
    });
    secure.on('error', () => {});
    secure.once('secure', async () => {
      const wire = Object.assign(new Wire(secure), { raw, secure });
      wires.push(wire);
      try {
        await serve(wire, wires.length - 1);
      } catch (error) {
        faults.push(error);
        raw.destroy();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    wires,
    async close() {
      server.close();
      for (const raw of raws) raw.destroy();
      if (faults.length > 0) throw faults[0];
    },
  };
}

/** Opens a CONNECT through osslens. @param {import('./harness.mjs').Lens} lens @param {string} authority */
export async function openTunnel(lens, authority, ...fields) {
  const client = await lens.connect();
  await client.write(head(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...fields));
  const answer = await client.head();
  if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`CONNECT was refused: ${answer}`);
  return client;
}

/**
 * The same, and TLS inside, as an app does it. Rejects with the error of a failed handshake.
 * @param {tls.ConnectionOptions} options ca, servername, session ... @returns {Promise<Wire & {secure: tls.TLSSocket}>}
 */
export async function openTls(lens, authority, options, ...fields) {
  const { socket: raw } = await openTunnel(lens, authority, ...fields);
  raw.removeAllListeners('data');
  const secure = tls.connect({
    socket: raw,
    servername: authority.split(':')[0],
    ALPNProtocols: ['http/1.1'],
    ...options,
  });
  const sessions = [];
  secure.on('session', (session) => sessions.push(session));
  await withoutHanging(once(secure, 'secureConnect'), () => `TLS with ${authority}`);
  return Object.assign(new Wire(secure), { raw, secure, sessions });
}
