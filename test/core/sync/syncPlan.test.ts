import { describe, expect, test } from 'vitest';
import type { AuditSource, AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import type { Retention } from '../../../src/core/audit/retention.ts';
import { Failure } from '../../../src/core/failure.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { dueSweeps, jobWindows, lostAfterCursor, syncWindow } from '../../../src/core/sync/syncPlan.ts';
import { INITIAL_STATE, type Job, type SyncState } from '../../../src/core/sync/syncState.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 22);
const FIRST_MS = NOW_MS - 30 * DAY_MS;
const SITE = 'https://acme.atlassian.net';
const POLICY = { firstFromMs: FIRST_MS, lookBackMs: HOUR_MS, settleMs: 5000 };
const AT = { nowMs: NOW_MS, site: SITE };
const readUpTo = (toMs: number, fromMs = FIRST_MS): SyncState => ({
  ...INITIAL_STATE,
  coverage: [{ fromMs, toMs }],
  cursorMs: toMs,
});

describe('the window of a sync', () => {
  test.each<readonly [string, SyncState, Partial<typeof POLICY>, AuditWindow]>([
    ['begins as far back as asked', INITIAL_STATE, {}, { fromMs: FIRST_MS, toMs: NOW_MS - 5000 }],
    ['is one instant where that is not over', INITIAL_STATE, { firstFromMs: NOW_MS }, at(NOW_MS - 5000)],
    ['looks back', readUpTo(NOW_MS - DAY_MS), {}, { fromMs: NOW_MS - DAY_MS - HOUR_MS + 1, toMs: NOW_MS - 5000 }],
    ['never looks back behind the beginning', readUpTo(FIRST_MS + 1000), {}, { fromMs: FIRST_MS, toMs: NOW_MS - 5000 }],
    [
      'leaves no gap where the beginning was moved behind the cursor',
      readUpTo(NOW_MS - 10 * DAY_MS),
      { firstFromMs: NOW_MS - DAY_MS },
      { fromMs: NOW_MS - 10 * DAY_MS + 1, toMs: NOW_MS - 5000 },
    ],
    [
      'begins behind the cursor without a look-back',
      readUpTo(NOW_MS - DAY_MS),
      { lookBackMs: 0 },
      { fromMs: NOW_MS - DAY_MS + 1, toMs: NOW_MS - 5000 },
    ],
    [
      'looks back no further than keys are known',
      { ...readUpTo(NOW_MS - DAY_MS), keysFromMs: NOW_MS - DAY_MS - HOUR_MS + 1 },
      { lookBackMs: 3 * HOUR_MS },
      { fromMs: NOW_MS - DAY_MS - HOUR_MS + 1, toMs: NOW_MS - 5000 },
    ],
    [
      'does not end before the cursor',
      readUpTo(NOW_MS + MINUTE_MS),
      {},
      { fromMs: NOW_MS + MINUTE_MS - HOUR_MS + 1, toMs: NOW_MS + MINUTE_MS },
    ],
  ])('%s', (_name, state, changes, window) => {
    expect(syncWindow(state, { ...POLICY, ...changes }, AT)).toEqual(window);
  });

  test('is refused by a clock that is more than ten minutes behind what was read', () => {
    expect(syncWindow(readUpTo(NOW_MS + 10 * MINUTE_MS), POLICY, AT).toMs).toBe(NOW_MS + 10 * MINUTE_MS);
    expect(() => syncWindow(readUpTo(NOW_MS + 10 * MINUTE_MS + 1), POLICY, AT)).toThrow(
      expect.objectContaining({ code: 'clockBehind', detail: { where: SITE } }),
    );
  });
});

describe('what is left of a job', () => {
  const window = { fromMs: 100, toMs: 200 };
  const coverage = [at(90), { fromMs: 120, toMs: 130 }, { fromMs: 150, toMs: 170 }, { fromMs: 195, toMs: 300 }];
  const job = (kind: Job['kind'], doneThroughMs?: number): Job => ({
    ...{ id: 'job', kind, window, doneThroughMs, paused: false, startedAtMs: 0, tally: NO_TALLY },
  });

  test.each<readonly [string, Job, readonly AuditWindow[]]>([
    ['a backfill: all but what an older version has read', job('backfill'), [spans(100, 119), spans(125, 200)]],
    ['a reconcile: behind what is done', job('reconcile', 149), [{ fromMs: 150, toMs: 200 }]],
    ['one that is done: nothing', job('backfill', 200), []],
    ['a sweep: only what was read before', job('weeklySweep'), [spans(120, 130), spans(150, 170), spans(195, 200)]],
    ['a sweep: behind what is done', job('dailySweep', 160), [spans(161, 170), spans(195, 200)]],
    ['a sweep that is done: nothing', job('dailySweep', 200), []],
  ])('%s', (_name, one, windows) => {
    expect(jobWindows(one, { ...INITIAL_STATE, coverage, keysFromMs: 125 })).toEqual(windows);
  });
});

describe('sweeps', () => {
  const coverage = [spans(FIRST_MS, FIRST_MS + DAY_MS), spans(FIRST_MS + 5 * DAY_MS, NOW_MS - 5000)];
  const due = (changes: Partial<SyncState>) =>
    dueSweeps({ ...INITIAL_STATE, coverage, dailySweepAtMs: NOW_MS, weeklySweepAtMs: NOW_MS, ...changes }, NOW_MS);
  const all = spans(FIRST_MS, NOW_MS - 5000);
  const recent = spans(NOW_MS - 3 * DAY_MS, NOW_MS - 5000);

  test.each<readonly [string, Partial<SyncState>, ReturnType<typeof dueSweeps>]>([
    ['not before a day', { dailySweepAtMs: NOW_MS - DAY_MS + 1 }, []],
    ['the recent past after a day', { dailySweepAtMs: NOW_MS - DAY_MS }, [{ kind: 'dailySweep', window: recent }]],
    ['not all before a week', { weeklySweepAtMs: NOW_MS - 7 * DAY_MS + 1 }, []],
    ['all of it after a week', { weeklySweepAtMs: NOW_MS - 7 * DAY_MS }, [{ kind: 'weeklySweep', window: all }]],
    [
      'all of it stands for the recent past',
      { weeklySweepAtMs: NOW_MS - 8 * DAY_MS, dailySweepAtMs: NOW_MS - 2 * DAY_MS },
      [{ kind: 'weeklySweep', window: all }],
    ],
    ['none before the first sync was through', { dailySweepAtMs: undefined, weeklySweepAtMs: undefined }, []],
    ['none where nothing was read', { coverage: [], dailySweepAtMs: 0, weeklySweepAtMs: 0 }, []],
    [
      'never before the keys',
      { keysFromMs: FIRST_MS + 9 * DAY_MS, weeklySweepAtMs: 0 },
      [{ kind: 'weeklySweep', window: spans(FIRST_MS + 9 * DAY_MS, NOW_MS - 5000) }],
    ],
    [
      'never before the keys, of the recent past either',
      { keysFromMs: NOW_MS - DAY_MS, dailySweepAtMs: 0 },
      [{ kind: 'dailySweep', window: spans(NOW_MS - DAY_MS, NOW_MS - 5000) }],
    ],
    [
      'where the clock was ahead for a while, not only after as long',
      { weeklySweepAtMs: NOW_MS + 365 * DAY_MS },
      [{ kind: 'weeklySweep', window: all }],
    ],
    ['none where no key is of what was read', { keysFromMs: NOW_MS, weeklySweepAtMs: 0 }, []],
    ['no second one of a kind', { dailySweepAtMs: 0, jobs: [{ ...sweep('dailySweep'), paused: true }] }, []],
    [
      'one of another kind',
      { weeklySweepAtMs: 0, jobs: [sweep('dailySweep')] },
      [{ kind: 'weeklySweep', window: all }],
    ],
  ])('%s', (_name, changes, sweeps) => {
    expect(due(changes)).toEqual(sweeps);
  });

  function sweep(kind: Job['kind']): Job {
    return { id: kind, kind, window: all, doneThroughMs: undefined, paused: false, startedAtMs: 0, tally: NO_TALLY };
  }
});

describe('what was lost after the cursor', () => {
  const signal = new AbortController().signal;
  const asked = async (agoMs: number, retention: Retention | Error) => {
    let times = 0;
    const source: AuditSource = {
      pages: { largest: 0 },
      parts: () => expect.unreachable(),
      newestFirst: () => expect.unreachable(),
      async retention() {
        times += 1;
        if (retention instanceof Error) throw retention;
        return retention;
      },
    };
    const lost = await lostAfterCursor(readUpTo(NOW_MS - agoMs), source, { nowMs: NOW_MS, signal });
    return { lost, times };
  };
  const week: Retention = { number: 7, units: 'DAYS' };

  test.each([
    ['is not asked after less than half a day', 12 * HOUR_MS - 1, week, undefined, 0],
    ['is nothing where the site still has it', 7 * DAY_MS - 1, week, undefined, 1],
    ['is nothing where it still has the very next instant', 7 * DAY_MS + 1, week, undefined, 1],
    ['is all between', 8 * DAY_MS, week, spans(NOW_MS - 8 * DAY_MS + 1, NOW_MS - 7 * DAY_MS - 1), 1],
    ['is unknown in a unit that nobody knows', 90 * DAY_MS, { number: 1, units: 'MOONS' }, undefined, 1],
    [
      'is unknown where the site does not tell',
      90 * DAY_MS,
      new Failure('siteForbidden', { where: SITE }),
      undefined,
      1,
    ],
  ])('%s', async (_name, agoMs, retention, lost, times) => {
    expect(await asked(agoMs, retention)).toEqual({ lost, times });
  });

  test('is not guessed where the run was stopped while the site was asked', async () => {
    const stop = new AbortController();
    const source: AuditSource = {
      pages: { largest: 0 },
      parts: () => expect.unreachable(),
      newestFirst: () => expect.unreachable(),
      async retention() {
        stop.abort('cancel');
        throw new Failure('connectionLost', { where: SITE });
      },
    };
    const asking = lostAfterCursor(readUpTo(NOW_MS - DAY_MS), source, { nowMs: NOW_MS, signal: stop.signal });
    await expect(asking).rejects.toBe('cancel');
  });

  test('hides no error that nobody has foreseen', async () => {
    await expect(asked(90 * DAY_MS, new TypeError('odd'))).rejects.toThrow(TypeError);
  });
});

function spans(fromMs: number, toMs: number): AuditWindow {
  return { fromMs, toMs };
}

function at(instantMs: number): AuditWindow {
  return { fromMs: instantMs, toMs: instantMs };
}
