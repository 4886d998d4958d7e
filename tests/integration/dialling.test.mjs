/** Where connections go: names, addresses, --connect-to, loops, and who may use the proxy at all. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { assertRefusal, eventually, get, Lens } from './harness.mjs';
import { answering, closedPort, connect, head, startOrigin } from './wire.mjs';

/** @type {Lens} */
let lens;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osslens-dialling-'));
  lens = await Lens.start();
});

beforeEach(() => lens.forget());

after(async () => {
  await lens?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(through, request) {
  const client = await through.connect();
  await client.write(request);
  const answer = await client.message();
  client.close();
  return answer;
}

/** Runs with an osslens of its own. */
async function withLens(args, use) {
  const own = await Lens.start(args);
  try {
    await use(own);
  } finally {
    await own.stop();
  }
}

async function withOrigin(options, use) {
  const heads = [];
  const origin = await startOrigin(answering(undefined, heads), options);
  try {
    await use(origin, heads);
  } finally {
    await origin.close();
  }
}

// --- failures on the way

test('a refused connection is a 502 that names host and address', async () => {
  const port = await closedPort();
  const answer = await ask(lens, get(`localhost:${port}`));
  const exchange = await lens.exchange();
  const sentence = new RegExp(`localhost.*127\\.0\\.0\\.1:${port}.*refused`);
  assertRefusal(answer, exchange, { status: 502, kind: 'connect', sentence });
  assert.equal(exchange.host, 'localhost');
  assert.equal(exchange.answered_by_proxy, true);
});

test('an unknown name is a 502 that names it', async () => {
  const answer = await ask(lens, get('no-such-host.invalid'));
  assertRefusal(answer, await lens.exchange(), {
    status: 502,
    kind: 'dns',
    sentence: /no-such-host\.invalid/,
  });
});

for (const host of ['a..b.example', `${'x'.repeat(300)}.example`, '256.1.1.1', '-', '%']) {
  test(`a host that is none: ${host.slice(0, 20)}`, async () => {
    const answer = await ask(lens, get(host));
    assert.ok([400, 502].includes(answer.status), answer.head);
    assert.match(answer.head, /^X-Osslens-Error: (dns|protocol|connect)\r$/m);
    const exchange = await lens.exchange();
    assert.ok(['dns', 'protocol', 'connect'].includes(exchange.error.kind));
  });
}

test('a refusal to HEAD has no body', async () => {
  const port = await closedPort();
  const client = await lens.connect();
  await client.write(get(`127.0.0.1:${port}`).replace('GET', 'HEAD'));
  const { text } = await client.rest();
  client.close();
  assert.match(text, /^HTTP\/1.1 502 [^]*\r\n\r\n$/);
  assert.match(text, /^Content-Length: [1-9]/m);
  await lens.exchange();
});

test('a server that does not take connections is a 504 after the limit', async () => {
  const busy = await startBusyServer();
  const fillers = [];
  try {
    // Connections the system completes on the server's behalf until its backlog is full.
    for (let i = 0; i < 4; ++i) fillers.push(connect(busy).catch(() => null));
    await Promise.all(fillers.slice(0, 2));
    const answer = await ask(lens, get(`127.0.0.1:${busy.port}`));
    const sentence = new RegExp(`127\\.0\\.0\\.1:${busy.port}.*timed out|no answer`, 'i');
    assertRefusal(answer, await lens.exchange(), { status: 504, kind: 'timeout', sentence });
  } finally {
    await busy.stop();
    for (const wire of await Promise.all(fillers)) wire?.socket.destroy();
  }
});

/** A listener with the smallest backlog in a thread that never accepts. */
async function startBusyServer() {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(workerData, 0, 0);
      process.exit();
    });`;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(code, { eval: true, workerData: flag });
  const port = await new Promise((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  );
  return {
    host: '127.0.0.1',
    port,
    async stop() {
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      await worker.terminate();
    },
  };
}

// --- --connect-to

test('--connect-to changes where is dialled and nothing on the wire', async () => {
  await withOrigin({}, (origin, heads) =>
    withLens(['--connect-to', `*.h.example=${origin.authority}`], async (own) => {
      assert.equal((await ask(own, get('a.h.example', '/x'))).status, 200);
      assert.deepEqual(heads, [head('GET /x HTTP/1.1', 'Host: a.h.example')]);
      const exchange = await own.exchange();
      assert.equal(exchange.host, 'a.h.example');
      assert.equal(exchange.upstream, origin.authority);
      assert.equal(exchange.url, 'http://a.h.example/x');
    }),
  );
});

test('--connect-to with a port holds for that port only, and the first that fits counts', async () => {
  await withOrigin({}, (first, firstHeads) =>
    withOrigin({}, async (second, secondHeads) => {
      const rules = [
        `h.example:81=${first.authority}`,
        `h.example=${second.authority}`,
        `*=${first.authority}`,
      ];
      await withLens(
        rules.flatMap((rule) => ['--connect-to', rule]),
        async (own) => {
          await ask(own, get('h.example:81', '/port'));
          await ask(own, get('h.example', '/any'));
          await ask(own, get('other.example', '/rest'));
          assert.deepEqual(
            firstHeads.map((text) => text.split(' ')[1]),
            ['/port', '/rest'],
          );
          assert.deepEqual(
            secondHeads.map((text) => text.split(' ')[1]),
            ['/any'],
          );
          await own.exchanges(3);
        },
      );
    }),
  );
});

test('--connect-to holds for tunnels, too', async () => {
  await withOrigin({}, (origin) =>
    withLens(['--connect-to', `h.example:443=${origin.authority}`], async (own) => {
      const client = await own.connect();
      await client.write(head('CONNECT h.example:443 HTTP/1.1', 'Host: h.example:443'));
      assert.match(await client.head(), /^HTTP\/1.1 200 /);
      client.reset();
      const exchange = await own.exchange();
      assert.equal(exchange.host, 'h.example');
      assert.equal(exchange.upstream, origin.authority);
    }),
  );
});

test('connections of one host are not used for another that is dialled at the same address', async () => {
  await withOrigin({}, (origin, heads) =>
    withLens(['--loops', '1', '--connect-to', `*=${origin.authority}`], async (own) => {
      const client = await own.connect();
      for (const host of ['a.example', 'b.example']) {
        await client.write(get(host));
        assert.equal((await client.message()).status, 200);
      }
      client.close();
      assert.equal(heads.length, 2);
      assert.equal(origin.wires.length, 2);
      await own.exchanges(2);
    }),
  );
});

test('a server on IPv6', async () => {
  await withOrigin({ host: '::1' }, async (origin) => {
    assert.equal((await ask(lens, get(origin.authority))).status, 200);
    const exchange = await lens.exchange();
    assert.equal(exchange.host, '::1');
    assert.equal(exchange.upstream, origin.authority);
  });
});

test('listening on IPv6', async () => {
  await withOrigin({}, (origin) =>
    withLens(['--listen', '[::1]:0', '--web', '[::1]:0'], async (own) => {
      assert.equal(own.proxy.host, '::1');
      assert.equal((await ask(own, get(origin.authority))).status, 200);
      assert.equal((await own.exchange()).status, 200);
    }),
  );
});

// --- osslens that asks osslens

const LOOP = { status: 502, kind: 'connect', sentence: /is osslens itself/ };

for (const [name, host] of Object.entries({
  'by its address': '127.0.0.1',
  'by a name': 'localhost',
  'by its address inside IPv6': '[::ffff:127.0.0.1]',
  'by the address of all': '0.0.0.0',
  'by a short form of its address': '127.1',
})) {
  for (const port of ['proxy', 'web']) {
    test(`a request to its own ${port} port ${name} is refused`, async () => {
      const answer = await ask(lens, get(`${host}:${lens[port].port}`));
      assertRefusal(answer, await lens.exchange(), LOOP);
    });
  }

  test(`a tunnel to its own port ${name} is refused`, async () => {
    const authority = `${host}:${lens.proxy.port}`;
    const answer = await ask(lens, head(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`));
    assertRefusal(answer, await lens.exchange(), LOOP);
  });
}

test('a request to itself by way of --connect-to is refused', async () => {
  const port = await closedPort();
  await withLens(
    ['--listen', `127.0.0.1:${port}`, '--connect-to', `h.example=127.0.0.1:${port}`],
    async (own) => {
      assertRefusal(await ask(own, get('h.example')), await own.exchange(), LOOP);
    },
  );
});

test('itself as its further proxy is refused', async () => {
  const port = await closedPort();
  await withLens(
    ['--listen', `127.0.0.1:${port}`, '--upstream-proxy', `http://127.0.0.1:${port}`],
    async (own) => {
      assertRefusal(await ask(own, get('h.example')), await own.exchange(), LOOP);
    },
  );
});

test('listening on all addresses, each of them is its own', async () => {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one.family === 'IPv4')
    .map((one) => one.address);
  await withLens(['--listen', '0.0.0.0:0'], async (own) => {
    own.proxy.host = '127.0.0.1';
    for (const address of [...addresses, '127.0.0.2']) {
      const answer = await ask(own, get(`${address}:${own.proxy.port}`));
      assertRefusal(answer, await own.exchange(), LOOP);
    }
  });
});

test('listening on all IPv6 addresses', async () => {
  await withLens(['--listen', '[::]:0'], async (own) => {
    own.proxy.host = '::1';
    for (const host of ['[::1]', '127.0.0.1', 'localhost']) {
      const answer = await ask(own, get(`${host}:${own.proxy.port}`));
      const exchange = await own.exchange();
      // Whether IPv4 reaches a listener on IPv6 is the system's choice; either way nothing goes round.
      assert.equal(answer.status, 502);
      assert.match(exchange.error.message, /is osslens itself|refused/);
    }
  });
});

const TWO = ['--loops', '2'];

test('two osslens that point at each other give up soon, and say why', async () => {
  const [a, b] = [await closedPort(), await closedPort('::1')];
  const toFirst = ['--listen', `[::1]:${b}`, '--upstream-proxy', `http://127.0.0.1:${a}`, ...TWO];
  const toSecond = ['--listen', `127.0.0.1:${a}`, '--upstream-proxy', `http://[::1]:${b}`, ...TWO];
  await withLens(toSecond, (first) =>
    withLens(toFirst, async (second) => {
      for (const one of [first, second]) {
        const before = (await one.status()).exchanges;
        const answer = await ask(one, get('h.example'));
        assert.equal(answer.status, 502);
        assert.match(answer.body, /goes round without end/);
        const isDone = async () => ((await one.status()).connections_open === 0 ? true : undefined);
        await eventually(isDone, 'nothing goes round any more');
        // 128 for each of two loops, and a few that were on their way when it was noticed.
        const turns = (await one.status()).exchanges - before;
        assert.ok(turns <= 300, `it went round ${turns} times`);
      }
    }),
  );
});

// --- --proxy-auth

test('--proxy-auth: who has no password gets 407, who has one gets through', async () => {
  const file = join(folder, 'users');
  await writeFile(file, '# who may\n\nann:secret word\r\nbob:b:c\n', { mode: 0o600 });
  const basic = (text) => `Proxy-Authorization: Basic ${Buffer.from(text).toString('base64')}`;
  await withOrigin({}, (origin, heads) =>
    withLens(['--proxy-auth', file], async (own) => {
      const sentence = /user name and password/;
      for (const fields of [
        [],
        [basic('ann:wrong')],
        [basic('ann')],
        [basic('')],
        ['Proxy-Authorization: Basic ???'],
        [basic('ann:secret word').replace('Basic', 'Bearer')],
      ]) {
        const answer = await ask(own, get(origin.authority, '/', ...fields));
        assertRefusal(answer, await own.exchange(), { status: 407, kind: 'protocol', sentence });
        assert.match(answer.head, /^Proxy-Authenticate: Basic realm="osslens"\r$/m);
      }
      assert.deepEqual(heads, []);
      for (const text of ['ann:secret word', 'bob:b:c']) {
        assert.equal(
          (await ask(own, get(origin.authority, '/', basic(text).replace('Basic', 'bAsIc'))))
            .status,
          200,
        );
        const exchange = await own.exchange();
        assert.doesNotMatch(
          JSON.stringify(exchange),
          new RegExp(Buffer.from(text).toString('base64').slice(0, 10)),
        );
      }
      assert.doesNotMatch(heads.join(''), /Proxy-Authorization/i);
      const connectHead = head(`CONNECT ${origin.authority} HTTP/1.1`, 'Host: x');
      assert.equal((await ask(own, connectHead)).status, 407);
      assert.equal((await own.exchange()).kind, 'tunnel');
    }),
  );
});
