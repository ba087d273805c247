import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A file that says which process has something to itself. It holds the process id, and a line for who comes second. */
export interface Lock {
  /** Tells the others more, for instance an address. */
  note(text: string): Promise<void>;
  release(): Promise<void>;
}

/** What another process holds, and its note. */
export class LockedError extends Error {
  readonly holder: Holder;
  constructor(file: string, holder: Holder) {
    super(`${file} is held by process ${holder.pid}.`);
    this.holder = holder;
  }
}

export interface Holder {
  readonly pid: number;
  readonly note: string;
}

/** Takes the lock or throws a LockedError. The lock of a process that has ended without releasing it counts for nothing. */
export async function takeLock(file: string): Promise<Lock> {
  const own = `${file}.${randomUUID()}`;
  const write = (to: string, note: string): Promise<void> => writeFile(to, `${process.pid}\n${note}`, { mode: 0o600 });
  await write(own, '');
  try {
    // Only one process can make the link, and it is never seen half written.
    while (!(await isLinked(own, file))) {
      const holder = await readHolder(file);
      if (holder !== undefined && isRunning(holder.pid)) throw new LockedError(file, holder);
      await rm(file, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  return { note: (text) => write(file, text), release: () => rm(file, { force: true }) };
}

/** Does something while holding the lock; says so once if it has to wait for another process. */
export async function withLock<Result>(file: string, waiting: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await waitForLock(file, waiting);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function waitForLock(file: string, waiting: string): Promise<Lock> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await takeLock(file);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (attempt === 0) console.log(waiting);
      await delay(200);
    }
  }
}

async function isLinked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const [pid = '', ...note] = (text ?? '').split('\n');
  return text === undefined ? undefined : { pid: Number(pid), note: note.join('\n') };
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
