import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { bytesOf, type KeyBlock, type OffsetRange, readKeyBlock } from './keyBlocks.ts';
import type { Fingerprint } from './recordId.ts';
import { scanKeyFile } from './scanKeyFile.ts';

/**
 * All keys of a file, some thousands at a time, without keeping them. Others may add to the file meanwhile; where they
 * write it anew, it is begun again, and keys come twice.
 */
export async function* walkKeyFile(
  disk: Disk,
  { file, originMs }: { readonly file: string; readonly originMs: number | undefined },
): AsyncGenerator<readonly Fingerprint[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { blocks, lost } = await scanKeyFile(disk, file);
    // It was whole a moment ago: it was scanned while somebody wrote it.
    if (lost !== undefined) continue;
    if (yield* walkBlocks(disk, { file, originMs, blocks })) return;
  }
  throw new Failure('stateNotRead', { where: file, remark: 'changedMeanwhile' });
}

const MAX_ATTEMPTS = 5;
const MOST_KEYS = 10_000;
const ALL: OffsetRange = { from: 0, to: Number.POSITIVE_INFINITY };

/** Gives whether it came to the end. */
async function* walkBlocks(
  disk: Disk,
  {
    file,
    originMs,
    blocks,
  }: { readonly file: string; readonly originMs: number | undefined; readonly blocks: readonly KeyBlock[] },
): AsyncGenerator<readonly Fingerprint[], boolean> {
  for (const some of neighbours(blocks)) {
    const [first] = some;
    const last = some.at(-1);
    if (first === undefined || last === undefined) continue;
    const length = last.start + bytesOf(last) - first.start;
    const bytes = (await disk.readRange(file, first.start, length)) ?? Buffer.alloc(0);
    const found: Fingerprint[] = [];
    for (const block of some) {
      const keys = readKeyBlock(bytes, { at: block.start - first.start, block, range: ALL, originMs });
      if (keys === undefined) return false;
      found.push(...keys);
    }
    yield found;
  }
  return true;
}

/** Blocks that follow each other in the file, as many as are worth reading at once. */
function* neighbours(blocks: readonly KeyBlock[]): Generator<readonly KeyBlock[]> {
  let some: KeyBlock[] = [];
  let keys = 0;
  for (const block of blocks) {
    const last = some.at(-1);
    if (last !== undefined && (keys + block.keys > MOST_KEYS || last.start + bytesOf(last) !== block.start)) {
      yield some;
      some = [];
      keys = 0;
    }
    some.push(block);
    keys += block.keys;
  }
  if (some.length > 0) yield some;
}
