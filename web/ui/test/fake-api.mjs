// A stand-in for osslens' web server, for tests and for work on the page:
//   node test/fake-api.mjs [--port N] [--count N] [--dist DIR] [--live MS]
// It serves the API over fixtures.mjs and, from --dist, the built page with the real headers.
// POST /fake/NAME steers it: emit?count=N, gap, cut (ends the event streams), pause, clear.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callbackOf, detailOf, firstOf, formOf, operationsOf, replayOf, signatureOf, summaryOf, timelineOf } from './fixtures.mjs';

export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const knownKeys = ['bucket', 'code', 'host', 'id', 'is', 'kind', 'method', 'op', 'rule', 'status'];

// As much of the filter language as the tests need.
function parseFilter(filter) {
  const words = filter.match(/-?(?:[a-z]+:)?(?:"[^"]*"|\S+)/g) ?? [];
  const tests = words.map((word) => {
    const [, minus, key, raw] = /^(-?)(?:([a-z]+):)?(.*)$/s.exec(word);
    const value = raw.replace(/^"|"$/g, '');
    if (key !== undefined && !knownKeys.includes(key)) {
      const column = filter.indexOf(word);
      throw new Error(
        `filter, column ${column + 1}: "${key}" is not a key; the keys are ${knownKeys.join(', ')}\n${filter}\n${' '.repeat(column)}^`,
      );
    }
    const test = (exchange) => {
      switch (key) {
        case undefined:
          return JSON.stringify(exchange).toLowerCase().includes(value.toLowerCase());
        case 'is':
          return value === 'failed' ? exchange.failed : exchange.error != null;
        case 'status':
          return value.startsWith('>=')
            ? exchange.status >= Number(value.slice(2))
            : exchange.status === Number(value);
        case 'rule':
          return (exchange.findings ?? []).some(({ rule }) => rule === value);
        case 'op':
          return exchange.operation === value;
        case 'code':
          return exchange.oss_code === value;
        default:
          return exchange[key] === value;
      }
    };
    return minus ? (exchange) => !test(exchange) : test;
  });
  return (exchange) => tests.every((test) => test(exchange));
}

export function createFakeApi({ count = 60, dist = null } = {}) {
  let newest = count;
  let paused = false;
  const streams = new Set();

  const send = (response, status, body, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(
      typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    );
  };
  const push = (event, data) => {
    for (const { response } of streams)
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const emit = () => {
    newest += 1;
    for (const { response, lang } of streams) {
      response.write(
        `id: ${newest}\nevent: exchange\ndata: ${JSON.stringify(summaryOf(newest, lang))}\n\n`,
      );
    }
  };

  const page = (url, lang) => {
    const matches = parseFilter(url.searchParams.get('filter') ?? '');
    const limit = Number(url.searchParams.get('limit') ?? 100);
    const sort = url.searchParams.get('sort') ?? '';
    if (sort !== '') return sortedPage(url, lang, sort, matches, limit);
    const exchanges = [];
    let id = Math.min(newest, Number(url.searchParams.get('before') ?? newest + 1) - 1);
    for (; id > 0 && exchanges.length < limit; id -= 1) {
      const exchange = summaryOf(id, lang);
      if (matches(exchange)) exchanges.push(exchange);
    }
    return { exchanges, next: id > 0 ? id + 1 : null };
  };

  const sortedPage = (url, lang, sort, matches, limit) => {
    const key = { duration: 'duration_ms', size: 'response_bytes', code: 'oss_code', time: 'id' }[
      sort.replace('-', '')
    ] ?? sort.replace('-', '');
    const rows = Array.from({ length: newest }, (_, i) => summaryOf(i + 1, lang)).filter(matches);
    const up = (a, b) => (a[key] ?? '') > (b[key] ?? '') || (a[key] === b[key] && a.id > b.id);
    rows.sort((a, b) => (up(a, b) === sort.startsWith('-') ? -1 : 1));
    const before = Number(url.searchParams.get('before') ?? 0);
    const from = rows.findIndex(({ id }) => id === before) + 1;
    const exchanges = rows.slice(from, from + limit);
    return { exchanges, next: from + limit < rows.length ? exchanges.at(-1).id : null };
  };

  const suggest = (url) => {
    const counts = new Map();
    const column = { code: 'oss_code', op: 'operation' }[url.searchParams.get('key')];
    for (let id = newest; id > Math.max(0, newest - 500); id -= 1) {
      const value = summaryOf(id, 'en')[column ?? url.searchParams.get('key')];
      if (value != null && String(value).includes(url.searchParams.get('text') ?? ''))
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const values = [...counts].map(([value, count]) => ({ value: String(value), count }));
    return { values: values.sort((a, b) => b.count - a.count).slice(0, 20) };
  };

  const groups = (url, lang) => {
    const matches = parseFilter(url.searchParams.get('filter') ?? '');
    const found = new Map();
    for (let id = newest; id > Math.max(0, newest - 500); id -= 1) {
      const exchange = summaryOf(id, lang);
      if (!matches(exchange) || !exchange.failed) continue;
      const { rule = null, title = null, side = null } = (exchange.findings ?? [])[0] ?? {};
      const group = found.get(rule) ?? {
        rule,
        title,
        rule_title: title,
        bucket: exchange.bucket,
        host: exchange.host,
        count: 0,
        over_time: Array(24).fill(0),
        last: exchange.started_at,
        sample_ids: [],
        side,
        hosts: [exchange.host],
        clients: 2,
        client_names: ['10.0.0.1 sdk/1', '10.0.0.2 sdk/1'],
      };
      group.count += 1;
      group.over_time[Math.floor((24 * (id - 1)) / newest)] += 1;
      group.first = exchange.started_at;
      group.sample_ids.push(id);
      found.set(rule, group);
    }
    return { groups: [...found.values()] };
  };

  const answerApi = (url, response) => {
    const lang = url.searchParams.get('lang') === 'zh' ? 'zh' : 'en';
    const path = url.pathname.replace('/api/v1/', '');
    const one = /^exchanges\/(\d+)(?:\/(?:(request|response)-body|signature|form|callback|replay))?$/.exec(path);
    if (path === 'exchanges') return send(response, 200, page(url, lang));
    if (path === 'timeline') return send(response, 200, timelineOf());
    if (path === 'operations') return send(response, 200, operationsOf());
    if (path === 'suggest') return send(response, 200, suggest(url));
    if (path === 'signature') {
      const kind = url.searchParams.get('answer') ? firstOf.signature : firstOf.endpoint;
      return send(response, 200, signatureOf(kind, lang));
    }
    if (path === 'groups') return send(response, 200, groups(url, lang));
    if (path === 'status') {
      return send(response, 200, {
        version: '0.1.0',
        proxy: '127.0.0.1:8888',
        capture_paused: paused,
        pause_reason: paused ? 'the disk is full.' : null,
        dropped_bodies: paused ? 12 : 0,
      });
    }
    if (path === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 300\n\n');
      const stream = { response, lang };
      streams.add(stream);
      response.on('close', () => streams.delete(stream));
      return undefined;
    }
    if (path === 'export')
      return send(response, 200, '{}', {
        'content-disposition': 'attachment; filename="osslens.har"',
      });
    if (one === null || Number(one[1]) > newest || Number(one[1]) < 1) {
      return send(response, 404, { error: { message: 'there is no such exchange' } });
    }
    if (path.endsWith('/callback')) return send(response, 200, callbackOf(Number(one[1])));
    if (path.endsWith('/replay')) return send(response, 200, replayOf(Number(one[1]), lang));
    if (path.endsWith('/form')) return send(response, 200, formOf(Number(one[1])));
    if (path.endsWith('/signature')) {
      return send(response, 200, signatureOf(Number(one[1]), lang));
    }
    const { bodies, ...detail } = detailOf(Number(one[1]), lang);
    if (one[2] === undefined) return send(response, 200, detail);
    return send(response, 200, bodies[one[2]], {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
    });
  };

  const steer = (url, response) => {
    const name = url.pathname.replace('/fake/', '');
    if (name === 'emit')
      for (let i = 0; i < Number(url.searchParams.get('count') ?? 1); i += 1) emit();
    if (name === 'gap') push('gap', {});
    if (name === 'cut') for (const stream of streams) stream.response.destroy();
    if (name === 'clear') newest = 0;
    if (name === 'pause') {
      paused = true;
      push('status', {});
    }
    send(response, 200, {});
  };

  const answerPage = async (url, response) => {
    const file = normalize(url.pathname === '/' ? '/index.html' : url.pathname);
    try {
      const bytes = await readFile(join(dist ?? '', file));
      send(response, 200, bytes, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      });
    } catch {
      send(response, 404, { error: { message: 'not found' } });
    }
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    try {
      if (url.pathname.startsWith('/api/v1/')) answerApi(url, response);
      else if (url.pathname.startsWith('/fake/')) steer(url, response);
      else void answerPage(url, response);
    } catch (error) {
      send(response, 400, {
        error: { message: String(error instanceof Error ? error.message : error) },
      });
    }
  });
  return { server, emit };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const { server, emit } = createFakeApi({
    count: Number(option('count', '60')),
    dist: option('dist', 'dist'),
  });
  server.listen(Number(option('port', '8889')), '127.0.0.1', () => {
    console.log(`fake API at http://127.0.0.1:${server.address().port}/`);
  });
  const live = Number(option('live', '0'));
  if (live > 0) setInterval(emit, live);
}
