// Measures osslens over plain HTTP as a user runs it: Release build, capture on with default settings, traffic that looks like
// OSS's. wrk and curl are the clients. Prints figures; asserts nothing. Run it through scripts/bench.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {
  cpuMicroseconds, directory, host, measureGib, memory, ratio, reportEnd, run, spread, startHaproxy, startOrigin, startOsslens, stop,
} from './rig.mjs';

const binary = process.argv[2];
const rounds = Number(process.argv[3] ?? 3);
const seconds = 8;

function wrk(port, absolute) {
  const script = path.join(directory, 'request.lua');
  writeFileSync(script, `request = function() return wrk.format("GET", "${absolute ? `http://${host}` : ''}/kib", {Host="${host}"}) end`);
  const text = run('wrk', ['-t1', '-c64', `-d${seconds}s`, '--latency', '-s', script, `http://127.0.0.1:${port}/`]);
  const count = Number(/(\d+) requests in/.exec(text)[1]);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  const unit = { us: 0.001, ms: 1, s: 1000 }[p99[2]];
  if (/Non-2xx/.test(text)) throw new Error('the proxy answered errors');
  return { rate: count / seconds, count, p99: Number(p99[1]) * unit };
}

function measureSmall(pid, port, absolute) {
  const before = cpuMicroseconds(pid);
  const result = wrk(port, absolute);
  return { ...result, cpu: (cpuMicroseconds(pid) - before) / result.count };
}

// One request on each connection, so that what a used one keeps is counted too. The first thousand fill caches and the holes
// of the heap; what the second thousand adds is theirs.
async function openIdle(proxy) {
  const sockets = Array.from({ length: 1000 }, () => net.connect(proxy.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) {
    socket.write(`GET http://${host}/kib HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(socket, 'data');
  }
  return sockets;
}

async function measureIdle(proxy) {
  wrk(proxy.port, true);
  const first = await openIdle(proxy);
  const before = memory(proxy.pid, 'VmRSS');
  const second = await openIdle(proxy);
  const each = (memory(proxy.pid, 'VmRSS') - before) / 1000;
  [...first, ...second].forEach((socket) => socket.destroy());
  return each;
}

try {
  const origin = await startOrigin();
  const yardstick = await startHaproxy(origin);
  const osslens = await startOsslens(binary, origin);
  console.log(`idle connection after a request: ${(await measureIdle(osslens)).toFixed(1)} KiB each (1,000 more)`);
  const small = { osslens: [], haproxy: [] };
  const gib = { down: { osslens: [], haproxy: [] }, up: { osslens: [], haproxy: [] } };
  for (let round = 0; round < rounds; ++round) {
    small.osslens.push(measureSmall(osslens.pid, osslens.port, true));
    small.haproxy.push(measureSmall(yardstick.pid, yardstick.plain, false));
    for (const direction of ['down', 'up']) {
      gib[direction].osslens.push(measureGib(osslens.pid, direction, `http://${host}`, ['-x', `http://127.0.0.1:${osslens.port}`]));
      gib[direction].haproxy.push(measureGib(yardstick.pid, direction, `http://127.0.0.1:${yardstick.plain}`, []));
    }
  }
  for (const name of ['osslens', 'haproxy']) {
    const column = (key) => small[name].map((one) => one[key]);
    console.log(`GET 1 KiB, 64 kept alive, ${name}: ${spread(column('rate'), 0)} requests/s, CPU ${spread(column('cpu'))} us a request, p99 ${spread(column('p99'), 2)} ms`);
  }
  console.log(`  ratio of CPU: ${ratio(small.osslens.map((one) => one.cpu), small.haproxy.map((one) => one.cpu))}`);
  for (const direction of ['down', 'up']) {
    const { osslens: ours, haproxy } = gib[direction];
    console.log(`1 GiB ${direction}: CPU ${spread(ours, 0)} us a MiB; haproxy ${spread(haproxy, 0)}; ratio ${ratio(ours, haproxy)}`);
  }
  reportEnd(osslens);
} finally {
  stop();
}
