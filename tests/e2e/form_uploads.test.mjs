/** Uploads by form: what the lab refuses is explained with its place, whether curl sends it or a hand-made body. */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { curl } from './curl.mjs';
import { assertDiagnosed } from './findings.mjs';
import { APP_KEY, hostOf, PHOTOS, REGION } from './keys.mjs';
import { Scene } from './scene.mjs';

/** @type {Scene} */ let scene;
before(async () => (scene = await Scene.open()));
after(() => scene?.close());

const HOST = hostOf(PHOTOS);
const HOUR = 3_600_000;
const soon = (ms = HOUR) => new Date(Date.now() + ms).toISOString();
const base64 = (text) => Buffer.from(text).toString('base64');

/** @param {object} [change] */
const policyOf = (change = {}) =>
  JSON.stringify({ expiration: soon(), conditions: [{ bucket: PHOTOS }], ...change });

/** The fields of a V1 form. @param {string} [policy] the JSON, or base64 of it with `raw` */
function signed(policy = policyOf(), { raw = false } = {}) {
  const encoded = raw ? policy : base64(policy);
  const signature = createHmac('sha1', APP_KEY.secret).update(encoded).digest('base64');
  return [
    ['key', 'user/eric/a.txt'],
    ['OSSAccessKeyId', APP_KEY.id],
    ['policy', encoded],
    ['Signature', signature],
  ];
}

function signedV4(change = {}) {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const credential = `${APP_KEY.id}/${date.slice(0, 8)}/${REGION}/oss/aliyun_v4_request`;
  const own = [
    ['x-oss-signature-version', 'OSS4-HMAC-SHA256'],
    ['x-oss-credential', credential],
    ['x-oss-date', date],
  ];
  const conditions = [{ bucket: PHOTOS }, ...own.map(([name, value]) => ({ [name]: value }))];
  const policy = base64(policyOf({ conditions, ...change }));
  const steps = [date.slice(0, 8), REGION, 'oss', 'aliyun_v4_request', policy];
  const signature = steps.reduce(
    (key, text) => createHmac('sha256', key).update(text).digest(),
    `aliyun_v4${APP_KEY.secret}`,
  );
  return [
    ['key', 'user/eric/a.txt'],
    ['policy', policy],
    ...own,
    ['x-oss-signature', signature.toString('hex')],
  ];
}

const part = ([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
const FILE = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello';

/** @param {string[]} parts */
const bodyOf = (parts) => `${parts.map((text) => `--B\r\n${text}\r\n`).join('')}--B--\r\n`;

/** Posts bytes as they are, and gives the request id of the answer. */
function post(body, headers = {}) {
  return new Promise((resolve, reject) => {
    const url = new URL(scene.proxyUrl);
    const request = http.request(
      {
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path: `http://${HOST}/`,
        headers: {
          host: HOST,
          'content-type': 'multipart/form-data; boundary=B',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.headers['x-oss-request-id']));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const curlForm = (fields, file = 'hello') => [
  ...fields.flatMap(([name, value]) => ['--form-string', `${name}=${value}`]),
  ...['-F', `file=${file};filename=a.txt`],
  `http://${HOST}/`,
];

for (const [name, fields] of [
  ['V1', () => signed()],
  ['V4', () => signedV4()],
]) {
  test(`a right form with a ${name} signature gets no finding`, async () => {
    const { status, requestId } = await curl(scene, curlForm(fields()));
    assert.equal(status, 204);
    const exchange = await scene.exchangeOf(requestId);
    assert.equal(exchange.operation, 'PostObject');
    assert.deepEqual(exchange.findings, []);
  });
}

const conditions = (...more) => policyOf({ conditions: [{ bucket: PHOTOS }, ...more] });

/** By curl: rule, variant, fields, and what the sentences must name. */
const BY_CURL = [
  ['post-policy-fault', 'starts-with', () => signed(conditions(['starts-with', '$key', 'other/'])), ['"other/"', '"user/eric/a.txt"']],
  ['post-policy-fault', 'eq', () => [...signed(conditions(['eq', '$x-oss-object-acl', 'private'])), ['x-oss-object-acl', 'public-read']], ['"private"', '"public-read"']],
  ['post-policy-fault', 'in', () => [...signed(conditions(['in', '$content-type', ['image/png']])), ['Content-Type', 'text/html']], ['"text/html"']],
  ['post-policy-fault', 'not-in', () => [...signed(conditions(['not-in', '$content-type', ['text/html']])), ['Content-Type', 'text/html']], ['"text/html"']],
  ['post-policy-fault', 'field-missing', () => signed(conditions(['starts-with', '$x-oss-meta-uid', ''])), ['x-oss-meta-uid']],
  ['post-policy-fault', 'other-bucket', () => signed(policyOf({ conditions: [{ bucket: 'elsewhere' }] })), ['"elsewhere"', PHOTOS]],
  ['post-policy-fault', 'file-too-large', () => signed(conditions(['content-length-range', 0, 4])), ['5']],
  ['post-policy-fault', 'file-too-small', () => signed(conditions(['content-length-range', 6, 9])), []],
  ['post-policy-fault', 'expired', () => signed(policyOf({ expiration: soon(-600_000) })), []],
  ['post-policy-fault', 'expired-by-hours', () => signed(policyOf({ expiration: soon(-8 * HOUR) })), ['8']],
  ['post-policy-fault', 'expiration-form', () => signed(policyOf({ expiration: '2030-05-15 12:00:00' })), ['2030-05-15 12:00:00']],
  ['post-policy-fault', 'no-expiration', () => signed(policyOf({ expiration: undefined })), []],
  ['post-policy-fault', 'no-conditions', () => signed(policyOf({ conditions: undefined })), []],
  ['post-policy-fault', 'simple-condition', () => signed(policyOf({ conditions: [{ bucket: PHOTOS, key: 'a' }] })), []],
  ['post-policy-fault', 'operator', () => signed(policyOf({ conditions: [['begins', '$key', 'a']] })), ['begins']],
  ['post-policy-fault', 'operand', () => signed(policyOf({ conditions: [['eq', 'key', 'a']] })), []],
  ['post-policy-fault', 'range-text', () => signed(conditions(['content-length-range', '0', '9'])), []],
  ['post-policy-fault', 'range-order', () => signed(conditions(['content-length-range', 9, 1])), []],
  ['post-policy-fault', null, () => signed(policyOf().replace('}]', '},]')), []],
  ['post-policy-fault', 'plain-json', () => signed(policyOf(), { raw: true }), []],
  ['post-form-fault', 'key-missing', () => signed().slice(1), []],
  ['post-form-fault', 'credential-missing', () => signed().slice(0, 3), ['Signature']],
];

for (const [rule, variant, fields, names] of BY_CURL) {
  test(`curl: ${rule} ${variant ?? ''}`, async () => {
    const { status, requestId } = await curl(scene, curlForm(fields()));
    assert.ok(status >= 400, `${status}`);
    await assertDiagnosed(scene, requestId, {
      rule,
      variant,
      confidence: 'proven',
      side: 'app',
      names,
    });
  });
}

const good = () => bodyOf([...signed().map(part), FILE]);
const late = (name) => {
  const fields = signed();
  const moved = fields.filter(([field]) => field === name);
  return bodyOf([...fields.filter(([field]) => field !== name).map(part), FILE, ...moved.map(part)]);
};
const md5 = (text) => createHash('md5').update(text).digest('base64');
const OTHER_BOUNDARY = { 'content-type': 'multipart/form-data; boundary=C' };

/** By hand: variant of post-form-fault, body, headers. */
const BY_HAND = [
  ['no-boundary', good, { 'content-type': 'multipart/form-data' }],
  ['boundary-mismatch', good, OTHER_BOUNDARY],
  ['bare-line-feed', () => good().replaceAll('\r\n', '\n'), {}],
  ['boundary-tail', () => good().replace('--B\r\n', '--Bxy\r\n'), {}],
  ['unterminated', () => good().replace('--B--\r\n', ''), {}],
  ['part-head', () => bodyOf(['Content-Type: text/plain\r\n\r\nx', FILE]), {}],
  ['file-head', () => good().replace('Content-Type: text/plain', 'X-Note: 1'), {}],
  ['no-file', () => bodyOf(signed().map(part)), {}],
  ['key-late', () => late('key'), {}],
  ['credential-late', () => late('policy'), {}],
  ['field-too-long', () => bodyOf([part(['n'.repeat(9000), 'x']), FILE]), {}],
];

for (const [variant, body, headers] of BY_HAND) {
  test(`by hand: ${variant}`, async () => {
    const requestId = await post(body(), headers);
    const expected = { rule: 'post-form-fault', variant, confidence: 'proven', side: 'app' };
    await assertDiagnosed(scene, requestId, expected);
  });
}

test('Content-MD5 of the file is told from that of the body', async () => {
  const body = good();
  await assertDiagnosed(scene, await post(body, { 'content-md5': md5('hello') }), {
    rule: 'post-form-fault',
    variant: 'digest-of-file',
    confidence: 'proven',
    side: 'app',
  });
  const right = await scene.exchangeOf(await post(body, { 'content-md5': md5(body) }));
  assert.deepEqual(right.findings, []);
});

test('what stands behind the file is known of a file that is not kept', async () => {
  const file = FILE.replace('hello', 'x'.repeat(3_000_000));
  const requestId = await post(
    bodyOf([...signed(conditions(['content-length-range', 0, 10])).map(part), file, part(['x-note', 'y'])]),
  );
  const exchange = await assertDiagnosed(scene, requestId, {
    rule: 'post-policy-fault',
    variant: 'file-too-large',
    confidence: 'proven',
    side: 'app',
    names: ['3000000'],
  });
  assert.equal(exchange.request.body.truncated, true);
  assert.deepEqual(
    exchange.findings.map(({ rule, variant }) => `${rule} ${variant}`),
    ['post-policy-fault file-too-large', 'post-form-doubtful ignored-field'],
  );
  // Also later, from what was stored.
  const { form, policy } = await scene.osslens.api(`/api/v1/exchanges/${exchange.id}/form`);
  assert.deepEqual(
    form.parts.map(({ name, bytes, ignored }) => [name, bytes, ignored]).slice(-2),
    [
      ['file', 3_000_000, false],
      ['x-note', 1, true],
    ],
  );
  assert.equal(form.closed, true);
  assert.equal(policy.conditions.find(({ verdict }) => verdict === 'fails').found, '3000000');
});

test('a million fields, and a boundary without end, pass unharmed', async () => {
  const many = `${`--B\r\n${part(['a', ''])}\r\n`.repeat(1_000_000)}--B--\r\n`;
  const first = await scene.exchangeOf(await post(many));
  assert.equal(first.request.body.bytes, Buffer.byteLength(many));
  const boundary = 'b'.repeat(30_000);
  const odd = await scene.exchangeOf(
    await post(`--${boundary}--\r\n`, { 'content-type': `multipart/form-data; boundary=${boundary}` }),
  );
  assert.equal(odd.request.body.bytes, boundary.length + 6);
});
