// Measures osslens with TLS opened on both sides, against HAProxy that ends TLS and begins it anew. The load comes from
// osslens_tls_load and curl. Prints figures; asserts nothing. Run it through scripts/bench.
import path from 'node:path';
import {
  cpuMicroseconds, directory, forgetPeak, host, measureGib, memory, ratio, reportEnd, run, spread, startHaproxy, startOrigin,
  startOsslens, stop,
} from './rig.mjs';

const [, , binary, load] = process.argv;
const rounds = Number(process.argv[4] ?? 3);
const seconds = 6;
const kinds = ['kept', 'full', 'resumed'];
const titles = {
  kept: 'HTTPS GET 1 KiB, 64 kept alive',
  full: 'new TLS connection a request, 8 at once, full handshakes',
  resumed: 'new TLS connection a request, 8 at once, resumed',
};

function measure(pid, kind, target) {
  const before = cpuMicroseconds(pid);
  const result = JSON.parse(run(load, [kind, kind === 'kept' ? '64' : '8', String(seconds), ...target]));
  return { ...result, rate: result.requests / result.seconds, cpu: (cpuMicroseconds(pid) - before) / result.requests };
}

try {
  const origin = await startOrigin();
  const yardstick = await startHaproxy(origin);
  const osslens = await startOsslens(binary, origin);
  const root = path.join(directory, 'data', 'ca', 'root.pem');
  const targets = { osslens: [host, String(osslens.port), 'connect'], haproxy: [host, String(yardstick.tls), 'direct'] };
  const pids = { osslens: osslens.pid, haproxy: yardstick.pid };
  const figures = Object.fromEntries(kinds.map((kind) => [kind, { osslens: [], haproxy: [] }]));
  const gib = { down: { osslens: [], haproxy: [] }, up: { osslens: [], haproxy: [] } };
  let peak = 0;
  for (let round = 0; round < rounds; ++round) {
    for (const kind of kinds)
      for (const name of ['osslens', 'haproxy']) figures[kind][name].push(measure(pids[name], kind, targets[name]));
    forgetPeak(osslens.pid);
    for (const direction of ['down', 'up']) {
      gib[direction].osslens.push(measureGib(osslens.pid, direction, `https://${host}`, ['-x', `http://127.0.0.1:${osslens.port}`, '--cacert', root]));
      gib[direction].haproxy.push(measureGib(yardstick.pid, direction, `https://127.0.0.1:${yardstick.tls}`, ['-k']));
    }
    peak = Math.max(peak, memory(osslens.pid, 'VmHWM'));
  }
  for (const kind of kinds) {
    for (const name of ['osslens', 'haproxy']) {
      const column = (key) => figures[kind][name].map((one) => one[key]);
      console.log(`${titles[kind]}, ${name}: ${spread(column('rate'), 0)} requests/s, CPU ${spread(column('cpu'))} us a request, p99 ${spread(column('p99_ms'), 2)} ms, resumed ${spread(column('resumed'), 0)}`);
    }
    console.log(`  ratio of CPU: ${ratio(figures[kind].osslens.map((one) => one.cpu), figures[kind].haproxy.map((one) => one.cpu))}`);
  }
  for (const direction of ['down', 'up']) {
    const { osslens: ours, haproxy } = gib[direction];
    console.log(`1 GiB ${direction} through TLS: CPU ${spread(ours, 0)} us a MiB; haproxy ${spread(haproxy, 0)}; ratio ${ratio(ours, haproxy)}`);
  }
  console.log(`peak memory while the GiBs pass: ${(peak / 1024).toFixed(1)} MiB`);
  reportEnd(osslens);
} finally {
  stop();
}
