// Measures osslens as a user runs it: Release build, capture on with default settings, traffic that looks like OSS's.
// nginx is the origin, wrk and curl are the clients, HAProxy (which captures nothing) is the yardstick in the same run.
// Prints figures; asserts nothing. Run it through scripts/bench.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, truncateSync, chmodSync, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.argv[2];
const rounds = Number(process.argv[3] ?? 3);
const seconds = 8;
const host = 'bench.oss-cn-hangzhou.aliyuncs.com';
const directory = mkdtempSync(path.join(os.tmpdir(), 'osslens-bench-'));
chmodSync(directory, 0o755);
const children = [];

const run = (command, args) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 24 });
const sum = (list) => list.reduce((total, one) => total + one, 0);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const spread = (list, digits = 1) =>
  `${median(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)})`;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const connected = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)])
      .catch(() => false);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

async function startOrigin() {
  const port = await freePort();
  mkdirSync(path.join(directory, 'www'));
  writeFileSync(path.join(directory, 'www', 'kib'), 'x'.repeat(1024));
  writeFileSync(path.join(directory, 'www', 'gib'), '');
  truncateSync(path.join(directory, 'www', 'gib'), 2 ** 30);
  const config = path.join(directory, 'nginx.conf');
  writeFileSync(config, `daemon off; worker_processes 1; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
    events { worker_connections 8192; }
    http { access_log off; keepalive_requests 1000000000; client_max_body_size 0; client_body_temp_path ${directory}/body;
      server { listen 127.0.0.1:${port} backlog=4096; root ${directory}/www;
        add_header x-oss-request-id 65A0EXAMPLE0000000000001; location /put { return 200 ok; } } }`);
  start('nginx', ['-c', config]);
  await accepts(port);
  return port;
}

async function startHaproxy(origin) {
  const port = await freePort();
  const config = path.join(directory, 'haproxy.cfg');
  writeFileSync(config, `global\n nbthread 1\n maxconn 4096\ndefaults\n mode http\n timeout connect 10s\n timeout client 300s\n timeout server 300s\nfrontend f\n bind 127.0.0.1:${port}\n default_backend b\nbackend b\n http-reuse always\n server origin 127.0.0.1:${origin}\n`);
  const child = start('haproxy', ['-f', config]);
  await accepts(port);
  return { port, pid: child.pid };
}

async function startOsslens(origin) {
  const child = start(binary, ['serve', '--listen', '127.0.0.1:0', '--web', '127.0.0.1:0', '--loops', '1', '--data-dir',
    path.join(directory, 'data'), '--connect-to', `*:80=127.0.0.1:${origin}`, '--log-level', 'off']);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const port = Number(/proxy=\S+:(\d+)/.exec(line)[1]);
  return { port, pid: child.pid, web: /web=(\S+)/.exec(line)[1] };
}

// User and system time in microseconds, and memory in KiB.
const ticks = Number(run('getconf', ['CLK_TCK']));
function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1e6;
}
const memory = (pid, name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

function wrk(port, absolute) {
  const script = path.join(directory, 'request.lua');
  writeFileSync(script, `request = function() return wrk.format("GET", "${absolute ? `http://${host}` : ''}/kib", {Host="${host}"}) end`);
  const text = run('wrk', ['-t1', '-c64', `-d${seconds}s`, '--latency', '-s', script, `http://127.0.0.1:${port}/`]);
  const count = Number(/(\d+) requests in/.exec(text)[1]);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  const unit = { us: 0.001, ms: 1, s: 1000 }[p99[2]];
  if (/Non-2xx/.test(text)) throw new Error('the proxy answered errors');
  return { count, rate: count / seconds, p99: Number(p99[1]) * unit };
}

function measureSmall(proxy, absolute) {
  const before = cpuMicroseconds(proxy.pid);
  const result = wrk(proxy.port, absolute);
  return { ...result, cpu: (cpuMicroseconds(proxy.pid) - before) / result.count };
}

function measureGib(proxy, direction, absolute) {
  const address = absolute ? ['-x', `http://127.0.0.1:${proxy.port}`, `http://${host}`] : [`http://127.0.0.1:${proxy.port}`];
  const url = `${address.pop()}/${direction === 'down' ? 'gib' : 'put'}`;
  const upload = direction === 'up' ? ['-T', path.join(directory, 'www', 'gib')] : [];
  const before = cpuMicroseconds(proxy.pid);
  run('curl', ['-sf', '-o', '/dev/null', ...upload, ...address, url]);
  return (cpuMicroseconds(proxy.pid) - before) / 1024;
}

async function measureIdle(proxy) {
  const before = memory(proxy.pid, 'VmRSS');
  const sockets = Array.from({ length: 1000 }, () => net.connect(proxy.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // One request on each, so that what a used connection keeps is counted too.
  for (const socket of sockets) {
    socket.write(`GET http://${host}/kib HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(socket, 'data');
  }
  const each = (memory(proxy.pid, 'VmRSS') - before) / 1000;
  sockets.forEach((socket) => socket.destroy());
  return each;
}

try {
  const origin = await startOrigin();
  const yardstick = await startHaproxy(origin);
  const osslens = await startOsslens(origin);
  console.log(`idle connection after a request: ${(await measureIdle(osslens)).toFixed(1)} KiB each (1,000 open)`);
  const small = { osslens: [], haproxy: [] };
  const gib = { down: { osslens: [], haproxy: [] }, up: { osslens: [], haproxy: [] } };
  for (let round = 0; round < rounds; ++round) {
    small.osslens.push(measureSmall(osslens, true));
    small.haproxy.push(measureSmall(yardstick, false));
    for (const direction of ['down', 'up']) {
      gib[direction].osslens.push(measureGib(osslens, direction, true));
      gib[direction].haproxy.push(measureGib(yardstick, direction, false));
    }
  }
  for (const name of ['osslens', 'haproxy']) {
    const column = (key) => small[name].map((one) => one[key]);
    console.log(`GET 1 KiB, 64 kept alive, ${name}: ${spread(column('rate'), 0)} requests/s, CPU ${spread(column('cpu'))} us a request, p99 ${spread(column('p99'), 2)} ms`);
  }
  const ratio = (a, b) => (sum(a) / sum(b)).toFixed(2);
  console.log(`  ratio of CPU: ${ratio(small.osslens.map((one) => one.cpu), small.haproxy.map((one) => one.cpu))}`);
  for (const direction of ['down', 'up']) {
    const { osslens: ours, haproxy } = gib[direction];
    console.log(`1 GiB ${direction}: CPU ${spread(ours, 0)} us a MiB; haproxy ${spread(haproxy, 0)}; ratio ${ratio(ours, haproxy)}`);
  }
  const peak = memory(osslens.pid, 'VmHWM');
  const status = JSON.parse(run('curl', ['-s', `http://${osslens.web}/api/v1/status`]));
  console.log(`peak memory of osslens: ${(peak / 1024).toFixed(1)} MiB`);
  console.log(`exchanges: ${status.exchanges}, stored ${status.exchanges_stored}, lost ${status.exchanges_lost}, bodies dropped ${status.dropped_bodies}`);
} finally {
  for (const child of children) child.kill();
  rmSync(directory, { recursive: true, force: true });
}
