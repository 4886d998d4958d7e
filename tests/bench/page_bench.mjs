/**
 * How the page bears live traffic: node tests/bench/page_bench.mjs OSSLENS [RATE] [SECONDS]. Sends RATE
 * requests a second (200) for SECONDS (60) through osslens with the page open, and prints how long the
 * page's longest frame was and what its heap grew by.
 */
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { startOsslens } from '../support/osslens.mjs';
import { Browser } from '../e2e/page/page.mjs';

const [binary, rate = '200', seconds = '60'] = process.argv.slice(2);
if (!binary) {
  process.stderr.write('usage: node tests/bench/page_bench.mjs OSSLENS [RATE] [SECONDS]\n');
  process.exit(2);
}
process.env.OSSLENS_BIN = binary;
const HOST = 'examplebucket.oss-cn-hangzhou.aliyuncs.com';

const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(request.url.endsWith('0') ? 404 : 200).end('content');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const osslens = await startOsslens({
  args: ['--connect-to', `*:80=127.0.0.1:${server.address().port}`],
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
let sent = 0;
const send = async () => {
  sent += 1;
  const { host, port } = osslens.proxy;
  const path = `http://${HOST}/${sent}`;
  const request = http.get({ host, port, path, agent, headers: { Host: HOST } });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
};

const browser = await Browser.launch();
try {
  await send();
  const { page } = await browser.open(osslens);
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    return usedSize / 2 ** 20;
  };
  await page.evaluate(() => {
    window.longestFrame = 0;
    let last = performance.now();
    const frame = (now) => {
      window.longestFrame = Math.max(window.longestFrame, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const before = await heap();
  const end = Date.now() + Number(seconds) * 1000;
  const underWay = new Set();
  for (let next = Date.now(); next < end; next += 1000 / Number(rate)) {
    await pause(Math.max(0, next - Date.now()));
    const one = send().finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  await osslens.waitForExchange(({ id }) => id >= sent, { timeoutMs: 60_000 });
  const longest = await page.evaluate(() => window.longestFrame);
  const after = await heap();
  const newest = await page.locator('.row:not(.head)').first().getAttribute('id');
  process.stdout.write(
    `${sent} exchanges in ${seconds} s; newest row in the page ${newest}\n` +
      `longest frame ${longest.toFixed(0)} ms\n` +
      `heap ${before.toFixed(1)} MiB before, ${after.toFixed(1)} MiB after\n`,
  );
} finally {
  await browser.close();
  agent.destroy();
  await osslens.stop();
  server.close();
}
