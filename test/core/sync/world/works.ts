import type { Work } from '../../../../src/core/sync/work.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Reads all of a window again, and sends what is missing. */
export function reconcile(fromMs: number, toMs: number): Work {
  return { kind: 'newJob', job: 'reconcile', window: { fromMs, toMs } };
}

/** Reads a window for the first time. */
export function backfill(fromMs: number, toMs: number): Work {
  return { kind: 'newJob', job: 'backfill', window: { fromMs, toMs } };
}

/** Does what the state has to be done. */
export async function doJobs(world: World): Promise<void> {
  for (const { id } of (await world.state()).jobs) await world.sync({ kind: 'job', id });
}

/** A sync once a day, with all the sweeps that become due. */
export async function liveDays(world: World, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    world.clock.jump(DAY_MS);
    await world.sync();
    await doJobs(world);
  }
}
