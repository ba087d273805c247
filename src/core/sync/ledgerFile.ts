import path from 'node:path';
import type { Disk } from './disk.ts';
import { keepAside } from './keepAside.ts';
import type { LedgerEntry } from './ledger.ts';
import { ledgerEntrySchema } from './readState.ts';
import { parseJson, undefinedAsNull } from './savedJson.ts';

/** What happened on a route, one JSON object a line; the oldest lines are forgotten in time. */
export interface LedgerFile {
  /** Durable when it resolves. */
  append(entries: readonly LedgerEntry[]): Promise<void>;
  /** The newest first, each id once. What cannot be read is left out: a damaged ledger stops nobody. */
  read(options: { readonly limit: number }): Promise<readonly LedgerEntry[]>;
  /** Whether these lines were the last ones that were written; looks at the end only. */
  endsWith(entries: readonly LedgerEntry[]): Promise<boolean>;
  /** Keeps damaged files aside, tells `onDamage`, and leaves the lines that are whole. Only for who has the lease. */
  mend(): Promise<void>;
  clear(): Promise<void>;
}

export interface LedgerFileOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** Told where a damaged file is kept. */
  readonly onDamage?: (file: string) => void;
}

export function createLedgerFile({ disk, folder, onDamage }: LedgerFileOptions): LedgerFile {
  const file = path.join(folder, 'ledger.ndjson');
  const older = path.join(folder, 'ledger.1.ndjson');
  return {
    async append(entries) {
      if (entries.length === 0) return;
      // The line break comes first: a crash may have cut the last line off.
      const bytes = Buffer.from(entries.map((entry) => `\n${JSON.stringify(entry, undefinedAsNull)}`).join(''));
      const position = await disk.append(file, bytes);
      if (position + bytes.length <= MAX_BYTES) return;
      // What could not be renamed now, as somebody reads it, is renamed after the next lines.
      await disk.rename(file, older).catch(() => undefined);
    },
    async read({ limit }) {
      const found = new Map<string, LedgerEntry>();
      // This order misses nothing when the one becomes the other meanwhile.
      for (const each of [file, older]) {
        for (const line of linesOf(await disk.read(each), 'utf8').reverse()) {
          if (found.size >= limit) return [...found.values()];
          const entry = ledgerEntrySchema.safeParse(parseJson(line)).data;
          if (entry !== undefined && !found.has(entry.id)) found.set(entry.id, entry);
        }
      }
      return [...found.values()];
    },
    async endsWith(entries) {
      const last = entries.at(-1);
      if (last === undefined) return true;
      for (const each of [file, older]) {
        const bytes = (await disk.size(each)) ?? 0;
        const line = Buffer.from(JSON.stringify(last, undefinedAsNull));
        const end = await disk.readRange(each, Math.max(0, bytes - line.length), line.length);
        if (end?.equals(line)) return true;
      }
      return false;
    },
    async mend() {
      for (const each of [older, file]) {
        const lines = linesOf(await disk.read(each), 'latin1').filter((line) => line !== '');
        const whole = lines.filter(isWhole);
        if (whole.length === lines.length) continue;
        if (hasLost(lines, whole)) {
          const aside = await keepAside(disk, each);
          onDamage?.(aside);
        }
        await disk.replace(each, Buffer.from(whole.map((line) => `\n${line}`).join(''), 'latin1'));
      }
    },
    async clear() {
      for (const each of [older, file]) await disk.remove(each);
    },
  };
}

const MAX_BYTES = 1024 * 1024;

/** After a power cut a file may have grown before its bytes arrived: zeros are what lines end with then. */
function linesOf(bytes: Buffer | undefined, encoding: 'utf8' | 'latin1'): string[] {
  const lines = bytes?.toString(encoding).split('\n') ?? [];
  return lines.map((line) => {
    let end = line.length;
    while (line[end - 1] === '\0') end -= 1;
    return line.slice(0, end);
  });
}

/** A line that a later version has written is whole, too. */
function isWhole(line: string): boolean {
  return parseJson(line) !== undefined;
}

/**
 * Whether a line was lost by more than a crash. What a crash cuts off stands behind all whole lines, or there a second
 * time, which whoever opens a route sees to: perhaps with its members in another order, but for the first two.
 */
function hasLost(lines: readonly string[], whole: readonly string[]): boolean {
  const kept = new Set(whole.map(beginningOf));
  const end = lines.lastIndexOf(whole.at(-1) ?? '');
  return lines.some((line, at) => {
    if (isWhole(line) || isTooShort(line)) return false;
    const beginning = beginningOf(line);
    return beginning === undefined || (at < end && !kept.has(beginning));
  });
}

function beginningOf(line: string): string | undefined {
  return TYPE_AND_ID.exec(line)?.[0];
}

/** It was cut off before it told anything. */
function isTooShort(line: string): boolean {
  return TYPE.startsWith(line) || CUT_TYPE_AND_ID.test(line);
}

const TYPE = '{"type":"';
const TYPE_AND_ID = /^\{"type":"\w+","id":"[^"]*"/;
const CUT_TYPE_AND_ID = /^\{"type":"\w+("(,("?i?d?"?:?"?[^"]*)?)?)?$/;
