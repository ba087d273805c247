import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { errorRemark, Failure } from '../../core/failure.ts';
import { type ExportOptions, exportRoute } from '../../core/sync/exportRoute.ts';

/** Exports a route to a file of the user's: whole, or not at all. Loaded on first use, as it takes zod. */
export async function exportToFile(options: Omit<ExportOptions, 'write'>, file: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await exportRoute({
        ...options,
        async write(chunk) {
          await handle.writeFile(chunk);
        },
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof Failure) throw error;
    const remark = errorRemark(error);
    throw new Failure(remark === 'ENOSPC' ? 'diskFull' : 'folderFailed', { where: file, remark });
  }
}
