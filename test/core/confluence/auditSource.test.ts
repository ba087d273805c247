import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AuditSlice, type AuditWindow, SETTLE_MS } from '../../../src/core/audit/auditWindow.ts';
import type { SampleRecord } from '../../../src/core/audit/sampleRecords.ts';
import { createAuditSource } from '../../../src/core/confluence/auditSource.ts';
import { type ConfluenceHttp, createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { createDownwardReader } from '../../../src/core/confluence/downwardReader.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';
import { gapIn, readParts } from './readParts.ts';

const WINDOW: AuditWindow = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 5, 30) };
const running: { stop(): Promise<void> }[] = [];
const connections: ConfluenceHttp[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((http) => http.close()));
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

async function siteWith(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startTrustedSandbox({ window: WINDOW, ...options });
  running.push(sandbox);
  return sandbox;
}

function sourceOf(sandbox: Sandbox) {
  const { http, site } = connectTo(sandbox);
  return createAuditSource(http, site.url);
}

function connectTo({ site }: Sandbox) {
  const { email, token } = site.users.administrator;
  const http = createConfluenceHttp({
    site: site.url,
    credential: { userName: email, apiToken: token },
    userAgent: 'test',
    nowMs: Date.now,
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
    timeouts: { connectMs: 2000, answerMs: 2000 },
  });
  connections.push(http);
  return { http, site };
}

const never = new AbortController().signal;
const times = (slices: readonly AuditSlice[]) =>
  slices.flatMap(({ records }) => records.map((r) => r.creationDate ?? 0));
/** Records as a bag: twins count. */
const bag = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).sort();

describe('reading a window of a site', () => {
  test.each<[string, SandboxOptions]>([
    ['nothing', { records: 0 }],
    ['less than a page', { records: 7 }],
    ['exactly a page', { records: 1000 }],
    ['many pages', { records: 25_000 }],
    ['pages that the site caps', { records: 900, site: { pageCap: 25 } }],
    ['pages whose size is the total', { records: 3500, site: { size: 'total' } }],
    ['a cap that only the number of records tells', { records: 900, site: { pageCap: 50, limitEcho: 'asked' } }],
    ['a cap without a word', { records: 430, site: { pageCap: 30, limitEcho: 'asked', nextLink: 'missing' } }],
    [
      'a cap and the total',
      { records: 130, site: { pageCap: 7, limitEcho: 'asked', nextLink: 'missing', size: 'total' } },
    ],
    ['a cap that is said, and no next', { records: 130, site: { pageCap: 7, nextLink: 'missing' } }],
    ['next as an address of the site', { records: 2500, site: { nextLink: 'absolute' } }],
    ['next at another host', { records: 2500, site: { nextLink: 'foreign' } }],
    ['the oldest first', { records: 2500, site: { order: 'oldestFirst' } }],
    ['no order at all', { records: 2500, site: { order: 'shuffled' } }],
    ['no order, and a cap', { records: 120, site: { order: 'shuffled', pageCap: 25 } }],
  ])('gives exactly its records: %s', async (_name, options) => {
    const sandbox = await siteWith(options);
    const { records, whole } = await readParts(sourceOf(sandbox).parts(WINDOW, never));
    expect(bag(records)).toEqual(bag(sandbox.site.records()));
    expect(gapIn(whole, WINDOW)).toBeUndefined();
  });

  test('keeps parts small and wastes few requests on it', async () => {
    const sandbox = await siteWith({ records: 60_000 });
    const { parts, whole } = await readParts(sourceOf(sandbox).parts(WINDOW, never));
    expect(Math.max(...parts.map(({ records }) => records.length))).toBeLessThanOrEqual(1000);
    expect(gapIn(whole, WINDOW)).toBeUndefined();
    expect(parts.reduce((sum, { records }) => sum + records.length, 0)).toBeLessThanOrEqual(63_000);
    expect(sandbox.site.traffic.counters('audit').requests).toBeLessThanOrEqual(66);
    expect(sandbox.site.traffic.counters('audit').mostAtOnce).toBe(1);
  });

  test('newest first for a preview, and stops asking when nobody wants more', async () => {
    const sandbox = await siteWith({ records: 5000 });
    const newest: AuditSlice[] = [];
    for await (const slice of sourceOf(sandbox).newestFirst(WINDOW, never)) {
      newest.push(slice);
      if (newest.length === 2) break;
    }
    const all = times([{ window: WINDOW, unreadable: [], records: sandbox.site.records() }]);
    expect(times(newest)).toEqual(all.reverse().slice(0, times(newest).length));
    expect(sandbox.site.traffic.counters('audit').requests).toBe(2);
  });

  test('a site that does not stop is an error, by time and by offset, and nothing is given out', async () => {
    const sandbox = await siteWith({ records: 10, site: { endless: true } });
    const { http } = connectTo(sandbox);
    const { readDownwards } = createDownwardReader(http, sandbox.site.url, {
      caps: { pages: 5, instantRecords: 7000 },
    });
    const given: unknown[] = [];
    const reading = (async () => {
      for await (const stretch of readDownwards(WINDOW, never)) given.push(...stretch.items);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'siteTooManyPages' });
    expect(given).toEqual([]);
    expect(sandbox.site.traffic.counters('audit').requests).toBeLessThanOrEqual(8);

    const slow = await siteWith({ records: 200, site: { pageCap: 20 } });
    const reader = createDownwardReader(connectTo(slow).http, slow.site.url, {
      caps: { pages: 5, instantRecords: 7000 },
    });
    await expect(
      (async () => {
        for await (const _stretch of reader.readDownwards(WINDOW, never));
      })(),
    ).rejects.toMatchObject({ code: 'siteTooManyPages' });
    expect(slow.site.traffic.counters('audit').requests).toBe(5);
  });

  test('asks for a text, and still reads all that is found', async () => {
    const sandbox = await siteWith({ records: 3000, site: { pageCap: 20 } });
    const found: unknown[] = [];
    for await (const slice of sourceOf(sandbox).newestFirst({ ...WINDOW, search: 'GROUP & more?' }, never))
      found.push(...slice.records);
    expect(found).toEqual([]);
    for await (const slice of sourceOf(sandbox).newestFirst({ ...WINDOW, search: 'Space created' }, never))
      found.push(...slice.records);
    const wanted = sandbox.site.records().filter((record) => /space created/i.test(JSON.stringify(record)));
    expect(wanted.length).toBeGreaterThan(50);
    expect(bag(found)).toEqual(bag(wanted));
  });

  test('says how long records are kept', async () => {
    const sandbox = await siteWith({ records: 1, site: { retention: { number: 3, units: 'months' } } });
    expect(await sourceOf(sandbox).retention(never)).toEqual({ number: 3, units: 'MONTHS' });
    sandbox.site.faults.next('retention', { kind: 'status', status: 200, body: '{"units":"MONTHS"}' });
    await expect(sourceOf(sandbox).retention(never)).rejects.toMatchObject({ code: 'siteUnexpectedAnswer' });
  });

  test('reads an instant that holds more than a page, twins included', async () => {
    const sandbox = await siteWith({ records: 40, site: { pageCap: 10 } });
    const atMs = WINDOW.fromMs + 1_000_000;
    const crowd: SampleRecord[] = Array.from({ length: 57 }, (_, index) => ({
      summary: `Same instant ${index % 20}`,
      creationDate: atMs,
    }));
    sandbox.site.addRecords(crowd);
    const { records } = await readParts(sourceOf(sandbox).parts(WINDOW, never));
    expect(bag(records)).toEqual(bag(sandbox.site.records()));
  });

  test('reads each record once although others arrive between the pages', async () => {
    const sandbox = await siteWith({ records: 400, site: { pageCap: 20 } });
    const before = bag(sandbox.site.records());
    sandbox.site.faults.always('audit', { kind: 'recordsArrive', count: 3 });
    const { records } = await readParts(sourceOf(sandbox).parts(WINDOW, never));
    const read = bag(records);
    const there = bag(sandbox.site.records());
    expect(there.length).toBeGreaterThan(before.length);
    expect(read.filter((record) => before.includes(record)).length).toBeGreaterThanOrEqual(before.length);
    const counts = new Map<string, number>();
    for (const record of there) counts.set(record, (counts.get(record) ?? 0) + 1);
    for (const record of read) {
      const left = (counts.get(record) ?? 0) - 1;
      expect(left, 'a record more often than it is there').toBeGreaterThanOrEqual(0);
      counts.set(record, left);
    }
  });

  test('does not vouch for what the clock of the site has not reached', async () => {
    const sandbox = await siteWith({ records: 20 });
    const fromMs = Date.now() - 60_000;
    sandbox.site.addRecords([{ summary: 'Settled', creationDate: fromMs + 1 }]);
    // By the clock of a computer that is an hour ahead.
    const { records, whole } = await readParts(
      sourceOf(sandbox).parts({ fromMs, toMs: Date.now() + 3_600_000 }, never),
    );
    expect(records.map(({ summary }) => summary)).toEqual(['Settled']);
    expect(whole.at(-1)?.toMs).toBeLessThanOrEqual(Date.now() - SETTLE_MS);
    const future = { fromMs: Date.now() + 60_000, toMs: Date.now() + 3_600_000 };
    expect((await readParts(sourceOf(sandbox).parts(future, never))).parts).toEqual([]);
  });

  test('puts aside what is no record, and keeps the rest', async () => {
    const sandbox = await siteWith({ records: 3 });
    const [first] = sandbox.site.records();
    const body = JSON.stringify({
      results: [{ creationDate: WINDOW.fromMs + 9, summary: 5 }, first],
      limit: 1000,
      _links: {},
    });
    sandbox.site.faults.next('audit', { kind: 'status', status: 200, body });
    const { records, unreadable } = await readParts(sourceOf(sandbox).parts(WINDOW, never));
    expect(records).toEqual([first]);
    expect(unreadable).toMatchObject([
      { timeMs: WINDOW.fromMs + 9, raw: { summary: 5 }, reason: expect.stringMatching(/summary/) },
    ]);
  });
});

describe('a site in trouble', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTrustedSandbox({ window: WINDOW, records: 50 });
  });
  afterEach(() => sandbox.site.faults.clear());
  afterAll(() => sandbox.stop());

  const failureOf = async (reading: Promise<unknown>): Promise<Failure> => {
    const error = await reading.then(
      () => new Error('was read'),
      (thrown: unknown) => thrown,
    );
    if (error instanceof Failure) return error;
    throw error;
  };
  const read = () => readParts(sourceOf(sandbox).parts(WINDOW, never));

  test.each([
    [{ kind: 'status', status: 200, body: '{"results":"none"}' }, 'siteUnexpectedAnswer'],
    [{ kind: 'status', status: 200, body: '{"results":[{"creationDate":1}]}' }, 'siteUnexpectedAnswer'],
    [{ kind: 'status', status: 500 }, 'siteServerError'],
    [{ kind: 'truncated' }, 'siteCutOff'],
  ] as const)('%j is %s, and nothing is given out', async (fault, code) => {
    sandbox.site.faults.next('audit', fault);
    expect((await failureOf(read())).code).toBe(code);
  });

  test('can be left at once', async () => {
    sandbox.site.faults.next('audit', { kind: 'hang' });
    const abort = new AbortController();
    const reading = readParts(sourceOf(sandbox).parts(WINDOW, abort.signal));
    abort.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
  });

  test('that knows the user but not as administrator says so', async () => {
    const { member, outsider } = sandbox.site.users;
    const as = ({ email, token }: { email: string; token: string }) =>
      sourceOf({
        ...sandbox,
        site: { ...sandbox.site, users: { ...sandbox.site.users, administrator: { email, token } } },
      });
    expect((await failureOf(readParts(as(member).parts(WINDOW, never)))).code).toBe('siteNotAdministrator');
    expect((await failureOf(readParts(as(outsider).parts(WINDOW, never)))).code).toBe('siteNoConfluenceAccess');
    const wrong = { email: member.email, token: 'wrong' };
    expect((await failureOf(readParts(as(wrong).parts(WINDOW, never)))).code).toBe('siteWrongCredentials');
  });
});
