/** --fetch-callback-key: the key comes from OSS's own host, for which a TLS server of the test stands in. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, afterEach, before, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { KEY, signedCall } from '../lab/test_client.mjs';
import { Lens, eventually } from './harness.mjs';
import { Authority, startTlsOrigin } from './tls_wire.mjs';
import { closedPort, head, startOrigin } from './wire.mjs';

const HOST = 'gosspublic.alicdn.com';
const PATH = '/callback_pub_key_v1.pem';

let lab, server, authority;
const connectTo = {};
/** What a test has started. */
let started = [];

before(async () => {
  authority = new Authority();
  lab = await startLab({
    buckets: [{ name: 'examplebucket' }],
    credentials: [KEY],
    callback: { connectTo },
  });
  server = await startOrigin(async (wire) => {
    const length = Number(/^content-length: (\d+)/im.exec(await wire.head())[1]);
    await wire.take(length);
    await wire.write(head('HTTP/1.1 200 OK', 'Content-Type: application/json', 'Content-Length: 2') + '{}');
    wire.close();
  });
});
afterEach(async () => {
  for (const one of started.reverse()) await (one.stop?.() ?? one.close());
  started = [];
});
after(async () => {
  await lab?.close();
  await server?.close();
  authority?.close();
});

/** A host of keys that answers each request with these bytes. */
async function startKeyHost(answer, { names = [HOST] } = {}) {
  const asked = [];
  const origin = await startTlsOrigin(async (wire) => {
    asked.push(await wire.head());
    if (answer === null) return; // never
    await wire.write(answer);
    wire.close();
  }, authority.issue(names));
  started.push(origin);
  return { port: origin.port, asked };
}

async function startLens(keyPort, ...more) {
  const lens = await Lens.start([
    ...['--callback', `127.0.0.1:0=http://127.0.0.1:${server.port}`],
    ...['--fetch-callback-key', '--upstream-ca', authority.caFile],
    ...['--connect-to', `${HOST}:443=127.0.0.1:${keyPort}`],
    ...more,
  ]);
  started.push(lens);
  connectTo['cb.example.com:80'] = `127.0.0.1:${lens.callback[0].port}`;
  return lens;
}

/** The signature of one call that OSS makes, once the key has been fetched or given up. */
async function signatureOfCall(lens) {
  const callback = { callbackUrl: 'http://cb.example.com/notify?id=1', callbackBody: 'a=${object}' };
  const { status } = await signedCall(lab.httpPort, {
    method: 'PUT',
    key: 'a.txt',
    body: 'hello',
    headers: { 'x-oss-callback': Buffer.from(JSON.stringify(callback)).toString('base64') },
  });
  assert.equal(status, 200);
  const { id, findings } = await lens.exchange();
  assert.deepEqual(findings, []);
  return eventually(async () => {
    const { signature } = await lens.json(`/api/v1/exchanges/${id}/callback`);
    return /being fetched/.test(signature.why_no_key) ? undefined : signature;
  }, 'the key is fetched or given up');
}

const pem = (text) =>
  head('HTTP/1.1 200 OK', 'Content-Type: application/x-x509-ca-cert', `Content-Length: ${text.length}`) + text;

test('the key is fetched by HTTPS, from that host, and checks the call', async () => {
  const host = await startKeyHost(pem(lab.callbackPublicKey));
  const lens = await startLens(host.port);
  const { verdict, why_no_key, key_url } = await signatureOfCall(lens);
  assert.deepEqual([verdict, why_no_key, key_url], ['valid', null, `http://${HOST}${PATH}`]);
  assert.deepEqual(host.asked, [
    head(`GET ${PATH} HTTP/1.1`, `Host: ${HOST}`, 'Accept: */*', 'Connection: close'),
  ]);
});

/** A further proxy: leads tunnels for OSS's host to that port, and others to where they want. */
async function startProxy(port) {
  const asked = [];
  const proxy = net.createServer((client) => {
    client.once('data', (bytes) => {
      const [, host, wanted] = /^CONNECT (\S+):(\d+) HTTP/.exec(bytes.toString('latin1'));
      asked.push(host);
      const server = net.connect(host === HOST ? port : Number(wanted), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(server).pipe(client);
      });
      for (const one of [client, server]) one.on('error', () => {});
    });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  started.push({ close: () => proxy.close() });
  return { port: proxy.address().port, asked };
}

test('through a further proxy it is fetched as well', async () => {
  const host = await startKeyHost(pem(lab.callbackPublicKey));
  const proxy = await startProxy(host.port);
  const lens = await startLens(host.port, '--upstream-proxy', `http://127.0.0.1:${proxy.port}`);
  assert.equal((await signatureOfCall(lens)).verdict, 'valid');
  assert.deepEqual(proxy.asked.sort(), ['127.0.0.1', HOST]);
  assert.equal(host.asked.length, 1);
});

for (const [what, answer, names, why] of [
  ['a redirect is not followed', head('HTTP/1.1 302 Found', 'Location: http://evil.example/', 'Content-Length: 0'), [HOST], /answered with status 302/],
  ['a page is no key', pem('<html></html>'), [HOST], /is no public key in PEM form/],
  ['a certificate of another host is refused', pem(''), ['other.example'], /certificate/],
  ['a flood is not kept', pem('x'.repeat(400_000)), [HOST], /more than a key/],
]) {
  test(`${what}, and the call says why nothing is known`, async () => {
    const host = await startKeyHost(answer, { names });
    const lens = await startLens(host.port);
    const { verdict, why_no_key } = await signatureOfCall(lens);
    assert.equal(verdict, 'no-key');
    assert.match(why_no_key, /^the key could not be fetched: /);
    assert.match(why_no_key, why);
  });
}

test('a certificate is checked even where those of servers are not', async () => {
  const host = await startKeyHost(pem(lab.callbackPublicKey), { names: ['other.example'] });
  const lens = await startLens(host.port, '--upstream-insecure');
  assert.match((await signatureOfCall(lens)).why_no_key, /certificate/);
});

test('nobody at the address: the call is recorded all the same', async () => {
  const lens = await startLens(await closedPort());
  assert.match((await signatureOfCall(lens)).why_no_key, /refused/);
});

test('a host that never answers does not hold up the end', async () => {
  const host = await startKeyHost(null);
  const lens = await startLens(host.port);
  await eventually(() => host.asked[0], 'the key is asked for');
  assert.equal((await lens.stop()).code, 0);
  started = started.filter((one) => one !== lens);
});

test('a key that is given and one that is fetched contradict each other', async () => {
  await assert.rejects(startLens(1, '--callback-key', 'x.pem'), /contradict each other/);
});
