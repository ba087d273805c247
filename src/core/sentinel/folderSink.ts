import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { AUDIT_TABLE_NAME, type AuditRow } from '../audit/auditTable.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { type Batch, createBatcher } from './batches.ts';
import type { LogSink } from './logSink.ts';

/**
 * Writes rows as newline-delimited JSON: `<folder>/<host of the site>/ConfluenceAuditLogs_CL-<day>.ndjson`, the day
 * being that of the event in UTC. A batch is one append to one file, on the disk before it counts as sent.
 */
export function createFolderSink(folder: string): LogSink {
  return {
    createBatcher: () => createBatcher({ maxBytes: MAX_BATCH_BYTES, groupOf: fileOf }),
    async send(batch, signal) {
      signal.throwIfAborted();
      await onDisk(folder, () => append(path.join(folder, batch.group), batch));
    },
    async check(signal) {
      signal.throwIfAborted();
      await onDisk(folder, async () => {
        await mkdir(folder, { recursive: true });
        const probe = path.join(folder, `.${AUDIT_TABLE_NAME}.check`);
        const file = await open(probe, 'w');
        await file.close();
        await rm(probe, { force: true });
      });
    },
  };
}

const MAX_BATCH_BYTES = 4 * 1024 * 1024;

function fileOf(row: AuditRow): string {
  const site = String(row['SiteUrl']);
  const host = URL.canParse(site) ? new URL(site).host : site;
  const day = String(row['TimeGenerated']).slice(0, 10);
  // Windows forbids colons (a port's) in names.
  return path.join(host.replace(/[^A-Za-z0-9.-]/g, '_'), `${AUDIT_TABLE_NAME}-${day}.ndjson`);
}

async function append(file: string, batch: Batch): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT);
  try {
    const end = await endOfLastLine(handle);
    // What stands behind the last whole line was cut off by a crash; it was never acknowledged and comes again.
    await handle.truncate(end);
    try {
      await writeAt(handle, Buffer.from(batch.rows.map((row) => `${JSON.stringify(row)}\n`).join('')), end);
      await handle.sync();
    } catch (error) {
      await handle.truncate(end);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Number of bytes up to and including the last line break. */
async function endOfLastLine(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const chunk = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const lineBreak = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (lineBreak >= 0) return start + lineBreak + 1;
    end = start;
  }
  return 0;
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
    const remark = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Failure(CODES[remark] ?? 'folderFailed', { where: folder, remark });
  }
}
