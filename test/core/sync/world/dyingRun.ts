import type { Disk } from '../../../../src/core/sync/disk.ts';
import type { Work } from '../../../../src/core/sync/work.ts';
import type { World } from './world.ts';

export type IsCall = (operation: keyof Disk, file: string) => boolean;

/** Does the work in a process that dies before the first such call of its disk; a minute later it is found silent. */
export async function dieAt(world: World, isLast: IsCall, work?: Work): Promise<void> {
  const process = world.start('dies', (operation, file) => {
    if (isLast(operation, file)) process.disk.kill();
  });
  await world.runOrDie(process, work);
  if (!process.disk.dead) throw new Error('There was no such call.');
  await world.clock.advance(60_000);
}

/** A sync whose process dies when it saves keys: what it has delivered is in its journal alone. */
export function dieWithJournal(world: World): Promise<void> {
  return dieAt(world, (operation, file) => operation === 'append' && file.endsWith('.keys'));
}
