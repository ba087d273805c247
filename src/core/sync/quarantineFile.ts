import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorRemark, Failure } from '../failure.ts';
import type { Quarantine } from './ports.ts';

/** Keeps records that cannot be delivered, one JSON object (`reason`, `raw`) a line. */
export function createQuarantineFile(file: string): Quarantine & { remove(): Promise<void> } {
  return {
    async keep(records) {
      if (records.length === 0) return;
      try {
        await mkdir(path.dirname(file), { recursive: true });
        const handle = await open(file, 'a', 0o600);
        try {
          // A leading line break too: a crash may have cut the last line off.
          await handle.appendFile(records.map(({ reason, raw }) => `\n${JSON.stringify({ reason, raw })}`).join(''));
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        const remark = errorRemark(error);
        throw new Failure(remark === 'ENOSPC' ? 'diskFull' : 'stateNotSaved', { where: file, remark });
      }
    },
    async remove() {
      await rm(file, { force: true });
    },
  };
}
