/**
 * The control listener: lets another process (demo, C++ tests, benchmarks) steer the lab over HTTP
 * with JSON.
 */
import { once } from 'node:events';
import http from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;

/** What a log entry looks like in JSON. Heads are base64, because they are bytes. */
const describe = (entry) => ({
  ...entry,
  head: entry.head?.toString('base64') ?? null,
  body: entry.body.toString('base64'),
});

/** Method and path to what is done; the result is answered as JSON. */
const ROUTES = {
  'POST /misbehave': (lab, body) => void lab.misbehave(body),
  'DELETE /misbehave': (lab) => lab.misbehaviours.clear(),
  'POST /buckets': (lab, body) => void lab.addBucket(body),
  'POST /credentials': (lab, body) => lab.addCredential(body),
  'POST /objects': (lab, { bucket, key, ...facts }) => void lab.addObject(bucket, key, facts),
  'GET /requests': (lab) => lab.requests.map(describe),
  'DELETE /requests': (lab) => lab.log.clear(),
  'GET /state': (lab) => ({
    http: lab.httpPort,
    https: lab.httpsPort,
    ca: lab.caFile,
    buckets: [...lab.store.buckets.values()].map(({ name, region, objects }) => ({
      name,
      region,
      objects: objects.size,
    })),
  }),
};

async function readJson(request) {
  const pieces = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError('body over 1 MiB');
    pieces.push(piece);
  }
  return bytes === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString('utf8'));
}

async function answer(lab, request, response) {
  const path = request.url.split('?')[0];
  if (request.method === 'GET' && path === '/callback_pub_key_v1.pem') {
    response
      .writeHead(200, { 'Content-Type': 'application/x-pem-file' })
      .end(lab.callbackPublicKey);
    return;
  }
  const route = ROUTES[`${request.method} ${path}`];
  const send = (status, value) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(`${JSON.stringify(value)}\n`);
  if (!route) return send(404, { error: `no such call; known: ${Object.keys(ROUTES).join(', ')}` });
  try {
    const result = route(lab, await readJson(request));
    send(200, result === undefined ? { ok: true } : result);
  } catch (error) {
    send(400, { error: error.message });
  }
}

/** @param {import('./lab.mjs').Lab} lab @param {{port: number, host: string}} where */
export async function startControl(lab, { port, host }) {
  const server = http.createServer((request, response) => void answer(lab, request, response));
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
