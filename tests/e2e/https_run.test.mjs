/** Real clients through `osslens run`, with no other setting, over HTTPS: proxy and trust. */
import { test } from 'node:test';
import { CLIENTS } from './launched/clients.mjs';
import { assertLaunches } from './launched/scene.mjs';

/** The JVM looks into a trust store of its own format, which is not among the files that are written yet. */
const trusting = CLIENTS.filter(({ command }) => command('https')[0] !== 'java');

for (const client of trusting) {
  test(`${client.name} trusts osslens by osslens run alone`, () =>
    assertLaunches(client, 'https', 'intercept'));
}
