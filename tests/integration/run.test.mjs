/** `osslens run` and `osslens env`: real children, their streams, signals and exit codes, and what is said of them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { osslensBinary, runOsslens } from '../support/osslens.mjs';
import { eventually, Lens } from './harness.mjs';
import { answering, startOrigin } from './wire.mjs';

let folder;
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osslens-run-'));
});

after(() => rm(folder, { recursive: true, force: true }));

const newDataDir = () => join(folder, `data-${++count}`);

/** What `osslens run` says is "osslens: ..."; the rest is the command's. */
const said = (stderr) =>
  stderr
    .split('\n')
    .filter((line) => /^osslens: |^ +\d+ x /.test(line))
    .map((line) => line.replace(/^osslens: /, ''));

/** Runs a command to its end. */
async function runCommand(command, { options = [], dataDir = newDataDir(), input } = {}) {
  const words = ['run', '--data-dir', dataDir, ...options, '--', ...command];
  const result = await runOsslens(words, { input });
  return { ...result, said: said(result.stderr), dataDir };
}

/** Starts a command whose end the test brings about. */
function start(command, { options = [], dataDir = newDataDir(), cwd } = {}) {
  const child = spawn(
    osslensBinary(),
    ['run', '--data-dir', dataDir, ...options, '--', ...command],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd },
  );
  const running = { child, dataDir, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (running[name] += text));
  running.end = new Promise((resolve, reject) =>
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal })),
  );
  return running;
}

/** A child that asks for a URL as its variables say; without SDK, so that only osslens is tested. */
const FETCH = `
const { request } = require('node:http');
const proxy = new URL(process.env.http_proxy);
request({ host: proxy.hostname, port: proxy.port, path: process.argv[1], headers: { Host: new URL(process.argv[1]).host } },
  (answer) => answer.resume().on('end', () => process.exit(0))).end();`;
const fetching = (url) => ['node', '-e', FETCH, url];

test('the exit code is the command’s, as a shell would give it', async () => {
  assert.equal((await runCommand(['sh', '-c', 'exit 0'])).code, 0);
  assert.equal((await runCommand(['sh', '-c', 'exit 77'])).code, 77);
  assert.equal((await runCommand(['sh', '-c', 'kill -KILL $$'])).code, 137);
  const missing = await runCommand(['osslens-no-such-command']);
  assert.equal(missing.code, 127);
  assert.equal(missing.said.at(-1), 'there is no command osslens-no-such-command in PATH');
  const plain = join(folder, 'plain');
  await writeFile(plain, 'true\n', { mode: 0o600 });
  const refused = await runCommand([plain]);
  assert.equal(refused.code, 126);
  assert.equal(refused.said.at(-1), `cannot run ${plain}: Permission denied`);
});

test('the command’s words, input and output are its own', async () => {
  const { code, stdout, stderr } = await runCommand(
    ['sh', '-c', 'cat; echo error >&2; printf "%s|" "$@"', 'sh', '--', '--help', 'a b', ''],
    { input: 'input\n' },
  );
  assert.equal(code, 0);
  assert.equal(stdout, 'input\n--|--help|a b||');
  assert.match(stderr, /^error$/m);
});

test('the command inherits no descriptor and no limit of osslens', async () => {
  const command = ['sh', '-c', 'ls /proc/$$/fd; ulimit -n'];
  const alone = spawn(command[0], command.slice(1));
  let expected = '';
  alone.stdout.setEncoding('utf8').on('data', (text) => (expected += text));
  await new Promise((resolve) => alone.on('close', resolve));
  assert.equal((await runCommand(command)).stdout, expected);
});

test('a run without a command, or with wrong options, is wrong usage', async () => {
  for (const words of [['run'], ['run', '--'], ['run', 'sh']]) {
    const { code, stderr, stdout } = await runOsslens(words);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^osslens: .+\n$/);
  }
  const { code, stderr } = await runOsslens(['run', '--fly', '--', 'true']);
  assert.deepEqual([code, stderr.includes('--fly')], [2, true]);
});

test('calls are led through, recorded, and summarised by cause', async () => {
  const origin = await startOrigin(answering('HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n'));
  try {
    const url = 'http://bucket.oss-cn-hangzhou.aliyuncs.com/key';
    const run = await runCommand(fetching(url), {
      options: ['--connect-to', `*:80=${origin.authority}`],
    });
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.said[0], /^proxy http:\/\/127\.0\.0\.1:\d+, page http:\/\/127\.0\.0\.1:\d+\/$/);
    const summary = run.said.indexOf('1 call, 1 failed');
    assert.ok(summary > 0, run.stderr);
    assert.match(run.said[summary + 1], /^ +1 x /);
    assert.equal(run.said[summary + 2], `to look at them: osslens serve --data-dir '${run.dataDir}'`);
    const { stdout } = await runOsslens(['export', '--format', 'ndjson', '--data-dir', run.dataDir]);
    assert.equal(JSON.parse(stdout).url, url);
  } finally {
    await origin.close();
  }
});

test('a failure without an answer is named, too', async () => {
  const run = await runCommand(fetching('http://nobody.example.invalid/'), {
    options: ['--connect-to', '*=127.0.0.1:1'],
  });
  assert.match(run.said.join('\n'), /1 call, 1 failed\n +1 x .*127\.0\.0\.1/);
});

test('SIGTERM is handed on, and osslens outlives the command to write what it had', async () => {
  const origin = await startOrigin(answering());
  try {
    const script = `trap 'echo got it; exit 9' TERM; "$@"; echo ready; while :; do sleep 0.05; done`;
    const running = start(['sh', '-c', script, 'sh', ...fetching('http://h.example/')], {
      options: ['--connect-to', `*:80=${origin.authority}`],
    });
    await eventually(() => running.stdout.includes('ready') || undefined, 'the command is ready');
    running.child.kill('SIGTERM');
    assert.deepEqual(await running.end, { code: 9, signal: null });
    assert.match(running.stdout, /got it/);
    assert.match(running.stderr, /1 call, 0 failed/);
  } finally {
    await origin.close();
  }
});

test('Ctrl-C of a terminal reaches the command once', async () => {
  // A terminal of its own: Ctrl-C typed into it goes to the whole group in the foreground.
  const python = `
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
output = b""
while b"ready" not in output:
    output += os.read(terminal, 4096)
os.write(terminal, b"\\x03")
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    output += piece
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(output)
sys.exit(os.waitstatus_to_exitcode(status))`;
  const script = `
count=0
trap 'count=$((count + 1))' INT
echo ready
while [ $count -eq 0 ]; do sleep 0.05; done
sleep 0.3
echo "interrupted $count time(s)"
exit 6`;
  const child = spawn('python3', [
    '-c', python, osslensBinary(), 'run', '--data-dir', newDataDir(), '--', 'sh', '-c', script,
  ]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 6, output);
  assert.match(output, /interrupted 1 time/);
  assert.match(output, /nothing came through osslens/, 'and osslens said its summary');
});

test('silence is noticed once, with what is known of the command', async () => {
  const scripts = join(folder, 'go-app');
  await rm(scripts, { recursive: true, force: true });
  const running = start(['sh', '-c', 'while [ ! -e "$1" ]; do sleep 0.05; done', 'sh', scripts]);
  await eventually(
    () => said(running.stderr).find((line) => line.startsWith('nothing has arrived so far: ')),
    'osslens notices the silence',
  );
  await writeFile(scripts, '');
  assert.equal((await running.end).code, 0);
  const lines = said(running.stderr).filter((line) => line.includes('has arrived so far'));
  assert.equal(lines.length, 1);
});

test('an SDK that obeys no variable is told by its project, with the line to write', async () => {
  const app = await mkdtemp(join(folder, 'app-'));
  await writeFile(join(app, 'go.mod'), 'require github.com/aliyun/aliyun-oss-go-sdk v3.0.2\n');
  const running = start(['sh', '-c', 'exit 0'], { cwd: app });
  assert.equal((await running.end).code, 0);
  const proxy = /proxy (http:\S+),/.exec(running.stderr)[1];
  assert.match(running.stderr, /OSS SDK v1 for Go \(by go\.mod\): ignores proxy variables/);
  assert.ok(running.stderr.includes(`oss.Proxy("${proxy}")`), running.stderr);
});

test('an osslens that serves the data directory is used and left running', async () => {
  const origin = await startOrigin(answering());
  const dataDir = newDataDir();
  const lens = await Lens.start(['--connect-to', `*:80=${origin.authority}`], { dataDir });
  try {
    const file = join(dataDir, 'running.json');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const run = await runCommand(fetching('http://h.example/a'), { dataDir });
    assert.equal(run.code, 0, run.stderr);
    assert.equal(
      run.said[0],
      `proxy http://127.0.0.1:${lens.proxy.port}, page http://127.0.0.1:${lens.web.port}/`,
    );
    assert.equal(run.said.at(-1), `to look at them: http://127.0.0.1:${lens.web.port}/`);
    const [exchange] = await lens.exchanges(1);
    assert.equal(exchange.url, 'http://h.example/a');

    const refused = await runCommand(['true'], { dataDir, options: ['--max-age', '1h'] });
    assert.equal(refused.code, 2);
    assert.match(refused.said[0], /--max-age.*--data-dir/);
    await lens.stop();
    await assert.rejects(readFile(file), { code: 'ENOENT' });
  } finally {
    await lens.stop();
    await origin.close();
  }
});

test('what a killed osslens left behind is not taken for a running one', async () => {
  const dataDir = newDataDir();
  const lens = await Lens.start([], { dataDir });
  lens.signal('SIGKILL');
  await lens.exit();
  assert.ok((await readdir(dataDir)).includes('running.json'));
  const run = await runCommand(['true'], { dataDir });
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!(await readdir(dataDir)).includes('running.json'));
});

test('a second run on the same data directory says what to do', async () => {
  const dataDir = newDataDir();
  const first = start(['sh', '-c', 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'], {
    dataDir,
  });
  try {
    await eventually(() => first.stdout.includes('ready') || undefined, 'the first is ready');
    const second = await runCommand(['true'], { dataDir });
    assert.equal(second.code, 1);
    assert.match(second.said[0], /another osslens run.*--data-dir.*osslens serve/);
  } finally {
    first.child.kill('SIGTERM');
    assert.equal((await first.end).code, 0);
  }
});

test('the password of the proxy reaches the command only', async () => {
  const users = join(folder, 'users');
  await writeFile(users, 'ann:hush hush\n', { mode: 0o600 });
  const run = await runCommand(['sh', '-c', 'printenv http_proxy'], {
    options: ['--proxy-auth', users],
  });
  assert.match(run.stdout, /^http:\/\/ann:hush%20hush@127\.0\.0\.1:\d+\n$/);
  assert.doesNotMatch(run.stderr, /hush/);
});

test('a configuration file is read as by serve', async () => {
  const config = join(folder, 'run.toml');
  await writeFile(config, 'listen = "127.0.0.1"\n');
  const run = await runCommand(['true'], { options: ['--config', config] });
  assert.equal(run.code, 2);
  assert.match(run.stderr, /--listen/);
});

test('the lines of env point a shell at the running osslens, and can be undone', async () => {
  const dataDir = newDataDir();
  const lens = await Lens.start([], { dataDir });
  try {
    const script = `
before=$(env | grep -v ^_= | sort)
eval "$("$OSSLENS" env --data-dir "$1")"
eval "$("$OSSLENS" env --data-dir "$1")"
printenv https_proxy NO_PROXY JAVA_TOOL_OPTIONS
eval "$("$OSSLENS" env --unset)"
after=$(env | grep -v ^_= | sort)
[ "$before" = "$after" ] && echo same`;
    const child = spawn('sh', ['-c', script, 'sh', dataDir], {
      env: {
        PATH: process.env.PATH,
        OSSLENS: osslensBinary(),
        SHELL: '/bin/sh',
        NO_PROXY: "it's.example",
        JAVA_TOOL_OPTIONS: '-Xmx1g',
      },
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    await new Promise((resolve) => child.on('close', resolve));
    const port = lens.proxy.port;
    assert.deepEqual(stdout.split('\n').slice(0, 4), [
      `http://127.0.0.1:${port}`,
      "it's.example,localhost,127.0.0.1,::1",
      `-Xmx1g -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=${port} -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${port}` +
        ` -Djavax.net.ssl.trustStore=${dataDir}/ca/truststore.p12` +
        ' -Djavax.net.ssl.trustStorePassword=changeit -Djavax.net.ssl.trustStoreType=PKCS12',
      'same',
    ]);
  } finally {
    await lens.stop();
  }
});
