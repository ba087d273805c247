import path from 'node:path';
import type { Disk } from './disk.ts';
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
  clear(): Promise<void>;
}

export function createLedgerFile({ disk, folder }: { readonly disk: Disk; readonly folder: string }): LedgerFile {
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
        const lines = (await disk.read(each))?.toString('utf8').split('\n') ?? [];
        for (const line of lines.reverse()) {
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
    async clear() {
      for (const each of [older, file]) await disk.remove(each);
    },
  };
}

const MAX_BYTES = 1024 * 1024;
