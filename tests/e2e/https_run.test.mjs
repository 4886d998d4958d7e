/** Real clients through `osslens run`, with no other setting, over HTTPS: proxy and trust. */
import { test } from 'node:test';
import { CLIENTS } from './launched/clients.mjs';
import { assertLaunches } from './launched/scene.mjs';

for (const client of CLIENTS) {
  test(`${client.name} trusts osslens by osslens run alone`, () =>
    assertLaunches(client, 'https', 'intercept'));
}
