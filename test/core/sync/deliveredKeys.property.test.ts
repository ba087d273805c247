import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { type DamagedKeys, openDeliveredKeys } from '../../../src/core/sync/deliveredKeys.ts';
import type { Disk } from '../../../src/core/sync/disk.ts';
import { createNodeDisk } from '../../../src/core/sync/nodeDisk.ts';
import { type Fingerprint, fingerprintOf, type RecordId, timeOf } from '../../../src/core/sync/recordId.ts';
import { createMemoryDisk } from './memoryDisk.ts';

const WEEK_MS = 7 * 86_400_000;
const LATEST_MS = 8_640_000_000_000_000;
const EVER: AuditWindow = { fromMs: 0, toMs: LATEST_MS };
const FOLDER = path.resolve('keys');

const BORDERS_MS = [0, 1, WEEK_MS - 1, WEEK_MS, WEEK_MS + 1, 2 * WEEK_MS - 1, 2 * WEEK_MS, LATEST_MS];
const TIME_MS = fc.oneof(fc.constantFrom(...BORDERS_MS), fc.nat(3 * WEEK_MS), fc.nat(20));
/** Few different ones, so that they meet again; with twins. */
const KEY = fc
  .tuple(fc.nat(5), fc.constantFrom('', '', '-2', '-3'))
  .map(([seed, twin]) => `${createHash('sha256').update(`${seed}`).digest('hex').slice(0, 32)}${twin}`);
const ID: fc.Arbitrary<RecordId> = fc.record({
  timeMs: fc.oneof({ weight: 9, arbitrary: TIME_MS }, fc.constant(undefined)),
  key: KEY,
});
const IDS = fc.array(ID, { maxLength: 12 });
const WINDOW = fc.tuple(TIME_MS, TIME_MS).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
const STEP = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add'), ids: IDS }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look'), window: WINDOW }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('addManySmall'), ids: IDS }) },
);
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

/** The plain Set that the files stand for. */
function createModel() {
  const keys = new Set<Fingerprint>();
  return {
    keys,
    expected: ({ fromMs, toMs }: AuditWindow): readonly Fingerprint[] =>
      [...keys].filter((key) => {
        const timeMs = timeOf(key);
        return timeMs === undefined || (timeMs >= fromMs && timeMs <= toMs);
      }),
  };
}

async function follow(disk: Disk, folder: string, steps: readonly Step[]): Promise<void> {
  const damages: DamagedKeys[] = [];
  const open = () => openDeliveredKeys({ disk, folder, onDamage: (damaged) => void damages.push(damaged) });
  let keys = open();
  const model = createModel();
  const seen = new Set<Fingerprint>();
  const add = async (ids: readonly RecordId[]): Promise<void> => {
    const fingerprints = ids.map(fingerprintOf);
    await keys.add(fingerprints);
    for (const key of fingerprints) for (const set of [model.keys, seen]) set.add(key);
  };
  for (const step of [...steps, { do: 'reopen' } as const, { do: 'look', window: EVER } as const]) {
    if ('ids' in step && step.do === 'add') await add(step.ids);
    else if ('ids' in step) for (const one of [...step.ids, ...step.ids, ...step.ids, ...step.ids]) await add([one]);
    else if ('window' in step) {
      const known = await keys.within(step.window);
      expect([...seen].filter((key) => known.has(key)).sort()).toEqual([...model.expected(step.window)].sort());
    } else if (step.do === 'clear') {
      await keys.clear();
      model.keys.clear();
    } else keys = open();
  }
  expect(await keys.count()).toBeGreaterThanOrEqual(model.keys.size);
  expect(damages).toEqual([]);
}

test('whatever is done to them, the delivered keys are those of a set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 25 }), (steps) => follow(createMemoryDisk(), FOLDER, steps)),
    { numRuns: 300 },
  );
}, 60_000);

test('so they are on the disk of this computer', async () => {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
  let run = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { maxLength: 12 }), (steps) => {
        run += 1;
        return follow(createNodeDisk(), path.join(temporary, `${run}`), steps);
      }),
      { numRuns: 15 },
    );
  } finally {
    await rm(temporary, { recursive: true });
  }
}, 60_000);

/** What a crash leaves behind the bytes that arrived: nothing, or room for the rest. */
const LEFT_BEHIND = [0, 1, 600];

test('an add that is cut off anywhere takes nothing with it, and hides nothing that follows', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => fingerprintOf({ timeMs: index, key: `${index}` }));
  const [before, during, after] = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)];
  const file = path.join(FOLDER, '1970-01-01.keys');
  for (const zeros of LEFT_BEHIND) {
    for (let done = 0; done <= 28 + 4 * 12; done += 1) {
      const disk = createMemoryDisk();
      const damages: DamagedKeys[] = [];
      const openOn = (on: Disk) =>
        openDeliveredKeys({ disk: on, folder: FOLDER, onDamage: (damaged) => void damages.push(damaged) });
      await openOn(disk).add(before);
      const dying = disk.reopen();
      dying.crash({ at: 1, done });
      await expect(openOn(dying).add(during)).rejects.toThrow('killed');
      if (zeros > 0) await disk.append(file, Buffer.alloc(zeros));

      const known = await openOn(disk).within(EVER);
      expect(ids.map((key) => known.has(key))).toEqual(ids.map((_, index) => index < (done < 76 ? 4 : 8)));
      await openOn(disk).add(after);
      const knownLater = await openOn(disk).within(EVER);
      expect([...before, ...after].every((key) => knownLater.has(key))).toBe(true);
      expect(damages).toEqual([]);
    }
  }
});

test('crashes at any write, one after the other, leave all that was added before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ ids: IDS, crashAt: fc.integer({ min: 1, max: 4 }), done: fc.nat(120) }), { maxLength: 12 }),
      async (adds) => {
        const disk = createMemoryDisk();
        const damages: DamagedKeys[] = [];
        const resolved = new Set<Fingerprint>();
        let tried = 0;
        let saved: ReadonlyMap<string, number> = new Map();
        let counts = new Map<string, number>();
        const openOn = (on: Disk) => {
          counts = new Map(saved);
          return openDeliveredKeys({
            disk: on,
            folder: FOLDER,
            onDamage: (damaged) => void damages.push(damaged),
            counts,
          });
        };
        for (const { ids, crashAt, done } of adds) {
          const dying = disk.reopen();
          dying.crash({ at: crashAt, done });
          const keys = openOn(dying);
          try {
            for (const key of ids.map(fingerprintOf)) {
              tried += 1;
              await keys.add([key]);
              resolved.add(key);
              saved = new Map(counts);
            }
          } catch (error) {
            expect(String(error)).toContain('killed');
          }
        }
        const keys = openOn(disk);
        const known = await keys.within(EVER);
        expect([...resolved].filter((key) => !known.has(key))).toEqual([]);
        expect(await keys.count()).toBeLessThanOrEqual(tried);
        expect(damages).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);
