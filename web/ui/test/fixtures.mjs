// Exchanges as the API would give them, made up: no key, bucket or host in them is real.

const base = Date.parse('2026-03-04T08:30:00.000Z');

const kinds = {
  put: {
    method: 'PUT',
    operation: 'PutObject',
    bucket: 'examplebucket',
    object: 'reports/2026/三月 summary.csv',
  },
  get: {
    method: 'GET',
    operation: 'GetObject',
    bucket: 'examplebucket',
    object: 'images/logo.png',
  },
  list: { method: 'GET', operation: 'ListObjectsV2', bucket: 'logs-archive', object: null },
};

function startedAt(id) {
  return new Date(base + id * 1370).toISOString().replace('Z', '412Z');
}

export function summary(id, patch = {}) {
  const kind = patch.base ?? kinds.get;
  const { base: _, ...rest } = patch;
  const host = `${rest.bucket ?? kind.bucket}.oss-cn-hangzhou.aliyuncs.com`;
  const exchange = {
    id,
    started_at: startedAt(id),
    duration_ms: 38.214,
    kind: 'forward',
    method: kind.method,
    url: `http://${host}/${encodeURI(kind.object ?? '?list-type=2&prefix=2026%2F')}`,
    host,
    bucket: kind.bucket,
    object: kind.object,
    region: 'cn-hangzhou',
    operation: kind.operation,
    status: 200,
    oss_code: null,
    oss_message: null,
    request_id: `65A0EXAMPLE${String(id).padStart(13, '0')}`,
    ec: null,
    access_key_id: 'LTAI-EXAMPLE',
    request_bytes: 612,
    response_bytes: 20480,
    error: null,
    job: null,
    findings: [],
    ...rest,
  };
  const failed =
    exchange.error !== null || exchange.status >= 400 || exchange.oss_code === 'CallbackFailed';
  return { ...exchange, failed };
}

function message(line, headers, body = null, raw = null) {
  const raw_base64 = raw === null ? null : Buffer.from(raw, 'latin1').toString('base64');
  return { line, headers, raw_base64, trailers: null, body };
}

function errorXml(code, text, extra = '') {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>${code}</Code>
  <Message>${text}</Message>
  <RequestId>65A0EXAMPLE0000000000002</RequestId>
  <HostId>examplebucket.oss-cn-hangzhou.aliyuncs.com</HostId>
${extra}</Error>
`;
}

const bytesOf = (text) => new TextEncoder().encode(text);

function bodyInfo(bytes, patch = {}) {
  return {
    bytes: bytes.length,
    captured: bytes.length,
    truncated: false,
    content_encoding: null,
    ...patch,
  };
}

const texts = {
  signature: {
    en: {
      title: 'Content-Type was added after signing',
      cause:
        'The app signed an empty Content-Type, but the request carries application/octet-stream. Something between signing and sending added the header.',
      fix: [
        'Set Content-Type before the request is signed.',
        'In Java: ObjectMetadata meta = new ObjectMetadata(); meta.setContentType("application/octet-stream");',
        'Repeat the call: the StringToSign that OSS echoes must have the type in its third line.',
      ],
      note: 'OSS signed with this value',
    },
    zh: {
      title: '签名之后才加上了 Content-Type',
      cause:
        '应用签名时 Content-Type 为空，而实际请求带有 application/octet-stream。签名之后、发送之前有代码加上了这个头。',
      fix: [
        '在签名之前设置 Content-Type。',
        'Java：ObjectMetadata meta = new ObjectMetadata(); meta.setContentType("application/octet-stream");',
        '再次调用：OSS 返回的 StringToSign 第三行应为该类型。',
      ],
      note: 'OSS 用这个值计算签名',
    },
  },
  endpoint: {
    en: {
      title: 'The bucket is in another region',
      cause:
        'The request went to cn-hangzhou. OSS names oss-cn-beijing.aliyuncs.com as the endpoint of this bucket.',
      fix: [
        'Set the endpoint to https://oss-cn-beijing.aliyuncs.com',
        'Set the region of the client to cn-beijing.',
      ],
      note: 'the endpoint that OSS names',
    },
    zh: {
      title: '存储空间在另一个地域',
      cause: '请求发到了 cn-hangzhou，而 OSS 指出此存储空间的端点是 oss-cn-beijing.aliyuncs.com。',
      fix: ['把端点改为 https://oss-cn-beijing.aliyuncs.com', '把客户端的地域改为 cn-beijing。'],
      note: 'OSS 指出的端点',
    },
  },
  sts: {
    en: {
      title: 'The STS token has expired',
      cause: 'OSS says that the security token is no longer valid.',
      fix: [
        'Fetch new temporary credentials with AssumeRole.',
        'Renew them before Expiration, not after the first 403.',
      ],
      note: '',
    },
    zh: {
      title: 'STS 令牌已过期',
      cause: 'OSS 表示安全令牌已失效。',
      fix: ['调用 AssumeRole 获取新的临时凭证。', '在 Expiration 之前续期，不要等到第一次 403。'],
      note: '',
    },
  },
  callback: {
    en: {
      title: 'The callback server did not answer with JSON',
      cause:
        'The object is stored, but OSS refused the answer of your callback server because its body is not JSON.',
      fix: [
        'Answer the callback with Content-Type: application/json and a JSON body such as {"Status":"OK"}.',
      ],
      note: '',
    },
    zh: {
      title: '回调服务器的响应不是 JSON',
      cause: '对象已经保存，但回调服务器响应的消息体不是 JSON，OSS 不接受。',
      fix: ['以 Content-Type: application/json 响应回调，消息体为 JSON，例如 {"Status":"OK"}。'],
      note: '',
    },
  },
  dns: {
    en: {
      title: 'The internal endpoint is used from outside',
      cause:
        'Names that end in -internal resolve only inside the network of Alibaba Cloud in the same region.',
      fix: ['Use oss-cn-hangzhou.aliyuncs.com outside of ECS.'],
      note: '',
    },
    zh: {
      title: '在外部网络使用了内网端点',
      cause: '以 -internal 结尾的域名只能在同地域的阿里云内网解析。',
      fix: ['在 ECS 之外使用 oss-cn-hangzhou.aliyuncs.com。'],
      note: '',
    },
  },
};

function finding(rule, text, lang, patch) {
  const { title, cause, fix, note } = texts[text][lang];
  return {
    rule,
    severity: 'error',
    confidence: 'proven',
    side: 'app',
    title,
    cause,
    fix,
    docs: [],
    ...patch,
    evidence: patch.evidence.map((item) => ({ note, ...item })),
  };
}

const stringToSign =
  'PUT\n\napplication/octet-stream\nWed, 04 Mar 2026 08:30:12 GMT\nx-oss-meta-owner:ops\n/examplebucket/reports/2026/三月 summary.csv';

function signatureDetail(id, lang) {
  const xml = bytesOf(
    errorXml(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      `  <OSSAccessKeyId>LTAI-EXAMPLE</OSSAccessKeyId>
  <SignatureProvided>26NBxoKd***</SignatureProvided>
  <StringToSign>${stringToSign}</StringToSign>
  <StringToSignBytes>50 55 54 0A 0A</StringToSignBytes>
  <EC>0002-00000040</EC>
`,
    ),
  );
  const sent = bytesOf('month,total\n2026-03,1742\n'.repeat(40));
  const line =
    'PUT /reports/2026/%E4%B8%89%E6%9C%88%20summary.csv?x-oss-process=save&tag=a%20b HTTP/1.1';
  const headers = [
    ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
    ['User-Agent', 'aliyun-sdk-java/3.17.4(Linux/5.10/amd64;17.0.15)'],
    ['Date', 'Wed, 04 Mar 2026 08:30:12 GMT'],
    ['authorization', 'OSS LTAI-EXAMPLE:***'],
    ['Content-Type', 'application/octet-stream'],
    ['x-oss-meta-owner', 'ops'],
    ['Content-Length', String(sent.length)],
    ['Proxy-Connection', 'Keep-Alive'],
  ];
  return {
    ...summary(id, {
      base: kinds.put,
      status: 403,
      oss_code: 'SignatureDoesNotMatch',
      oss_message:
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      ec: '0002-00000040',
      findings: [
        finding('content-type-added', 'signature', lang, {
          evidence: [
            { where: 'request.header', name: 'Content-Type', value: 'application/octet-stream' },
            { where: 'response.body', name: 'StringToSign', value: stringToSign },
            { where: 'request.query', name: 'tag', value: 'a b', note: '' },
            { where: 'exchange', name: 'ec', value: '0002-00000040', note: '' },
          ],
          docs: ['Authorizations in request headers, section 2'],
        }),
        finding('sts-token-expired', 'sts', lang, {
          confidence: 'possible',
          severity: 'warning',
          evidence: [],
        }),
      ],
    }),
    request: message(
      line.replace('PUT /', 'PUT http://examplebucket.oss-cn-hangzhou.aliyuncs.com/'),
      headers,
      bodyInfo(sent),
    ),
    forwarded: { line, headers: headers.slice(0, -1) },
    response: message(
      'HTTP/1.1 403 Forbidden',
      [
        ['Server', 'AliyunOSS'],
        ['Date', 'Wed, 04 Mar 2026 08:30:12 GMT'],
        ['Content-Type', 'application/xml'],
        ['Content-Length', String(xml.length)],
        ['Connection', 'keep-alive'],
        ['x-oss-request-id', '65A0EXAMPLE0000000000002'],
        ['x-oss-ec', '0002-00000040'],
        ['x-oss-server-time', '4'],
      ],
      bodyInfo(xml),
    ),
    edits: [
      { kind: 'target', name: '', reason: 'origin form' },
      { kind: 'removed', name: 'Proxy-Connection', reason: 'hop-by-hop' },
    ],
    timings: {
      dns: 2.1,
      connect: 11.8,
      tls: null,
      send: 0.7,
      wait: 21.4,
      receive: 0.4,
    },
    client: '127.0.0.1:51712',
    upstream: '203.0.113.7:80',
    reused: false,
    retried: false,
    answered_by_proxy: false,
    bodies: { request: sent, response: xml },
  };
}

function endpointDetail(id, lang) {
  const xml = bytesOf(
    errorXml(
      'AccessDenied',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      '  <Bucket>logs-archive</Bucket>\n  <Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>\n  <EC>0003-00001403</EC>\n',
    ),
  );
  return {
    ...summary(id, {
      base: kinds.list,
      status: 403,
      oss_code: 'AccessDenied',
      oss_message:
        'The bucket you are attempting to access must be addressed using the specified endpoint.',
      ec: '0003-00001403',
      duration_ms: 4212.9,
      kind: 'intercept',
      findings: [
        finding('wrong-endpoint', 'endpoint', lang, {
          evidence: [
            { where: 'response.body', name: 'Endpoint', value: 'oss-cn-beijing.aliyuncs.com' },
            { where: 'timing', name: 'wait', value: '4101', note: '' },
          ],
        }),
      ],
    }),
    request: message(
      'GET /?list-type=2&prefix=2026%2F HTTP/1.1',
      [['Host', 'logs-archive.oss-cn-hangzhou.aliyuncs.com']],
      bodyInfo(bytesOf('')),
    ),
    forwarded: {
      line: 'GET /?list-type=2&prefix=2026%2F HTTP/1.1',
      headers: [['Host', 'logs-archive.oss-cn-hangzhou.aliyuncs.com']],
    },
    response: message(
      'HTTP/1.1 403 Forbidden',
      [
        ['Server', 'AliyunOSS'],
        ['Content-Type', 'application/xml'],
      ],
      bodyInfo(xml),
    ),
    edits: [],
    timings: {
      dns: 8,
      connect: 31,
      tls: 62.5,
      send: 0.2,
      wait: 4101,
      receive: 1.1,
    },
    bodies: { request: bytesOf(''), response: xml },
  };
}

function stsDetail(id, lang) {
  const xml = bytesOf(
    errorXml(
      'SecurityTokenExpired',
      'The security token you provided has expired.',
      '  <EC>0002-00000007</EC>\n',
    ),
  );
  return {
    ...summary(id, {
      status: 403,
      oss_code: 'SecurityTokenExpired',
      oss_message: 'The security token you provided has expired.',
      ec: '0002-00000007',
      job: { kind: 'retry', id: 'r-1', healed: true },
      findings: [
        finding('sts-token-expired', 'sts', lang, {
          confidence: 'likely',
          evidence: [{ where: 'response.body', name: 'Code', value: 'SecurityTokenExpired' }],
        }),
      ],
    }),
    request: message(
      'GET /images/logo.png HTTP/1.1',
      [
        ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
        ['x-oss-security-token', 'CAIS***'],
      ],
      null,
    ),
    forwarded: {
      line: 'GET /images/logo.png HTTP/1.1',
      headers: [
        ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
        ['x-oss-security-token', 'CAIS***'],
      ],
    },
    response: message(
      'HTTP/1.1 403 Forbidden',
      [['Content-Type', 'application/xml']],
      bodyInfo(xml),
    ),
    timings: null,
    bodies: { request: bytesOf(''), response: xml },
  };
}

function callbackDetail(id, lang) {
  const xml = bytesOf(
    errorXml(
      'CallbackFailed',
      'Response body is not valid json format.',
      '  <EC>0007-00000205</EC>\n',
    ),
  );
  return {
    ...summary(id, {
      base: kinds.put,
      status: 203,
      oss_code: 'CallbackFailed',
      oss_message: 'Response body is not valid json format.',
      ec: '0007-00000205',
      findings: [
        finding('callback-not-json', 'callback', lang, {
          evidence: [
            {
              where: 'response.body',
              name: 'Message',
              value: 'Response body is not valid json format.',
            },
          ],
        }),
      ],
    }),
    request: message(
      'PUT /a.csv HTTP/1.1',
      [['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com']],
      bodyInfo(bytesOf('x'), { captured: 0, bytes: 7340032, truncated: true, dropped: true }),
    ),
    forwarded: {
      line: 'PUT /a.csv HTTP/1.1',
      headers: [['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com']],
    },
    response: message(
      'HTTP/1.1 203 Non-Authoritative Information',
      [
        ['ETag', '"D41D8CD98F00B204E9800998ECF8427E"'],
        ['Content-Type', 'application/xml'],
      ],
      bodyInfo(xml),
    ),
    timings: { send: 310, wait: 120, receive: 2 },
    reused: true,
    bodies: { request: bytesOf(''), response: xml },
  };
}

function networkDetail(id, lang) {
  return {
    ...summary(id, {
      status: null,
      request_id: null,
      response_bytes: 0,
      error: {
        kind: 'dns',
        message:
          'examplebucket.oss-cn-hangzhou-internal.aliyuncs.com could not be resolved: unknown node or service',
      },
      host: 'examplebucket.oss-cn-hangzhou-internal.aliyuncs.com',
      findings: [
        finding('internal-endpoint', 'dns', lang, {
          confidence: 'likely',
          side: 'network',
          evidence: [
            {
              where: 'exchange',
              name: 'host',
              value: 'examplebucket.oss-cn-hangzhou-internal.aliyuncs.com',
            },
          ],
        }),
      ],
    }),
    request: message(
      'GET http://examplebucket.oss-cn-hangzhou-internal.aliyuncs.com/images/logo.png HTTP/1.1',
      [['Host', 'examplebucket.oss-cn-hangzhou-internal.aliyuncs.com']],
      null,
    ),
    forwarded: null,
    response: null,
    timings: { dns: 5003 },
    bodies: { request: bytesOf(''), response: bytesOf('') },
  };
}

export const hostileText =
  '<script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">';
export const hostileKey = `a/${hostileText}\u202Egpj.exe\u200B\u0007`;

function hostileDetail(id) {
  const body = bytesOf(
    `<!DOCTYPE html><html><body>${hostileText}<a href="javascript:window.__pwned=1">x</a></body></html>`,
  );
  return {
    ...summary(id, {
      object: hostileKey,
      url: `http://examplebucket.oss-cn-hangzhou.aliyuncs.com/${hostileKey}`,
      bucket: 'examplebucket',
      status: 404,
      oss_code: `NoSuchKey${hostileText}`,
      oss_message: hostileText,
      findings: [
        {
          rule: 'from-a-newer-version',
          severity: 'catastrophe',
          confidence: 'certain',
          side: 'moon',
          title: hostileText,
          cause: hostileText,
          fix: [hostileText],
          evidence: [
            { where: 'somewhere', name: hostileText, value: hostileText, note: hostileText },
          ],
          docs: [hostileText],
        },
      ],
    }),
    request: message(
      `GET /${hostileText}?q=${hostileText} HTTP/1.1`,
      [
        ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
        ['x-oss-meta-note', hostileText],
        [
          'x-oss-meta-rtl',
          'safe\u202Efdp.exe\u202C \u05E9\u05DC\u05D5\u05DD zero\u200Bwidth nul\u0000bell\u0007',
        ],
        ['x-oss-meta-big', 'A'.repeat(65536)],
      ],
      null,
    ),
    forwarded: { line: `GET /${hostileText} HTTP/1.1`, headers: [['Via', hostileText]] },
    response: message('HTTP/1.1 404 Not Found', [['Content-Type', 'text/html']], bodyInfo(body)),
    timings: { wait: 12 },
    bodies: { request: bytesOf(''), response: body },
  };
}

function binaryDetail(id) {
  const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 37) % 256);
  const host = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';
  const line = 'GET /images/logo.png HTTP/1.1';
  const headers = [
    ['Host', host],
    ['Accept', '*/*'],
  ];
  // A client that writes its fields in another way than most.
  const request = message(line, headers, null, `${line}\r\nHost:${host}\r\nAccept:  */*\r\n\r\n`);
  return {
    ...summary(id),
    request,
    forwarded: { line, headers, raw_base64: request.raw_base64 },
    response: message(
      'HTTP/1.1 200 OK',
      [
        ['Content-Type', 'image/png'],
        ['Content-Length', '20480'],
      ],
      bodyInfo(bytes, { bytes: 20480, truncated: true }),
    ),
    timings: { dns: 1, connect: 9, send: 0.3, wait: 20, receive: 7 },
    bodies: { request: bytesOf(''), response: bytes },
  };
}

function tunnelDetail(id) {
  return {
    ...summary(id, {
      kind: 'tunnel',
      method: 'CONNECT',
      url: 'pypi.example.org:443',
      host: 'pypi.example.org',
      bucket: null,
      object: null,
      region: null,
      operation: null,
      status: 200,
      request_id: null,
      access_key_id: null,
      duration_ms: 73211,
    }),
    request: message(
      'CONNECT pypi.example.org:443 HTTP/1.1',
      [['Host', 'pypi.example.org:443']],
      null,
    ),
    forwarded: null,
    response: message('HTTP/1.1 200 Connection established', [], null),
    timings: {},
    bodies: { request: bytesOf(''), response: bytesOf('') },
  };
}

// What a capture of an older version may lack: almost everything.
function oldDetail(id) {
  return {
    id,
    started_at: startedAt(id),
    method: 'GET',
    url: 'http://old.example/',
    bodies: { request: bytesOf(''), response: bytesOf('') },
  };
}

const makers = [
  binaryDetail,
  signatureDetail,
  binaryDetail,
  tunnelDetail,
  endpointDetail,
  stsDetail,
  binaryDetail,
  callbackDetail,
  networkDetail,
  binaryDetail,
  hostileDetail,
  oldDetail,
];

// The exchange with that id; the kinds take turns.
export function detailOf(id, lang = 'en') {
  const make = makers[id % makers.length] ?? binaryDetail;
  return make(id, lang);
}

// The lowest id of each kind.
export const firstOf = {
  signature: 1,
  binary: 2,
  tunnel: 3,
  endpoint: 4,
  sts: 5,
  callback: 7,
  network: 8,
  hostile: 10,
  old: 11,
};

// The second of a kind.
export const secretOf = { signature: firstOf.signature + makers.length };

// What the server rebuilds of a signature: a changed Content-Type for exchanges of the kind
// `signature`, nothing to compare for all others. For the second of that kind the secret is known.
export function signatureOf(id, lang = 'en') {
  const text = (type) => `PUT\n\n${type}\nFri, 20 Nov 2026 08:09:10 GMT\n/examplebucket/a.txt`;
  const rebuilt = { string_to_sign: text(''), canonical_request: null };
  if (id % makers.length !== firstOf.signature) {
    const note = { en: 'There is nothing to compare.', zh: '没有可比较的内容。' }[lang];
    return { scheme: 'V1', rebuilt, echoed: null, differences: [], verdict: 'no-echo', note };
  }
  const type = 'application/octet-stream';
  if (id === secretOf.signature) {
    return {
      scheme: 'V1',
      rebuilt: { string_to_sign: text(type), canonical_request: null },
      echoed: null,
      differences: [],
      verdict: 'different',
      note: { en: 'The app signed another text.', zh: '应用签名的是另一个文本。' }[lang],
      signed: { string_to_sign: text(''), canonical_request: null },
      mistakes: [{ mistake: 'content-type-left-out', name: null, signed: null, sent: type }],
    };
  }
  return {
    scheme: 'V1',
    rebuilt,
    echoed: { string_to_sign: text(type), canonical_request: null },
    differences: [{ part: 'content-type', rebuilt: '', echoed: type, offset: 5 }],
    verdict: 'different',
    note: { en: 'OSS received something else.', zh: 'OSS 收到的内容不同。' }[lang],
  };
}

const detailFields = [
  'request',
  'forwarded',
  'response',
  'timings',
  'edits',
  'client',
  'upstream',
  'reused',
  'retried',
  'answered_by_proxy',
  'bodies',
];

export function summaryOf(id, lang = 'en') {
  const detail = { ...detailOf(id, lang) };
  for (const field of detailFields) delete detail[field];
  return detail;
}

// Four bars of a minute: the second has failures, the last is empty.
export function timelineOf() {
  return {
    from: '2026-03-04T08:30:00.000000Z',
    bin_ms: 60_000,
    bins: [
      { failed: 0, healed: 0, ok: 4 },
      { failed: 3, healed: 1, ok: 6 },
      { failed: 0, healed: 0, ok: 2 },
      { failed: 0, healed: 0, ok: 0 },
    ],
  };
}

export function operationsOf() {
  const spread = (median, p90, max, bins) => ({ median, p90, max, bins });
  return {
    operations: [
      {
        operation: 'PutObject',
        count: 12,
        failed: 3,
        duration_ms: spread(42, 180, 2100, [0, 9, 3]),
        bytes: spread(2048, 65536, 1048576, [2, 10]),
      },
      {
        operation: null,
        count: 4,
        failed: 0,
        duration_ms: spread(7, 9, 9, [4, 0, 0]),
        bytes: spread(512, 600, 600, [4, 0]),
      },
    ],
    duration_edges_ms: [10, 100],
    byte_edges: [1024],
  };
}

export function formOf(_id) {
  const part = { filename: null, type: null, head_at: 5, value_at: 50, bytes: 3, whole: true, file: false, value: 'a/b' };
  const texts = { title: 'The key stands behind the file', cause: 'It begins at byte 90.', fix: ['Append the file last.'] };
  return {
    form: {
      boundary: 'xyz',
      closed: false,
      body_bytes: 300,
      all_parts: false,
      parts: [
        { ...part, name: 'file', filename: 'a.txt', type: 'text/plain', file: true, ignored: false, value: null },
        { ...part, name: 'key', whole: false, ignored: true },
      ],
      faults: [{ fault: 'key-late', refused: true, field: 'key', offset: 90, ...texts }],
    },
    policy: {
      decoded: '{}',
      expiration: '2024-05-15T12:00:00.000Z',
      expired: true,
      conditions: [
        { condition: '["eq","$key","a/b"]', field: 'key', verdict: 'fails', found: null, missing: true },
        { condition: '["eq","$key","c"]', field: 'key', verdict: 'holds', found: 'c', missing: false },
      ],
      contradiction: [0, 1],
      fields_without_condition: ['x-note'],
      faults: [],
    },
  };
}

export function callbackOf(_id) {
  return {
    linked: [{ id: 2, kind: 'callback', by: 'request-id' }],
    parameters: {
      place: 'header',
      callback: 'e30=',
      decoded: '{"callbackUrl":"http://app.example.com/n"}',
      variables: null,
      decoded_variables: null,
      faults: [{ fault: 'body-missing', title: 'There is no callbackBody', cause: 'OSS has nothing to send.', fix: ['Give callbackBody.'] }],
    },
    preview: { urls: ['http://app.example.com/n'], host: 'app.example.com', content_type: 'application/json', sni: false, body: '{"a":1}', unknown: ['clientIp'], empty: ['x:uid'] },
    signature: { verdict: 'no-key', key_url: null, mistake: null, signed: null },
  };
}

// What of an exchange can be sent again.
export function replayOf(id, lang = 'en') {
  if (id % makers.length === firstOf.tunnel) {
    return { refusal: { en: 'it was passed on blind.', zh: '它是直接透传的。' }[lang] };
  }
  return {
    refusal: null,
    server: 'examplebucket.oss-cn-hangzhou.aliyuncs.com:443',
    tls: true,
    method: 'PUT',
    target: '/a.txt',
    version: 'HTTP/1.1',
    headers: [
      ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
      ['Date', 'Fri, 20 Nov 2026 08:09:10 GMT'],
      ['Content-Length', '5'],
      ['Authorization', 'OSS exampleAccessKeyId:c2lnbmF0dXJl'],
    ],
    body: { bytes: 5, refusal: null },
  };
}
