/** A captured request sent again: the very bytes at the far end, changed ones, and everything that must not go out. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { KEY } from '../lab/test_client.mjs';
import { get, Lens, put } from './harness.mjs';
import { Authority, openTls, openTunnel, startTlsOrigin } from './tls_wire.mjs';
import { closedPort, head, OK, startOrigin } from './wire.mjs';

const HOST = 'b.oss-cn-hangzhou.aliyuncs.com';
const OTHER = 'other.oss-cn-hangzhou.aliyuncs.com';

/** @type {Authority} */ let authority;
/** @type {Lens} */ let lens;
let origin, tlsOrigin, lab, other;
/** What came in, whole requests in Latin-1, and what is answered. */
let received = [];
let otherReceived = [];
let answer = OK;

/** Reads requests of any framing for as long as they come. */
async function serve(wire) {
  for (;;) {
    let text;
    try {
      text = await wire.head();
    } catch {
      return wire.close();
    }
    if (/^transfer-encoding:/im.test(text)) text += (await wire.takeTo('x-sum: 1\r\n\r\n')).toString('latin1');
    const length = Number(/^content-length:[ \t]*(\d+)/im.exec(text)?.[1] ?? 0);
    received.push(text + (await wire.take(length)).toString('latin1'));
    await wire.write(answer);
  }
}

before(async () => {
  authority = new Authority();
  origin = await startOrigin(serve);
  other = await startOrigin(async (wire) => otherReceived.push(await wire.head()));
  tlsOrigin = await startTlsOrigin(serve, authority.issue([HOST]));
  lab = await startLab({ buckets: [{ name: 'examplebucket' }], credentials: [KEY] });
  lens = await Lens.start([
    ...['--upstream-ca', authority.caFile, '--ok-body-limit', '256K'],
    ...['--connect-to', `${HOST}:80=127.0.0.1:${origin.port}`],
    ...['--connect-to', `${HOST}:443=127.0.0.1:${tlsOrigin.port}`],
    ...['--connect-to', `${OTHER}=127.0.0.1:${other.port}`],
    ...['--connect-to', `examplebucket.*=127.0.0.1:${lab.httpPort}`],
    ...['--reverse', '127.0.0.1:0=http://oss-cn-hangzhou.aliyuncs.com'],
    ...['--callback', `127.0.0.1:0=http://127.0.0.1:${origin.port}`],
  ]);
});

beforeEach(async () => {
  received = [];
  answer = OK;
  await lens.forget();
});

after(async () => {
  await lens?.stop();
  await lab?.close();
  for (const server of [origin, tlsOrigin, other]) await server?.close();
  authority?.close();
  assert.deepEqual(otherReceived, [], 'nothing ever goes to a server that the exchange did not name');
});

/** What goes over the wire, and the exchange it became. */
async function capture(bytes, connection) {
  const client = connection ?? (await lens.connect());
  await client.write(bytes);
  await client.message();
  client.close();
  return lens.exchange();
}

let token;
async function post(id, order, { as = lens, headers = {}, lang = 'en' } = {}) {
  token = (await as.json('/api/v1/session')).token;
  const response = await as.call(`/api/v1/exchanges/${id}/replay?lang=${lang}`, {
    method: 'POST',
    headers: { 'X-Osslens-Token': token, ...headers },
    body: JSON.stringify(order),
  });
  return { status: response.status, ...response.json() };
}

/** Sends it again, and gives the new exchange. */
async function replay(id, order = {}, options = {}) {
  const answered = await post(id, order, options);
  assert.equal(answered.status, 200, JSON.stringify(answered));
  const exchange = await (options.as ?? lens).json(`/api/v1/exchanges/${answered.id}`);
  assert.equal(exchange.replay_of, id);
  assert.ok((await (options.as ?? lens).json(`/api/v1/exchanges/${id}`)).replays.includes(exchange.id));
  return exchange;
}

const ODD =
  'X-Odd:   two  blanks  \r\nx-odd: again\r\nX-ODD:\tthrice\r\nNoSpace:1\r\nEmpty:\r\n' +
  'x-bytes: \xff\xfe\r\nAuthorization: OSS id:c2lnbmF0dXJl\r\n';

test('as captured, the far end gets the same bytes, through the proxy', async () => {
  const first = await capture(
    `GET http://${HOST}/a%2fb//c?x=%20&&y HTTP/1.1\r\nhOsT:${HOST}\r\nProxy-Connection: keep-alive\r\n${ODD}\r\n`,
  );
  const again = await replay(first.id);
  assert.equal(received.length, 2);
  assert.equal(received[0], `GET /a%2fb//c?x=%20&&y HTTP/1.1\r\nhOsT:${HOST}\r\n${ODD}\r\n`);
  assert.equal(received[1], received[0]);
  assert.equal(again.status, 200);
  assert.equal(again.kind, 'forward');
  assert.equal(again.url, first.url);
  assert.equal(again.client, null);
  assert.equal(again.reused, false);
});

test('as captured, the far end gets the same bytes, inside TLS, hop-by-hop fields as well', async () => {
  const ca = readFileSync(join(lens.dataDir, 'ca', 'root.pem'));
  const client = await openTls(lens, `${HOST}:443`, { ca });
  const sent = `GET /k HTTP/1.1\r\nHost: ${HOST}\r\nConnection: keep-alive, X-Odd\r\nTE: trailers\r\n${ODD}\r\n`;
  const first = await capture(sent, client);
  const again = await replay(first.id);
  assert.deepEqual(received, [sent, sent]);
  assert.equal(again.kind, 'intercept');
  assert.equal(again.url, `https://${HOST}/k`);
});

test('a body goes with it, byte for byte', async () => {
  const body = '\0\r\n\xff binary';
  const first = await capture(put(HOST, '/k', body.length, 'Content-Type: a/b') + body);
  await replay(first.id);
  assert.equal(received.length, 2);
  assert.ok(received[0].endsWith(`\r\n\r\n${body}`));
  assert.equal(received[1], received[0]);
});

test('a chunked body goes as one chunk, with its trailers', async () => {
  const lines = [`PUT /k HTTP/1.1`, `Host: ${HOST}`, 'Transfer-Encoding: chunked'];
  const toProxy = head(`PUT http://${HOST}/k HTTP/1.1`, ...lines.slice(1));
  const first = await capture(`${toProxy}2\r\nab\r\n1;x=y\r\nc\r\n0\r\nx-sum: 1\r\n\r\n`);
  await replay(first.id);
  assert.equal(received[1], `${head(...lines)}3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n`);
});

test('headers are left out, changed and added, the others stay to the byte', async () => {
  const first = await capture(
    `GET http://${HOST}/k HTTP/1.1\r\nhOsT:${HOST}\r\nKeep:   1\r\nGone: 2\r\nx-bytes: \xff\r\n\r\n`,
  );
  await replay(first.id, {
    head: { target: '/other?acl', headers: [3, 0, ['keep', 'zwei é'], ['New', '']] },
  });
  assert.equal(
    received[1],
    `GET /other?acl HTTP/1.1\r\nx-bytes: \xff\r\nhOsT:${HOST}\r\nkeep: zwei \xc3\xa9\r\nNew: \r\n\r\n`,
  );
});

test('whatever Host says, the server stays', async () => {
  const first = await capture(get(HOST, '/k'));
  const again = await replay(first.id, { head: { headers: [['Host', OTHER]] } });
  assert.equal(received[1], head('GET /k HTTP/1.1', `Host: ${OTHER}`));
  assert.equal(again.host, HOST);
});

test('another method and a body of the users own', async () => {
  const first = await capture(get(HOST, '/k'));
  const body = Buffer.from('new\0bytes');
  await replay(first.id, {
    head: { method: 'PUT', headers: [0, ['Content-Length', String(body.length)]] },
    body: { base64: body.toString('base64') },
  });
  assert.equal(received[1], `${head('PUT /k HTTP/1.1', `Host: ${HOST}`, 'Content-Length: 9')}new\0bytes`);
});

test('a call through --reverse and one of OSS go to their servers again', async () => {
  const bucket = await lens.connectReverse();
  const first = await capture(head('GET /b/k HTTP/1.1', 'Host: 127.0.0.1'), bucket);
  assert.equal((await replay(first.id)).kind, 'reverse');
  assert.equal(received[1], received[0]);
  await lens.forget();
  const call = await lens.connectCallback();
  const second = await capture(
    `${head('POST /cb HTTP/1.1', 'Host: cb.example', 'Connection: close', 'Content-Length: 3')}a=b`,
    call,
  );
  assert.equal((await replay(second.id)).kind, 'callback');
  assert.equal(received[3], received[2]);
});

test('a failure is not healed by a replay of the user, and the replay has findings of its own', async () => {
  answer = 'HTTP/1.1 503 Slow\r\nContent-Length: 0\r\n\r\n';
  const first = await capture(get(HOST, '/heal'));
  answer = OK;
  await replay(first.id);
  const { job } = await lens.json(`/api/v1/exchanges/${first.id}`);
  assert.ok(!job?.healed, JSON.stringify(job));
  const dead = await closedPort();
  const lonely = await Lens.start(['--connect-to', `*=127.0.0.1:${dead}`]);
  try {
    const client = await lonely.connect();
    await client.write(get(HOST));
    await client.message();
    const again = await replay((await lonely.exchange()).id, {}, { as: lonely });
    assert.equal(again.error.kind, 'connect');
    assert.ok(again.findings.length > 0);
  } finally {
    await lonely.stop();
  }
});

const v1 = (method, date, resource) =>
  createHmac('sha1', KEY.secret).update(`${method}\n\n\n${date}\n${resource}`).digest('base64');

test('a request that was signed wrong succeeds when it is signed again', async () => {
  const bucket = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';
  const old = new Date(Date.now() - 3_600_000).toUTCString();
  const first = await capture(
    get(bucket, '/?acl', `Date: ${old}`, `Authorization: OSS ${KEY.id}:${v1('GET', old, '/examplebucket/?acl')}`),
  );
  assert.equal(first.status, 403);
  const captured = await replay(first.id);
  assert.equal(captured.status, 403, 'the same bytes are as wrong as before');
  const now = new Date().toUTCString();
  const again = await replay(first.id, {
    head: {
      headers: [0, ['Date', now], ['Authorization', `OSS ${KEY.id}:${v1('GET', now, '/examplebucket/?acl')}`]],
    },
  });
  assert.equal(again.status, 200, again.oss_code);
});

test('what cannot be sent whole is refused with a sentence, and nothing goes out', async () => {
  const big = 'x'.repeat(300 * 1024);
  const cut = await capture(put(HOST, '/big', big.length) + big);
  const sent = received.length;
  const refused = async (id, order, sentence) => {
    const answered = await post(id, order);
    assert.equal(answered.status, 400, JSON.stringify(answered));
    assert.match(answered.error.message, sentence);
  };
  await refused(cut.id, {}, /only 262144 of the 307200 bytes/);
  await refused(cut.id, { body: 'none' }, /announces a body of 307200 bytes and the body has 0/);
  const first = await capture(get(HOST, '/k'));
  for (const [order, sentence] of [
    [{ head: { headers: [0, ['X', 'a\r\nY: b']] } }, /line end or a NUL/],
    [{ head: { headers: [0, ['X\r\nY', 'a']] } }, /cannot be the name/],
    [{ head: { target: `http://${OTHER}/` } }, /the server stays/],
    [{ head: { target: '/ HTTP/1.1\r\nHost: evil\r\n\r\n' } }, /the target is a path/],
    [{ head: { headers: [0, ['Content-Length', '1'], ['Transfer-Encoding', 'chunked']] } }, /where the body ends/],
    [{ head: { headers: [0, ['Host', OTHER]] } }, /exactly one Host/],
    [{ server: OTHER }, /no member "server"/],
  ]) {
    await refused(first.id, order, sentence);
  }
  const zh = await post(first.id, { head: { headers: [] } }, { lang: 'zh' });
  assert.match(zh.error.message, /恰好有一个 Host/);
  assert.equal(received.length, sent + 1);
});

test('a blind tunnel cannot be replayed', async () => {
  const client = await openTunnel(lens, `127.0.0.1:${origin.port}`);
  await client.write('\x01not HTTP');
  client.close();
  const tunnel = await lens.exchange();
  assert.equal(tunnel.kind, 'tunnel');
  assert.match((await post(tunnel.id, {})).error.message, /passed on blind/);
  assert.match((await lens.json(`/api/v1/exchanges/${tunnel.id}/replay?lang=zh`)).refusal, /隧道/);
});

test('another page, or a program without the token, cannot have anything sent', async () => {
  const first = await capture(get(HOST, '/k'));
  for (const headers of [
    { 'X-Osslens-Token': '' },
    { 'X-Osslens-Token': 'f'.repeat(32) },
    { Origin: 'http://evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]) {
    const { status } = await post(first.id, {}, { headers });
    assert.equal(status, 403, JSON.stringify(headers));
  }
  assert.equal(received.length, 1);
  assert.ok(!lens.stderr.includes(token));
});

test('an exchange that is gone, or never was, is not found', async () => {
  assert.equal((await post(99_999, {})).status, 404);
});

test('it needs no password of the proxy, and an IPv6 server is reached', async () => {
  const six = await startOrigin(serve, { host: '::1' });
  const folder = await mkdtemp(join(tmpdir(), 'osslens-replay-'));
  await writeFile(join(folder, 'users'), 'user:hush\n', { mode: 0o600 });
  const locked = await Lens.start(['--proxy-auth', join(folder, 'users'), '--capture', 'all']);
  try {
    const client = await locked.connect();
    const password = `Proxy-Authorization: Basic ${Buffer.from('user:hush').toString('base64')}`;
    await client.write(get(six.authority, '/k', password));
    assert.equal((await client.message()).status, 200);
    const again = await replay((await locked.exchange()).id, {}, { as: locked });
    assert.equal(again.status, 200, again.error?.message);
    assert.deepEqual(received, Array(2).fill(head('GET /k HTTP/1.1', `Host: ${six.authority}`)));
  } finally {
    await locked.stop();
    await six.close();
    await rm(folder, { recursive: true });
  }
});

test('a further proxy is asked as for any other request', async () => {
  const heads = [];
  const further = await startOrigin(async (wire) => {
    heads.push(await wire.head());
    await wire.write(OK);
    wire.close();
  });
  const chained = await Lens.start(['--upstream-proxy', `http://u:hush@127.0.0.1:${further.port}`]);
  try {
    const client = await chained.connect();
    await client.write(get(HOST, '/k', 'X-A:  1'));
    await client.message();
    const first = await chained.exchange();
    const again = await replay(first.id, {}, { as: chained });
    assert.equal(heads.length, 2);
    assert.equal(heads[1], heads[0]);
    assert.match(heads[0], /^GET http:\/\/b\..*\r\nX-A: {2}1\r\nProxy-Authorization: Basic /s);
    assert.ok(!JSON.stringify(again).includes(Buffer.from('u:hush').toString('base64')));
  } finally {
    await chained.stop();
    await further.close();
  }
});

test('a server that never answers keeps nobody waiting but who asked, and osslens stops', async () => {
  const silent = await startOrigin(async (wire) => {
    await wire.head();
    if (silent.wires.length === 1) await wire.write(OK);
  });
  const alone = await Lens.start(['--connect-to', `*=127.0.0.1:${silent.port}`]);
  const client = await alone.connect();
  await client.write(get(HOST, '/k', 'Connection: close'));
  await client.message();
  const { id } = await alone.exchange();
  const answered = post(id, {}, { as: alone }).then(
    (one) => one.status,
    () => 'gone',
  );
  await (await silent.connection(1)).received(1);
  assert.equal((await alone.call('/healthz')).status, 200);
  assert.equal((await alone.stop()).code, 0);
  assert.equal(await answered, 'gone');
  await silent.close();
});
