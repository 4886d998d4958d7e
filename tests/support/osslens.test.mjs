/** The helper itself, tried on a small stand-in for the binary. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runOsslens, startOsslens } from './osslens.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'osslens-support-'))));
after(() => rm(folder, { recursive: true, force: true }));

/** Makes OSSLENS_BIN a Node script. */
async function pretend(name, code) {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\nexec ${process.execPath} -e '${code}' -- "$@"\n`);
  await chmod(file, 0o755);
  process.env.OSSLENS_BIN = file;
}

const SERVER = `
  const http = require("http");
  let calls = 0;
  const server = http.createServer((request, response) => {
    calls += 1;
    const exchanges = calls < 3 ? [] : [{ id: 1, method: "GET", url: "http://b/", status: 403 }];
    response.end(JSON.stringify({ exchanges, path: request.url }));
  });
  server.listen(0, "127.0.0.1", () => {
    console.error("started with " + process.argv.slice(1).join(" "));
    console.log("osslens ready proxy=127.0.0.1:1 web=127.0.0.1:" + server.address().port);
  });
  process.on("SIGTERM", () => process.exit(0));
`;

test('starts on the ready line, waits for an exchange and stops', async () => {
  await pretend('server', SERVER);
  const osslens = await startOsslens({ args: ['--no-intercept'] });
  assert.equal(osslens.proxyUrl, 'http://127.0.0.1:1');
  assert.match(osslens.stderr, /serve --listen 127\.0\.0\.1:0 .*--no-intercept/);
  const found = await osslens.waitForExchange(({ status }) => status === 403);
  assert.equal(found.id, 1);
  const { dataDir } = osslens;
  assert.deepEqual(await osslens.stop(), { code: 0, signal: null, error: null });
  await assert.rejects(stat(dataDir), { code: 'ENOENT' });
});

test('tells what was there when the exchange never comes', async () => {
  await pretend('server', SERVER);
  const osslens = await startOsslens();
  await assert.rejects(
    osslens.waitForExchange(() => false, { timeoutMs: 100 }),
    /there are:/,
  );
  await osslens.stop();
});

test('reports stderr when the process ends instead', async () => {
  await pretend('failing', 'console.error("cannot listen"); process.exit(1);');
  await assert.rejects(startOsslens(), /exit code 1\ncannot listen/);
});

test('runs a command to its end', async () => {
  await pretend(
    'command',
    'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 2;',
  );
  assert.deepEqual(await runOsslens(['doctor']), { code: 2, stdout: 'out', stderr: 'err' });
});
