import { randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorRemark, Failure } from '../failure.ts';
import type { Disk } from './disk.ts';

export interface NodeDiskOptions {
  /** Resolves after the delay. With it, renaming is tried again on Windows while somebody has the file open. */
  readonly wait?: (delayMs: number) => Promise<void>;
}

/** The file system of this computer. Files are its user's alone. */
export function createNodeDisk({ wait }: NodeDiskOptions = {}): Disk {
  const inTurn = createTurns();
  const move = (from: string, to: string): Promise<void> => renamePatiently(from, to, wait);
  return {
    read: (file) => reading(file, () => unlessMissing(readFile(file))),
    readRange: (file, start, length) => reading(file, () => unlessMissing(readPart(file, start, length))),
    size: (file) => reading(file, async () => (await unlessMissing(stat(file)))?.size),
    list: (folder) => reading(folder, async () => (await unlessMissing(readdir(folder))) ?? []),
    createExclusively: (file, bytes) => writing(file, () => create(file, bytes)),
    replace: (file, bytes, confirm) =>
      writing(file, async () => {
        await writeBeside(file, bytes, async (temporary, handle) => {
          await handle.sync();
          await handle.close();
          await confirm?.();
          await move(temporary, file);
        });
        await syncFolder(path.dirname(file));
      }),
    replaceSoon: (file, bytes) =>
      writing(file, () =>
        writeBeside(file, bytes, async (temporary, handle) => {
          await handle.close();
          await move(temporary, file);
        }),
      ),
    append: (file, bytes) => writing(file, () => inTurn(file, () => append(file, bytes))),
    overwrite: (file, start, bytes) => writing(file, () => overwrite(file, start, bytes)),
    rename: (file, to) =>
      writing(file, async () => {
        await makeFolder(path.dirname(to));
        await move(file, to);
        await syncFolder(path.dirname(to));
        if (path.dirname(file) !== path.dirname(to)) await syncFolder(path.dirname(file));
      }),
    remove: (file) => writing(file, () => rm(file, { force: true })),
  };
}

/** A link fails where the name is taken, and shows the file only when it is whole. */
async function create(file: string, bytes: Buffer): Promise<boolean> {
  const created = await writeBeside(file, bytes, async (temporary, handle) => {
    await handle.sync();
    await handle.close();
    try {
      await link(temporary, file);
    } catch (error) {
      if (errorRemark(error) === 'EEXIST') return false;
      return createInPlace(file, bytes);
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
    return true;
  });
  if (created) await syncFolder(path.dirname(file));
  return created;
}

/** For file systems without links (exFAT, some network drives): a crash may leave a part of the file. */
async function createInPlace(file: string, bytes: Buffer): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx', 0o600);
  } catch (error) {
    if (errorRemark(error) === 'EEXIST') return false;
    throw error;
  }
  await usingHandle(handle, async () => {
    await handle.writeFile(bytes);
    await handle.sync();
  });
  return true;
}

/** `finish` closes the file before it gives it its name; what is left after an error is removed. */
async function writeBeside<T>(
  file: string,
  bytes: Buffer,
  finish: (temporary: string, handle: FileHandle) => Promise<T>,
): Promise<T> {
  // Another window of VS Code may be writing the same file.
  const temporary = `${file}.${randomUUID()}.new`;
  const handle = await openMakingFolder(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    return await finish(temporary, handle);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Opened for appending, so that not even a second writer's bytes are written over. */
async function append(file: string, bytes: Buffer): Promise<number> {
  const handle = await openMakingFolder(file, 'a');
  return usingHandle(handle, async () => {
    const { size } = await handle.stat();
    for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
    await handle.datasync();
    // Another process has appended in between: where these bytes begin is not known.
    if ((await handle.stat()).size !== size + bytes.length) throw new NamedError('appendedByAnother');
    if (size === 0) await syncFolder(path.dirname(file));
    return size;
  });
}

/** One after the other for each file: of two appends at once, neither would know where its bytes begin. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(file: string, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(file) ?? Promise.resolve()).then(work, work);
    last.set(file, turn);
    try {
      return await turn;
    } finally {
      if (last.get(file) === turn) last.delete(file);
    }
  };
}

async function overwrite(file: string, start: number, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'r+');
  await usingHandle(handle, async () => {
    if (start + bytes.length > (await handle.stat()).size) throw new NamedError('beyondTheEnd');
    for (let done = 0; done < bytes.length; ) {
      done += (await handle.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
    }
    await handle.datasync();
  });
}

async function readPart(file: string, start: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  return usingHandle(handle, async () => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, (await handle.stat()).size - start)));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  });
}

async function usingHandle<T>(handle: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await handle.close();
  }
}

async function openMakingFolder(file: string, flags: 'a' | 'wx'): Promise<FileHandle> {
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    if (errorRemark(error) !== 'ENOENT') throw error;
    await makeFolder(path.dirname(file));
    return open(file, flags, 0o600);
  }
}

/**
 * Makes a folder and those above it. One by one: in a folder such as /proc, which can be listed but holds nothing new,
 * Node's own recursion has no end. A folder's name is kept by the folder above it.
 */
export async function makeFolder(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  if (await isFolder(folder)) return;
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (errorRemark(error) !== 'EEXIST') throw error;
  }
  await syncFolder(parent);
}

async function isFolder(file: string): Promise<boolean> {
  return (await unlessMissing(stat(file)))?.isDirectory() ?? false;
}

/** Makes names survive a power cut. Windows and some network drives refuse, and keep names by themselves. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await usingHandle(handle, () => handle.sync());
  } catch (error) {
    if (!REFUSES_SYNC.includes(errorRemark(error))) throw error;
  }
}

const REFUSES_SYNC = ['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'ENOSYS'];

async function renamePatiently(from: string, to: string, wait: NodeDiskOptions['wait']): Promise<void> {
  for (const delayMs of wait === undefined ? [] : RENAME_DELAYS_MS) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!HELD_OPEN.includes(errorRemark(error))) throw error;
      await wait?.(delayMs);
    }
  }
  await rename(from, to);
}

/** What Windows says while a virus scanner or a reader has the file open; that passes within moments. */
const HELD_OPEN = ['EPERM', 'EACCES', 'EBUSY'];
const RENAME_DELAYS_MS = [10, 30, 100, 300];

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorRemark(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function reading<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Failure('stateNotRead', { where: file, remark: errorRemark(error) });
  }
}

async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const remark = errorRemark(error);
    throw new Failure(NO_SPACE.includes(remark) ? 'diskFull' : 'stateNotSaved', { where: file, remark });
  }
}

const NO_SPACE = ['ENOSPC', 'EDQUOT'];

/** Its name becomes the remark of the Failure. */
class NamedError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}
