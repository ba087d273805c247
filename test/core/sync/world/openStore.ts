import type { Disk } from '../../../../src/core/sync/disk.ts';
import { openRoute } from '../../../../src/core/sync/openRoute.ts';
import type { Clock } from '../../../../src/core/sync/ports.ts';
import type { RouteStore } from '../../../../src/core/sync/routeStore.ts';
import { FOLDER } from './world.ts';

export interface Place {
  readonly disk: Disk;
  readonly clock: Clock;
  /** That of a world, unless told. */
  readonly folder?: string;
}

/** A process that does nothing but hold the route. It takes all others of this computer for dead. */
export function openStore({ disk, clock, folder = FOLDER }: Place): Promise<RouteStore> {
  const pid = FIRST_PID + opened++;
  const holder = { id: `holder ${pid}`, pid, host: 'here', title: 'holder' };
  return openRoute({ disk, clock, folder, holder, isAlive: () => false, old: undefined });
}

let opened = 0;
/** No process of a world has it. */
const FIRST_PID = 10_000;
