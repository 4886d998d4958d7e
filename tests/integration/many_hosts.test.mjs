/** More host names than there are certificates kept: each gets the right one, and the cache stays within its bound. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Lens } from './harness.mjs';
import { openTls } from './tls_wire.mjs';

const HOSTS = 500;
const AT_ONCE = 10;
const KEPT = 256; // docs/architecture.md, Limits

test('500 hosts', async () => {
  const lens = await Lens.start(['--intercept', '*.aliyuncs.com']);
  const ca = readFileSync(join(lens.dataDir, 'ca', 'root.pem'));
  const ask = async (number) => {
    const host = `host-${number}.aliyuncs.com`;
    const app = await openTls(lens, `${host}:443`, { ca, servername: host });
    const { subjectaltname } = app.secure.getPeerCertificate();
    assert.ok(subjectaltname.split(', ').includes(`DNS:${host}`), subjectaltname);
    assert.equal(app.secure.authorized, true);
    app.close();
  };
  for (let first = 0; first < HOSTS; first += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => ask(first + i)));
  assert.equal((await lens.status()).leaf_certificates, KEPT);
  await ask(0); // made anew
  await lens.stop();
});
