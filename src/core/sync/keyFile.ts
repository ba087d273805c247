import type { AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { bytesOf, encodeKeyBlocks, type KeyBlock, type OffsetRange, readKeyBlock } from './keyBlocks.ts';
import type { Fingerprint } from './recordId.ts';
import { scanKeyFile } from './scanKeyFile.ts';

/** One file of keys. Its methods must not run at the same time. */
export interface KeyFile {
  /** Adds to `found` what is known between two offsets. */
  collect(range: OffsetRange, found: Set<Fingerprint>): Promise<void>;
  /** `sorted` holds nothing twice. Durable when it resolves. */
  add(sorted: readonly Fingerprint[]): Promise<void>;
  /** Duplicates included. */
  count(): Promise<number>;
}

export interface KeyFileOptions {
  readonly disk: Disk;
  readonly file: string;
  /** The times of its keys, the first being the origin of their offsets; undefined where they have none. */
  readonly span: AuditWindow | undefined;
  readonly onDamage: (damaged: DamagedKeys) => void | Promise<void>;
}

export interface DamagedKeys {
  /** Where the damaged file was put aside. */
  readonly file: string;
  /** The time its lost keys were of; undefined where they had none. */
  readonly window: AuditWindow | undefined;
}

/**
 * Keeps a directory of the file's blocks in memory, from the first use on. Should another process change the file
 * meanwhile, its size or its blocks tell, and it is scanned again.
 */
export function createKeyFile({ disk, file, span, onDamage }: KeyFileOptions): KeyFile {
  let directory: Directory | undefined;

  const current = async (): Promise<Directory> => {
    const size = (await disk.size(file)) ?? 0;
    if (directory?.size !== size) directory = await open();
    return directory;
  };

  const open = async (): Promise<Directory> => {
    const { lost, ...scan } = await scanKeyFile(disk, file);
    if (lost === undefined) return { ...scan, blocks: [...scan.blocks] };
    // Told before the damage is gone: after a crash in between it is told again.
    const window = span === undefined || lost === 'unknown' ? span : shift(lost, span.fromMs);
    await onDamage({ file: await putAside(disk, file), window });
    return rewrite(scan.blocks, []);
  };

  /** Puts everything into as few blocks as possible: sorted, and nothing twice. */
  const rewrite = async (blocks: readonly KeyBlock[], added: readonly Fingerprint[]): Promise<Directory> => {
    const keys = new Set(added);
    await load(blocks, ALL, keys);
    const encoded = encodeKeyBlocks([...keys].sort(), span?.fromMs);
    await disk.replace(file, encoded.bytes);
    return { size: encoded.bytes.length, blocks: [...encoded.blocks], isTorn: false };
  };

  const load = async (blocks: readonly KeyBlock[], range: OffsetRange, found: Set<Fingerprint>): Promise<void> => {
    const wanted = blocks.filter(({ firstOffset, lastOffset }) => firstOffset <= range.to && lastOffset >= range.from);
    for (const { start, end, members } of stretches(wanted)) {
      const bytes = (await disk.readRange(file, start, end - start)) ?? Buffer.alloc(0);
      for (const block of members) {
        const keys = readKeyBlock(bytes, { at: block.start - start, block, range, originMs: span?.fromMs });
        if (keys === undefined) throw new ChangedMeanwhile();
        for (const key of keys) found.add(key);
      }
    }
  };

  /** Tries again from a new scan where the file is not what its directory says. */
  const withDirectory = async <T>(work: (directory: Directory) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(await current());
      } catch (error) {
        directory = undefined;
        if (!(error instanceof ChangedMeanwhile)) throw error;
        if (attempt === MAX_ATTEMPTS) throw new Failure('stateNotRead', { where: file, remark: 'changedMeanwhile' });
      }
    }
  };

  return {
    collect: (range, found) => withDirectory(({ blocks }) => load(blocks, range, found)),
    add: (sorted) =>
      withDirectory(async (known) => {
        const encoded = encodeKeyBlocks(sorted, span?.fromMs);
        const blocks = [...known.blocks, ...encoded.blocks];
        if (known.isTorn || blocks.length > mostBlocks(countKeys(blocks))) {
          directory = await rewrite(known.blocks, sorted);
          return;
        }
        const start = await disk.append(file, encoded.bytes);
        // Where another process has appended too, this is not the file's size, and the file will be scanned again.
        known.size += encoded.bytes.length;
        for (const block of encoded.blocks) known.blocks.push({ ...block, start: start + block.start });
      }),
    count: () => withDirectory(async ({ blocks }) => countKeys(blocks)),
  };
}

interface Directory {
  size: number;
  readonly blocks: KeyBlock[];
  /** Nothing may be appended to a cut-off block: the file has to be written anew. */
  readonly isTorn: boolean;
}

class ChangedMeanwhile extends Error {}

const MAX_ATTEMPTS = 3;
const ALL: OffsetRange = { from: 0, to: Number.POSITIVE_INFINITY };

/**
 * Between two rewritings a file grows by a fixed share, so that all of them together write each key a bounded number of
 * times; and headers add little to what keys take.
 */
function mostBlocks(keys: number): number {
  return 32 + keys / 64;
}

function countKeys(blocks: readonly KeyBlock[]): number {
  return blocks.reduce((sum, { keys }) => sum + keys, 0);
}

interface Stretch {
  readonly start: number;
  end: number;
  readonly members: KeyBlock[];
}

/** Blocks that follow each other are read at once, up to about a megabyte. */
function stretches(blocks: readonly KeyBlock[]): readonly Stretch[] {
  const all: Stretch[] = [];
  for (const block of blocks) {
    const end = block.start + bytesOf(block);
    const last = all.at(-1);
    if (last !== undefined && last.end === block.start && end - last.start <= MAX_STRETCH_BYTES) {
      last.end = end;
      last.members.push(block);
    } else all.push({ start: block.start, end, members: [block] });
  }
  return all;
}

const MAX_STRETCH_BYTES = 1024 * 1024;

/** Keeps a copy; gives its name. One that is there from an earlier try is good enough. */
async function putAside(disk: Disk, file: string): Promise<string> {
  const bytes = (await disk.read(file)) ?? Buffer.alloc(0);
  for (let number = 1; ; number += 1) {
    const aside = number === 1 ? `${file}.damaged` : `${file}.damaged-${number}`;
    if (await disk.createExclusively(aside, bytes)) return aside;
    if ((await disk.read(aside))?.equals(bytes)) return aside;
  }
}

function shift({ from, to }: OffsetRange, byMs: number): AuditWindow {
  return { fromMs: from + byMs, toMs: to + byMs };
}
