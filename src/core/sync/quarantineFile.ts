import path from 'node:path';
import type { Disk } from './disk.ts';
import { indexQuarantine, type QuarantineIndex, readQuarantineIndex } from './quarantineIndex.ts';
import { type QuarantineEntry, type QuarantineLine, readLine, writeLine } from './quarantineLine.ts';

export type { QuarantineEntry };

/** Records that could not be delivered, kept until they are; each key once. One process writes, others may read. */
export interface QuarantineFile {
  /** Durable when it resolves. Reads nothing, however much is in quarantine. */
  keep(entries: readonly QuarantineEntry[]): Promise<void>;
  /** The newest first. */
  list(options: { readonly limit: number }): Promise<readonly QuarantineEntry[]>;
  get(id: string): Promise<QuarantineEntry | undefined>;
  count(): Promise<number>;
  /** Which records are there, by their keys; goes along with what is kept and removed here. */
  holdings(): Promise<{ has(id: string): boolean }>;
  /**
   * Puts aside what cannot be read any more, and tells `onDamage`. Behind `atLeast` records, a line that is cut off is
   * what a crash has left of one that nobody counted on.
   */
  mend(atLeast: number): Promise<void>;
  /** Durable when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

export interface QuarantineFileOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** Told, when records are removed, where lines were put aside that cannot be read. */
  readonly onDamage?: (file: string) => void;
}

export function createQuarantineFile({ disk, folder, onDamage }: QuarantineFileOptions): QuarantineFile {
  const file = path.join(folder, 'quarantine.ndjson');
  const damagedFile = path.join(folder, 'quarantine.damaged.ndjson');
  const inTurn = createTurns();
  /** Read once, then kept up with what is written here. */
  let known: QuarantineIndex | undefined;

  const current = async (): Promise<QuarantineIndex> => {
    // Another process may have written the file.
    if (known?.bytes === ((await disk.size(file)) ?? 0)) return known;
    const index = await readQuarantineIndex(disk, file);
    known = index;
    return index;
  };
  /** Undefined where the file was written anew since it was indexed. */
  const entriesAt = async (ids: readonly string[]): Promise<readonly QuarantineEntry[] | undefined> => {
    const { places } = await current();
    const entries: QuarantineEntry[] = [];
    for (const id of ids) {
      const place = places.get(id);
      if (place === undefined) continue;
      const bytes = await disk.readRange(file, place.start, place.length);
      const entry = bytes && readLine(bytes);
      if (entry === undefined || 'removed' in entry || entry.id !== id) {
        known = undefined;
        return undefined;
      }
      entries.push(entry);
    }
    return entries;
  };
  /** Appends lines, and gives where each of them begins. */
  const append = async (lines: readonly QuarantineLine[]) => {
    const written = lines.map(writeLine);
    // The line break comes first: a crash may have cut the last line off.
    const bytes = Buffer.concat(written.flatMap((line) => [LINE_BREAK, line]));
    const position = await disk.append(file, bytes);
    if (known?.bytes !== position) known = undefined;
    let start = position;
    return written.map(({ length }) => {
      const place = { start: start + LINE_BREAK.length, length };
      start = place.start + length;
      return place;
    });
  };
  const writeAnew = async (atLeast: number): Promise<void> => {
    const all = (await disk.read(file)) ?? Buffer.alloc(0);
    const { kept, broken } = indexQuarantine(all).sort(all, atLeast);
    if (broken.length > 0) {
      await disk.append(damagedFile, broken);
      onDamage?.(damagedFile);
    }
    await disk.replace(file, kept);
    known = indexQuarantine(kept);
  };

  return {
    keep: (entries) =>
      inTurn(async () => {
        if (entries.length === 0) return;
        const places = await append(entries);
        for (const [at, place] of places.entries()) {
          const id = entries[at]?.id;
          if (id !== undefined) known?.put(id, place);
        }
      }),
    async list({ limit }) {
      const newest = async () => {
        const { places } = await current();
        return entriesAt(limit > 0 ? [...places.keys()].slice(-limit).reverse() : []);
      };
      return (await newest()) ?? (await newest()) ?? [];
    },
    async get(id) {
      const [entry] = (await entriesAt([id])) ?? (await entriesAt([id])) ?? [];
      return entry;
    },
    count: async () => (await current()).places.size,
    holdings: async () => (await current()).places,
    mend: (atLeast) =>
      inTurn(async () => {
        if ((await current()).isWasteful()) await writeAnew(atLeast);
      }),
    remove: (ids) =>
      inTurn(async () => {
        const index = await current();
        const removed = ids.filter((id) => index.places.has(id));
        if (removed.length > 0) {
          const [place] = await append([{ removed }]);
          if (place !== undefined) known?.drop(removed, place.start + place.length);
        }
        if ((await current()).isWasteful()) await writeAnew(0);
      }),
    clear: () =>
      inTurn(async () => {
        known = undefined;
        // Emptied before it is removed: a power cut may bring a removed file back.
        if ((await disk.size(file)) !== undefined) await disk.replace(file, Buffer.alloc(0));
        for (const each of [file, damagedFile]) await disk.remove(each);
      }),
  };
}

const LINE_BREAK = Buffer.from('\n');

/** One after the other: what is appended while the file is written anew would be lost. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
