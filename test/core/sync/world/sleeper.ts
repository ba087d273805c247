import { openRoute } from '../../../../src/core/sync/openRoute.ts';
import type { RouteStore } from '../../../../src/core/sync/routeStore.ts';
import { FOLDER, type Process, type World } from './world.ts';

/** A process on a computer that goes to sleep while a file is written anew. */
export interface Sleeper {
  readonly store: RouteStore;
  /** Resolves when it has fallen asleep: the new file is there, and has not got its name yet. */
  readonly asleep: Promise<void>;
}

export interface Sleep {
  readonly whileWriting: RegExp;
  readonly forMs: number;
}

/** Opens the route; what is done with the store from then on falls asleep at the first such file. */
export async function openSleeper(world: World, { whileWriting, forMs }: Sleep): Promise<Sleeper> {
  const fallen = Promise.withResolvers<void>();
  const disk = world.disk.reopen(async (operation, file) => {
    if (operation !== 'replace' || !whileWriting.test(file)) return;
    fallen.resolve();
    await world.clock.passed(forMs);
  });
  const store = await openRoute({
    ...{ disk, folder: FOLDER, old: undefined, isAlive: () => true },
    // Its timers do not end while it sleeps: no heartbeat tells it, or others, anything.
    clock: { nowMs: world.clock.nowMs, wait: untilAborted },
    holder: { id: 'sleeper', pid: 99, host: 'elsewhere', title: 'sleeper' },
  });
  return { store, asleep: fallen.promise };
}

export interface SlowHeart {
  readonly beats: number;
}

/** Each beat of its heart comes a minute late, while `isAsleep`, as where a whole process sleeps. */
export function slowHeart(world: World, { disk }: Process, isAsleep = () => true): SlowHeart {
  const { replaceSoon } = disk;
  let beats = 0;
  disk.replaceSoon = async (file, bytes) => {
    beats += 1;
    if (isAsleep()) await world.clock.passed(60_000);
    return replaceSoon(file, bytes);
  };
  return {
    get beats() {
      return beats;
    },
  };
}

function untilAborted(_delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
