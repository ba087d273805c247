import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import {
  type BlockHeader,
  bytesOf,
  findMagic,
  HEADER_BYTES,
  hasItsEntries,
  type KeyBlock,
  MAX_BLOCK_BYTES,
  type OffsetRange,
  readBlockHeader,
} from './keyBlocks.ts';

/** What is in a file of key blocks. */
export interface KeyFileScan {
  readonly size: number;
  /** Those that are intact, in the order of the file. */
  readonly blocks: readonly KeyBlock[];
  /** The last append was cut off, which is normal after a crash. */
  readonly isTorn: boolean;
  /** What was lost by damage. Undefined where nothing was. */
  readonly lost: Loss | undefined;
}

/** Between which offsets, and how many; or `unknown`. */
type Loss = (OffsetRange & { readonly keys: number }) | 'unknown';

/** Reads a whole file, a piece at a time. Throws `stateFromNewerVersion` where a block is of a later format. */
export async function scanKeyFile(disk: Disk, file: string): Promise<KeyFileScan> {
  const blocks: KeyBlock[] = [];
  const losses: Loss[] = [];
  let gap: Gap | undefined;
  let position = 0;
  for (let isLast = false; !isLast; ) {
    const piece = (await disk.readRange(file, position, PIECE_BYTES)) ?? Buffer.alloc(0);
    isLast = piece.length < PIECE_BYTES;
    // A block that begins later than this may not be whole in this piece.
    const end = isLast ? piece.length : piece.length - MAX_BLOCK_BYTES;
    let at = 0;
    while (at < end) {
      const header = readBlockHeader(piece, at);
      if (header?.isFromNewerVersion) throw new Failure('stateFromNewerVersion', { where: file });
      if (header !== undefined && hasItsEntries(piece, at, header)) {
        const { keys, firstOffset, lastOffset } = header;
        const block = { start: position + at, keys, firstOffset, lastOffset };
        if (gap !== undefined) losses.push(lossOf(gap, block.start));
        gap = undefined;
        blocks.push(block);
        at += bytesOf(block);
      } else {
        gap ??= { start: position + at, header };
        at = findMagic(piece, at + 1) ?? Math.max(at + 1, end);
      }
    }
    position += at;
  }
  const isTorn = gap !== undefined && (await isCutOff(disk, file, gap));
  if (gap !== undefined && !isTorn) losses.push(lossOf(gap, position));
  return { size: position, blocks, isTorn, lost: losses.length === 0 ? undefined : losses.reduce(union) };
}

const PIECE_BYTES = 1024 * 1024;

/** A stretch without an intact block; its first one may at least have its header. */
interface Gap {
  readonly start: number;
  readonly header: BlockHeader | undefined;
}

/** A header tells what was lost, if nothing but its own block was. */
function lossOf({ start, header }: Gap, end: number): Loss {
  if (header === undefined || start + header.bytes !== end) return 'unknown';
  return { from: header.firstOffset, to: header.lastOffset, keys: header.keys };
}

/**
 * Whether what a file ends with is the beginning of a block and no more than that. Zeros do not count: after a power cut
 * a file may have grown before its bytes arrived. A whole block that does not match its checksum is damage.
 */
async function isCutOff(disk: Disk, file: string, { start, header }: Gap): Promise<boolean> {
  let from = start + (header?.bytes ?? HEADER_BYTES) - 1;
  for (;;) {
    const piece = await disk.readRange(file, from, PIECE_BYTES);
    if (piece === undefined || piece.length === 0) return true;
    if (piece.some((byte) => byte !== 0)) return false;
    from += piece.length;
  }
}

function union(a: Loss, b: Loss): Loss {
  if (a === 'unknown' || b === 'unknown') return 'unknown';
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), keys: a.keys + b.keys };
}
