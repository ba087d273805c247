import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import type { Fate } from './world/memoryDestination.ts';
import { createWorld, FOLDER, type Process, START_MS, type World } from './world/world.ts';

/**
 * Random sites, faults, deaths and rivals; after the dust has settled, the destination has every record once, save those
 * of batches in doubt, and the ledger knows how many these are.
 */

const HOUR_MS = 60 * 60_000;

type Step =
  | { readonly kind: 'records'; readonly agoMs: readonly number[]; readonly summary: string }
  | { readonly kind: 'undated' }
  | { readonly kind: 'unreadable'; readonly agoMs: number }
  | { readonly kind: 'time'; readonly byMs: number }
  | { readonly kind: 'powerCut' }
  | { readonly kind: 'run'; readonly runs: readonly Run[] };

interface Run {
  readonly work: 'sync' | 'backfill' | 'reconcile' | 'job';
  /** Of the range of a job, in shares of what there is. */
  readonly range: readonly [number, number];
  readonly crash: { readonly at: number; readonly done: 'nothing' | 'all' | number } | undefined;
  readonly siteFailsAfter: number | undefined;
  /** The disk is full once so many bytes were written. */
  readonly spaceBytes: number | undefined;
  readonly fates: readonly Fate[];
  /** Stops for so long, as a computer does that sleeps, at one of its calls of the disk. */
  readonly suspended: { readonly atCall: number; readonly forMs: number } | undefined;
  readonly stopsAfter: { readonly records: number; readonly reason: 'cancel' | 'pause' | 'shutdown' } | undefined;
}

const agoMs = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: 0, max: 3 * HOUR_MS }),
  fc.integer({ min: 0, max: 9 * 24 * HOUR_MS }),
);
const run: fc.Arbitrary<Run> = fc.record({
  work: fc.constantFrom('sync', 'sync', 'backfill', 'reconcile', 'job'),
  range: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  crash: fc.option(
    fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      done: fc.oneof(fc.constantFrom('nothing' as const, 'all' as const), fc.integer({ min: 0, max: 3000 })),
    }),
    { nil: undefined },
  ),
  siteFailsAfter: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
  spaceBytes: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined, freq: 3 }),
  fates: fc.array(
    fc.constantFrom<Fate>('acknowledged', 'acknowledged', 'refused', 'lostOnTheWay', 'arrivesUnanswered', 'forbidden'),
    { maxLength: 6 },
  ),
  suspended: fc.option(
    fc.record({ atCall: fc.integer({ min: 1, max: 120 }), forMs: fc.integer({ min: 1000, max: 60_000 }) }),
    { nil: undefined, freq: 3 },
  ),
  stopsAfter: fc.option(
    fc.record({ records: fc.integer({ min: 0, max: 60 }), reason: fc.constantFrom('cancel', 'pause', 'shutdown') }),
    { nil: undefined, freq: 4 },
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('records'),
      agoMs: fc.array(agoMs, { minLength: 1, maxLength: 30 }),
      summary: fc.constantFrom('A', 'B'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'undated' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreadable'), agoMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time'), byMs: fc.integer({ min: 1, max: 30 * HOUR_MS }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'powerCut' }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('run'), runs: fc.array(run, { minLength: 1, maxLength: 2 }) }),
  },
);

/** How many batches may be in doubt beyond those that the destination has seen unanswered. */
interface Slack {
  batches: number;
}

const RUNS = Number(process.env['MODEL_RUNS'] ?? 150);

describe('the sync engine', () => {
  test('loses nothing, repeats nothing but what is in doubt, and accounts for everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const world = createWorld({ pageRecords: 5, slicePages: 3, rereads: true });
        const slack = { batches: 0 };
        for (const one of steps) await perform(world, one, slack);
        await settle(world);
        await check(world, slack);
      }),
      { numRuns: RUNS },
    );
  }, 600_000);
});

async function perform(world: World, one: Step, slack: Slack): Promise<void> {
  const { site, clock, disk } = world;
  switch (one.kind) {
    case 'records':
      for (const ago of one.agoMs) {
        const creationDate = Math.max(START_MS, clock.nowMs() - ago);
        site.records.push({ summary: one.summary, creationDate });
      }
      return;
    case 'undated':
      site.records.push({ summary: 'Undated' });
      return;
    case 'unreadable': {
      const timeMs = Math.max(START_MS, clock.nowMs() - one.agoMs);
      site.unreadable.push({ timeMs, raw: { creationDate: timeMs, summary: 7 }, reason: 'summary: no text' });
      return;
    }
    case 'time':
      await clock.advance(one.byMs);
      return;
    case 'powerCut':
      disk.powerCut();
      return;
    case 'run':
      await Promise.all(one.runs.map((each, index) => runOnce(world, `window ${index}`, each, slack)));
  }
}

async function runOnce(world: World, title: string, planned: Run, slack: Slack): Promise<void> {
  const { site, destination } = world;
  const own = world.start(title, planned.suspended && suspension(world, planned.suspended));
  if (planned.crash !== undefined) own.disk.crash(planned.crash);
  if (planned.siteFailsAfter !== undefined) {
    const passing = Array<undefined>(planned.siteFailsAfter).fill(undefined);
    site.failures.splice(0, site.failures.length, ...passing, new Failure('siteServerError', { where: 'site' }));
  }
  destination.fates.splice(0, destination.fates.length, ...planned.fates);
  const shouldYield = (): boolean => {
    const { stopsAfter } = planned;
    const count = destination.sent.reduce((sum, { keys }) => sum + keys.length, 0);
    if (stopsAfter !== undefined && count >= stopsAfter.records) own.stop.abort(stopsAfter.reason);
    return false;
  };
  const work = await workOf(world, planned);
  if (work === undefined) return;
  const { media } = own.disk;
  media.spaceBytes = planned.spaceBytes ?? Number.POSITIVE_INFINITY;
  const summary = await world.finishOrDie(own.run(work, { shouldYield }), own).catch((error: unknown) => {
    if (!(error instanceof Failure) && !own.disk.dead) throw error;
  });
  // What was under way then: as many as are sent at a time, and one that is being announced. Should it hear of them
  // after all, the one who took over has already counted them.
  const isCutOff = own.disk.dead || summary?.failure?.code === 'leaseLost';
  if (isCutOff) slack.batches += 3;
}

async function workOf(world: World, { work, range }: Run): Promise<Work | undefined> {
  if (work === 'sync') return { kind: 'sync' };
  if (work === 'job') {
    const [job] = (await world.state()).jobs;
    return job && { kind: 'job', id: job.id };
  }
  const spanMs = world.clock.nowMs() - 5000 - START_MS;
  const [fromMs = 0, toMs = 0] = range.map((share) => START_MS + Math.floor(share * spanMs)).sort((a, b) => a - b);
  return { kind: 'newJob', job: work, window: { fromMs, toMs } };
}

function suspension(world: World, { atCall, forMs }: { readonly atCall: number; readonly forMs: number }) {
  const never = new AbortController().signal;
  return async (_operation: string, _file: string, call: number): Promise<void> => {
    if (call === atCall) await world.clock.wait(forMs, never);
  };
}

/** No more faults: everything that is due is done. */
async function settle(world: World): Promise<void> {
  world.site.failures.length = 0;
  world.disk.media.spaceBytes = Number.POSITIVE_INFINITY;
  world.destination.fates.length = 0;
  await world.clock.advance(60_000);
  const last: Process = world.start('last');
  expect(await world.finish(last.run())).toMatchObject({ outcome: 'succeeded' });
  // What came late, or with an older date, is found when everything is read again.
  await world.clock.advance(8 * 24 * HOUR_MS);
  expect(await world.finish(last.run())).toMatchObject({ outcome: 'succeeded' });
  const sweeps = (await world.state()).jobs.filter(({ kind }) => kind === 'weeklySweep');
  expect(sweeps).toHaveLength(1);
  for (const { id } of sweeps) {
    expect(await world.finish(last.run({ kind: 'job', id }))).toMatchObject({ outcome: 'succeeded' });
  }
}

async function check(world: World, slack: Readonly<Slack>): Promise<void> {
  const arrivals = world.destination.arrivals();
  expect([...arrivals.keys()].sort()).toEqual(world.keys().toSorted());

  const state = await world.state();
  const ledger = await world.ledger();
  const doubts = ledger.flatMap((entry) => (entry.type === 'inDoubt' ? [entry] : []));
  expect(doubts.length).toBe(state.inDoubtTotal);
  // Whatever a crash leaves is no damage.
  const damages = ledger.flatMap((entry) => (entry.type === 'damaged' ? [entry.file] : []));
  expect(damages).toEqual([]);
  const unanswered = world.destination.sent.filter(({ acknowledged, refused }) => !acknowledged && !refused);
  expect(doubts.length).toBeGreaterThanOrEqual(unanswered.length);
  expect(doubts.length).toBeLessThanOrEqual(unanswered.length + slack.batches);
  // Whoever repeats a record has it in doubt; nothing else ever arrives twice.
  const repeats = [...arrivals.values()].reduce((sum, count) => sum + count - 1, 0);
  expect(repeats).toBeLessThanOrEqual(doubts.reduce((sum, { records }) => sum + records, 0));
  if (doubts.length === 0) expect(repeats).toBe(0);
  expect(state.deliveredTotal).toBe(arrivals.size);
  expect(await createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER }).count()).toBe(
    world.site.unreadable.length,
  );
  for (const entry of ledger) {
    if (entry.type !== 'run' && entry.type !== 'window') continue;
    const { fetched, delivered, alreadyDelivered, quarantined } = entry.tally;
    expect(fetched).toBe(delivered + alreadyDelivered + quarantined);
  }
  const delivered = ledger.reduce((sum, entry) => sum + (entry.type === 'run' ? entry.tally.delivered : 0), 0);
  expect(delivered).toBe(arrivals.size);
}
