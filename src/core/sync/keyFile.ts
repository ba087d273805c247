import path from 'node:path';
import type { AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { keepAside } from './keepAside.ts';
import { bytesOf, encodeKeyBlocks, type KeyBlock, type OffsetRange, readKeyBlock } from './keyBlocks.ts';
import { type Fingerprint, timeOf } from './recordId.ts';
import { scanKeyFile } from './scanKeyFile.ts';

/** One file of keys. Its methods must not run at the same time. */
export interface KeyFile {
  /** Adds to `found` what is known between two offsets. */
  collect(range: OffsetRange, found: Set<Fingerprint>): Promise<void>;
  /** `sorted` holds nothing twice. Durable when it resolves; what was there before is not written again. */
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
  /** How many keys each file holds at least, by its name: one that holds fewer is damaged. Kept up to date. */
  readonly counts: Map<string, number>;
}

export interface DamagedKeys {
  /** Where the damaged file was put aside; the folder where there is nothing left of it. */
  readonly file: string;
  /** The time its lost keys were of; undefined where they had none. */
  readonly window: AuditWindow | undefined;
}

/**
 * Keeps a directory of the file's blocks in memory, from the first use on. Should another process change the file
 * meanwhile, its size or its blocks tell, and it is scanned again.
 */
export function createKeyFile({ disk, file, span, onDamage, counts }: KeyFileOptions): KeyFile {
  const name = path.basename(file);
  let directory: Directory | undefined;

  const current = async (): Promise<Directory> => {
    const size = (await disk.size(file)) ?? 0;
    if (directory?.size !== size) directory = await open();
    return directory;
  };

  const open = async (): Promise<Directory> => {
    const { lost, ...scan } = await scanKeyFile(disk, file);
    const keys = countKeys(scan.blocks);
    const least = counts.get(name) ?? keys;
    const isShort = keys + (lost === undefined || lost === 'unknown' ? 0 : lost.keys) < least;
    const loss = isShort ? 'unknown' : lost;
    if (loss !== undefined) {
      // Told before the damage is gone: after a crash in between it is told again.
      const window = span === undefined || loss === 'unknown' ? span : shift(loss, span.fromMs);
      await onDamage({ file: await keepAside(disk, file), window });
    }
    // What somebody has added meanwhile may not be on the disk yet.
    counts.set(name, Math.min(keys, least));
    return lost === undefined ? { ...scan, blocks: [...scan.blocks] } : rewrite(scan.blocks, []);
  };

  /**
   * Puts everything into as few blocks as possible. What another process has added a second time stays twice: were it
   * left out, the file would hold less than before.
   */
  const rewrite = async (blocks: readonly KeyBlock[], added: readonly Fingerprint[]): Promise<Directory> => {
    const keys = [...added];
    await load(blocks, ALL, { add: (key) => keys.push(key) });
    const encoded = encodeKeyBlocks(keys.sort(), span?.fromMs);
    await disk.replace(file, encoded.bytes);
    return { size: encoded.bytes.length, blocks: [...encoded.blocks], isTorn: false };
  };

  const load = async (blocks: readonly KeyBlock[], range: OffsetRange, found: Found): Promise<void> => {
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
        const present = new Set<Fingerprint>();
        await load(known.blocks, rangeOf(sorted, span), present);
        const added = sorted.filter((key) => !present.has(key));
        const encoded = encodeKeyBlocks(added, span?.fromMs);
        const blocks = [...known.blocks, ...encoded.blocks];
        const keys = countKeys(blocks);
        if (known.isTorn || blocks.length > mostBlocks(keys)) directory = await rewrite(known.blocks, added);
        else {
          // Also of nothing: what is present may have been left by a process that died before it was durable.
          const start = await disk.append(file, encoded.bytes);
          // Where another process has appended too, this is not the file's size, and the file will be scanned again.
          known.size += encoded.bytes.length;
          for (const block of encoded.blocks) known.blocks.push({ ...block, start: start + block.start });
        }
        counts.set(name, keys);
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

interface Found {
  add(key: Fingerprint): unknown;
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

function rangeOf(sorted: readonly Fingerprint[], span: AuditWindow | undefined): OffsetRange {
  const offsets = sorted.map((key) => (timeOf(key) ?? 0) - (span?.fromMs ?? 0));
  return { from: offsets[0] ?? 0, to: offsets.at(-1) ?? 0, only: new Set(offsets) };
}

function shift({ from, to }: OffsetRange, byMs: number): AuditWindow {
  return { fromMs: from + byMs, toMs: to + byMs };
}
