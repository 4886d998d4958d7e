/** What holds for every exchange that went well, whatever the client. */
import assert from 'node:assert/strict';

/** Hop-by-hop for osslens: the names of RFC 9110, section 7.6.1, and what is meant for a proxy. */
const STAYS_BEHIND = /^(?:connection|keep-alive|te|upgrade|proxy-[^:]*):/i;

/** What must reach OSS of a head that an app sent to its proxy. @param {string} head */
export function headForOss(head) {
  const [line, ...fields] = head.split('\r\n');
  const [method, target, version] = line.split(' ');
  const originForm = target.replace(/^http:\/\/[^/]+/, '');
  const kept = fields.filter((field) => !STAYS_BEHIND.test(field));
  return [`${method} ${originForm} ${version}`, ...kept].join('\r\n');
}

/** The lab received every head byte for byte as it came, less what was meant for the proxy. */
export function assertHeadsUntouched(scene) {
  const expected = scene.tap.heads().map(headForOss).sort();
  const received = scene.lab.requests.map((request) => request.head.toString('latin1')).sort();
  assert.deepEqual(received, expected);
}

/** Bucket and object of a request to a virtual-hosted name, read off independently of osslens. */
function placeOf({ host, target }) {
  const bucket = /^([^.]+)\.(?:s3\.)?oss-/.exec(host)?.[1] ?? null;
  const path = decodeURIComponent(target.split('?')[0].slice(1));
  return { bucket, object: path === '' ? null : path };
}

const summary = (exchange) => ({
  operation: exchange.operation,
  bucket: exchange.bucket,
  object: exchange.object,
  status: exchange.status,
  access_key_id: exchange.access_key_id,
  error: exchange.error,
  // Of an existence check that found nothing, or settings that are not there, a word is said.
  findings: exchange.findings.filter(({ severity }) => severity !== 'info'),
});

/** The API lists every request that the lab served, as the lab understood it, without a finding. */
export async function assertListedWithoutFindings(scene) {
  for (const request of scene.lab.requests) {
    const listed = await scene.osslens.waitForExchange(
      (exchange) => exchange.request_id === request.requestId,
    );
    assert.deepEqual(summary(listed), {
      operation: request.operation,
      ...placeOf(request),
      status: request.status,
      access_key_id: request.auth?.accessKeyId ?? null,
      error: null,
      findings: [],
    });
  }
  const listed = await scene.osslens.exchanges();
  assert.equal(listed.length, scene.lab.requests.length, 'exchanges that the lab never saw');
}

/** Both of the above, and that these operations were among the calls. */
export async function assertWentWell(scene, operations) {
  assertHeadsUntouched(scene);
  await assertListedWithoutFindings(scene);
  const seen = new Set(scene.lab.requests.map((request) => request.operation));
  for (const operation of operations) assert.ok(seen.has(operation), `no ${operation} was made`);
  assert.ok(
    scene.lab.requests.every((request) => request.auth?.verdict === 'verified'),
    'the lab let a request pass whose signature it did not verify',
  );
}
