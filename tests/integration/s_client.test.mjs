/** What `openssl s_client`, an ordinary TLS client, sees of an opened CONNECT: versions, ALPN, resumption, names. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Lens } from './harness.mjs';
import { Authority, startTlsOrigin } from './tls_wire.mjs';
import { answering, head, OK } from './wire.mjs';

const HOST = 'b.oss-cn-hangzhou.aliyuncs.com';
const REQUEST = head('GET /k HTTP/1.1', `Host: ${HOST}`, 'Connection: close');

let authority;
let origin;
/** @type {Lens} */
let lens;
const folder = mkdtempSync(join(tmpdir(), 'osslens-s-client-'));

before(async () => {
  authority = new Authority();
  origin = await startTlsOrigin(answering(OK), authority.issue([HOST]));
  const to = `127.0.0.1:${origin.port}`;
  lens = await Lens.start([
    ...['--upstream-ca', authority.caFile],
    ...['--connect-to', `${HOST}=${to}`, '--connect-to', `127.0.0.9=${to}`],
  ]);
});

after(async () => {
  await lens?.stop();
  await origin?.close();
  authority?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs s_client through the proxy with one request and gives what it printed, the answer included. */
async function sClient(args, { place = `${HOST}:443`, name = HOST } = {}) {
  const child = spawn('openssl', [
    ...['s_client', '-proxy', `127.0.0.1:${lens.proxy.port}`, '-connect', place, '-ign_eof'],
    ...['-CAfile', join(lens.dataDir, 'ca', 'root.pem'), '-verify_return_error'],
    ...['-verify_hostname', HOST, ...(name ? ['-servername', name] : ['-noservername'])],
    ...args,
  ]);
  child.stdin.on('error', () => {});
  child.stdin.end(REQUEST);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data));
  const [code] = await new Promise((resolve) => child.on('close', (...all) => resolve(all)));
  assert.equal(code, 0, text);
  assert.match(text, /Verify return code: 0 \(ok\)/, text);
  assert.match(text, /HTTP\/1\.1 200 /, text);
  return text;
}

async function assertOpened() {
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'intercept');
  assert.equal(exchange.status, 200);
  assert.equal(exchange.url, `https://${HOST}/k`);
}

for (const [option, version] of Object.entries({ '-tls1_2': 'TLSv1.2', '-tls1_3': 'TLSv1.3' })) {
  test(`${version} with ALPN and without`, async () => {
    const chosen = await sClient([option, '-alpn', 'h2,http/1.1']);
    assert.ok(chosen.includes(`New, ${version}`), chosen);
    assert.match(chosen, /ALPN protocol: http\/1\.1/);
    await assertOpened();
    assert.match(await sClient([option]), /No ALPN negotiated/);
    await assertOpened();
  });

  test(`${version} resumes its session`, async () => {
    const file = join(folder, version);
    assert.ok((await sClient([option, '-sess_out', file])).includes(`New, ${version}`));
    await assertOpened();
    const again = await sClient([option, '-sess_in', file]);
    assert.ok(again.includes(`Reused, ${version}`), again);
    await assertOpened();
  });
}

test('without a server name the host of the CONNECT counts', async () => {
  await sClient([], { name: '' });
  await assertOpened();
});

test('an address is opened for the server name', async () => {
  await sClient([], { place: '127.0.0.9:443' });
  await assertOpened();
});

test('older versions are refused, and that is recorded', async () => {
  const child = spawn('openssl', [
    ...['s_client', '-proxy', `127.0.0.1:${lens.proxy.port}`, '-connect', `${HOST}:443`],
    ...['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
  ]);
  child.stdin.on('error', () => {});
  child.stdin.end();
  const [code] = await new Promise((resolve) => child.on('close', (...all) => resolve(all)));
  assert.notEqual(code, 0);
  const { error } = await lens.exchange();
  assert.equal(error.kind, 'tls');
});
