// What the benchmarks of the whole proxy share: an origin (nginx), the yardstick (HAProxy, which captures nothing), osslens as a
// user runs it, and the reading of their CPU time and memory. One loop each.
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const host = 'bench.oss-cn-hangzhou.aliyuncs.com';
export const directory = mkdtempSync(path.join(os.tmpdir(), 'osslens-bench-'));
export const gibFile = path.join(directory, 'www', 'gib');
export const authorityFile = path.join(directory, 'origin-ca.pem');
const identityFile = path.join(directory, 'origin.pem');
const children = [];

export const run = (command, args) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 24 });

const sum = (list) => list.reduce((total, one) => total + one, 0);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const spread = (list, digits = 1) =>
  `${median(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)})`;
export const ratio = (a, b) => (sum(a) / sum(b)).toFixed(2);

function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  return once(server, 'listening').then(async () => {
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
  });
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

export function stop() {
  for (const child of children) child.kill();
  rmSync(directory, { recursive: true, force: true });
}

// A certificate for the host and all beside it, self-signed, with its key in one file as HAProxy reads it.
function makeIdentity() {
  const key = path.join(directory, 'origin.key');
  run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=bench',
    '-addext', 'subjectAltName=DNS:*.oss-cn-hangzhou.aliyuncs.com', '-keyout', key, '-out', authorityFile]);
  writeFileSync(identityFile, readFileSync(authorityFile) + readFileSync(key));
}

export async function startOrigin() {
  chmodSync(directory, 0o755);
  makeIdentity();
  const [plain, tls] = [await freePort(), await freePort()];
  mkdirSync(path.join(directory, 'www'));
  writeFileSync(path.join(directory, 'www', 'kib'), 'x'.repeat(1024));
  writeFileSync(gibFile, '');
  truncateSync(gibFile, 2 ** 30);
  const config = path.join(directory, 'nginx.conf');
  writeFileSync(config, `daemon off; worker_processes 1; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
    events { worker_connections 8192; }
    http { access_log off; keepalive_requests 1000000000; client_max_body_size 0; client_body_temp_path ${directory}/body;
      ssl_certificate ${identityFile}; ssl_certificate_key ${identityFile};
      server { listen 127.0.0.1:${plain} backlog=4096; listen 127.0.0.1:${tls} ssl backlog=4096; root ${directory}/www;
        add_header x-oss-request-id 65A0EXAMPLE0000000000001; location /put { return 200 ok; } } }`);
  start('nginx', ['-c', config]);
  await accepts(plain);
  return { plain, tls };
}

export async function startHaproxy(origin) {
  const [plain, tls] = [await freePort(), await freePort()];
  const config = path.join(directory, 'haproxy.cfg');
  writeFileSync(config, `global
 nbthread 1
 maxconn 4096
defaults
 mode http
 timeout connect 10s
 timeout client 300s
 timeout server 300s
frontend plain
 bind 127.0.0.1:${plain}
 default_backend plain
backend plain
 http-reuse always
 server origin 127.0.0.1:${origin.plain}
frontend tls
 bind 127.0.0.1:${tls} ssl crt ${identityFile} alpn http/1.1
 default_backend tls
backend tls
 http-reuse always
 server origin 127.0.0.1:${origin.tls} ssl ca-file ${authorityFile} sni str(${host}) verifyhost ${host}
`);
  const child = start('haproxy', ['-f', config]);
  await accepts(plain);
  return { plain, tls, pid: child.pid };
}

export async function startOsslens(binary, origin) {
  const child = start(binary, ['serve', '--listen', '127.0.0.1:0', '--web', '127.0.0.1:0', '--loops', '1', '--data-dir',
    path.join(directory, 'data'), '--connect-to', `*:80=127.0.0.1:${origin.plain}`, '--connect-to', `*:443=127.0.0.1:${origin.tls}`,
    '--upstream-ca', authorityFile, '--log-level', 'off']);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const port = Number(/proxy=\S+:(\d+)/.exec(line)[1]);
  return { port, pid: child.pid, web: /web=(\S+)/.exec(line)[1] };
}

// User and system time in microseconds, and memory in KiB.
const ticks = Number(run('getconf', ['CLK_TCK']));
export function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1e6;
}
export const memory = (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

// Peak memory from now on.
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

// Sends 1 GiB in one direction with curl; CPU of the proxy a MiB, in microseconds.
export function measureGib(pid, direction, origin, options) {
  const upload = direction === 'up' ? ['-T', gibFile] : [];
  const before = cpuMicroseconds(pid);
  run('curl', ['-sf', '-o', '/dev/null', ...options, ...upload, `${origin}/${direction === 'down' ? 'gib' : 'put'}`]);
  return (cpuMicroseconds(pid) - before) / 1024;
}

export function reportEnd(osslens) {
  const status = JSON.parse(run('curl', ['-s', `http://${osslens.web}/api/v1/status`]));
  console.log(`peak memory of osslens: ${(memory(osslens.pid, 'VmHWM') / 1024).toFixed(1)} MiB`);
  console.log(`exchanges: ${status.exchanges}, stored ${status.exchanges_stored}, lost ${status.exchanges_lost}, bodies dropped ${status.dropped_bodies}`);
}
