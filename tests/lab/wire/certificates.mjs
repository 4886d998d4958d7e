/**
 * Test certificates, made by the openssl command at start into a temporary folder: one authority,
 *   one leaf key, and a leaf
 * certificate for each parent domain that is asked for by SNI.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/**
 * Names a leaf must carry for a server name: under aliyuncs.com one wildcard serves all buckets of
 * an endpoint.
 */
function leafNames(serverName) {
  const dot = serverName.indexOf('.');
  const parent = serverName.slice(dot + 1);
  if (!serverName.endsWith('.aliyuncs.com') || parent === 'aliyuncs.com') return [serverName];
  return [`*.${parent}`, parent];
}

export class Certificates {
  #folder;
  #leafKey;
  /** @type {Map<string, Promise<import('node:tls').SecureContext>>} by first name */
  #contexts = new Map();

  /** For clients that send no SNI. @type {import('node:tls').SecureContext} */
  defaultContext;

  /** The authority's certificate as a PEM file, valid until close(). @type {string} */
  caFile;

  /** @returns {Promise<Certificates>} */
  static async create() {
    const made = new Certificates();
    const folder = await mkdtemp(join(tmpdir(), 'osslens-lab-'));
    made.#folder = folder;
    made.caFile = join(folder, 'ca.pem');
    await run('openssl', [
      'req',
      '-x509',
      ...EC_KEY,
      '-keyout',
      join(folder, 'ca.key'),
      '-out',
      made.caFile,
      '-days',
      '2',
      '-subj',
      '/CN=osslens lab test authority',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    ]);
    await run('openssl', [
      'req',
      '-new',
      ...EC_KEY,
      '-keyout',
      join(folder, 'leaf.key'),
      '-out',
      join(folder, 'leaf.csr'),
      '-subj',
      '/CN=osslens lab',
    ]);
    made.#leafKey = await readFile(join(folder, 'leaf.key'));
    made.defaultContext = await made.contextFor('');
    return made;
  }

  /**
   * @param {string} serverName '' for clients that send none
   * @returns {Promise<import('node:tls').SecureContext>}
   */
  contextFor(serverName) {
    const names = serverName === '' ? ['localhost'] : leafNames(serverName.toLowerCase());
    let context = this.#contexts.get(names[0]);
    if (!context) {
      context = this.#mint(names, this.#contexts.size);
      this.#contexts.set(names[0], context);
    }
    return context;
  }

  async #mint(names, serial) {
    const file = (suffix) => join(this.#folder, `leaf-${serial}.${suffix}`);
    const entries =
      names.map((name) => `DNS:${name}`).join(',') +
      (names[0] === 'localhost' ? ',IP:127.0.0.1' : '');
    await writeFile(file('ext'), `subjectAltName=${entries}\nextendedKeyUsage=serverAuth\n`);
    await run('openssl', [
      'x509',
      '-req',
      '-in',
      join(this.#folder, 'leaf.csr'),
      '-CA',
      this.caFile,
      '-CAkey',
      join(this.#folder, 'ca.key'),
      '-set_serial',
      String(1000 + serial),
      '-days',
      '2',
      '-extfile',
      file('ext'),
      '-out',
      file('pem'),
    ]);
    return createSecureContext({ key: this.#leafKey, cert: await readFile(file('pem')) });
  }

  async close() {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
