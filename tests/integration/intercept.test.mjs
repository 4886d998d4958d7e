/** HTTPS through CONNECT: opened for OSS hosts, byte for byte what the app wrote, with every kind of broken TLS at either end. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import tls from 'node:tls';

import { assertRefusal, eventually, Lens } from './harness.mjs';
import { Authority, openTls, openTunnel, startTlsOrigin } from './tls_wire.mjs';
import { answering, head, OK, startOrigin } from './wire.mjs';

const HOST = 'b.oss-cn-hangzhou.aliyuncs.com';
const PLACE = `${HOST}:443`;

/** @type {Authority} */
let authority;
/** @type {Lens} */
let lens;
/** A server for HOST with a good certificate. */
let origin;
let serve;
/** What lens dials for a host name of these tests; each broken server has a name of its own. */
const broken = {};
let ca;

/** A server that breaks in one way, at the name `NAME.oss-cn-hangzhou.aliyuncs.com`. */
const breaking = {
  expired: () => tlsServer({ days: -1 }),
  misnamed: () => tlsServer({ names: ['www.example.com', '*.example.org'] }),
  selfsigned: () => tlsServer({ selfSigned: true }),
  old: () =>
    tlsServer({}, { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
  unknown: async () => {
    const other = new Authority("Somebody's CA");
    const server = await startTlsOrigin(answering(), other.issue([nameOf('unknown')]));
    other.close();
    return server;
  },
  resetting: () => startOrigin(async (wire) => wire.take(50).then(() => wire.reset())),
  closing: () => startOrigin(async (wire) => wire.take(50).then(() => wire.close())),
  garbage: () => startOrigin((wire) => wire.write(Buffer.alloc(200, 0x16))),
  plain: () => startOrigin((wire) => wire.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
};
const nameOf = (kind) => `${kind}.oss-cn-hangzhou.aliyuncs.com`;
let current;
const tlsServer = ({ names, days, selfSigned }, options = {}) =>
  startTlsOrigin(answering(), {
    ...authority.issue(names ?? [nameOf(current)], { days, selfSigned }),
    ...options,
  });

before(async () => {
  authority = new Authority();
  origin = await startTlsOrigin((wire, index) => serve(wire, index), authority.issue([HOST]));
  const args = ['--upstream-ca', authority.caFile, '--connect-to', `${HOST}=127.0.0.1:${origin.port}`];
  for (current of Object.keys(breaking)) {
    broken[current] = await breaking[current]();
    args.push('--connect-to', `${nameOf(current)}=127.0.0.1:${broken[current].port}`);
  }
  lens = await Lens.start(args);
  ca = readFileSync(join(lens.dataDir, 'ca', 'root.pem'));
});

beforeEach(() => lens.forget());

after(async () => {
  await lens?.stop();
  await origin?.close();
  for (const server of Object.values(broken)) await server.close().catch(() => {});
  authority?.close();
});

afterEach(() => {
  for (const { raw } of origin.wires.splice(0)) raw.destroy();
});

const open = (options = {}, ...fields) => openTls(lens, PLACE, { ca, ...options }, ...fields);

const ask = (target = '/k', ...fields) => head(`GET ${target} HTTP/1.1`, `Host: ${HOST}`, ...fields);

test('a request head reaches the server byte for byte', async () => {
  const odd =
    'GET /a%2fb//c?x=%20&y=\xc3\xbc HTTP/1.1\r\nhOsT:   b.oss-cn-hangzhou.aliyuncs.com  \r\n' +
    'X-Odd:\ttab\r\nx-odd: twice\r\nConnection: keep-alive, X-Odd\r\nKeep-Alive: timeout=5\r\n' +
    'TE: trailers\r\nAuthorization: OSS id:sig\r\n\r\n';
  const heads = [];
  serve = answering(OK, heads);
  const app = await open();
  await app.write(odd);
  assert.equal((await app.message()).body, 'ok');
  assert.deepEqual(heads, [odd]);
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'intercept');
  assert.equal(exchange.url, `https://${HOST}/a%2fb//c?x=%20&y=ü`);
  assert.equal(exchange.host, HOST);
  assert.equal(exchange.status, 200);
  assert.equal(exchange.error, null);
  assert.ok(exchange.timings.tls_ms >= 0 || exchange.timings.tls >= 0, JSON.stringify(exchange.timings));
  app.close();
});

test('a kept connection serves many requests, and the pool one server connection', async () => {
  const heads = [];
  serve = answering(OK, heads);
  for (let i = 0; i < 3; ++i) {
    const app = await open();
    for (let j = 0; j < 3; ++j) {
      await app.write(ask(`/${i}-${j}`));
      assert.equal((await app.message()).body, 'ok');
    }
    app.close();
  }
  const exchanges = await lens.exchanges(9);
  assert.ok(exchanges.every(({ kind, status }) => kind === 'intercept' && status === 200));
  assert.equal(heads.length, 9);
  assert.ok(origin.wires.length <= 3, 'at most one a loop and app');
});

test('bodies of megabytes pass both ways unchanged', async () => {
  const up = randomBytes(3 * 1024 * 1024);
  const down = randomBytes(3 * 1024 * 1024);
  let got;
  serve = async (wire) => {
    await wire.head();
    got = await wire.take(up.length);
    await wire.write(`HTTP/1.1 200 OK\r\nContent-Length: ${down.length}\r\n\r\n`);
    await wire.write(down);
  };
  const app = await open();
  await app.write(head('PUT /k HTTP/1.1', `Host: ${HOST}`, `Content-Length: ${up.length}`));
  await app.write(up);
  await app.head();
  assert.ok((await app.take(down.length)).equals(down));
  assert.ok(got.equals(up));
  app.close();
  assert.equal((await lens.exchange()).request.body.bytes, up.length);
});

test('TLS 1.2 and 1.3, ALPN and a chain that an ordinary client accepts', async () => {
  serve = answering();
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const app = await open({ minVersion: version, maxVersion: version });
    assert.equal(app.secure.getProtocol(), version);
    assert.equal(app.secure.alpnProtocol, 'http/1.1');
    assert.equal(app.secure.authorized, true);
    await app.write(ask());
    await app.message();
    app.close();
  }
  await lens.exchanges(2);
});

test('an app resumes its session', async () => {
  serve = answering();
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const first = await open({ maxVersion });
    await first.write(ask());
    await first.message();
    const session = await eventually(() => first.sessions.at(-1), 'a session');
    const second = await open({ maxVersion, session });
    assert.equal(second.secure.isSessionReused(), true, maxVersion);
    await second.write(ask());
    await second.message();
    first.close();
    second.close();
  }
  await lens.exchanges(4);
});

test('an app that names no server gets the certificate for the host of its CONNECT', async () => {
  serve = answering();
  const app = await open({ servername: '', checkServerIdentity: (_, cert) => tls.checkServerIdentity(HOST, cert) });
  await app.write(ask());
  await app.message();
  assert.equal((await lens.exchange()).url, `https://${HOST}/k`);
  app.close();
});

test('an address is opened for the name that the app asks for', async () => {
  serve = answering();
  const app = await openTls(lens, `127.0.0.1:${origin.port}`, { ca, servername: HOST });
  await app.write(ask());
  await app.message();
  const exchange = await lens.exchange();
  assert.equal(exchange.kind, 'intercept');
  assert.equal(exchange.host, HOST);
  app.close();
});

test('an address without such a name is a blind tunnel', async () => {
  serve = answering();
  const app = await openTls(lens, `127.0.0.1:${origin.port}`, {
    ca: authority.ca,
    servername: 'www.example.com',
    checkServerIdentity: () => undefined,
  });
  assert.match(app.secure.getPeerCertificate().subjectaltname, new RegExp(HOST));
  app.close();
  assert.equal((await lens.exchange()).kind, 'tunnel');
});

test('a host that is not to be opened is a blind tunnel to its own certificate', async () => {
  const other = authority.issue(['localhost']);
  const server = await startTlsOrigin(answering(), other);
  const app = await openTls(lens, `localhost:${server.port}`, { ca: authority.ca });
  await app.write(ask());
  await app.message();
  app.close();
  assert.equal((await lens.exchange()).kind, 'tunnel');
  await server.close();
});

test('plain HTTP inside a CONNECT is forwarded in plain', async () => {
  const heads = [];
  const plain = await startOrigin(answering(OK, heads));
  const other = await Lens.start(['--connect-to', `${HOST}=${plain.authority}`]);
  const client = await openTunnel(other, `${HOST}:80`);
  const request = ask('/p', 'Connection: keep-alive');
  await client.write(request);
  assert.equal((await client.message()).body, 'ok');
  assert.deepEqual(heads, [request]);
  const exchange = await other.exchange();
  assert.equal(exchange.kind, 'forward');
  assert.equal(exchange.url, `http://${HOST}/p`);
  await other.stop();
  await plain.close();
});

test('anything else inside a CONNECT passes blindly', async () => {
  const plain = await startOrigin(async (wire) => {
    assert.equal((await wire.take(4)).toString('latin1'), '\x00\x01\x02\x03');
    await wire.write('fine');
    wire.close();
  });
  const other = await Lens.start(['--connect-to', `${HOST}=${plain.authority}`]);
  const client = await openTunnel(other, PLACE);
  await client.write('\x00\x01\x02\x03');
  client.halfClose();
  assert.equal((await client.rest()).text, 'fine');
  assert.equal((await other.exchange()).kind, 'tunnel');
  await other.stop();
  await plain.close();
});

test('an https:// URL to the proxy itself goes out over TLS', async () => {
  const heads = [];
  serve = answering(OK, heads);
  const client = await lens.connect();
  await client.write(head(`GET https://${HOST}/u HTTP/1.1`, `Host: ${HOST}`));
  assert.equal((await client.message()).body, 'ok');
  assert.deepEqual(heads, [head('GET /u HTTP/1.1', `Host: ${HOST}`)]);
  assert.equal((await lens.exchange()).kind, 'forward');
  client.close();
});

const faults = {
  expired: /its certificate expired on \d{4}-\d\d-\d\d/,
  misnamed: /its certificate is not for misnamed\.oss-cn-hangzhou\.aliyuncs\.com but for www\.example\.com, \*\.example\.org/,
  selfsigned: /is self-signed; if you trust it, give it with --upstream-ca/,
  unknown: /issued by "Somebody's CA", which is not trusted here/,
  old: /it speaks neither TLS 1\.2 nor TLS 1\.3/,
  resetting: /in the middle of the handshake \(.*connection reset by peer\)/,
  closing: /it closed the connection in the middle of the handshake/,
  garbage: /TLS handshake with .* failed: /,
  plain: /does not speak TLS at this port; what it says begins with "HTTP\/1\.1 400 Bad Request"/,
};
const rules = {
  expired: 'tls-certificate-expired',
  misnamed: 'tls-certificate-name',
  selfsigned: 'tls-certificate-untrusted',
  unknown: 'tls-certificate-untrusted',
  old: 'tls-version',
  resetting: 'tls-cut-in-handshake',
  closing: 'tls-cut-in-handshake',
  garbage: 'tls-not-spoken',
  plain: 'tls-not-spoken',
};
for (const [kind, sentence] of Object.entries(faults)) {
  test(`a server that is ${kind} is told of in words`, async () => {
    const place = `${nameOf(kind)}:443`;
    const app = await openTls(lens, place, { ca });
    await app.write(head('GET /k HTTP/1.1', `Host: ${nameOf(kind)}`));
    const answer = await app.message();
    const exchange = await lens.exchange();
    assertRefusal(answer, exchange, { status: 502, kind: 'tls', sentence });
    assert.equal(exchange.kind, 'intercept');
    assert.equal(exchange.findings[0].rule, rules[kind]);
    assert.equal(await app.end(), 'end');
  });
}

test('--upstream-insecure takes any certificate, and says so', async () => {
  const server = broken.selfsigned;
  const other = await Lens.start([
    ...['--upstream-insecure', '--connect-to', `${HOST}=127.0.0.1:${server.port}`],
  ]);
  const app = await openTls(other, PLACE, { ca: readFileSync(join(other.dataDir, 'ca', 'root.pem')) });
  await app.write(ask());
  assert.equal((await app.message()).body, 'ok');
  assert.match(other.stderr, /certificates of servers are not checked/);
  assert.equal((await other.status()).upstream_insecure, true);
  app.close();
  await other.stop();
});

test('--no-intercept leaves all alone', async () => {
  serve = answering();
  const other = await Lens.start(['--no-intercept', '--connect-to', `${HOST}=127.0.0.1:${origin.port}`]);
  const app = await openTls(other, PLACE, { ca: authority.ca });
  await app.write(ask());
  await app.message();
  app.close();
  assert.equal((await other.exchange()).kind, 'tunnel');
  await other.stop();
});

test('an app that does not trust the CA is recorded with what it needs', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const app = openTls(lens, PLACE, { ca: authority.ca, maxVersion }, 'User-Agent: curl/7.88.1');
    await assert.rejects(app);
    const exchange = await lens.exchange();
    assert.equal(exchange.kind, 'intercept');
    assert.equal(exchange.method, 'CONNECT');
    assert.equal(exchange.url, PLACE);
    assert.equal(exchange.error.kind, 'tls');
    assert.match(exchange.error.message, /not trust the osslens CA/);
    assert.match(exchange.error.message, /--cacert .*root\.pem/);
  }
});

test('an alert of the app proves that it does not accept the certificate', async () => {
  const proxy = `http://127.0.0.1:${lens.proxy.port}`;
  const { status } = spawnSync('curl', ['-sS', '-x', proxy, '--cacert', authority.caFile, `https://${HOST}/`]);
  assert.equal(status, 60); // CURLE_PEER_FAILED_VERIFICATION
  const { error, findings } = await lens.exchange();
  assert.equal(error.kind, 'tls');
  assert.equal(findings[0].rule, 'tls-app-distrusts');
  assert.equal(findings[0].confidence, 'proven');
});

test('an app that says nothing of itself is advised by its last request', async () => {
  serve = answering();
  const before = await lens.connect();
  await before.write(head(`GET http://${HOST}/k HTTP/1.1`, `Host: ${HOST}`, 'User-Agent: aliyun-sdk-java/3.17'));
  await before.message();
  before.close();
  await lens.exchange();
  await assert.rejects(openTls(lens, PLACE, { ca: authority.ca, maxVersion: 'TLSv1.2' }));
  const { error, findings } = await lens.exchange();
  assert.match(error.message, /trustStore.*\(going by the last request from there, whose User-Agent was aliyun-sdk-java\/3\.17\)/);
  assert.equal(findings[0].rule, 'tls-app-distrusts');
  assert.equal(findings[0].confidence, 'likely'); // Node.js leaves without an alert
});

test('a body that ends with the connection is whole only when TLS ends in order', async () => {
  const until = 'HTTP/1.1 200 OK\r\n\r\nall';
  serve = async (wire) => {
    await wire.head();
    await wire.write(until);
    wire.close();
  };
  let app = await open();
  await app.write(ask());
  assert.deepEqual(await app.rest(), { text: until, ended: 'end' });
  assert.equal((await lens.exchange()).error, null);

  serve = async (wire) => {
    await wire.head();
    await wire.write(until);
  };
  app = await open();
  await app.write(ask());
  await app.takeTo('all');
  origin.wires.at(-1).raw.end(); // the TCP connection ends, TLS does not
  assert.equal(await app.end(), 'ECONNRESET');
  const exchange = await lens.exchange();
  assert.equal(exchange.error.kind, 'reset');
  assert.match(exchange.error.message, /cut short.*without ending TLS/);
});

test('a request that the app cuts off below TLS is not taken for a whole one', async () => {
  serve = (wire) => wire.head();
  const app = await open();
  await app.write(head('PUT /k HTTP/1.1', `Host: ${HOST}`, 'Content-Length: 10') + 'half');
  await eventually(() => origin.wires[0], 'the request at the server');
  app.raw.destroy();
  const exchange = await lens.exchange();
  assert.equal(exchange.error.kind, 'client-abort');
});

test('garbage behind a CONNECT never does any harm', async () => {
  const plain = await startOrigin((wire) => wire.rest());
  const other = await Lens.start(['--connect-to', `${HOST}=${plain.authority}`]);
  for (let i = 0; i < 60; ++i) {
    const client = await openTunnel(other, PLACE);
    const bytes = randomBytes(1 + (i % 20) * 30);
    if (i % 2 === 0) bytes.set([0x16, 0x03, 0x01, 0x00, 0x20, 0x01].slice(0, bytes.length));
    await client.write(bytes);
    client.reset();
  }
  const client = await openTunnel(other, `${HOST}:80`);
  await client.write('GET /alive HTTP/1.1\r\nHost: h\r\n\r\n');
  await plain.connection(0);
  client.reset();
  assert.ok((await other.status()).connections_accepted >= 61);
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  await plain.close();
});

test('TLS goes through a further proxy by a CONNECT of its own', async () => {
  const heads = [];
  serve = answering(OK, heads);
  const further = await Lens.start(['--no-intercept', '--connect-to', `${HOST}=127.0.0.1:${origin.port}`]);
  const other = await Lens.start([
    ...['--upstream-ca', authority.caFile],
    ...['--upstream-proxy', `http://127.0.0.1:${further.proxy.port}`],
  ]);
  const app = await openTls(other, PLACE, { ca: readFileSync(join(other.dataDir, 'ca', 'root.pem')) });
  const request = ask('/chained');
  await app.write(request);
  assert.equal((await app.message()).body, 'ok');
  assert.deepEqual(heads, [request]);
  app.close();
  assert.equal((await other.exchange()).kind, 'intercept');
  await other.stop();
  assert.equal((await further.exchange()).kind, 'tunnel');
  await further.stop();
});
