import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AUDIT_TABLE_NAME, type AuditRow } from '../audit/auditTable.ts';
import { errorRemark, Failure, type FailureCode } from '../failure.ts';
import type { Batch } from '../sync/ports.ts';
import { createBatcher } from './batches.ts';
import type { LogSink } from './logSink.ts';

/**
 * Writes rows as newline-delimited JSON: `<folder>/<host of the site>/ConfluenceAuditLogs_CL-<day>.ndjson`, the day
 * being that of the event in UTC. A batch is one append to one file, on the disk before it counts as sent. The folder
 * itself must be there: a drive that is not mounted must not be made up for by a folder of the same name.
 */
export function createFolderSink(folder: string): LogSink {
  return {
    createBatcher: () => createBatcher({ maxBytes: MAX_BATCH_BYTES, groupOf: fileOf }),
    async send(batch, signal) {
      signal.throwIfAborted();
      await onDisk(folder, () => append(folder, batch));
    },
    async check(signal) {
      signal.throwIfAborted();
      await onDisk(folder, async () => {
        if (!(await stat(folder)).isDirectory()) throw new Failure('folderMissing', { where: folder });
        const probe = path.join(folder, `.${AUDIT_TABLE_NAME}.check`);
        await (await open(probe, 'w')).close();
        await rm(probe, { force: true });
      });
      return 'accepted';
    },
  };
}

const MAX_BATCH_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

function fileOf(row: AuditRow): string {
  const site = String(row['SiteUrl']);
  const host = URL.canParse(site) ? new URL(site).host : site;
  const day = String(row['TimeGenerated']).slice(0, 10);
  // Windows forbids colons (a port's) in names.
  return path.join(host.replace(/[^A-Za-z0-9.-]/g, '_'), `${AUDIT_TABLE_NAME}-${day}.ndjson`);
}

/** Opened for appending, so that others who write the same file are never written over. */
async function append(folder: string, batch: Batch): Promise<void> {
  const file = path.join(folder, batch.group);
  await mkdir(path.dirname(file)).catch(unlessItIsThere);
  const handle = await open(file, 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // A line that a crash cut off was never acknowledged; its rows come again, on lines of their own.
    const repair = size > 0 && last[0] !== LINE_BREAK ? '\n' : '';
    const bytes = Buffer.from(repair + batch.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    // One write, which the system appends as a whole; appendFile would cut it into pieces.
    for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessItIsThere(error: unknown): void {
  if (errorRemark(error) !== 'EEXIST') throw error;
}

const CODES: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'folderMissing',
  ENOTDIR: 'folderMissing',
  EACCES: 'folderNotWritable',
  EPERM: 'folderNotWritable',
  EROFS: 'folderNotWritable',
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
};

async function onDisk(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const remark = errorRemark(error);
    throw new Failure(CODES[remark] ?? 'folderFailed', { where: folder, remark });
  }
}
