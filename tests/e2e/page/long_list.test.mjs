/** A thousand exchanges, and more that come while they are read. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { Scene } from '../scene.mjs';
import { Browser } from './page.mjs';

const browser = Browser.forThisFile();
const COUNT = 1000;
const CONNECTIONS = 8;
const HOST = 'public.oss-cn-hangzhou.aliyuncs.com';

/** Sends GET requests through osslens until `count` have been answered. */
async function sendMany(osslens, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = count;
  const sendSome = async () => {
    for (; left > 0;) {
      left -= 1;
      const path = `http://${HOST}/${left % 10 === 0 ? 'missing' : 'present'}`;
      const { host, port } = osslens.proxy;
      const request = http.get({ host, port, path, agent, headers: { Host: HOST } });
      const [response] = await once(request, 'response');
      response.resume();
      await once(response, 'end');
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendSome));
  agent.destroy();
}

async function openScene(count) {
  const scene = await Scene.open();
  scene.lab.addBucket({ name: 'public', region: 'cn-hangzhou', acl: 'public-read' });
  scene.lab.addObject('public', 'present', { body: 'content' });
  await sendMany(scene.osslens, count);
  await scene.osslens.waitForExchange(({ id }) => id === count, { timeoutMs: 60_000 });
  return scene;
}

/** What stands in the list's window: the ids of its rows, and whether they leave a gap. */
const windowOf = (page) =>
  page.evaluate(() => {
    const scroller = document.getElementById('exchanges');
    const top = scroller.getBoundingClientRect().top + scroller.querySelector('.head').offsetHeight;
    const { bottom } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll('.row:not(.head)')]
      .map((row) => ({ id: Number(row.id.slice(4)), place: row.getBoundingClientRect() }))
      .filter(({ place }) => place.bottom > top && place.top < bottom);
    const isFull =
      rows.length > 0 && rows[0].place.top <= top + 1 && rows.at(-1).place.bottom >= bottom - 1;
    const end = scroller.querySelector('.list-end')?.getBoundingClientRect();
    return {
      ids: rows.map(({ id }) => id),
      isFull,
      endIsInSight: end !== undefined && end.top < bottom,
    };
  });

test('a thousand exchanges scroll to the first one, and the pane is never blank', async () => {
  const scene = await openScene(COUNT);
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.row(COUNT).waitFor();
    await page.locator('#exchanges').hover();
    const seen = new Set();
    for (let lowest = COUNT; lowest > 1;) {
      // Two frames: one for the scroll event, one for what it draws.
      await page.mouse.wheel(0, 600);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const { ids, isFull, endIsInSight } = await windowOf(page);
      assert.ok(isFull || endIsInSight, `a blank pane around ${ids}`);
      for (const id of ids) seen.add(id);
      lowest = ids.at(-1);
    }
    assert.equal(await page.getByText('The oldest exchange of this capture').count(), 1);
    assert.ok(seen.size > COUNT / 2, `only ${seen.size} were in sight`);
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('a jump to the far end of what is loaded shows rows there', async () => {
  const scene = await openScene(COUNT);
  try {
    const sight = await browser.open(scene.osslens);
    await sight.row(COUNT).waitFor();
    for (let lowest = COUNT; lowest > 1;) {
      await sight.page
        .locator('#exchanges')
        .evaluate((list) => (list.scrollTop = list.scrollHeight));
      const drawn = await sight.until((before) => {
        const last = [...document.querySelectorAll('.row:not(.head)')].at(-1);
        const id = Number(last?.id.slice(4));
        return id < before && id;
      }, lowest);
      lowest = await drawn.jsonValue();
    }
    await sight.row(1).waitFor();
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});

test('exchanges that arrive neither move the selected row nor the window', async () => {
  const scene = await openScene(200);
  try {
    const sight = await browser.open(scene.osslens);
    const { page } = sight;
    await sight.row(200).waitFor();
    await page.locator('#exchanges').evaluate((list) => (list.scrollTop = 800));
    const { ids } = await windowOf(page);
    const id = ids[5];
    await sight.select(id);
    const placeOf = () => sight.row(id).evaluate((row) => row.getBoundingClientRect().top);
    const before = await placeOf();

    await sendMany(scene.osslens, 120);
    await page.getByRole('button', { name: '120 new' }).waitFor();
    assert.equal(await placeOf(), before);
    assert.equal(await sight.row(id).getAttribute('aria-selected'), 'true');

    await page.getByRole('button', { name: '120 new' }).click();
    await sight.row(320).waitFor();
    assert.equal(await page.getByRole('button', { name: /new$/ }).count(), 0);
    await page.keyboard.press('Escape');
    await sendMany(scene.osslens, 1);
    await sight.row(321).waitFor();
    sight.assertNoComplaints();
    await sight.close();
  } finally {
    await scene.close();
  }
});
