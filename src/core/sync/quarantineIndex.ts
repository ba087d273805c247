import type { Disk } from './disk.ts';
import { isBeginningOfEntry, isRemnant, readLine } from './quarantineLine.ts';

/** What stands where in a quarantine file. */
export interface QuarantineIndex {
  /** How much of the file it tells of. */
  readonly bytes: number;
  /** The records in quarantine, by their keys, in the order in which they came. */
  readonly places: ReadonlyMap<string, Place>;
  put(id: string, place: Place): void;
  drop(ids: readonly string[], endsAt: number): void;
  /** Whether most of the file is of no use any more, or some of it cannot be read. */
  isWasteful(): boolean;
  /** The file without what is of no use, and what of it was lost, where `atLeast` records are known to have been there. */
  sort(file: Buffer, atLeast: number): { readonly kept: Buffer; readonly broken: Buffer };
}

export interface Place {
  readonly start: number;
  readonly length: number;
}

/** Reads the file in pieces: it may be large. */
export async function readQuarantineIndex(disk: Disk, file: string): Promise<QuarantineIndex> {
  const index = createIndex();
  let rest = Buffer.alloc(0);
  for (let start = 0; ; ) {
    const piece = (await disk.readRange(file, start + rest.length, PIECE_BYTES)) ?? Buffer.alloc(0);
    const bytes = Buffer.concat([rest, piece]);
    const used = index.read(bytes, { start, isLast: piece.length < PIECE_BYTES });
    if (piece.length < PIECE_BYTES) return index;
    rest = bytes.subarray(used);
    start += used;
  }
}

export function indexQuarantine(file: Buffer): QuarantineIndex {
  const index = createIndex();
  index.read(file, { start: 0, isLast: true });
  return index;
}

const PIECE_BYTES = 1024 * 1024;
/** Not worth writing the file anew for less. */
const MAX_WASTE_BYTES = 64 * 1024;
const LINE_BREAK = 0x0a;

function createIndex() {
  const places = new Map<string, Place>();
  const broken: Place[] = [];
  let bytes = 0;
  let usefulBytes = 0;
  const forget = (id: string): void => {
    usefulBytes -= places.get(id)?.length ?? 0;
    places.delete(id);
  };
  const index = {
    get bytes() {
      return bytes;
    },
    places,
    put(id: string, place: Place) {
      forget(id);
      places.set(id, place);
      usefulBytes += place.length;
      bytes = Math.max(bytes, place.start + place.length);
    },
    drop(ids: readonly string[], endsAt: number) {
      ids.forEach(forget);
      bytes = Math.max(bytes, endsAt);
    },
    isWasteful: () =>
      broken.length > 0 || (places.size === 0 && bytes > 0) || bytes > 2 * usefulBytes + MAX_WASTE_BYTES,
    sort(file: Buffer, atLeast: number) {
      const at = ({ start, length }: Place): Buffer => file.subarray(start, start + length);
      const lines = (found: readonly Buffer[]): Buffer =>
        Buffer.concat(found.flatMap((line) => [Buffer.of(LINE_BREAK), line]));
      // Where nobody has counted on it yet, what is cut off at the end comes again.
      const isUncounted = ({ start, length }: Place): boolean =>
        start + length === file.length && places.size >= atLeast;
      const lost = broken.filter((place) => {
        const line = at(place);
        return !isRemnant(line, (id) => places.has(id)) && !(isUncounted(place) && isBeginningOfEntry(line));
      });
      return { kept: lines([...places.values()].map(at)), broken: lines(lost.map(at)) };
    },
    /** Takes in the lines of a piece of the file that begins at `start`, and gives how much of it they are. */
    read(piece: Buffer, { start, isLast }: { readonly start: number; readonly isLast: boolean }): number {
      let from = 0;
      while (from < piece.length) {
        const found = piece.indexOf(LINE_BREAK, from);
        if (found < 0 && !isLast) break;
        const to = found < 0 ? piece.length : found;
        readPlace(piece.subarray(from, to), { start: start + from, length: to - from });
        from = Math.min(to + 1, piece.length);
      }
      bytes = start + (isLast ? piece.length : from);
      return from;
    },
  };
  const readPlace = (line: Buffer, place: Place): void => {
    if (line.length === 0) return;
    const read = readLine(line);
    if (read === undefined) broken.push(place);
    else if ('removed' in read) index.drop(read.removed, 0);
    else index.put(read.id, place);
  };
  return index;
}
