/** What someone could make with the key of the intermediate: chains for any name, by openssl alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PEM = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n/g;

/** @param {string} dataDir of a certificate authority that exists @param {string} workDir */
export function stealKey(dataDir, workDir) {
  const [key, intermediate] = readFileSync(join(dataDir, 'ca/authority.pem'), 'utf8').match(PEM);
  const files = { key: join(workDir, 'stolen.key'), intermediate: join(workDir, 'intermediate.pem') };
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.intermediate, intermediate);
  return { ...files, workDir, made: 0 };
}

/**
 * A leaf with these alternative names ("DNS:a,IP:b"; none if empty), as a TLS server wants it.
 * @returns {{ leafFile: string, chain: string, key: string }}
 */
export function makeChain(stolen, commonName, alternativeNames) {
  stolen.made += 1;
  const at = (suffix) => join(stolen.workDir, `leaf-${stolen.made}.${suffix}`);
  const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
  const names = alternativeNames === '' ? '' : `subjectAltName=${alternativeNames}\n`;
  writeFileSync(at('ext'), `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n${names}`);
  openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('key'),
    '-subj', `/CN=${commonName}`, '-out', at('csr'));
  openssl('x509', '-req', '-in', at('csr'), '-CA', stolen.intermediate, '-CAkey', stolen.key, '-set_serial',
    String(stolen.made), '-days', '30', '-extfile', at('ext'), '-out', at('pem'));
  return {
    leafFile: at('pem'),
    chain: readFileSync(at('pem'), 'utf8') + readFileSync(stolen.intermediate, 'utf8'),
    key: readFileSync(at('key'), 'utf8'),
  };
}
