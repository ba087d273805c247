import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { readQuarantineIndex } from './quarantineIndex.ts';
import { type QuarantineEntry, readLine } from './quarantineLine.ts';

/**
 * Everything in quarantine, each record once, one at a time: they may be large. Others may write the file meanwhile:
 * what was there when this began and is not given was removed by them.
 */
export async function* walkQuarantine(disk: Disk, file: string): AsyncGenerator<QuarantineEntry> {
  const given = new Set<string>();
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const before = given.size;
    let isSame = true;
    for (const [id, place] of (await readQuarantineIndex(disk, file)).places) {
      if (given.has(id)) continue;
      const entry = readLine((await disk.readRange(file, place.start, place.length)) ?? Buffer.alloc(0));
      if (entry === undefined || 'removed' in entry || entry.id !== id) {
        // The file was written anew.
        isSame = false;
        break;
      }
      given.add(id);
      yield entry;
    }
    // An index that was read while the file was written anew lacks what has moved: only a second look is certain.
    if (isSame && given.size === before) return;
  }
  throw new Failure('stateNotRead', { where: file, remark: 'changedMeanwhile' });
}

const MAX_ATTEMPTS = 10;
