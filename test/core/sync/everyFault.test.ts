import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { Disk } from '../../../src/core/sync/disk.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import { createWorld, type Process, START_MS, type World } from './world/world.ts';

/**
 * A disk may refuse at any moment, and be well again a moment later; or do what it was asked, and then say that it did
 * not. The process lives on, and ends its run as well as it can. Whatever failed, the next run makes it whole.
 */

const HOUR_MS = 60 * 60_000;

interface Faults {
  /** The first call of the disk that fails, counted from 1. */
  readonly at: number;
  readonly inARow: number;
  readonly when: 'before' | 'after';
}

type Situation = 'a first sync' | 'a second sync' | 'a retry';

const situations: readonly Situation[] = ['a first sync', 'a second sync', 'a retry'];
const each = situations.flatMap((situation) =>
  (['before', 'after'] as const).flatMap((when) => [1, 4].map((inARow) => ({ situation, when, inARow }))),
);

describe('a fault of the disk at any call loses nothing, repeats only what is in doubt, and the books agree', () => {
  test.each(each)('$situation, $inARow in a row, thrown $when the effect', async ({ situation, ...fault }) => {
    const failed = new Set<string>();
    for (let at = 1; ; at++) {
      const world = await createSituation(situation);
      const calls = await runWithFaults(world, situation, { ...fault, at });
      const [first] = calls;
      if (first === undefined) break;
      for (const call of calls) failed.add(call);
      expect(await settle(world, situation)).toEqual(
        situation === 'a retry' ? ['succeeded', 'succeeded'] : ['succeeded'],
      );
      expect({ at, first, ...(await books(world)) }).toEqual({ at, first, ...(await truth(world)) });
    }
    expect([...failed]).toEqual(expect.arrayContaining([...FAILED[situation]]));
  });
});

const ALWAYS = [
  ...['list route', 'createExclusively lease', 'replaceSoon lease', 'replace state'],
  ...['append journal', 'overwrite journal', 'remove journal', 'append ledger', 'append quarantine'],
  ...['size keys', 'readRange keys', 'append keys'],
];
const WITH_STATE = [...ALWAYS, 'read lease', 'read state', 'remove lease', 'remove state', 'readRange ledger'];
/** What must be among the calls that have failed, or the test has become blind. */
const FAILED: Readonly<Record<Situation, readonly string[]>> = {
  'a first sync': [...ALWAYS, 'list keys'],
  'a second sync': [...WITH_STATE, 'list keys'],
  'a retry': [...WITH_STATE, 'size quarantine', 'readRange quarantine'],
};

async function createSituation(situation: Situation): Promise<World> {
  const world = createWorld({ pageRecords: 5, slicePages: 2 });
  const { site, destination, clock } = world;
  for (let hour = 0; hour < 25; hour++) addRecord(world, START_MS + hour * HOUR_MS);
  addUnreadable(world, START_MS + 5);
  if (situation === 'a second sync') {
    await world.sync();
    await clock.advance(60_000);
    for (let minute = 0; minute < 8; minute++) addRecord(world, clock.nowMs() - 20_000 - minute * 60_000);
    addUnreadable(world, clock.nowMs() - 30_000);
  }
  if (situation === 'a retry') {
    destination.takesBytes = 10;
    await world.sync();
    destination.takesBytes = Number.POSITIVE_INFINITY;
    expect(await world.quarantine().count()).toBe(site.records.length + site.unreadable.length);
  }
  return world;
}

function addRecord({ site }: World, creationDate: number): void {
  site.records.push({ summary: 'x'.repeat(300), creationDate });
}

function addUnreadable({ site }: World, timeMs: number): void {
  site.unreadable.push({ timeMs, raw: { creationDate: timeMs, summary: 7 }, reason: 'summary: not a text' });
}

/** Gives the calls that have failed. */
async function runWithFaults(world: World, situation: Situation, faults: Faults): Promise<readonly string[]> {
  const process = world.start('faulty');
  const work = await workOf(world, situation);
  const calls = failAt(process, faults);
  // Who cannot even open the route is told why.
  await world.finish(process.run(work)).catch((error: unknown) => expect(error).toBeInstanceOf(Failure));
  return calls;
}

/** The next process finds everything in order, and does what is left. Gives how its runs ended. */
async function settle(world: World, situation: Situation): Promise<readonly string[]> {
  await world.clock.advance(60_000);
  const process = world.start('next');
  const runs = [await world.finish(process.run())];
  if (situation === 'a retry') runs.push(await world.finish(process.run(await workOf(world, situation))));
  return runs.map(({ outcome }) => outcome);
}

async function workOf(world: World, situation: Situation): Promise<Work> {
  if (situation !== 'a retry') return { kind: 'sync' };
  return { kind: 'retry', ids: (await world.quarantine().list({ limit: 100 })).map(({ id }) => id) };
}

/** What the state, the quarantine and the ledger tell. */
async function books(world: World) {
  const ledger = await world.ledger();
  const state = await world.state();
  const runs = await world.runs();
  const tallies = ledger.flatMap((entry) => (entry.type === 'run' || entry.type === 'window' ? [entry.tally] : []));
  return {
    arrived: [...world.destination.arrivals().keys()].sort(),
    repeatsBeyondDoubt: Math.max(0, world.repeats() - (await world.doubtful())),
    delivered: { state: state.deliveredTotal, ledger: runs.reduce((sum, { tally }) => sum + tally.delivered, 0) },
    inDoubtTotal: state.inDoubtTotal,
    quarantined: await world.quarantine().count(),
    damaged: await world.damages(),
    wrongTallies: tallies.filter((one) => one.fetched !== one.delivered + one.alreadyDelivered + one.quarantined),
  };
}

async function truth(world: World): Promise<Awaited<ReturnType<typeof books>>> {
  const { records, unreadable } = world.site;
  return {
    arrived: [...world.expected()],
    repeatsBeyondDoubt: 0,
    delivered: { state: records.length, ledger: records.length },
    inDoubtTotal: (await world.doubts()).length,
    quarantined: unreadable.length,
    damaged: [],
    wrongTallies: [],
  };
}

/** Lets calls of the process's disk fail, and gives which, as they do. */
function failAt({ disk }: Process, { at, inARow, when }: Faults): readonly string[] {
  const failed: string[] = [];
  let calls = 0;
  const faulty =
    <Rest extends readonly unknown[], Result>(
      operation: keyof Disk,
      real: (file: string, ...rest: Rest) => Promise<Result>,
    ) =>
    async (file: string, ...rest: Rest): Promise<Result> => {
      calls += 1;
      if (calls < at || calls >= at + inARow) return real(file, ...rest);
      failed.push(`${operation} ${kindOf(file)}`);
      if (when === 'after') await real(file, ...rest);
      const code = READS.has(operation) ? 'stateNotRead' : 'stateNotSaved';
      throw new Failure(code, { where: file, remark: 'EIO' });
    };
  const { read, readRange, size, list, createExclusively, replace, replaceSoon, append, overwrite } = disk;
  Object.assign(disk, {
    read: faulty('read', read),
    readRange: faulty('readRange', readRange),
    size: faulty('size', size),
    list: faulty('list', list),
    createExclusively: faulty('createExclusively', createExclusively),
    replace: faulty('replace', replace),
    replaceSoon: faulty('replaceSoon', replaceSoon),
    append: faulty('append', append),
    overwrite: faulty('overwrite', overwrite),
    rename: faulty('rename', disk.rename),
    remove: faulty('remove', disk.remove),
  } satisfies Disk);
  return failed;
}

const READS: ReadonlySet<keyof Disk> = new Set<keyof Disk>(['read', 'readRange', 'size', 'list']);

/** What a file, or a folder, is for. */
function kindOf(file: string): string {
  const name = path.basename(file);
  return name.endsWith('.keys') ? 'keys' : name.replace(/\..*/, '');
}
