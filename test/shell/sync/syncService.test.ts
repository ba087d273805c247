import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import { ACME, DAY_MS, FOLDER, GLOBEX, NOON_MS, SENTINEL } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let sync: Shell['parts']['sync'];
let acme: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  sync = shell.parts.sync;
  acme = shell.connections.site(ACME.site);
  for (const hour of [1, 2, 3])
    acme.records.push({ summary: `Event ${hour}`, creationDate: NOON_MS - hour * 3_600_000 });
  await shell.addOrganization(ACME);
});

const sent = (destinationId = FOLDER.id) =>
  shell.connections.destination(destinationId).rows.map((row) => row['Summary']);
const never = new Promise<void>(() => undefined);
const view = (organization = ACME) => sync.viewOf(organization);
const told = () => user.messages.map(({ kind, text }) => `${kind} ${text}`);
const ALL = ['Event 3', 'Event 2', 'Event 1'];

describe('a run', () => {
  test('delivers, is known and logged, and lets go of the site', async () => {
    const summary = await shell.sync();
    expect(summary).toMatchObject({ kind: 'sync', outcome: 'succeeded', failure: undefined });
    expect(summary.tally).toMatchObject({ fetched: 3, delivered: 3 });
    expect(sent()).toEqual(ALL);
    expect(view()).toMatchObject({ running: undefined, failure: undefined, elsewhere: undefined, quarantined: 0 });
    expect(view().state).toMatchObject({ approved: true, deliveredTotal: 3, lastRun: summary });
    expect(acme.openReads).toBe(0);
    expect(user.log).toEqual([
      expect.stringMatching(/^info sync of Acme succeeded after 0 ms: 3 fetched, 3 delivered/),
    ]);
  });

  test('without the agreement of a person sends nothing, and that is no failure', async () => {
    const summary = await sync.run(ACME.id, { kind: 'sync' }, 'missing');
    expect(summary).toMatchObject({ outcome: 'failed', failure: { code: 'notApproved' } });
    expect([sent(), view().failure]).toEqual([[], undefined]);
    await shell.sync();
    acme.records.push({ summary: 'Later', creationDate: NOON_MS - 1800_000 });
    shell.clock.nowMs += 60_000;
    expect(await sync.run(ACME.id, { kind: 'sync' }, 'missing')).toMatchObject({ outcome: 'succeeded' });
    expect(sent()).toEqual([...ALL, 'Later']);
  });

  test('is one per organization: who asks again joins it, and others run beside it', async () => {
    await shell.addOrganization(GLOBEX);
    const { promise, resolve } = Promise.withResolvers<void>();
    acme.answers = promise;
    const runs = [shell.sync(), shell.sync()];
    await until(() => acme.readAtMs.length > 0);
    runs.push(shell.sync());
    expect(await shell.sync(GLOBEX.id)).toMatchObject({ outcome: 'succeeded' });
    resolve();
    const [first, second, third] = await Promise.all(runs);
    expect([second, third]).toEqual([first, first]);
    expect(acme.readAtMs).toHaveLength(1);
    expect(sent()).toEqual(ALL);
    await shell.sync();
    expect(acme.readAtMs).toHaveLength(2);
  });

  test('that has ended is not joined, however soon the next one is asked for', async () => {
    const first = shell.sync();
    const second = await first.then(() => shell.sync());
    expect(second).not.toBe(await first);
    expect(acme.readAtMs).toHaveLength(2);
  });

  test('with an agreement does not join one without', async () => {
    const runs = [sync.run(ACME.id, { kind: 'sync' }, 'missing'), shell.sync()];
    expect(await Promise.all(runs)).toMatchObject([{ outcome: 'failed' }, { outcome: 'succeeded' }]);
    expect(sent()).toEqual(ALL);
  });

  test('tells its progress while it goes on', async () => {
    const seen: unknown[] = [];
    sync.onDidChange(() => seen.push(view().running?.progress.tally.delivered));
    await shell.sync();
    expect(seen).toContain(0);
    expect(seen).toContain(3);
    expect(seen.at(-1)).toBeUndefined();
  });

  const JOB: Work = { kind: 'newJob', job: 'backfill', window: { fromMs: NOON_MS - 40 * DAY_MS, toMs: NOON_MS - 1 } };
  test.each<[string, Work, { readonly quarterMs: number; readonly last: string }]>([
    ['sync', { kind: 'sync' }, { quarterMs: 1500, last: '0 1' }],
    ['quick sync', { kind: 'sync' }, { quarterMs: 400, last: '0 0' }],
    // It is shown as a job as soon as it is one.
    ['new job', JOB, { quarterMs: 400, last: '1 1' }],
  ])('that is a %s shows what is saved of it every two seconds', async (_what, work, { quarterMs, last }) => {
    // One in the first quarter, and one in the last.
    for (const day of [work.kind === 'sync' ? 28 : 35, 2]) acme.records.push({ creationDate: NOON_MS - day * DAY_MS });
    /** How many jobs there are, and records that were delivered. */
    const seen: string[] = [];
    /** Before each quarter; takes so long that whatever is read from the disk is read. */
    const answer = async () => {
      for (let turn = 0; turn < 300; turn += 1) await shell.disk.list(shell.folder);
      const { deliveredTotal = -1, jobs = [] } = view().state ?? {};
      seen.push(`${jobs.length} ${deliveredTotal}`);
      shell.clock.nowMs += quarterMs;
    };
    Object.defineProperty(acme, 'answers', { get: answer });
    await sync.run(ACME.id, work, 'given');
    expect([seen.length, seen.at(-1)]).toEqual([4, last]);
  });

  test('ends with what the disk says then, not with what was read while it went on', async () => {
    acme.records.push({ creationDate: NOON_MS - 28 * DAY_MS });
    const gate = Promise.withResolvers<void>();
    let held = 0;
    const { read } = shell.disk;
    shell.viewDisk.read = async (file) => {
      const isHeld = held === 0 && acme.openReads > 0 && file.includes('state.');
      if (isHeld) held += 1;
      const bytes = await read(file);
      if (isHeld) await gate.promise;
      return bytes;
    };
    Object.defineProperty(acme, 'answers', {
      async get() {
        shell.clock.nowMs += 1500;
        for (let turn = 0; turn < 300; turn += 1) await shell.disk.list(shell.folder);
      },
    });
    const running = shell.sync();
    await until(() => user.log.length > 0);
    for (let turn = 0; turn < 300; turn += 1) await shell.disk.list(shell.folder);
    gate.resolve();
    const summary = await running;
    for (let turn = 0; turn < 300; turn += 1) await shell.disk.list(shell.folder);
    expect(held).toBe(1);
    expect(view().state).toMatchObject({ lastRun: { run: summary.run }, deliveredTotal: 4 });
  });

  test('that is cancelled ends, and the next one goes on', async () => {
    acme.answers = never;
    const run = shell.sync();
    await until(() => acme.readAtMs.length > 0);
    sync.stop(ACME.id, 'cancel');
    expect(await run).toMatchObject({ outcome: 'cancelled', failure: undefined });
    expect(acme.openReads).toBe(0);
    acme.answers = Promise.resolve();
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 3 } });
    sync.stop('nobody', 'cancel');
  });

  test('that is cancelled before its secrets are there asks nobody', async () => {
    const keyring = Promise.withResolvers<void>();
    shell.computer.keyring = keyring.promise;
    const run = shell.sync();
    await until(() => view().running !== undefined);
    sync.stop(ACME.id, 'cancel');
    keyring.resolve();
    expect(await run).toMatchObject({ outcome: 'cancelled' });
    expect(shell.engine.requests).toEqual([]);
  });

  test('that cannot start says why, shows it, and is not kept', async () => {
    await shell.parts.destinations.remove(FOLDER.id);
    const summary = await shell.sync();
    const failure = { code: 'destinationMissing', detail: { where: 'Acme' } };
    expect(summary).toMatchObject({ outcome: 'failed', failure });
    expect(view()).toMatchObject({ failure, running: undefined });
    expect(user.log).toEqual([expect.stringMatching(/^warn sync of Acme failed .*destinationMissing; Acme$/)]);
    await shell.parts.destinations.add(FOLDER, undefined);
    expect(view().failure).toBeUndefined();
  });

  test('that lacks a secret says whose', async () => {
    await shell.parts.destinations.add(SENTINEL, undefined);
    await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: SENTINEL.id }));
    expect(await shell.sync()).toMatchObject({ failure: { code: 'secretMissing', detail: { where: 'Sentinel' } } });
    await shell.parts.destinations.update(SENTINEL.id, (now) => now, 'client-secret');
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(view({ ...ACME, destinationId: SENTINEL.id }).failure).toBeUndefined();
  });

  test('that fails under way says why, also to the next window', async () => {
    acme.failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    const summary = await shell.sync();
    expect(summary).toMatchObject({ outcome: 'failed', failure: { code: 'siteServerError' } });
    expect(view().failure).toBeUndefined();
    expect((await shell.openWindow().sync.refresh(ACME)).state?.lastRun).toEqual(summary);
  });

  test('of an error that is not ours takes none of its words', async () => {
    acme.failure = new TypeError('token=secret');
    expect(await shell.sync()).toMatchObject({ failure: { code: 'unexpected', detail: { remark: 'TypeError' } } });
    expect(user.log.join()).not.toContain('secret');
  });

  test('of an organization that is not there is refused', async () => {
    await expect(shell.sync('nobody')).rejects.toMatchObject({ code: 'removedMeanwhile' });
  });

  test('takes the organization as it is now', async () => {
    const addedAtMs = NOON_MS - 2.5 * 3_600_000;
    await shell.parts.organizations.update(ACME.id, () => ({ ...ACME, firstSync: 'newOnly', addedAtMs }));
    expect((await shell.sync()).tally.delivered).toBe(2);
  });

  test('tells of records that the site has thrown away once, however often it fails', async () => {
    await shell.sync();
    shell.clock.nowMs += 400 * DAY_MS;
    // As old as the site keeps any, so that nothing moves the cursor before it is delivered.
    acme.records.push({ summary: 'New', creationDate: shell.clock.nowMs - 360 * DAY_MS });
    const folder = shell.connections.destination(FOLDER.id);
    folder.failure = new Failure('diskFull', { where: FOLDER.folder });
    expect(await shell.sync()).toMatchObject({ outcome: 'failed', lost: { fromMs: NOON_MS - 5000 + 1 } });
    expect(told()).toEqual([
      expect.stringMatching(
        /^warning Acme: records between Oct 7, 2026, .* and Nov 11, 2026, .* can no longer be read\./,
      ),
    ]);
    // The end of what is lost moves on with the clock.
    shell.clock.nowMs += 300_000;
    await shell.sync();
    const other = shell.openWindow().sync;
    expect(await other.run(ACME.id, { kind: 'sync' }, 'missing')).toMatchObject({ outcome: 'failed', lost: {} });
    folder.failure = undefined;
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', lost: {} });
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', lost: undefined });
    expect(told()).toHaveLength(1);
  });
});

describe('a job', () => {
  const window = { fromMs: NOON_MS - 20 * DAY_MS, toMs: NOON_MS - DAY_MS };
  const backfill = { kind: 'newJob', job: 'backfill', window } as const;
  /** A backfill that has sent what it found first, and waits for the site to answer. */
  const begin = async () => {
    await shell.sync();
    for (const day of [19, 2]) acme.records.push({ summary: `Day ${day}`, creationDate: NOON_MS - day * DAY_MS });
    const answers = Promise.withResolvers<void>();
    const holding = sync.onDidChange(() => {
      if ((view().running?.progress.tally.delivered ?? 0) > 0) acme.answers = answers.promise;
    });
    const run = sync.run(ACME.id, backfill, 'missing');
    // What had been asked before is through, too.
    const middleMs = (window.fromMs + window.toMs) / 2 - 1;
    await until(() => (view().running?.progress.doneThroughMs ?? 0) >= middleMs);
    holding.dispose();
    return { run, goOn: answers.resolve };
  };

  test('lets a sync through, goes on after it, and is one run for who waits for it', async () => {
    const { run, goOn } = await begin();
    acme.records.push({ summary: 'New', creationDate: NOON_MS + 1000 });
    shell.clock.nowMs += 60_000;
    const syncing = shell.sync();
    goOn();
    acme.answers = Promise.resolve();
    expect(await syncing).toMatchObject({ kind: 'sync', outcome: 'succeeded', tally: { delivered: 1 } });
    expect(await run).toMatchObject({ kind: 'backfill', outcome: 'succeeded', tally: { delivered: 2 }, window });
    expect(sent()).toEqual([...ALL, 'Day 19', 'New', 'Day 2']);
    expect(view().state?.jobs).toEqual([]);
    const works = shell.engine.requests.map((request) => (request.kind === 'run' ? request.work.kind : request.kind));
    expect(works).toEqual(['sync', 'newJob', 'sync', 'job']);
  });

  test('that makes room is not cancelled with the sync that waits for it', async () => {
    const { run, goOn } = await begin();
    const syncing = shell.sync();
    sync.stop(ACME.id, 'cancel');
    expect(await syncing).toMatchObject({ outcome: 'cancelled', tally: { fetched: 0 } });
    goOn();
    acme.answers = Promise.resolve();
    expect(await run).toMatchObject({ outcome: 'succeeded', tally: { delivered: 2 } });
  });

  test('that is paused waits for a person, and goes on where it was', async () => {
    const { run, goOn } = await begin();
    const [job] = (await sync.refresh(ACME)).state?.jobs ?? [];
    expect(job).toMatchObject({ kind: 'backfill', paused: false });
    await sync.change(ACME.id, { kind: 'pauseJob', id: job?.id ?? '' });
    expect(await run).toMatchObject({ outcome: 'paused', tally: { delivered: 1 } });
    expect(view()).toMatchObject({ running: undefined, state: { jobs: [{ id: job?.id, paused: true }] } });
    goOn();
    acme.answers = Promise.resolve();
    expect(await sync.run(ACME.id, { kind: 'job', id: job?.id ?? '' }, 'missing')).toMatchObject({
      ...{ kind: 'backfill', outcome: 'succeeded', tally: { delivered: 1 } },
    });
    expect(sent()).toEqual([...ALL, 'Day 19', 'Day 2']);
  });

  test('lets a change through', async () => {
    acme.unreadable.push({ raw: { creationDate: 'never' }, timeMs: undefined, reason: 'not a number' });
    const { run, goOn } = await begin();
    // What this window holds is not held elsewhere.
    expect(await sync.refresh(ACME)).toMatchObject({ quarantined: 1, elsewhere: undefined });
    const [kept] = await sync.quarantine(ACME).list({ limit: 10 });
    expect(kept).toMatchObject({ reason: 'not a number', raw: { creationDate: 'never' } });
    const changing = sync.change(ACME.id, { kind: 'discard', ids: [kept?.id ?? ''] });
    goOn();
    acme.answers = Promise.resolve();
    await changing;
    expect(view().quarantined).toBe(0);
    expect(await run).toMatchObject({ outcome: 'succeeded', tally: { delivered: 2 } });
    expect((await sync.ledger(ACME, 100)).map(({ type }) => type)).toContain('discarded');
  });

  test('goes on in the next window when this one closes', async () => {
    const { run } = await begin();
    await sync.close();
    expect(await run).toMatchObject({ outcome: 'yielded', tally: { delivered: 1 } });
    acme.answers = Promise.resolve();
    const next = shell.openWindow().sync;
    const [job] = (await next.refresh(ACME)).state?.jobs ?? [];
    expect(job).toMatchObject({ kind: 'backfill', paused: false, tally: { delivered: 1 } });
    await next.run(ACME.id, { kind: 'job', id: job?.id ?? '' }, 'missing');
    expect(sent()).toEqual([...ALL, 'Day 19', 'Day 2']);
  });
});

describe('a count of what would be sent', () => {
  const window = { fromMs: NOON_MS - DAY_MS, toMs: NOON_MS };
  const found: unknown[] = [];
  const count = (signal = new AbortController().signal) =>
    sync.dryRun(ACME.id, window, { signal, onFound: ({ tally }) => found.push(tally.delivered) });

  test('sends nothing, and agrees to nothing', async () => {
    expect(await count()).toMatchObject({ tally: { fetched: 3, delivered: 3 } });
    expect(found.at(-1)).toBeGreaterThan(0);
    expect(sent()).toEqual([]);
    expect((await sync.refresh(ACME)).state).toMatchObject({ approved: false, coverage: [] });
    await shell.sync();
    expect(await count()).toMatchObject({ tally: { delivered: 0, alreadyDelivered: 3 } });
  });

  test('ends with its signal', async () => {
    const abort = new AbortController();
    acme.answers = never;
    const counting = count(abort.signal);
    await until(() => acme.openReads > 0);
    abort.abort();
    expect(await counting).toBeUndefined();
    expect([acme.openReads, await count(abort.signal)]).toEqual([0, undefined]);
  });

  test('throws what it fails with', async () => {
    acme.failure = new Failure('siteTokenExpired', { where: ACME.site });
    await expect(count()).rejects.toMatchObject({ code: 'siteTokenExpired' });
    acme.failure = new TypeError('token=secret');
    await expect(count()).rejects.toMatchObject({ name: 'TypeError', message: expect.not.stringContaining('secret') });
  });
});

describe('two windows', () => {
  /** Another window that syncs, and does not come to an end. */
  const busyWindow = async () => {
    await shell.keepState();
    const other = shell.openWindow('project');
    acme.answers = never;
    const run = other.sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => acme.openReads === 1);
    return { other, run };
  };

  test('do not sync the same organization at once: one says who does', async () => {
    const { other, run } = await busyWindow();
    const failure = { code: 'heldElsewhere', detail: { where: 'project' } };
    expect(await shell.sync()).toMatchObject({ outcome: 'failed', failure });
    expect(view()).toMatchObject({ failure: undefined, elsewhere: { title: 'project' } });
    await expect(sync.change(ACME.id, { kind: 'reset' })).rejects.toMatchObject(failure);
    expect(other.sync.viewOf(ACME).elsewhere).toBeUndefined();
    acme.answers = Promise.resolve();
    other.sync.stop(ACME.id, 'cancel');
    await run;
    expect((await sync.refresh(ACME)).elsewhere).toBeUndefined();
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 3 } });
  });

  test('look again every few seconds while the other one is at it, and see it die', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await busyWindow();
      await sync.refresh(ACME);
      const holder = view().elsewhere;
      expect(holder?.title).toBe('project');
      let changes = 0;
      sync.onDidChange(() => (changes += 1));
      const looks = async (count: number) => {
        for (let look = 0; look < count; look += 1) {
          vi.advanceTimersByTime(5_000);
          await until(() => vi.getTimerCount() > 0 || view().elsewhere === undefined);
        }
      };
      await looks(3);
      expect([view().elsewhere, changes]).toEqual([holder, 0]);
      // The second window of this computer.
      shell.dead.add(2);
      await looks(1);
      await until(() => view().elsewhere === undefined);
      expect([changes, vi.getTimerCount()]).toEqual([1, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('show what the other one shares, as far as it can be understood', async () => {
    const tally = { fetched: 5, delivered: 4, alreadyDelivered: 1, quarantined: 0, quarantinedBefore: 0 };
    const counts = { batches: 1, bytes: 100, batchesInDoubt: 0, recordsInDoubt: 0 };
    const window = { fromMs: 0, toMs: 100 };
    const note = { kind: 'backfill', window, doneThroughMs: 50, tally: { ...tally, ...counts } };
    const holder = { id: 'x', pid: 7, host: 'here', title: 'server' };
    const share = (what: unknown, epoch: number) => {
      const lease = { version: 1, holder, heartbeatMs: NOON_MS, released: false, note: what };
      return shell.disk.replace(path.join(shell.routeFolder(), `lease.${epoch}`), Buffer.from(JSON.stringify(lease)));
    };
    await share(note, 1);
    expect((await sync.refresh(ACME)).elsewhere).toEqual({ title: 'server', progress: note });
    await share({ kind: 'newer', tally: 'x' }, 2);
    expect((await sync.refresh(ACME)).elsewhere).toEqual({ title: 'server', progress: undefined });
  });

  test('know what the other one did when they look', async () => {
    const other = shell.openWindow();
    expect((await sync.refresh(ACME)).state).toMatchObject({ deliveredTotal: 0, approved: false });
    await other.sync.run(ACME.id, { kind: 'sync' }, 'given');
    expect(view().state?.deliveredTotal).toBe(0);
    expect((await sync.refresh(ACME)).state?.deliveredTotal).toBe(3);
    expect((await shell.sync()).tally.delivered).toBe(0);
  });
});

describe('what is kept of a sync', () => {
  const OTHER = { ...FOLDER, id: 'g', folder: '/srv/other' };
  const move = (change: object) => shell.parts.organizations.update(ACME.id, (current) => ({ ...current, ...change }));

  test('belongs to one destination: another one gets everything, and the first one goes on', async () => {
    await shell.parts.destinations.add(OTHER, undefined);
    await shell.sync();
    const moved = await move({ destinationId: OTHER.id });
    expect(view(moved).state).toBeUndefined();
    await shell.sync();
    expect(sent(OTHER.id)).toEqual(ALL);
    await move({ destinationId: FOLDER.id });
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    expect(sent()).toEqual(ALL);
    expect(view().state?.deliveredTotal).toBe(3);
  });

  test('belongs to one site', async () => {
    await shell.sync();
    shell.connections.site(GLOBEX.site).records.push({ summary: 'Elsewhere', creationDate: NOON_MS - 7_200_000 });
    await move({ site: GLOBEX.site });
    expect(await shell.sync()).toMatchObject({ failure: { code: 'secretMissing' } });
    await shell.parts.organizations.update(ACME.id, (current) => current, 'token of Globex');
    expect(await shell.sync()).toMatchObject({ tally: { delivered: 1 } });
    expect(sent()).toEqual([...ALL, 'Elsewhere']);
  });

  test('belongs to where the rows end up, not to the name of that place', async () => {
    await shell.sync();
    await shell.parts.destinations.update(FOLDER.id, (current) => ({ ...current, displayName: 'Renamed' }));
    expect((await shell.sync()).tally.delivered).toBe(0);
    await shell.parts.destinations.update(FOLDER.id, () => ({ ...FOLDER, folder: '/srv/elsewhere' }));
    expect((await shell.sync()).tally.delivered).toBe(3);
  });

  const stateFile = async (folder = shell.routeFolder()) => {
    const names = (await readdir(folder)).filter((name) => /^state\.\d+\.json$/.test(name));
    return path.join(folder, names.at(-1) ?? '');
  };

  test('is put aside when it is damaged, which is told once, and nothing is sent again', async () => {
    await shell.sync();
    await writeFile(await stateFile(), '{"version":2,');
    expect((await sync.refresh(ACME)).state).toBeUndefined();
    expect(told()).toEqual([]);
    expect(await sync.run(ACME.id, { kind: 'sync' }, 'missing')).toMatchObject({
      ...{ outcome: 'succeeded', tally: { fetched: 3, delivered: 0, alreadyDelivered: 3 } },
    });
    await sync.refresh(ACME);
    await shell.sync();
    await shell.openWindow().sync.run(ACME.id, { kind: 'sync' }, 'missing');
    expect(told()).toEqual([
      expect.stringMatching(/^warning A file of the sync state of Acme was damaged and has been put aside\./),
    ]);
    expect(await readdir(shell.routeFolder())).toContainEqual(expect.stringMatching(/^state.*damaged$/));
  });

  test('of a newer version is left alone', async () => {
    await shell.sync();
    const file = await stateFile();
    const newer = '{"version":3,"what":"ever"}';
    await writeFile(file, newer);
    expect(await shell.sync()).toMatchObject({ outcome: 'failed', failure: { code: 'stateFromNewerVersion' } });
    expect(view()).toMatchObject({ state: undefined, failure: { code: 'stateFromNewerVersion' } });
    expect(await readFile(file, 'utf8')).toBe(newer);
    expect(sent()).toEqual(ALL);
  });

  test('by version 0.1 is known before it is taken over, and needs no new agreement', async () => {
    const counts = { deliveredTotal: 7, quarantinedTotal: 0, drift: { categories: {}, events: {}, fields: {} } };
    const old = { version: 1, readThroughMs: NOON_MS - 2 * 3_600_000, recent: [], ...counts };
    await writeFile(`${shell.routeFolder()}.json`, JSON.stringify(old));
    const coverage = [{ fromMs: ACME.addedAtMs - 30 * DAY_MS, toMs: NOON_MS - 2 * 3_600_000 }];
    expect((await sync.refresh(ACME)).state).toMatchObject({ approved: true, deliveredTotal: 7, coverage });
    expect(await sync.run(ACME.id, { kind: 'sync' }, 'missing')).toMatchObject({ outcome: 'succeeded' });
    expect(sent()).toContain('Event 1');
    expect(view().state?.deliveredTotal).toBeGreaterThan(7);
  });

  test('goes when the organization is forgotten, after its run has ended', async () => {
    await shell.addOrganization({ ...GLOBEX, id: 'acme2' });
    await shell.sync('acme2');
    await shell.sync();
    await writeFile(`${shell.routeFolder()}.json`, '');
    acme.answers = never;
    const run = shell.sync();
    await until(() => acme.readAtMs.length === 2);
    await sync.forget(ACME.id);
    expect(await run).toMatchObject({ outcome: 'cancelled' });
    expect((await readdir(shell.folder)).filter((name) => name.startsWith('acme'))).toEqual([
      expect.stringMatching(/^acme2\.[0-9a-f]+$/),
    ]);
    expect(view().state).toBeUndefined();
  });

  test('is exported whole, or not at all', async () => {
    const file = path.join(shell.folder, 'acme.gz');
    await expect(sync.exportState(ACME, file)).rejects.toMatchObject({ code: 'stateNotRead' });
    expect(await readdir(shell.folder)).toEqual([]);
    await shell.sync();
    await sync.exportState(ACME, file);
    const text = gunzipSync(await readFile(file)).toString('utf8');
    expect(text).toContain(ACME.site);
    expect(text).not.toContain('ATATT');
    await sync.change(ACME.id, { kind: 'reset' });
    expect(view().state).toMatchObject({ approved: false, coverage: [], deliveredTotal: 0 });
    await sync.change(ACME.id, { kind: 'import', file });
    expect(view().state).toMatchObject({ deliveredTotal: 3 });
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    await expect(sync.exportState(ACME, '/nowhere/acme.gz')).rejects.toMatchObject({ code: 'folderFailed' });
    expect((await readdir(shell.folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('is not gone on with when another window has removed the organization', async () => {
    acme.answers = never;
    const run = shell.sync();
    await until(() => acme.openReads > 0);
    await shell.openWindow().organizations.remove(ACME.id);
    shell.parts.organizations.refresh();
    expect(await run).toMatchObject({ outcome: 'cancelled' });
  });

  test('is saved before the service has closed', async () => {
    // The oldest part of the range is delivered; then the site is silent.
    acme.records.push({ summary: 'Old', creationDate: NOON_MS - 29 * DAY_MS });
    sync.onDidChange(() => {
      if ((view().running?.progress.tally.delivered ?? 0) > 0) acme.answers = never;
    });
    const run = shell.sync();
    await until(() => acme.answers === never);
    await sync.close();
    const { state, elsewhere } = await shell.openWindow().sync.refresh(ACME);
    expect(state).toMatchObject({ deliveredTotal: 1, lastRun: { outcome: 'yielded', tally: { delivered: 1 } } });
    expect(elsewhere).toBeUndefined();
    expect(await run).toEqual(state?.lastRun);
    expect(await shell.sync()).toMatchObject({ outcome: 'cancelled', tally: { fetched: 0 } });
  });
});
