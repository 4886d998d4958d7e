/** A stolen key is of no use: what it certifies outside the permitted domains is refused by every kind of client that is
 * given the root, and by the same way in a chain for a permitted host is taken. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { makeChain, stealKey } from './trust/stolen_key.mjs';

const run = promisify(execFile);
const source = (name) => fileURLToPath(new URL(`trust/${name}`, import.meta.url));
const isHere = (program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

const PERMITTED = 'logs.oss-cn-hangzhou.aliyuncs.com';
const OUTSIDE = 'www.example.com';
const ADDRESS = '127.0.0.1';

const directory = mkdtempSync(join(tmpdir(), 'osslens-constraints-'));
const dataDir = join(directory, 'data');
const osslens = (...words) =>
  execFileSync(process.env.OSSLENS_BIN, ['ca', ...words, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();

/** What is offered to each client: the host it asks for, the chain it is shown, and what it must say. */
const OFFERS = [
  { title: 'takes a permitted host', host: PERMITTED, names: `DNS:${PERMITTED}`, accepted: true },
  { title: 'refuses a host outside', host: OUTSIDE, names: `DNS:${OUTSIDE}` },
  { title: 'refuses a host outside beside a permitted one', host: PERMITTED, names: `DNS:${PERMITTED},DNS:${OUTSIDE}` },
  { title: 'refuses an address', host: ADDRESS, names: `IP:${ADDRESS}` },
  { title: 'refuses an address beside a permitted host', host: PERMITTED, names: `DNS:${PERMITTED},IP:${ADDRESS}` },
  { title: 'refuses a host outside in the common name alone', host: OUTSIDE, names: '' },
];

// In the words of OpenSSL, Go and Java, the latter two also for a certificate without alternative names.
const CONSTRAINED =
  /permitted subtree violation|excluded subtree violation|not permitted by any constraint|excluded by constraint|name constraints check failed/i;
const NO_NAMES = new RegExp(
  `${CONSTRAINED.source}|not valid for any names|legacy Common Name|No subject alternative|hostname mismatch|not match`,
  'i',
);

let root;
const servers = [];

/** Answers every request, with one of the chains. */
async function offer(stolen, { host, names }) {
  const made = makeChain(stolen, host, names);
  const server = createServer({ key: made.key, cert: made.chain }, (_, response) => response.end('here'));
  server.on('tlsClientError', () => {});
  server.listen(0, ADDRESS);
  await once(server, 'listening');
  servers.push(server);
  return { ...made, port: server.address().port };
}

function check(offered, said) {
  if (offered.accepted) assert.equal(said, 'accepted');
  else assert.match(said, offered.names === '' ? NO_NAMES : CONSTRAINED);
}

/** What a program says that reports by its output, or of curl and openssl by its code. */
async function saying(program, words, options = {}) {
  try {
    const { stdout } = await run(program, words, { timeout: 120_000, ...options });
    return stdout.trim();
  } catch (error) {
    return `${error.stdout}${error.stderr}`;
  }
}

/** Clients by name: each gives "accepted" or a reason for every offer. */
const ONE_BY_ONE = {
  'openssl verify': async ({ host, leafFile }, stolen) => {
    const name = host === ADDRESS ? '-verify_ip' : '-verify_hostname';
    const said = await saying('openssl', ['verify', '-CAfile', root, '-no-CApath', '-no-CAstore', '-untrusted',
      stolen.intermediate, name, host, leafFile]);
    return said.endsWith(': OK') ? 'accepted' : said;
  },
  curl: async ({ host, port }) => {
    const said = await saying('curl', ['-sS', '--noproxy', '*', '--cacert', root, '--capath', '/dev/null',
      '--resolve', `${host}:${port}:${ADDRESS}`, `https://${host}:${port}/`]);
    return said === 'here' ? 'accepted' : said;
  },
  Node: ({ host, port }) =>
    new Promise((resolve) => {
      const socket = connect({ host: ADDRESS, port, servername: host === ADDRESS ? '' : host, ca: readFileSync(root) });
      socket.once('secureConnect', () => resolve('accepted'));
      socket.once('error', (error) => resolve(error.message));
    }),
  Python: ({ host, port }) => saying('python3', [source('client.py'), root, host, String(port)]),
  Go: ({ host, port }) => saying(join(directory, 'client'), [root, host, String(port)]),
};

describe('a stolen key', { concurrency: false }, () => {
  let stolen;
  const offers = [];

  before(async () => {
    root = osslens('path');
    stolen = stealKey(dataDir, directory);
    for (const each of OFFERS) offers.push({ ...each, ...(await offer(stolen, each)) });
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  for (const [name, client] of Object.entries(ONE_BY_ONE)) {
    const program = { 'openssl verify': 'openssl', Python: 'python3', Go: 'go', curl: 'curl', Node: 'node' }[name];
    const skip = isHere(program) ? false : `${program} is not installed`;
    test(name, { skip }, async (t) => {
      if (name === 'Go') {
        execFileSync('go', ['build', '-o', join(directory, 'client'), source('client.go')], {
          env: { ...process.env, GO111MODULE: 'off', GOCACHE: join(directory, 'go-cache'), GOFLAGS: '' },
          stdio: 'pipe',
        });
      }
      for (const [index, { title }] of OFFERS.entries())
        await t.test(title, async () => check(offers[index], await client(offers[index], stolen)));
    });
  }

  // One machine for all offers: it takes seconds to start.
  test('Java', { skip: isHere('javac') ? false : 'no JDK is installed' }, async (t) => {
    const store = osslens('path', '--java');
    const said = await saying('java', [`-Djavax.net.ssl.trustStore=${store}`,
      '-Djavax.net.ssl.trustStorePassword=changeit', source('Client.java'), ...offers.map(({ host, port }) => `${host}:${port}`)]);
    const lines = said.split('\n');
    for (const [index, { title }] of OFFERS.entries())
      await t.test(title, () => check(offers[index], lines[index]));
  });
});
