import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import type { AuditPart, AuditWindow, UnreadableRecord } from '../../../src/core/audit/auditWindow.ts';

/** What somebody has who knows each record by its content, however often it comes. */
export interface PartsRead {
  readonly parts: readonly AuditPart[];
  /** Each as often as the part that holds most of it; oldest first, those without a date first of all. */
  readonly records: readonly AuditRecord[];
  readonly unreadable: readonly UnreadableRecord[];
  /** The windows that were called whole, in the order in which they were. */
  readonly whole: readonly AuditWindow[];
}

/** Reads all parts; an error if a window is called whole before all that is given of it later has been given. */
export async function readParts(given: AsyncIterable<AuditPart>): Promise<PartsRead> {
  const parts: AuditPart[] = [];
  const whole: AuditWindow[] = [];
  const most = new Map<string, { readonly record: AuditRecord; count: number }>();
  for await (const part of given) {
    parts.push(part);
    const counts = new Map<string, { readonly record: AuditRecord; count: number }>();
    for (const record of part.records) {
      const text = JSON.stringify(record);
      const counted = counts.get(text);
      if (counted === undefined) counts.set(text, { record, count: 1 });
      else counted.count += 1;
    }
    for (const [text, counted] of counts) {
      if (counted.count <= (most.get(text)?.count ?? 0)) continue;
      const timeMs = counted.record.creationDate;
      if (whole.some(({ fromMs, toMs }) => typeof timeMs === 'number' && timeMs >= fromMs && timeMs <= toMs)) {
        throw new Error(`${text} came after its window was called whole`);
      }
      most.set(text, counted);
    }
    if (part.whole !== undefined) whole.push(part.whole);
  }
  const records = [...most.values()].flatMap(({ record, count }) => Array.from({ length: count }, () => record));
  const rank = ({ creationDate }: AuditRecord): number => creationDate ?? 0;
  return {
    parts,
    records: records.sort((a, b) => rank(a) - rank(b)),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
    whole,
  };
}

/** What is wrong with windows that are to follow each other from the beginning of this one to its end, if anything is. */
export function gapIn(whole: readonly AuditWindow[], { fromMs, toMs }: AuditWindow): string | undefined {
  let nextMs = fromMs;
  for (const window of whole) {
    if (window.fromMs !== nextMs) return `${nextMs} is followed by ${window.fromMs}`;
    if (window.toMs < window.fromMs) return `${window.fromMs} begins an empty window`;
    nextMs = window.toMs + 1;
  }
  return nextMs === toMs + 1 ? undefined : `it ends at ${nextMs - 1} instead of ${toMs}`;
}

/** The instants of which no part holds all records, or one holds more: twins could not be counted there. */
export function splitInstants(parts: readonly AuditPart[], there: readonly Dated[]): readonly number[] {
  const expected = sizes(there);
  const largest = new Map<number, number>();
  for (const { records } of parts) {
    for (const [atMs, count] of sizes(records)) largest.set(atMs, Math.max(count, largest.get(atMs) ?? 0));
  }
  return [...expected].filter(([atMs, count]) => largest.get(atMs) !== count).map(([atMs]) => atMs);
}

type Dated = Pick<AuditRecord, 'creationDate'>;

function sizes(records: readonly Dated[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { creationDate } of records) {
    if (typeof creationDate === 'number') counts.set(creationDate, (counts.get(creationDate) ?? 0) + 1);
  }
  return counts;
}
