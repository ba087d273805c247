import path from 'node:path';
import type { AuditWindow } from '../audit/auditWindow.ts';
import type { Disk } from './disk.ts';
import { BYTES_PER_KEY } from './keyBlocks.ts';
import { createKeyFile, type DamagedKeys, type KeyFile } from './keyFile.ts';
import { type Fingerprint, timeOf } from './recordId.ts';
import { walkKeyFile } from './walkKeyFile.ts';

export type { DamagedKeys };

export interface KnownKeys {
  has(fingerprint: Fingerprint): boolean;
}

/** Remembers which records were delivered or quarantined: millions of them, on the disk. */
export interface DeliveredKeys {
  /** What is known of a window, and of records without a date. Memory is bounded by the keys in the window. */
  within(window: AuditWindow): Promise<KnownKeys>;
  /** Durable when it resolves. Adding a key twice is the same as once. */
  add(fingerprints: readonly Fingerprint[]): Promise<void>;
  /**
   * All that is stored, some thousands at a time, in no order; some may come twice. What is added or removed meanwhile
   * may be missing.
   */
  all(): AsyncIterable<readonly Fingerprint[]>;
  /**
   * Keys stored, at least. Reads the files of which that is not known, and tells of those that are missing or too short.
   */
  count(): Promise<number>;
  /** Removes all, also what was put aside. */
  clear(): Promise<void>;
}

export interface DeliveredKeysOptions {
  readonly disk: Disk;
  /** Holds nothing else. */
  readonly folder: string;
  /**
   * A file was damaged. Its intact keys are saved when this has resolved; should it throw, so does whoever asked, and it
   * is told again the next time. It must not wait for the index.
   */
  readonly onDamage: (damaged: DamagedKeys) => void | Promise<void>;
  /**
   * How many keys each file holds at least, by its name: one that holds fewer, or is missing, is damaged. Kept up to
   * date; of what is in it everything is durable. Where it is not given, a file is believed that begins whole.
   */
  readonly counts?: Map<string, number>;
}

/**
 * One file for each week of the records' time, named after its first day, and one for records without a date: an hour
 * of a week is found in milliseconds.
 */
export function openDeliveredKeys(options: DeliveredKeysOptions): DeliveredKeys {
  const { disk, folder, onDamage, counts = new Map<string, number>() } = options;
  const opened = new Map<string, KeyFile>();
  let last: Promise<unknown> = Promise.resolve();
  /** One thing after the other: a file must not be rewritten while it is read. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };

  const keyFile = ({ name, span }: Shelf): KeyFile => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const made = createKeyFile({ disk, file: path.join(folder, name), span, onDamage, counts });
    opened.set(name, made);
    return made;
  };
  const shelves = async (): Promise<readonly StoredShelf[]> => {
    const stored = new Set(await disk.list(folder));
    return [...new Set([...stored, ...counts.keys()])].flatMap((name) => {
      const shelf = shelfNamed(name);
      return shelf === undefined ? [] : [{ ...shelf, isMissing: !stored.has(name) }];
    });
  };
  const hasRoomFor = async (keys: number, { name }: Shelf): Promise<boolean> =>
    ((await disk.size(path.join(folder, name))) ?? 0) >= keys * BYTES_PER_KEY;
  /** All at once: somebody may have removed a whole year of them. */
  const tellMissing = async (missing: readonly Shelf[]): Promise<void> => {
    if (missing.length === 0) return;
    const spans = missing.flatMap(({ span }) => span ?? []);
    const fromMs = Math.min(...spans.map((span) => span.fromMs));
    const toMs = Math.max(...spans.map((span) => span.toMs));
    await onDamage({ file: folder, window: spans.length === 0 ? undefined : { fromMs, toMs } });
    for (const { name } of missing) counts.set(name, 0);
  };
  /** With whatever stands beside a file under its name: copies, and leftovers of a crash. */
  const removeAll = async (): Promise<void> => {
    for (const name of await disk.list(folder)) {
      const shelf = shelfNamed(name.replace(/\.keys\..*$/, SUFFIX));
      if (shelf === undefined) continue;
      opened.delete(shelf.name);
      await disk.remove(path.join(folder, name));
    }
    counts.clear();
  };

  return {
    within: (window) =>
      inTurn(async () => {
        const found = new Set<Fingerprint>();
        for (const shelf of await shelves()) {
          // Those without a date may be of any time: all their offsets are zero.
          const { fromMs, toMs } = shelf.span ?? window;
          if (fromMs > window.toMs || toMs < window.fromMs) continue;
          await keyFile(shelf).collect({ from: window.fromMs - fromMs, to: window.toMs - fromMs }, found);
        }
        return found;
      }),
    add: (fingerprints) =>
      inTurn(async () => {
        const sorted = [...new Set(fingerprints)].sort();
        for (const [week, keys] of Map.groupBy(sorted, weekOf)) await keyFile(shelfOf(week)).add(keys);
      }),
    async *all() {
      for (const shelf of await inTurn(shelves)) {
        // Repairs what is damaged.
        await inTurn(() => keyFile(shelf).count());
        yield* walkKeyFile(disk, { file: path.join(folder, shelf.name), originMs: shelf.span?.fromMs });
      }
    },
    count: () =>
      inTurn(async () => {
        const all = await shelves();
        await tellMissing(all.filter(({ name, isMissing }) => isMissing && counts.get(name) !== 0));
        let keys = 0;
        for (const shelf of all) {
          const least = counts.get(shelf.name);
          const isLooked = least === undefined || (least > 0 && !(await hasRoomFor(least, shelf)));
          keys += isLooked ? await keyFile(shelf).count() : least;
        }
        return keys;
      }),
    clear: () => inTurn(() => removeAll()),
  };
}

interface Shelf {
  /** Of its file. */
  readonly name: string;
  /** Undefined for keys without a date. */
  readonly span: AuditWindow | undefined;
}

interface StoredShelf extends Shelf {
  readonly isMissing: boolean;
}

const WEEK_MS = 7 * 24 * 60 * 60_000;
const SUFFIX = '.keys';
const UNDATED: Shelf = { name: `undated${SUFFIX}`, span: undefined };

/** Weeks since 1970; undefined for a key without a date. */
function weekOf(fingerprint: Fingerprint): number | undefined {
  const timeMs = timeOf(fingerprint);
  return timeMs === undefined ? undefined : Math.floor(timeMs / WEEK_MS);
}

function shelfOf(week: number | undefined): Shelf {
  if (week === undefined) return UNDATED;
  const fromMs = week * WEEK_MS;
  const day = new Date(fromMs).toISOString().replace(/T.*/, '');
  return { name: `${day}${SUFFIX}`, span: { fromMs, toMs: fromMs + WEEK_MS - 1 } };
}

function shelfNamed(name: string): Shelf | undefined {
  if (name === UNDATED.name) return UNDATED;
  const week = Date.parse(name.slice(0, -SUFFIX.length)) / WEEK_MS;
  if (!Number.isInteger(week) || week < 0) return undefined;
  const shelf = shelfOf(week);
  return shelf.name === name ? shelf : undefined;
}
