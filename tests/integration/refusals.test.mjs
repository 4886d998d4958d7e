/** What two readers could take for different messages, or is not for a proxy, is refused with a sentence and recorded. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { assertRefusal, get, Lens } from './harness.mjs';
import { head, OK, startOrigin } from './wire.mjs';

/** @type {Lens} */
let lens;
let origin;

before(async () => {
  origin = await startOrigin((wire) => wire.discard());
  lens = await Lens.start(['--connect-to', `*=${origin.authority}`]);
});

beforeEach(() => lens.forget());

afterEach(() => origin.hangUp());

after(async () => {
  await lens?.stop();
  await origin?.close();
});

/** Sends the bytes and expects the refusal, then the end of the connection. */
function refuses(name, sent, sentence, { status = 400, kind = 'protocol', host } = {}) {
  test(name, async () => {
    const client = await lens.connect();
    await client.write(sent);
    const answer = await client.message();
    assert.equal(await client.end(), 'end');
    client.close();
    const exchange = await lens.exchange();
    assertRefusal(answer, exchange, { status, kind, sentence });
    assert.equal(exchange.answered_by_proxy, true);
    if (host) {
      assert.equal(exchange.host, host);
      assert.ok(answer.body.includes(host), `names no host: ${answer.body}`);
    }
  });
}

const start = (line = 'GET http://h.example/ HTTP/1.1') => `${line}\r\nHost: h.example\r\n`;
const upload = (...fields) => head('PUT http://h.example/ HTTP/1.1', 'Host: h.example', ...fields);
const h = { host: 'h.example' };

// --- framing
refuses(
  'a length and a transfer coding',
  upload('Content-Length: 3', 'Transfer-Encoding: chunked'),
  /Content-Length and Transfer-Encoding/,
  h,
);
refuses(
  'a transfer coding and a length',
  upload('Transfer-Encoding: chunked', 'Content-Length: 3'),
  /Content-Length and Transfer-Encoding/,
  h,
);
refuses(
  'two lengths that differ',
  upload('Content-Length: 3', 'Content-Length: 4'),
  /Content-Length/,
  h,
);
refuses('two lengths in one field', upload('Content-Length: 3, 4'), /Content-Length/, h);
refuses('a signed length', upload('Content-Length: +3'), /Content-Length/, h);
refuses('a negative length', upload('Content-Length: -3'), /Content-Length/, h);
refuses('a length in hexadecimal', upload('Content-Length: 0x3'), /Content-Length/, h);
refuses(
  'a length beyond all numbers',
  upload('Content-Length: 99999999999999999999'),
  /Content-Length/,
  h,
);
refuses('an empty length', upload('Content-Length:'), /Content-Length/, h);
refuses(
  'a transfer coding that is not chunked',
  upload('Transfer-Encoding: gzip'),
  /Transfer-Encoding/,
  h,
);
refuses(
  'chunked that is not last',
  upload('Transfer-Encoding: chunked, gzip'),
  /Transfer-Encoding/,
  h,
);
refuses(
  'chunked twice',
  upload('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
  /Transfer-Encoding/,
  h,
);
refuses(
  'a transfer coding in HTTP/1.0',
  head('PUT http://h.example/ HTTP/1.0', 'Transfer-Encoding: chunked'),
  /Transfer-Encoding/,
  h,
);

// --- lines
refuses('a bare LF behind a field', `${start()}X: 1\nY: 2\r\n\r\n`, /CRLF/, h);
refuses(
  'a bare LF behind the request line',
  'GET http://h.example/ HTTP/1.1\nHost: h.example\r\n\r\n',
  /CRLF/,
);
refuses('only LFs', 'GET http://h.example/ HTTP/1.1\nHost: h.example\n\n', /CRLF/);
refuses('a bare CR in a field', `${start()}X: 1\rY: 2\r\n\r\n`, /CRLF/, h);
refuses('a folded field', `${start()}X: 1\r\n 2\r\n\r\n`, /folding/, h);
refuses(
  'a folded first field',
  `GET http://h.example/ HTTP/1.1\r\n Host: h.example\r\n\r\n`,
  /folding|blank/,
  h,
);
refuses('a NUL', `${start()}X: a\0b\r\n\r\n`, /NUL/, h);
refuses('a blank before the colon', `${start()}Content-Length : 3\r\n\r\n`, /name/, h);
refuses('a field without a colon', `${start()}nonsense\r\n\r\n`, /colon/, h);
refuses('a field without a name', `${start()}: x\r\n\r\n`, /name/, h);
refuses('a field name with a byte above 0x7F', `${start()}X\xC4: 1\r\n\r\n`, /name/, h);

// --- request lines
refuses(
  'two blanks in the request line',
  'GET  http://h.example/ HTTP/1.1\r\nHost: h\r\n\r\n',
  /./,
);
refuses('a blank in the target', 'GET http://h.example/a b HTTP/1.1\r\nHost: h\r\n\r\n', /./);
refuses('no version', 'GET http://h.example/\r\nHost: h\r\n\r\n', /./);
refuses('another version', 'GET http://h.example/ HTTP/2.0\r\nHost: h\r\n\r\n', /version|HTTP/);
refuses('a version in small letters', 'GET http://h.example/ http/1.1\r\nHost: h\r\n\r\n', /HTTP/);
refuses(
  'a method that is no token',
  'G(T http://h.example/ HTTP/1.1\r\nHost: h\r\n\r\n',
  /method|request line/,
);
refuses('TLS on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n\r\n', /./);
refuses('something that is not HTTP', 'EHLO mail.example\r\n\r\n', /./);

// --- who it is for
refuses(
  'a request for a server, not a proxy',
  head('GET /object HTTP/1.1', 'Host: h.example'),
  /this is a proxy.*HTTP_PROXY/,
);
refuses('an asterisk', head('OPTIONS * HTTP/1.1', 'Host: h.example'), /not an http:\/\/ URL/);
refuses(
  'a scheme that is not HTTP',
  head('GET ftp://h.example/ HTTP/1.1', 'Host: h.example'),
  /not an http:\/\/ URL/,
);
refuses('no host in the URL', head('GET http:///a HTTP/1.1', 'Host: h.example'), /./);
refuses(
  'a port that is none',
  head('GET http://h.example:99999/ HTTP/1.1', 'Host: h.example'),
  /HOST:PORT/,
);
refuses('HTTP/1.1 without Host', head('GET http://h.example/ HTTP/1.1'), /no Host/, h);
refuses(
  'two Hosts',
  head('GET http://h.example/ HTTP/1.1', 'Host: h.example', 'Host: other.example'),
  /more than one Host/,
  h,
);
refuses(
  'user information with a second at sign',
  head('GET http://a@b@h.example/ HTTP/1.1', 'Host: h'),
  /percent-encode/,
);

// --- sizes
refuses(
  'a head over 64 KiB',
  `${start()}X: ${'x'.repeat(70_000)}\r\n\r\n`,
  /head is larger than 65536/,
  { status: 431, ...h },
);
refuses(
  'a head over 64 KiB of many fields',
  `${start()}${'X: 1\r\n'.repeat(20_000)}\r\n`,
  /head is larger/,
  { status: 431, ...h },
);
refuses(
  'a request line without end',
  `GET http://h.example/${'x'.repeat(70_000)}`,
  /head is larger/,
  { status: 431 },
);

test('a head one byte over 64 KiB is refused', async () => {
  const size = 64 * 1024 + 1;
  const client = await lens.connect();
  const empty = `${start()}X: \r\n\r\n`;
  await client.write(`${start()}X: ${'x'.repeat(size - empty.length)}\r\n\r\n`);
  assert.equal((await client.message()).status, 431);
  client.close();
  await lens.exchange();
});

// --- chunks
const chunked = upload('Transfer-Encoding: chunked');
for (const [name, body] of Object.entries({
  'a chunk size that is none': 'xyz\r\n',
  'an empty chunk size': '\r\nabc',
  'a signed chunk size': '-1\r\n',
  'a chunk size with 0x': '0x5\r\nhello\r\n',
  'a chunk size beyond all numbers': 'FFFFFFFFFFFFFFFFF\r\n',
  'a chunk longer than it says': '3\r\nabcd\r\n',
  'a bare LF behind a chunk size': '3\nabc\r\n0\r\n\r\n',
  'a bare LF behind a chunk': '3\r\nabc\n0\r\n\r\n',
  'a bare LF in an extension': '3;a\n=b\r\nabc\r\n0\r\n\r\n',
  'a folded trailer': '0\r\nX: 1\r\n 2\r\n\r\n',
  'a bare LF behind a trailer': '0\r\nX: 1\n\r\n',
})) {
  refuses(name, chunked + body, /chunk|trailer/, h);
}
refuses('an endless chunk extension', `${chunked}1;${'x'.repeat(20_000)}`, /extension/, {
  status: 413,
  ...h,
});
refuses('endless trailers', `${chunked}0\r\n${'X: 1\r\n'.repeat(20_000)}`, /trailer/, {
  status: 431,
  ...h,
});

// --- nothing is left behind
test('what stands behind a refused request is not read as a second one', async () => {
  const client = await lens.connect();
  await client.write(
    upload('Content-Length: 3', 'Transfer-Encoding: chunked') + get('other.example', '/smuggled'),
  );
  const { text } = await client.rest();
  client.close();
  assert.equal(text.match(/HTTP\/1.1 /g).length, 1);
  await lens.exchange();
  assert.equal(origin.wires.length, 0);
});

test('a refused request is read to its end, so that the app sees why', async () => {
  const client = await lens.connect();
  client.socket.pause();
  await client.write(upload('Content-Length: 20000000', 'Content-Length: 3'));
  assert.equal(await client.fill(20_000_000), true);
  client.socket.resume();
  assert.equal((await client.message()).status, 400);
  client.close();
  await lens.exchange();
});

test('nothing secret is quoted', async () => {
  const client = await lens.connect();
  await client.write(
    head(
      'GET ftp://user:hush@h.example/?security-token=hush HTTP/1.1',
      'Host: h',
      'Authorization: hush',
    ),
  );
  const answer = await client.message();
  client.close();
  assert.doesNotMatch(answer.body, /hush/);
  assert.doesNotMatch((await lens.exchange()).error.message, /hush/);
});

test('the first request is answered, the malformed second one refused', async () => {
  const own = await startOrigin(async (wire) => {
    await wire.head();
    await wire.write(OK);
  });
  const second = await Lens.start();
  try {
    const client = await second.connect();
    await client.write(`${get(own.authority)}${get(own.authority).replace('Host:', 'Host')}`);
    assert.equal((await client.message()).status, 200);
    assert.equal((await client.message()).status, 400);
    assert.equal(await client.end(), 'end');
    client.close();
    assert.equal((await second.exchanges(2)).length, 2);
  } finally {
    await second.stop();
    await own.close();
  }
});
