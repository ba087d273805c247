import { setImmediate } from 'node:timers/promises';
import type { AuditSource } from '../../../../src/core/audit/auditWindow.ts';
import { createKeyer } from '../../../../src/core/audit/recordKey.ts';
import { openRoute } from '../../../../src/core/sync/openRoute.ts';
import type { RunSummary } from '../../../../src/core/sync/run.ts';
import { type RunProgress, runSync, type SyncRun } from '../../../../src/core/sync/runSync.ts';
import type { OldRoute } from '../../../../src/core/sync/upgradeOldRoute.ts';
import { LOOK_BACK_MS, type Work } from '../../../../src/core/sync/work.ts';
import { createFakeClock, type FakeClock } from '../fakeClock.ts';
import { createMemoryDisk, type MemoryDisk, type OnCall } from '../memoryDisk.ts';
import { type Books, createBooks } from './books.ts';
import { createMemoryDestination, type MemoryDestination } from './memoryDestination.ts';
import { createMemorySite, type MemorySite, type SiteShape } from './memorySite.ts';

export const SITE = 'https://acme.atlassian.net';
export const FOLDER = '/state/route';
export const START_MS = Date.UTC(2026, 10, 1);
const DAY_MS = 24 * 60 * 60_000;

/** A world whose site has so many records, one each two hours or so. */
export function createWorldOf(count: number, shape?: SiteShape): World {
  const world = createWorld(shape);
  for (let index = 0; index < count; index++) {
    world.site.records.push({ summary: `Event ${index}`, creationDate: START_MS + index * 7_000_000 });
  }
  return world;
}

/** A site, a destination, a disk and a clock, and processes that sync the one to the other. */
export interface World extends Books {
  readonly site: MemorySite;
  readonly destination: MemoryDestination;
  readonly clock: FakeClock;
  readonly disk: MemoryDisk;
  /** A new process, or window of VS Code. */
  start(title?: string, onCall?: OnCall): Process;
  /** A new process does it to the end; nothing else is at work. */
  sync(work?: Work, changes?: RunChanges): Promise<RunSummary>;
  /** The process does it as long as it lives. It may also end otherwise; how is of no account. */
  runOrDie(process: Process, work?: Work, changes?: RunChanges): Promise<void>;
  /** Keys of everything that the site shows, twins apart. */
  keys(): readonly string[];
  /** The same, sorted: what must have arrived when everything has arrived once. */
  expected(): readonly string[];
  /** Lets the work go on, and time pass when everybody waits, until it is done. */
  finish<T>(work: Promise<T>): Promise<T>;
  /** The same; undefined when the process has died before. */
  finishOrDie<T>(work: Promise<T>, process: Process): Promise<T | undefined>;
}

export interface Process {
  readonly title: string;
  readonly disk: MemoryDisk;
  readonly stop: AbortController;
  run(work?: Work, changes?: RunChanges): Promise<RunSummary>;
}

export interface RunChanges {
  readonly approve?: boolean;
  readonly firstFromMs?: number;
  readonly settleMs?: number;
  readonly lookBackMs?: number;
  readonly shouldYield?: () => boolean;
  /** Instead of the site's own. */
  readonly source?: AuditSource;
  /** What an older version has left. */
  readonly old?: OldRoute;
  /** Called before a sink is opened; may throw. */
  readonly onOpenSink?: () => void;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onWait?: SyncRun['onWait'];
}

export function createWorld(shape: SiteShape = { pageRecords: 10, slicePages: 3 }): World {
  const site = createMemorySite(shape);
  const destination = createMemoryDestination();
  const clock = createFakeClock(START_MS + 10 * DAY_MS);
  const disk = createMemoryDisk();
  let pids = 0;
  const alive = new Map<number, MemoryDisk>();

  const start = (title = 'window', onCall?: OnCall): Process => {
    pids += 1;
    const pid = pids;
    const own = disk.reopen(onCall);
    alive.set(pid, own);
    const stop = new AbortController();
    const ownClock = {
      nowMs: clock.nowMs,
      // A process that died in its sleep never wakes.
      async wait(delayMs: number, signal: AbortSignal) {
        await clock.wait(delayMs, signal);
        if (own.dead) await new Promise(() => undefined);
      },
    };
    return {
      title,
      disk: own,
      stop,
      async run(work = { kind: 'sync' }, changes = {}) {
        const { approve = true, firstFromMs = START_MS, settleMs = 5000, shouldYield = () => false } = changes;
        const { source = site.source(), lookBackMs = LOOK_BACK_MS, onProgress = IGNORE, onWait = IGNORE } = changes;
        const store = await openRoute({
          disk: own,
          folder: FOLDER,
          clock: ownClock,
          holder: { id: `${title} ${pid}`, pid, host: 'here', title },
          isAlive: (other) => alive.get(other)?.dead === false,
          old: changes.old,
        });
        const summary = await runSync({
          ...{ site: SITE, store, source, work, clock: ownClock, approve, shouldYield },
          async openSink() {
            changes.onOpenSink?.();
            return destination.sink(title, () => own.dead);
          },
          policy: { firstFromMs, lookBackMs, settleMs },
          stop: stop.signal,
          onProgress,
          onWait,
        });
        await store.close();
        return summary;
      },
    };
  };

  const finishUnless = async <T>(work: Promise<T>, isDead: () => boolean): Promise<T | undefined> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    for (let turn = 1, turnsDead = 0; !isDone; turn++) {
      await setImmediate();
      // What it had begun has its time, wherever that has arrived.
      if (isDead() && ++turnsDead > QUIET_TURNS) return undefined;
      // Nothing has happened for a while: everybody waits for time to pass.
      if (turn % QUIET_TURNS === 0) await clock.advance(500);
    }
    return done;
  };

  const keys = (): readonly string[] => {
    const keyOf = createKeyer(SITE);
    return site.records.map((record) => keyOf(record));
  };
  const finish = async <T>(work: Promise<T>): Promise<T> => (await finishUnless(work, () => false)) ?? work;
  const finishOrDie = <T>(work: Promise<T>, process: Process): Promise<T | undefined> =>
    finishUnless(work, () => process.disk.dead);
  return {
    ...{ site, destination, clock, disk, start, keys, finish, finishOrDie },
    ...createBooks({ disk, folder: FOLDER, destination }),
    sync: (work, changes) => finish(start().run(work, changes)),
    async runOrDie(process, work, changes) {
      await finishOrDie(process.run(work, changes), process).catch(() => undefined);
    },
    expected: () => keys().toSorted(),
  };
}

const QUIET_TURNS = 50;
const IGNORE = (): void => undefined;
