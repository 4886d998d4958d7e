/** Real clients through `osslens run`, with no other setting, over plain HTTP. */
import { test } from 'node:test';
import { CLIENTS } from './launched/clients.mjs';
import { assertLaunches } from './launched/scene.mjs';

for (const client of CLIENTS) {
  test(`${client.name} needs nothing but osslens run`, () =>
    assertLaunches(client, 'http', 'forward'));
}
