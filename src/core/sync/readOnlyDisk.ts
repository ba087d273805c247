import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';

/**
 * For those who look at a route without its lease. Where something would have to be repaired first, it throws
 * `stateNotRead`, with the remark `damaged`.
 */
export function readOnlyDisk(disk: Disk): Disk {
  const refuse = async (file: string): Promise<never> => {
    throw new Failure('stateNotRead', { where: file, remark: 'damaged' });
  };
  return {
    ...disk,
    createExclusively: refuse,
    replace: refuse,
    replaceSoon: refuse,
    append: refuse,
    overwrite: refuse,
    rename: refuse,
    remove: refuse,
  };
}
