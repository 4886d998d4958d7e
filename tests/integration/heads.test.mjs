/** Heads as apps really write them: what arrives is what was sent, less what is meant for the proxy. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Lens } from './harness.mjs';
import { head, startOrigin } from './wire.mjs';

/** @type {Lens} */
let lens;
let origin;
const received = [];

before(async () => {
  origin = await startOrigin(async (wire) => {
    const text = await wire.head();
    const length = Number(/^content-length:[ \t]*(\d+)/im.exec(text)?.[1] ?? 0);
    received.push(text + (await wire.take(length)).toString('latin1'));
    await wire.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    wire.close();
  });
  lens = await Lens.start(['--connect-to', `*=${origin.host}:${origin.port}`]);
});

beforeEach(() => lens.forget());

after(async () => {
  await lens?.stop();
  await origin?.close();
});

/** Text as the Latin-1 string that stands for its UTF-8 bytes. */
const utf8 = (text) => Buffer.from(text, 'utf8').toString('latin1');

/** The bytes of a recorded head, as Latin-1 text: given apart where lines would not tell them. */
function rawHead({ line, headers, raw_base64 }) {
  if (raw_base64 !== null) return Buffer.from(raw_base64, 'base64').toString('latin1');
  return utf8(head(line, ...headers.map(([name, value]) => `${name}: ${value}`)));
}

/**
 * Sends `sent` and expects exactly `expected` at the server, and the same in the record.
 * @param {string} name @param {string} sent @param {string} expected
 * @param {{removed?: string[], secret?: boolean, check?: (exchange: any) => void}} [more]
 *   removed: names of the fields that are taken off, in order; secret: the record does not show all that was sent
 */
function passes(name, sent, expected, { removed = [], secret = false, check = () => {} } = {}) {
  test(name, async () => {
    const client = await lens.connect();
    await client.write(sent);
    const answer = await client.message();
    client.close();
    assert.equal(answer.status, 200, answer.head + answer.body);
    assert.equal(received.pop(), expected);
    const exchange = await lens.exchange();
    assert.equal(exchange.status, 200);
    assert.equal(exchange.error, null);
    const body = expected.slice(expected.indexOf('\r\n\r\n') + 4);
    assert.equal(rawHead(exchange.forwarded) + body, expected);
    if (!secret) assert.equal(rawHead(exchange.request) + body, sent.replace(/^(\r\n)+/, ''));
    assert.deepEqual(
      exchange.edits.map((edit) => [edit.kind, edit.name]),
      [['target', null], ...removed.map((field) => ['removed', field])],
    );
    for (const edit of exchange.edits) assert.notEqual(edit.reason, '');
    check(exchange);
  });
}

/** A request with the given target and lines; only the target changes on the way. */
function passesTarget(name, sent, expected, { method = 'GET', host = 'h.example' } = {}) {
  passes(
    name,
    head(`${method} ${sent} HTTP/1.1`, `Host: ${host}`),
    head(`${method} ${expected} HTTP/1.1`, `Host: ${host}`),
  );
}

/** A request with the given field lines, which must all arrive. */
function passesFields(name, ...lines) {
  const all = ['Host: h.example', ...lines];
  passes(name, head('GET http://h.example/a HTTP/1.1', ...all), head('GET /a HTTP/1.1', ...all));
}

// --- targets
passesTarget('a plain target', 'http://h.example/object', '/object');
passesTarget('no path', 'http://h.example', '/');
passesTarget('only a query', 'http://h.example?acl', '/?acl');
passesTarget('an empty query', 'http://h.example/a?', '/a?');
passesTarget('odd query parts', 'http://h.example/?a&b=&=c&&d==e&', '/?a&b=&=c&&d==e&');
passesTarget('a question mark in the query', 'http://h.example/a?b?c', '/a?b?c');
passesTarget('double slashes', 'http://h.example//a//b', '//a//b');
passesTarget('dot segments', 'http://h.example/../a/./b/../c', '/../a/./b/../c');
passesTarget(
  'percent forms in both cases',
  'http://h.example/%2F%2f%e4%E4%00%25',
  '/%2F%2f%e4%E4%00%25',
);
passesTarget(
  'percent signs that are no percent form',
  'http://h.example/100%/%zz/%4',
  '/100%/%zz/%4',
);
passesTarget(
  'plus and encoded blanks',
  'http://h.example/a+b%20c%2B?d+e=%20',
  '/a+b%20c%2B?d+e=%20',
);
passesTarget(
  'raw UTF-8 in path and query',
  `http://h.example/${utf8('图片/ä€😀')}?${utf8('键')}=1`,
  `/${utf8('图片/ä€😀')}?${utf8('键')}=1`,
);
passesTarget('raw Latin-1, no UTF-8', 'http://h.example/\xE4\xFF\x80', '/\xE4\xFF\x80');
passesTarget(
  'bytes that a URL should encode',
  'http://h.example/<a>"{b}|\\^`[c]',
  '/<a>"{b}|\\^`[c]',
);
passesTarget(
  'sub-delimiters, colons, at signs',
  "http://h.example/a:b@c;d=e,f!g$h'i(j)k*l~",
  "/a:b@c;d=e,f!g$h'i(j)k*l~",
);
passesTarget(
  'a URL inside the path',
  'http://h.example/http://other.example/x?y',
  '/http://other.example/x?y',
);
passesTarget('a fragment behind the path', 'http://h.example/a#b', '/a#b');
passesTarget('a scheme and a host in capitals', 'HTTP://H.Example/A', '/A', { host: 'H.Example' });
passesTarget('the default port', 'http://h.example:80/a', '/a');
passesTarget('a port without digits', 'http://h.example:/a', '/a');
passesTarget('a host with a dot at its end', 'http://h.example./a', '/a', { host: 'h.example.' });
passesTarget('a host with an underscore', 'http://a_b.example/a', '/a', { host: 'a_b.example' });
passesTarget('an IPv4 address', 'http://192.0.2.1:8080/a', '/a', { host: '192.0.2.1:8080' });
passesTarget('an IPv6 address', 'http://[2001:db8::1]/a', '/a', { host: '[2001:db8::1]' });
passesTarget('an IPv6 address with a port', 'http://[2001:DB8::1]:8080/a', '/a', {
  host: '[2001:DB8::1]:8080',
});
passesTarget('OPTIONS of the whole server', 'http://h.example', '*', { method: 'OPTIONS' });
passesTarget('OPTIONS of the root', 'http://h.example/', '/', { method: 'OPTIONS' });
passesTarget('an asterisk as the path', 'http://h.example/*', '/*');
passesTarget(
  'a long query',
  `http://h.example/?${'k=v&'.repeat(8000)}`,
  `/?${'k=v&'.repeat(8000)}`,
);
passes(
  'user information is not sent anywhere',
  head('GET http://user:hush-hush@h.example/a HTTP/1.1', 'Host: h.example'),
  head('GET /a HTTP/1.1', 'Host: h.example'),
  { secret: true, check: (exchange) => assert.equal(exchange.url, 'http://h.example/a') },
);

// --- methods and versions
passesTarget('an unknown method', 'http://h.example/', '/', { method: 'BREW' });
passesTarget('a method in small letters', 'http://h.example/', '/', { method: 'get' });
passesTarget('a method of odd token bytes', 'http://h.example/', '/', {
  method: "M-S!#$%&'*+.^_`|~9",
});
passes(
  'HTTP/1.0 without Host',
  head('GET http://h.example/a HTTP/1.0', 'User-Agent: old'),
  head('GET /a HTTP/1.0', 'User-Agent: old'),
);
passes(
  'empty lines in front of the request',
  `\r\n\r\n${head('GET http://h.example/a HTTP/1.1', 'Host: h.example')}`,
  head('GET /a HTTP/1.1', 'Host: h.example'),
);

// --- fields
passes(
  'the order of fields, Host last',
  head('GET http://h.example/a HTTP/1.1', 'Z: 1', 'A: 2', 'M: 3', 'Host: h.example'),
  head('GET /a HTTP/1.1', 'Z: 1', 'A: 2', 'M: 3', 'Host: h.example'),
);
passes(
  'the spelling of names',
  head(
    'GET http://h.example/a HTTP/1.1',
    'hOsT: h.example',
    'x-OSS-Meta-APFEL: 1',
    'CONTENT-type: a/b',
  ),
  head('GET /a HTTP/1.1', 'hOsT: h.example', 'x-OSS-Meta-APFEL: 1', 'CONTENT-type: a/b'),
);
passes(
  'a Host that is not the one in the URL',
  head('GET http://h.example/a HTTP/1.1', 'Host: bucket.other.example'),
  head('GET /a HTTP/1.1', 'Host: bucket.other.example'),
);
passes(
  'an empty Host',
  head('GET http://h.example/a HTTP/1.1', 'Host:'),
  head('GET /a HTTP/1.1', 'Host:'),
);
passesFields('duplicates in their places and spellings', 'X-A: 1', 'X-B: 2', 'x-a: 3', 'X-A: 1');
passesFields('no blank behind the colon', 'X-A:1', 'X-B:2');
passesFields('many blanks around a value', 'X-A: \t  1 2   3\t \t', 'X-B:\t4');
passesFields('empty values', 'X-A:', 'X-B: ', 'X-C:\t', 'Content-MD5: ');
passesFields('bytes above 0x7F in values', 'X-A: \x80\xFE\xFF', `X-B: ${utf8('中文')}`);
passesFields('control bytes in values', 'X-A: a\x01b\x1Fc\x7Fd\te');
passesFields('names of odd token bytes', "!#$%&'*+-.^_`|~09: 1", '7: 2');
passesFields(
  'quotes, colons and commas in values',
  'X-A: "a, b":;=\\"c"',
  'ETag: W/"x"',
  'X-C: : : :',
);
passesFields(
  'what signs a request to OSS',
  'Date: Wed, 15 May 2024 08:30:12 GMT',
  'x-oss-date: Wed, 15 May 2024 08:30:12 GMT',
  'Authorization: OSS exampleAccessKeyId:bm90IGEgc2lnbmF0dXJl',
  'x-oss-security-token: fake+token/==',
  'x-oss-meta-a:  two  blanks  ',
);
passesFields(
  'fields of an upload that no proxy needs to know',
  'Accept-Encoding: identity;q=1, *;q=0',
  'Range: bytes=0-,5-',
  'Expect: 100-continue',
  'Trailer: x',
);
passesFields('many fields', ...Array.from({ length: 1500 }, (_, i) => `x-oss-meta-${i}: ${i}`));
passes(
  'a head of 64 KiB',
  padded('GET http://h.example/a HTTP/1.1', 64 * 1024),
  padded('GET http://h.example/a HTTP/1.1', 64 * 1024).replace('http://h.example/a', '/a'),
);

/** A head of exactly `size` bytes. */
function padded(line, size) {
  const rest = head(line, 'Host: h.example', 'X-Pad: ');
  return head(line, 'Host: h.example', `X-Pad: ${'p'.repeat(size - rest.length)}`);
}

// --- what is for the proxy
passes(
  'hop-by-hop fields are taken off',
  head(
    'GET http://h.example/a HTTP/1.1',
    'X-1: 1',
    'Connection: keep-alive',
    'Host: h.example',
    'Keep-Alive: timeout=5',
    'TE: trailers',
    'X-2: 2',
    'Upgrade: h2c',
  ),
  head('GET /a HTTP/1.1', 'X-1: 1', 'Host: h.example', 'X-2: 2'),
  { removed: ['Connection', 'Keep-Alive', 'TE', 'Upgrade'] },
);
passes(
  'fields that Connection names are taken off',
  head(
    'GET http://h.example/a HTTP/1.1',
    'Host: h.example',
    'x-hop: 1',
    'X-Stay: 2',
    'connection: X-Hop , close,,',
    'X-HOP: 3',
  ),
  head('GET /a HTTP/1.1', 'Host: h.example', 'X-Stay: 2'),
  { removed: ['x-hop', 'connection', 'X-HOP'] },
);
passes(
  'Connection cannot name what frames, routes or signs',
  head(
    'PUT http://h.example/a HTTP/1.1',
    'Connection: host, content-length, authorization',
    'Host: h.example',
    'Content-Length: 3',
    'Authorization: OSS a:b',
  ) + 'abc',
  head('PUT /a HTTP/1.1', 'Host: h.example', 'Content-Length: 3', 'Authorization: OSS a:b') + 'abc',
  { removed: ['Connection'] },
);
passes(
  'Proxy-* fields are taken off, and what they hold is not kept',
  head(
    'GET http://h.example/a HTTP/1.1',
    'Proxy-Connection: keep-alive',
    'Host: h.example',
    'proxy-authorization: Basic aHVzaDpodXNo',
    'Proxy-Something: 1',
    'Proxyless: 2',
  ),
  head('GET /a HTTP/1.1', 'Host: h.example', 'Proxyless: 2'),
  {
    removed: ['Proxy-Connection', 'proxy-authorization', 'Proxy-Something'],
    secret: true,
    check: (exchange) => assert.doesNotMatch(JSON.stringify(exchange), /aHVzaDpodXNo/),
  },
);

// --- bodies that hang on odd heads
passes(
  'a length with zeros in front',
  `${head('PUT http://h.example/a HTTP/1.1', 'Host: h.example', 'Content-Length: 0003')}abc`,
  `${head('PUT /a HTTP/1.1', 'Host: h.example', 'Content-Length: 0003')}abc`,
);
passes(
  'a length with blanks around it, in a GET',
  `${head('GET http://h.example/a HTTP/1.1', 'Host: h.example', 'content-length:\t 3 ')}abc`,
  `${head('GET /a HTTP/1.1', 'Host: h.example', 'content-length:\t 3 ')}abc`,
);
passes(
  'a POST of nothing',
  head('POST http://h.example/?uploads HTTP/1.1', 'Host: h.example', 'Content-Length: 0'),
  head('POST /?uploads HTTP/1.1', 'Host: h.example', 'Content-Length: 0'),
);

test('a head that comes byte by byte', async () => {
  const sent = head(
    'GET http://h.example/slow HTTP/1.1',
    'Host: h.example',
    'Connection: y',
    'X: 1',
    'Y: 2',
  );
  const client = await lens.connect();
  for (const byte of Buffer.from(sent)) await client.write(Buffer.of(byte));
  assert.equal((await client.message()).status, 200);
  client.close();
  assert.equal(received.pop(), head('GET /slow HTTP/1.1', 'Host: h.example', 'X: 1'));
  await lens.exchange();
});

test('the record shows the request as the app wrote it and as it went on', async () => {
  const client = await lens.connect();
  await client.write(
    head(
      'GET http://h.example/a?b HTTP/1.1',
      'hOsT:h.example',
      'X-A:  1 ',
      'x-a: 2',
      'Connection: close',
    ),
  );
  await client.message();
  client.close();
  const exchange = await lens.exchange();
  assert.equal(exchange.method, 'GET');
  assert.equal(exchange.url, 'http://h.example/a?b');
  assert.equal(exchange.host, 'h.example');
  assert.equal(exchange.request.line, 'GET http://h.example/a?b HTTP/1.1');
  const fields = [
    ['hOsT', 'h.example'],
    ['X-A', '1'],
    ['x-a', '2'],
  ];
  assert.deepEqual(exchange.request.headers, [...fields, ['Connection', 'close']]);
  assert.equal(exchange.forwarded.line, 'GET /a?b HTTP/1.1');
  assert.deepEqual(exchange.forwarded.headers, fields);
  assert.equal(exchange.response.line, 'HTTP/1.1 200 OK');
});
