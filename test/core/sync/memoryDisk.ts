import path from 'node:path';
import { Failure } from '../../../src/core/failure.ts';
import type { Disk } from '../../../src/core/sync/disk.ts';

/** A disk in memory, as one process sees it. Others on the same bytes come from `reopen`; all may live at once. */
export interface MemoryDisk extends Disk {
  /** The same bytes, as another process (or the next one) sees them. */
  reopen(onCall?: OnCall): MemoryDisk;
  /**
   * This process dies in the `at`-th write from now (the next one is 1): nothing of it was done, or all of it, or so
   * many bytes (of `append` and `overwrite`; the others are whole, so nothing of them). It never hears of it: this call
   * and every later one rejects with `Killed`.
   */
  crash(crash: { readonly at: number; readonly done: 'nothing' | 'all' | number }): void;
  /** This process dies now, also in what is under way. */
  kill(): void;
  readonly dead: boolean;
  /** Writes that this process began so far. */
  readonly writes: number;
  /**
   * Every process dies. What was not durable (replaceSoon, remove) is undone, unless `fate` says that it was kept after
   * all, or that the file is gone. `reopen` starts again.
   */
  powerCut(fate?: (file: string) => 'kept' | 'old' | 'gone'): void;
  /** Shared by all processes, and to be changed by tests. */
  readonly media: Media;
}

/** Called, and waited for, before each operation; may throw instead of it. `call` counts those of the process from 1. */
export type OnCall = (operation: keyof Disk, file: string, call: number) => void | Promise<void>;

export class Killed extends Error {}

export interface Media {
  readonly files: Map<string, Buffer>;
  /** What a power cut leaves. */
  readonly durable: Map<string, Buffer>;
  /** Bytes left; 0 is a full disk. An append takes what there is, and fails. */
  spaceBytes: number;
  readOnly: boolean;
  powerCuts: number;
}

export function createMemoryDisk(onCall?: OnCall): MemoryDisk {
  return openDisk(
    { files: new Map(), durable: new Map(), spaceBytes: Number.POSITIVE_INFINITY, readOnly: false, powerCuts: 0 },
    onCall,
  );
}

function openDisk(media: Media, onCall: OnCall | undefined): MemoryDisk {
  const { files, durable } = media;
  const bornAfter = media.powerCuts;
  let killed = false;
  let calls = 0;
  let writes = 0;
  let crash: { readonly atWrite: number; readonly done: 'nothing' | 'all' | number } | undefined;

  const isDead = (): boolean => killed || bornAfter !== media.powerCuts;
  const unlessDead = (): void => {
    if (isDead()) throw new Killed('the process is dead');
  };
  const enter = async (operation: keyof Disk, file: string): Promise<void> => {
    unlessDead();
    calls += 1;
    await onCall?.(operation, file, calls);
    unlessDead();
  };
  const read = async <T>(operation: keyof Disk, file: string, work: () => T): Promise<T> => {
    await enter(operation, file);
    return work();
  };
  /** `work` is told how many bytes of it are done before the process dies, where that is in the middle. */
  const write = async <T>(
    operation: keyof Disk,
    file: string,
    ...[work, confirm]: readonly [work: (onlyBytes?: number) => T, confirm?: (() => Promise<void>) | undefined]
  ): Promise<T> => {
    await enter(operation, file);
    await confirm?.();
    unlessDead();
    if (media.readOnly) throw new Failure('stateNotSaved', { where: file, remark: 'EROFS' });
    writes += 1;
    if (crash?.atWrite !== writes) return work();
    killed = true;
    if (crash.done === 'all') work();
    else if (crash.done !== 'nothing' && (operation === 'append' || operation === 'overwrite')) work(crash.done);
    throw new Killed(`killed in ${operation} of ${file}`);
  };

  const need = (file: string): Buffer => {
    const bytes = files.get(file);
    if (bytes === undefined) throw new Failure('stateNotSaved', { where: file, remark: 'ENOENT' });
    return bytes;
  };
  const put = (file: string, bytes: Buffer, lasting: 'durable' | 'soon'): void => {
    if (bytes.length > media.spaceBytes) throw new Failure('diskFull', { where: file, remark: 'ENOSPC' });
    media.spaceBytes += (files.get(file)?.length ?? 0) - bytes.length;
    files.set(file, Buffer.from(bytes));
    if (lasting === 'durable') durable.set(file, Buffer.from(bytes));
  };
  const change = (file: string, bytes: Buffer): void => {
    files.set(file, bytes);
    durable.set(file, bytes);
  };

  return {
    read: (file) =>
      read('read', file, () => {
        const bytes = files.get(file);
        return bytes === undefined ? undefined : Buffer.from(bytes);
      }),
    readRange: (file, start, length) =>
      read('readRange', file, () => {
        const bytes = files.get(file);
        return bytes === undefined ? undefined : Buffer.from(bytes.subarray(start, start + length));
      }),
    size: (file) => read('size', file, () => files.get(file)?.length),
    list: (folder) =>
      read('list', folder, () =>
        [...files.keys()]
          .filter((file) => path.dirname(file) === path.normalize(folder))
          .map((file) => path.basename(file)),
      ),
    createExclusively: (file, bytes) =>
      write('createExclusively', file, () => {
        if (files.has(file)) return false;
        put(file, bytes, 'durable');
        return true;
      }),
    replace: (file, bytes, confirm) => write('replace', file, () => put(file, bytes, 'durable'), confirm),
    replaceSoon: (file, bytes) => write('replaceSoon', file, () => put(file, bytes, 'soon')),
    append: (file, bytes) =>
      write('append', file, (onlyBytes = bytes.length) => {
        const before = files.get(file) ?? Buffer.alloc(0);
        const room = Math.min(onlyBytes, media.spaceBytes);
        change(file, Buffer.concat([before, bytes.subarray(0, room)]));
        media.spaceBytes -= Math.min(room, bytes.length);
        if (room < onlyBytes) throw new Failure('diskFull', { where: file, remark: 'ENOSPC' });
        return before.length;
      }),
    overwrite: (file, start, bytes) =>
      write('overwrite', file, (onlyBytes = bytes.length) => {
        const after = Buffer.from(need(file));
        if (start + bytes.length > after.length) {
          throw new Failure('stateNotSaved', { where: file, remark: 'beyondTheEnd' });
        }
        bytes.copy(after, start, 0, onlyBytes);
        change(file, after);
      }),
    rename: (file, to) =>
      write('rename', file, () => {
        const bytes = need(file);
        media.spaceBytes += files.get(to)?.length ?? 0;
        for (const map of [files, durable]) map.delete(file);
        change(to, bytes);
      }),
    remove: (file) =>
      write('remove', file, () => {
        media.spaceBytes += files.get(file)?.length ?? 0;
        files.delete(file);
      }),
    reopen: (hook) => openDisk(media, hook),
    crash: ({ at, done }) => {
      crash = { atWrite: writes + at, done };
    },
    kill: () => {
      killed = true;
    },
    get dead() {
      return isDead();
    },
    get writes() {
      return writes;
    },
    powerCut(fate = () => 'old') {
      media.powerCuts += 1;
      for (const file of new Set([...files.keys(), ...durable.keys()])) {
        const [now, old] = [files.get(file), durable.get(file)];
        const same = now !== undefined && old !== undefined && now.equals(old);
        const outcome = same ? 'kept' : fate(file);
        const left = outcome === 'kept' ? now : outcome === 'old' ? old : undefined;
        for (const map of [files, durable]) {
          if (left === undefined) map.delete(file);
          else map.set(file, left);
        }
      }
    },
    media,
  };
}
