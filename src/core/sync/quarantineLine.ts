import * as z from 'zod';
import { instantSchema, maybe, parseJson, undefinedAsNull } from './savedJson.ts';

export interface QuarantineEntry {
  /** The record's key. */
  readonly id: string;
  /** When it came into quarantine, epoch milliseconds. */
  readonly atMs: number;
  /** When the record was made, where it says so. */
  readonly timeMs: number | undefined;
  /** A short technical text. */
  readonly reason: string;
  /** The record as it came, but for the order of its members. */
  readonly raw: unknown;
}

/** A record that came into quarantine, or the keys of records that left it. */
export type QuarantineLine = QuarantineEntry | { readonly removed: readonly string[] };

/** A line of its own in the file, without a line break. */
export function writeLine(line: QuarantineLine): Buffer {
  if ('removed' in line) return Buffer.from(JSON.stringify(line));
  const { id, atMs, timeMs, reason, raw } = line;
  // The key comes first, so that also a line that was cut off says whose it is.
  return Buffer.from(JSON.stringify({ id, atMs, timeMs, reason, raw }, undefinedAsNull));
}

/** Undefined where the line was cut off or is damaged. */
export function readLine(bytes: Buffer): QuarantineLine | undefined {
  return lineSchema.safeParse(parseJson(bytes.toString('utf8'))).data;
}

/**
 * Whether a line that cannot be read is what a crash leaves of one that was being written, and holds nothing that is
 * not kept elsewhere: it was not acknowledged, so what it told of came again.
 */
export function isRemnant(bytes: Buffer, isKept: (id: string) => boolean): boolean {
  const text = bytes.toString('utf8', 0, LONGEST_BEGINNING_BYTES);
  const beginning = BEGINNING_OF_ENTRY.exec(text);
  if (beginning === null) return text.startsWith(REMOVAL) || [REMOVAL, ENTRY].some((line) => line.startsWith(text));
  const [, id = '', quote] = beginning;
  return quote === '' || isKept(id);
}

/** Whether it begins as a record's line does. */
export function isBeginningOfEntry(bytes: Buffer): boolean {
  return BEGINNING_OF_ENTRY.test(bytes.toString('utf8', 0, LONGEST_BEGINNING_BYTES));
}

/** A key is far shorter. */
const LONGEST_BEGINNING_BYTES = 1000;
const ENTRY = '{"id":"';
const REMOVAL = '{"removed":';
const BEGINNING_OF_ENTRY = /^\{"id":"([^"\\]*)("|$)/;

const lineSchema = z.union([
  z.object({
    ...{ id: z.string(), atMs: instantSchema, timeMs: maybe(z.number()), reason: z.string(), raw: z.unknown() },
  }),
  z.object({ removed: z.array(z.string()) }),
]);
