import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AUDIT_TABLE_NAME, type RowText } from '../audit/auditTable.ts';
import { errorRemark, Failure, type FailureCode } from '../failure.ts';
import { createBatcher, JSON_LINES } from './batches.ts';
import type { LogSink } from './logSink.ts';

/**
 * Writes rows as newline-delimited JSON: `<folder>/<host of the site>/ConfluenceAuditLogs_CL-<day>.ndjson`, the day
 * being that of the event in UTC. A batch is one append to one file, on the disk before it counts as sent. The folder
 * itself must be there: a drive that is not mounted must not be made up for by a folder of the same name.
 * `openFile` is how the files of rows are opened.
 */
export function createFolderSink(folder: string, openFile = open): LogSink {
  return {
    createBatcher: () => createBatcher({ maxBytes: MAX_BATCH_BYTES, frame: JSON_LINES, groupOf: fileOf }),
    async send(batch, signal) {
      signal.throwIfAborted();
      await onDisk(folder, async () => {
        const file = path.join(folder, batch.group);
        await mkdir(path.dirname(file)).catch(unlessItIsThere);
        await append(await openFile(file, 'a+'), batch.body, folder);
        await syncFolder(path.dirname(file));
      });
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
    close: async () => undefined,
  };
}

const MAX_BATCH_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

function fileOf({ site, timeMs }: RowText): string {
  const host = URL.canParse(site) ? new URL(site).host : site;
  const day = new Date(timeMs).toISOString().replace(/T.*/, '');
  // Windows forbids colons (a port's) in names.
  return path.join(host.replace(/[^A-Za-z0-9.-]/g, '_'), `${AUDIT_TABLE_NAME}-${day}.ndjson`);
}

/** Opened for appending, so that others who write the same file are never written over. */
async function append(handle: FileHandle, body: Buffer, folder: string): Promise<void> {
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // A line that a crash cut off was never acknowledged; its rows come again, on lines of their own.
    const endsInALine = size === 0 || last[0] === LINE_BREAK;
    await writeThrough(handle, endsInALine ? body : Buffer.concat([Buffer.of(LINE_BREAK), body]), folder);
  } finally {
    // What was written through is on the disk, whatever is said now.
    await handle.close().catch(() => undefined);
  }
}

async function writeThrough(handle: FileHandle, bytes: Buffer, folder: string): Promise<void> {
  let done = 0;
  try {
    // One write, which the system appends as a whole; appendFile would cut it into pieces.
    while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
    await handle.sync();
  } catch (error) {
    const { code, detail } = failureOf(error, folder);
    // A part of a row is no row; where it cannot be cut off, the next batch begins on a line of its own.
    if (done < bytes.length && (await isCutOff(handle, done))) throw new Failure(code, detail);
    throw new Failure(code, { ...detail, ...(done > 0 ? { mayHaveArrived: true } : {}) });
  }
}

/** Takes back the last bytes of a file. */
async function isCutOff(handle: FileHandle, bytes: number): Promise<boolean> {
  try {
    await handle.truncate((await handle.stat()).size - bytes);
    return true;
  } catch {
    return false;
  }
}

/** So that a power cut does not take a new file's name away. Not every system can do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
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
    throw error instanceof Failure ? error : failureOf(error, folder);
  }
}

function failureOf(error: unknown, folder: string): Failure {
  const remark = errorRemark(error);
  return new Failure(CODES[remark] ?? 'folderFailed', { where: folder, remark });
}
