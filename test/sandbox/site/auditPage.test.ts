import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askSite } from '../askSite.ts';
import { type Sandbox, startSandbox } from '../startSandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ records: 2100, seed: 7 });
});
afterEach(() => sandbox.site.restoreOptions());
afterAll(() => sandbox.stop());

interface Page {
  readonly results: readonly { readonly creationDate: number }[];
  readonly limit: number;
  readonly size: number;
  readonly _links: { readonly next?: string };
}

async function pageOf(query: string): Promise<Page> {
  const user = sandbox.site.users.administrator;
  return (await askSite(sandbox, { path: `/wiki/rest/api/audit${query}`, user })).json();
}

/** By offset, until a page is not full. */
async function readAll(query: string): Promise<Page['results']> {
  const read: Page['results'][number][] = [];
  for (;;) {
    const { results } = await pageOf(`${query}&limit=700&start=${read.length}`);
    read.push(...results);
    if (results.length < 700) return read;
  }
}

test.each([
  [undefined, 1000],
  ['used', 1000],
  ['asked', 5000],
] as const)('a limit that is what was %s', async (limitEcho, limit) => {
  sandbox.site.changeOptions({ limitEcho });
  const page = await pageOf('?limit=5000');
  expect([page.limit, page.size]).toEqual([limit, 1000]);
});

test.each([
  [undefined, '/rest/api/audit?startDate=5&limit=9&start=9'],
  ['relative', '/rest/api/audit?startDate=5&limit=9&start=9'],
  ['absolute', 'SITE/wiki/rest/api/audit?startDate=5&limit=9&start=9'],
  ['foreign', 'https://elsewhere.example/wiki/rest/api/audit?startDate=5&limit=9&start=9'],
  ['missing', undefined],
] as const)('a link to the next page that is %s', async (nextLink, expected) => {
  sandbox.site.changeOptions({ nextLink });
  const { next } = (await pageOf('?startDate=5&limit=9'))._links;
  expect(next).toBe(expected?.replace('SITE', sandbox.site.url));
  expect((await pageOf('?start=2099'))._links).not.toHaveProperty('next');
});

test('an absolute link names the site as it names itself', async () => {
  sandbox.site.changeOptions({ nextLink: 'absolute', ownUrl: 'https://acme.atlassian.net' });
  const { _links } = await pageOf('?limit=9');
  expect(_links.next).toMatch(/^https:\/\/acme\.atlassian\.net\/wiki\/rest\/api\/audit\?/u);
  expect(_links).toMatchObject({ base: 'https://acme.atlassian.net/wiki' });
});

test('the oldest record first', async () => {
  sandbox.site.changeOptions({ order: 'oldestFirst' });
  expect(await readAll('?startDate=0')).toEqual(sandbox.site.records());
});

test('shuffled, and nevertheless every record by its offset', async () => {
  sandbox.site.changeOptions({ order: 'shuffled' });
  const all = sandbox.site.records();
  const read = await readAll('?startDate=0');
  expect(read).not.toEqual(all);
  expect(read).not.toEqual(all.toReversed());
  const texts = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).sort();
  expect(texts(read)).toEqual(texts(all));
  const fromMs = all[300]?.creationDate ?? 0;
  const expected = all.filter(({ creationDate }) => creationDate >= fromMs);
  expect(texts(await readAll(`?startDate=${fromMs}`))).toEqual(texts(expected));
});

test('endless', async () => {
  sandbox.site.changeOptions({ endless: true, pageCap: 20 });
  const window = { fromMs: 1000, toMs: 2000 };
  for (const start of [0, 20, 987_654_321]) {
    const page = await pageOf(`?startDate=${window.fromMs}&endDate=${window.toMs}&start=${start}`);
    expect([page.size, page.results.length]).toEqual([20, 20]);
    expect(page._links.next).toContain(`start=${start + 20}`);
    for (const { creationDate } of page.results) {
      expect(creationDate).toBeGreaterThanOrEqual(window.fromMs);
      expect(creationDate).toBeLessThanOrEqual(window.toMs);
    }
  }
});
