import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeEditor.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { LedgerEntry } from '../../../src/core/sync/ledger.ts';
import { NO_TALLY, type RunSummary } from '../../../src/core/sync/run.ts';
import type { Job } from '../../../src/core/sync/syncState.ts';
import { createActivityTree } from '../../../src/shell/syncActivity/activityTree.ts';
import { ACME, DAY_MS, NOON_MS, SENTINEL } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { until } from '../until.ts';
import { editor } from './fakeEditor.ts';
import type { FakeSyncService } from './fakeSyncService.ts';
import { type Activity, plain, rowAt, rowsBelow, startActivity, textsOf, VIEW } from './startActivity.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FIRST_MS = ACME.addedAtMs - 30 * DAY_MS;
beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

let activity: Activity;
beforeEach(async () => {
  activity = await startActivity();
});
const refreshes = (): unknown[] => {
  const seen: unknown[] = [];
  user.trees.get(VIEW)?.onDidChangeTreeData?.((node) => seen.push(node));
  return seen;
};
const runEntry = (number: number, more: Partial<RunSummary> = {}): LedgerEntry => {
  const startedAtMs = NOON_MS - number * 5 * MINUTE_MS;
  const run = `run-${number}`;
  return {
    ...{ type: 'run', id: run, run, kind: 'sync', startedAtMs, endedAtMs: startedAtMs + 4000, outcome: 'succeeded' },
    ...{ window: { fromMs: 0, toMs: startedAtMs }, tally: { ...NO_TALLY, fetched: 7, alreadyDelivered: 7 } },
    ...{ lagMs: 5000, lost: undefined, failure: undefined, ...more },
  } as LedgerEntry;
};
const JOB: Job = {
  ...{ id: 'j', kind: 'backfill', window: { fromMs: NOON_MS - 4 * HOUR_MS, toMs: NOON_MS }, paused: false },
  ...{
    doneThroughMs: NOON_MS - 3 * HOUR_MS,
    startedAtMs: NOON_MS,
    tally: { ...NO_TALLY, fetched: 1200, delivered: 1200 },
  },
};

describe('the row of an organization', () => {
  const description = async () => (await rowsBelow())[0]?.description;
  const covered = (toMs: number) => ({ coverage: [{ fromMs: FIRST_MS, toMs }] });

  test('says how it stands', async () => {
    expect(await description()).toBe('not synced yet');
    activity.setState(covered(NOON_MS - 2 * MINUTE_MS));
    expect(await description()).toBe('2 min behind');
    activity.setState(covered(NOON_MS - 119_000));
    expect(await description()).toBe('up to date');
    activity.sync.tell(ACME.id, { awaitsApproval: { found: undefined } });
    expect(await description()).toBe('waits for your agreement');
    activity.sync.tell(ACME.id, { failure: { code: 'secretMissing', detail: { where: 'Acme' } } });
    expect(await description()).toBe('failed');
    activity.sync.tell(ACME.id, { offline: true });
    expect(await description()).toBe('offline');
    activity.sync.tell(ACME.id, { stopped: true });
    expect(await description()).toBe('stopped until repaired');
    Object.assign(activity.acme.view, { elsewhere: { title: 'Other window', progress: undefined } });
    expect(await description()).toBe('syncing in another window');
  });

  test('says when it is tried again while the computer is offline', async () => {
    activity.sync.tell(ACME.id, { offline: true, nextSyncMs: NOON_MS + 5 * MINUTE_MS });
    const text = 'This computer is offline. Nothing is lost; the next try is at 12:05 PM.';
    expect(textsOf(await rowsBelow(await rowAt()))[0]).toBe(text);
    const seen = refreshes();
    activity.sync.tell(ACME.id, { nextSyncMs: NOON_MS + 10 * MINUTE_MS });
    expect(seen).toEqual([undefined]);
    activity.sync.tell(ACME.id, { offline: false });
    expect(textsOf(await rowsBelow(await rowAt()))[0]).not.toContain('offline');
  });

  test('counts holes and what is in quarantine', async () => {
    activity.setState({
      coverage: [
        { fromMs: FIRST_MS + DAY_MS, toMs: FIRST_MS + 2 * DAY_MS },
        { fromMs: FIRST_MS + 3 * DAY_MS, toMs: NOON_MS - 2 * MINUTE_MS },
      ],
    });
    activity.acme.quarantine.push({ id: 'q', atMs: 0, timeMs: 0, reason: 'no date', raw: {} });
    expect(await description()).toBe('2 min behind · 2 holes · 1 in quarantine');
  });

  test('tells one without a destination how to get one', async () => {
    await activity.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: undefined }));
    expect(await description()).toBe('no destination');
    expect(textsOf(await rowsBelow(await rowAt()))[0]).toMatch(/^Choose a destination/);
  });

  test('is not there without an organization, and then the view welcomes', async () => {
    await activity.parts.organizations.remove(ACME.id);
    expect(await rowsBelow()).toEqual([]);
  });
});

describe('coverage', () => {
  test('without a hole is one line', async () => {
    activity.setState({ coverage: [{ fromMs: FIRST_MS, toMs: NOON_MS - MINUTE_MS }] });
    const row = await rowAt('Coverage');
    expect(row.description).toBe('Sep 6 – now, without a hole');
    expect(plain(row.item.tooltip)).toContain('Sep 6, 2026, 12:00 PM – Oct 7, 2026, 11:59 AM');
    expect(row.item.collapsibleState).toBe(0);
    expect(row.item.iconPath).toMatchObject({ id: 'pass', color: { id: 'testing.iconPassed' } });
  });

  test.each([
    [2 * MINUTE_MS + 4999, 'Sep 6 – now, without a hole'],
    [2 * MINUTE_MS + 5000, 'Sep 6 – 11:57 AM, without a hole'],
    [59 * MINUTE_MS, 'Sep 6 – 11:01 AM, without a hole'],
    [DAY_MS, 'Sep 6 – Oct 6, 12:00 PM, without a hole'],
    [29 * DAY_MS + 12 * HOUR_MS, 'Sep 6, 12:00 PM – Sep 8, 12:00 AM, without a hole'],
  ])('that ended %i ms ago ends when it did', async (agoMs, text) => {
    activity.setState({ coverage: [{ fromMs: FIRST_MS, toMs: NOON_MS - agoMs }] });
    const { description } = await rowAt('Coverage');
    // The next sync's part of it is told besides where it is long.
    expect(description).toBe(text);
  });

  const timedOut = { code: 'timedOut', detail: { where: ACME.site } } as const;
  test.each<[string, Parameters<FakeSyncService['tell']>[1], Partial<RunSummary> | undefined]>([
    ['is stopped', { stopped: true }, undefined],
    ['could not begin', { failure: timedOut }, undefined],
    ['failed', {}, { outcome: 'failed', failure: timedOut }],
  ])('is not said to be all right where the last sync %s', async (_what, view, lastRun) => {
    activity.setState({
      coverage: [{ fromMs: FIRST_MS, toMs: NOON_MS - HOUR_MS / 2 }],
      ...(lastRun && { lastRun: runEntry(1, lastRun) as unknown as RunSummary }),
    });
    activity.sync.tell(ACME.id, view);
    const row = await rowAt('Coverage');
    expect(row.description).toBe('Sep 6 – 11:30 AM, without a hole');
    expect(row.item.iconPath).toMatchObject({ id: 'circle-outline', color: undefined });
  });

  test('shows its holes, the newest first, and what the next sync reads', async () => {
    activity.setState({
      coverage: [
        { fromMs: FIRST_MS + DAY_MS, toMs: FIRST_MS + 2 * DAY_MS - 1 },
        { fromMs: FIRST_MS + 3 * DAY_MS, toMs: NOON_MS - 3 * HOUR_MS },
      ],
    });
    const rows = await rowsBelow(await rowAt('Coverage'));
    expect(textsOf(rows)).toEqual([
      '9:00 AM – now (left for the next sync)',
      'Sep 9 – 9:00 AM',
      'Sep 8, 12:00 PM – Sep 9, 11:59 AM (never read, 24 h)',
      'Sep 7, 12:00 PM – Sep 8, 11:59 AM',
      'Sep 6, 12:00 PM – Sep 7, 11:59 AM (never read, 24 h)',
    ]);
    expect(rows.map(({ item }) => item.contextValue)).toEqual(['pending', 'covered', 'hole', 'covered', 'hole']);
    expect(rows[2]?.item.accessibilityInformation.label).toMatch(/^Hole, Sep 8/);
  });

  test('has no hole where the site keeps nothing any more', async () => {
    activity.clock.nowMs = NOON_MS + 400 * DAY_MS;
    const nowMs = activity.clock.nowMs;
    activity.setState({ coverage: [{ fromMs: nowMs - 366 * DAY_MS, toMs: nowMs - MINUTE_MS }] });
    expect((await rowAt('Coverage')).description).toMatch(/without a hole$/);
    const lost = { fromMs: nowMs - 10 * DAY_MS, toMs: nowMs - 9 * DAY_MS };
    const lastRun = { ...runEntry(1), lost } as unknown as RunSummary;
    activity.setState({ coverage: [{ fromMs: lost.toMs + 1, toMs: nowMs - MINUTE_MS }], lastRun });
    const row = await rowAt('Coverage');
    expect(row.description).toBe('a part is no longer kept by the site');
    expect(textsOf(await rowsBelow(row))[1]).toMatch(/\(no longer kept by the site\)$/);
  });
});

describe('jobs', () => {
  const job = () => rowAt('Backfill');

  test('wait, or are paused', async () => {
    activity.setState({ jobs: [JOB] });
    expect(await job()).toMatchObject({
      label: 'Backfill',
      description: '25 % · 1,200 records · waits for its turn · 8:00 AM – 12:00 PM',
      item: { contextValue: 'job.waiting' },
    });
    activity.setState({ jobs: [{ ...JOB, paused: true }] });
    expect(await job()).toMatchObject({
      description: '25 % · 1,200 records · paused · 8:00 AM – 12:00 PM',
      item: { contextValue: 'job.paused' },
    });
  });

  test('of another window say so', async () => {
    const progress = { ...JOB, doneThroughMs: NOON_MS - 2 * HOUR_MS, tally: { ...NO_TALLY, fetched: 3000 } };
    activity.setState({ jobs: [JOB] });
    Object.assign(activity.acme.view, { elsewhere: { title: 'desk', progress } });
    const row = await job();
    expect(row).toMatchObject({ description: '50 % · 3,000 records · runs in another window · 8:00 AM – 12:00 PM' });
    expect(row.item.contextValue).toBe('job.elsewhere');
    expect(row.item.tooltip).toContain('Runs in another window: desk');
  });

  test('that run follow their progress; other rows stay as they are', async () => {
    const answers = Promise.withResolvers<void>();
    activity.acme.answers = answers.promise;
    activity.setState({});
    activity.acme.records.push({ key: 'a', timeMs: JOB.window.fromMs });
    const { window } = JOB;
    const running = activity.sync.run(ACME.id, { kind: 'newJob', job: 'backfill', window }, 'missing');
    await until(() => activity.acme.state?.jobs.length === 1);
    const row = await job();
    expect(row).toMatchObject({
      description: '0 % · 0 records · 8:00 AM – 12:00 PM',
      item: { contextValue: 'job.running' },
    });
    answers.resolve();
    await running;
    expect((await rowsBelow(await rowAt())).map(({ label }) => label)).not.toContain(row.label);
  });

  test('that run are known before they tell their window, where there is one of their kind', async () => {
    const progress = { kind: 'backfill', window: undefined, doneThroughMs: undefined, tally: NO_TALLY } as const;
    Object.assign(activity.acme.view, { elsewhere: { title: 'desk', progress } });
    activity.setState({ jobs: [JOB] });
    expect((await job()).item.contextValue).toBe('job.elsewhere');
    activity.setState({ jobs: [JOB, { ...JOB, id: 'other', window: { fromMs: 1, toMs: 2 } }] });
    const rows = await rowsBelow(await rowAt());
    expect(rows.slice(0, 3).map(({ item }) => item.contextValue)).toEqual([
      ...['running.elsewhere', 'job.waiting', 'job.waiting'],
    ]);
  });

  test('a sync that runs is a row too', async () => {
    activity.acme.answers = new Promise(() => undefined);
    activity.setState({});
    const running = activity.sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => activity.sync.viewOf(ACME).running !== undefined);
    expect(await rowAt('Sync')).toMatchObject({ description: '0 % · 0 sent', item: { contextValue: 'running' } });
    activity.sync.stop(ACME.id, 'cancel');
    await running;
  });
});

describe('runs', () => {
  const rows = async () => rowsBelow(await rowAt('Runs'));

  test('are read from the ledger only when somebody looks', async () => {
    activity.acme.ledger.push(runEntry(1));
    await rowsBelow(await rowAt());
    expect(activity.acme.ledgerReads).toBe(0);
    await rows();
    await rows();
    expect(activity.acme.ledgerReads).toBe(1);
    activity.acme.ledger.unshift(runEntry(0, { outcome: 'cancelled' }));
    activity.setState({});
    expect((await rows())[0]?.label).toBe('Sync, 12:00 PM');
  });

  test('tell what became of the records', async () => {
    const tally = {
      ...NO_TALLY,
      fetched: 3523,
      delivered: 120,
      alreadyDelivered: 3402,
      quarantined: 1,
      recordsInDoubt: 2,
    };
    activity.acme.ledger.push(runEntry(1, { tally: { ...tally, batches: 3, bytes: 4096, batchesInDoubt: 1 } }));
    const [row] = await rows();
    expect(row?.label).toBe('Sync, 11:55 AM');
    expect(row?.description).toBe('120 sent · 3,402 known already · 1 in quarantine · 2 in doubt · 4 s');
    expect(row?.item.iconPath).toMatchObject({ id: 'pass', color: { id: 'testing.iconPassed' } });
    expect(plain(row?.item.tooltip).split('\n')).toEqual([
      'Sync, succeeded',
      '11:55 AM, for 4 s',
      'Range: Jan 1, 1970, 12:00 AM – Oct 7, 2026, 11:55 AM',
      '3,523 records read',
      '120 records sent',
      '3,402 records known already (delivered or discarded)',
      '1 record in quarantine',
      '3 batches acknowledged, 4,096 bytes',
      '1 batch in doubt, with 2 records',
      'At its end 5 s behind',
    ]);
  });

  test('that are quiet are folded, and stay what they are when newer ones join', async () => {
    const more = { tally: { ...NO_TALLY, fetched: 1, delivered: 1 } };
    activity.acme.ledger.push(
      ...[runEntry(2), runEntry(3), runEntry(4), runEntry(5, more), runEntry(6), runEntry(7, more)],
    );
    activity.acme.ledger.push(runEntry(8), runEntry(9, { kind: 'dailySweep' }));
    const before = await rows();
    expect(textsOf(before)).toEqual([
      '3 syncs without news (11:40 AM – 11:50 AM)',
      'Sync, 11:35 AM (1 sent · 4 s)',
      'Sync, 11:30 AM (0 sent · 7 known already · 4 s)',
      'Sync, 11:25 AM (1 sent · 4 s)',
      '2 syncs without news (11:15 AM – 11:20 AM)',
    ]);
    activity.acme.ledger.unshift(runEntry(1));
    activity.setState({});
    const after = await rows();
    expect(after[0]?.label).toBe('4 syncs without news');
    expect(after.map(({ item }) => item.id)).toEqual(before.map(({ item }) => item.id));
    expect(await rowsBelow(after[0])).toHaveLength(4);
  });

  test('are those too that find again what is in quarantine', async () => {
    const more = { tally: { ...NO_TALLY, fetched: 2, quarantined: 2, quarantinedBefore: 2 } };
    activity.acme.ledger.push(runEntry(1, more), runEntry(2), runEntry(3, more));
    expect((await rows()).map(({ label }) => label)).toEqual(['3 syncs without news']);
  });

  test.each<[string, Partial<RunSummary>]>([
    ['failed', { outcome: 'failed', failure: { code: 'timedOut', detail: { where: ACME.site } } }],
    ['was a backfill', { kind: 'backfill' }],
    ['put something into quarantine', { tally: { ...NO_TALLY, fetched: 2, quarantined: 2, quarantinedBefore: 1 } }],
    ['left a batch in doubt', { tally: { ...NO_TALLY, batchesInDoubt: 1, recordsInDoubt: 1 } }],
    ['found records lost', { lost: { fromMs: 1, toMs: 2 } }],
  ])('one that %s is never folded', async (_what, more) => {
    activity.acme.ledger.push(runEntry(1), runEntry(2, more), runEntry(3), runEntry(4));
    expect((await rows()).map(({ item }) => item.contextValue)).toEqual([
      'run',
      expect.stringMatching(/^run/),
      'quiet',
    ]);
  });

  test('are a hundred at most', async () => {
    const more = { tally: { ...NO_TALLY, fetched: 1, delivered: 1 } };
    activity.acme.ledger.push(...Array.from({ length: 150 }, (_, number) => runEntry(number, more)));
    expect(await rows()).toHaveLength(100);
  });

  test('hold their windows and batches in doubt; a failed one its sentence', async () => {
    const failure = { code: 'ingestionThrottled', detail: { where: SENTINEL.endpoint } } as const;
    const window = { fromMs: NOON_MS - HOUR_MS, toMs: NOON_MS };
    const tally = { ...NO_TALLY, fetched: 5, delivered: 5 };
    const times = { startedAtMs: NOON_MS, endedAtMs: NOON_MS + 2000 };
    activity.acme.ledger.push(
      runEntry(1, { outcome: 'failed', failure }),
      { type: 'inDoubt', id: 'd', run: 'run-1', atMs: NOON_MS, records: 3, window, reason: 'timedOut' },
      { type: 'window', id: 'w', run: 'run-1', kind: 'sync', window, ...times, tally },
    );
    const row = await rowAt('Runs', 'Sync');
    expect(row.item.contextValue).toBe('run.failed');
    expect(row.item.iconPath?.id).toBe('error');
    const [sentence, doubt] = await rowsBelow(row);
    expect(plain(doubt?.item.tooltip)).toBe(
      [
        'Range: 11:00 AM – 12:00 PM',
        'Sent at 12:00 PM, without an acknowledgement.',
        'The destination did not answer in time. Try again later, or check your network.',
        'These records were sent again, so they may stand in the table twice. Copy the query that removes repeats.',
      ].join('\n'),
    );
    // Choosing the sentence does what repairs it.
    expect(sentence?.item).toMatchObject({
      contextValue: 'failure',
      command: { command: 'confluenceAudit.repairRun' },
    });
    user.answers = ['Edit Destination'];
    await activity.run('repairRun', sentence?.item.command?.arguments[0] as object);
    expect(user.questions.at(-1)?.title).toBe('What shall be done?');
    expect(textsOf(await rowsBelow(row))).toEqual([
      expect.stringMatching(/has received more than its limit allows/),
      '3 records in doubt (11:00 AM – 12:00 PM)',
      '11:00 AM – 12:00 PM (5 sent · 2 s)',
    ]);
  });

  test.each<[string, Partial<RunSummary>, string, string]>([
    ['sent nothing', {}, 'warning', 'still cannot be sent · 0 sent · < 1 s'],
    ['sent something', { tally: { ...NO_TALLY, delivered: 1 } }, 'pass', '1 sent · < 1 s'],
    ['was cancelled', { outcome: 'cancelled' }, 'circle-slash', 'cancelled · 0 sent · < 1 s'],
  ])('one from quarantine that %s looks like it', async (_what, more, icon, description) => {
    const times = { startedAtMs: NOON_MS, endedAtMs: NOON_MS + 999 };
    activity.acme.ledger.push(runEntry(1, { kind: 'retry', tally: NO_TALLY, lagMs: undefined, ...times, ...more }));
    const [row] = await rows();
    expect([row?.item.iconPath?.id, row?.description]).toEqual([icon, description]);
    if (icon === 'warning') expect(row?.item.tooltip).toMatch(/^Retry from quarantine, still cannot be sent\n/);
  });

  test('stand beside what else happened', async () => {
    activity.acme.ledger.push(
      { type: 'discarded', id: 'x', atMs: NOON_MS, records: 2 },
      { type: 'damaged', id: 'y', atMs: NOON_MS, file: '/srv/keys.damaged', window: undefined },
      { type: 'reset', id: 'z', atMs: NOON_MS },
      { type: 'approved', id: 'a', atMs: NOON_MS },
    );
    expect(textsOf(await rows())).toEqual([
      '2 records discarded from quarantine (12:00 PM)',
      'Damage was found on this computer (12:00 PM)',
      'The sync state was reset (12:00 PM)',
      'Sending was agreed to (12:00 PM)',
    ]);
  });

  test('that are saved with the state, but not in the file yet, are shown too', async () => {
    activity.setState({ outbox: [runEntry(2), runEntry(1)] });
    activity.acme.ledger.push(runEntry(2));
    expect(await rowsBelow((await rows())[0])).toHaveLength(2);
  });

  test('that cannot be read say why', async () => {
    activity.acme.failure = new Failure('stateNotRead', { where: '/srv', remark: 'EACCES' });
    expect(textsOf(await rows())).toEqual([expect.stringContaining('EACCES')]);
    expect(user.log).toEqual([expect.stringContaining('stateNotRead')]);
  });

  test('of nobody are none yet', async () => {
    expect(textsOf(await rows())).toEqual(['Nothing was run yet']);
  });
});

test('batches in doubt are counted, and told', async () => {
  expect((await rowsBelow(await rowAt())).map(({ label }) => label)).not.toContain('In doubt');
  activity.setState({ inDoubtTotal: 2 });
  activity.acme.ledger.push({
    type: 'inDoubt',
    id: 'd',
    run: 'r',
    atMs: NOON_MS,
    records: 3,
    window: undefined,
    reason: 'x',
  });
  const row = await rowAt('In doubt');
  expect(row).toMatchObject({ description: '2 batches', item: { contextValue: 'doubts' } });
  expect(textsOf(await rowsBelow(row))).toEqual(['3 records in doubt (12:00 PM)']);
});

describe('the tree', () => {
  test('is drawn anew when something has changed, and not when nothing has', () => {
    activity.sync.tellChange();
    const seen = refreshes();
    activity.sync.tellChange();
    expect(seen).toEqual([]);
    activity.setState({ deliveredTotal: 1 });
    expect(seen).toEqual([undefined]);
    activity.sync.tellChange();
    expect(seen).toHaveLength(1);
    activity.acme.quarantine.push({ id: 'q', atMs: 0, timeMs: 0, reason: '', raw: {} });
    activity.sync.tellChange();
    expect(seen).toHaveLength(2);
    editor.turnView(true);
    expect(seen).toHaveLength(3);
  });

  test('follows the time each minute, as long as somebody can see it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      editor.visible = false;
      const own = createActivityTree(activity.parts);
      expect(vi.getTimerCount()).toBe(0);
      editor.turnView(true);
      activity.setState({ coverage: [{ fromMs: FIRST_MS, toMs: NOON_MS }] });
      const seen = refreshes();
      activity.clock.nowMs += 4 * MINUTE_MS;
      vi.advanceTimersByTime(59_000);
      expect(seen).toEqual([]);
      vi.advanceTimersByTime(1000);
      expect(seen).toEqual([undefined]);
      expect((await rowsBelow())[0]?.description).toBe('4 min behind');
      vi.advanceTimersByTime(2 * MINUTE_MS);
      expect(seen).toHaveLength(3);
      editor.turnView(false);
      vi.advanceTimersByTime(10 * MINUTE_MS);
      expect([seen.length, vi.getTimerCount()]).toEqual([3, 0]);
      editor.turnView(true);
      own.dispose();
      // That of the view which was there before.
      expect(vi.getTimerCount()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('keeps a hole what it is while it is filled', async () => {
    const rest = { fromMs: FIRST_MS + 10 * DAY_MS, toMs: NOON_MS };
    const holes = async () => {
      const rows = await rowsBelow(await rowAt('Coverage'));
      return rows.filter(({ item }) => item.contextValue === 'hole').map(({ item }) => item.id);
    };
    activity.setState({ coverage: [{ fromMs: FIRST_MS, toMs: FIRST_MS + DAY_MS }, rest] });
    const before = await holes();
    activity.setState({ coverage: [{ fromMs: FIRST_MS, toMs: FIRST_MS + 2 * DAY_MS }, rest] });
    expect([before.length, await holes()]).toEqual([1, before]);
  });

  test('draws only the row of what runs while nothing but its progress changes', async () => {
    const { window } = JOB;
    const progress = { kind: 'backfill', window, doneThroughMs: undefined, tally: NO_TALLY } as const;
    activity.setState({ jobs: [JOB] });
    const tell = (fetched: number): void => {
      const tally = { ...NO_TALLY, fetched, delivered: fetched };
      Object.assign(activity.acme.view, { elsewhere: { title: 'desk', progress: { ...progress, tally } } });
      activity.sync.tellChange();
    };
    tell(0);
    const row = await rowAt('Backfill');
    const seen = refreshes();
    tell(5000);
    expect(seen).toEqual([row.node]);
    const drawn = await user.trees.get(VIEW)?.getTreeItem(row.node);
    expect(drawn).toMatchObject({
      id: row.item.id,
      description: '25 % · 5,000 records · runs in another window · 8:00 AM – 12:00 PM',
    });
  });

  test('reads what is not known once, and again for another destination', async () => {
    activity.acme.state = undefined;
    let refreshes = 0;
    const { refresh } = activity.sync;
    activity.sync.refresh = (organization) => {
      refreshes += 1;
      return refresh(organization);
    };
    for (let time = 0; time < 3; time += 1) await rowsBelow();
    expect(refreshes).toBe(1);
    await activity.parts.destinations.update(SENTINEL.id, (now) => ({ ...now, streamName: 'Custom-Other' }));
    await rowsBelow();
    expect(refreshes).toBe(2);
    expect(textsOf(await rowsBelow(await rowAt()))).toEqual(['Runs']);
  });

  test('has no two rows with one id, and speaks each', async () => {
    const window = { fromMs: FIRST_MS + 2 * DAY_MS, toMs: NOON_MS };
    activity.setState({
      coverage: [{ fromMs: FIRST_MS, toMs: FIRST_MS + DAY_MS }, window],
      jobs: [JOB],
      inDoubtTotal: 1,
    });
    activity.acme.quarantine.push({ id: 'q', atMs: 0, timeMs: 0, reason: 'r', raw: {} });
    activity.acme.ledger.push(runEntry(1), runEntry(2), runEntry(3, { outcome: 'cancelled' }));
    const ids: string[] = [];
    const walk = async (rows: Awaited<ReturnType<typeof rowsBelow>>): Promise<void> => {
      for (const row of rows) {
        ids.push(row.item.id);
        expect(row.item.accessibilityInformation.label).toContain(row.label);
        await walk(await rowsBelow(row));
      }
    };
    await walk(await rowsBelow());
    expect(ids.length).toBeGreaterThan(12);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
