import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { errorRemark, Failure } from '../failure.ts';
import type { InDoubtEntry, LedgerEntry } from './ledger.ts';
import { type QuarantineEntry, readLine, writeLine } from './quarantineLine.ts';
import { ledgerEntrySchema, readState, versionOf } from './readState.ts';
import { decodeFingerprints, encodeFingerprints, type Fingerprint, timeOf } from './recordId.ts';
import { countSchema, instantSchema, parseJson, undefinedAsNull } from './savedJson.ts';
import { INITIAL_STATE, type SyncState } from './syncState.ts';

/**
 * What is kept of a route, in one file for another computer: gzip of JSON, one object a line. The first line is a
 * header; then come the keys, the quarantine and the ledger; `end` counts them, so that a part is not taken for all.
 */
export type RouteFileLine =
  | { readonly keys: readonly Fingerprint[] }
  | { readonly quarantine: QuarantineEntry }
  | { readonly ledger: LedgerEntry };

export interface RouteFileHeader {
  readonly site: string;
  /** Where the records go, see `destinationIdentity`. */
  readonly destination: string;
  readonly exportedAtMs: number;
  readonly state: SyncState;
}

export interface RouteFileCounts {
  readonly keys: number;
  readonly quarantine: number;
  readonly ledger: number;
}

export const NO_LINES: RouteFileCounts = { keys: 0, quarantine: 0, ledger: 0 };
const FORMAT = 'confluence-audit-sync-state';
const VERSION = 1;

export function countLine(counts: RouteFileCounts, line: RouteFileLine): RouteFileCounts {
  if ('keys' in line) return { ...counts, keys: counts.keys + line.keys.length };
  if ('quarantine' in line) return { ...counts, quarantine: counts.quarantine + 1 };
  return { ...counts, ledger: counts.ledger + 1 };
}

function hasLaterThan(line: RouteFileLine, { quarantine, ledger }: RouteFileCounts): boolean {
  return ('keys' in line && quarantine > 0) || (!('ledger' in line) && ledger > 0);
}

export function writeHeader(header: RouteFileHeader): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...header }, undefinedAsNull)}\n`;
}

export function writeRouteLine(line: RouteFileLine): string {
  if ('keys' in line) return `{"keys":"${encodeFingerprints(line.keys).toString('base64')}"}\n`;
  if ('quarantine' in line) return `{"quarantine":${writeLine(line.quarantine).toString('utf8')}}\n`;
  return `${JSON.stringify(line, undefinedAsNull)}\n`;
}

export function writeEnd(counts: RouteFileCounts): string {
  return `${JSON.stringify({ end: counts })}\n`;
}

/** On its own computer, a batch in doubt is known by its place in a journal: others have such places too. */
export function portableEntry(entry: LedgerEntry): LedgerEntry {
  if (entry.type !== 'inDoubt' || entry.id.startsWith(entry.run)) return entry;
  return { ...entry, id: `${entry.run} ${entry.id}` } satisfies InDoubtEntry;
}

export interface RouteFileReader {
  readonly read: AsyncIterable<Buffer>;
  readonly site: string;
  readonly destination: string;
  /** Waited for before the next line is read. */
  readonly onLine: (line: RouteFileLine) => Promise<void> | void;
}

/**
 * Reads a file to its end. Throws `importNotFitting`, whose remark is `format`, `version`, `site` or `destination`;
 * `importDamaged` where it was cut off or changed; and what `read` and `onLine` throw.
 */
export async function readRouteFile({ read, onLine, ...route }: RouteFileReader): Promise<RouteFileHeader> {
  let header: RouteFileHeader | undefined;
  let counts = NO_LINES;
  let isOver = false;
  let unfit: Failure | undefined;
  const takeLine = async (text: string): Promise<void> => {
    // Only once all of it was read is it certain that it is not damage that makes it look so.
    if (unfit !== undefined) return;
    if (isOver) throw damaged('afterItsEnd');
    const value = parseJson(text);
    if (header === undefined) {
      const read = readHeader(value, route);
      if (read instanceof Failure) unfit = read;
      else header = read;
      return;
    }
    const end = endSchema.safeParse(value).data?.end;
    if (end === undefined) {
      const line = readRouteLine(value);
      if (hasLaterThan(line, counts)) throw damaged('order');
      counts = countLine(counts, line);
      await onLine(line);
      return;
    }
    const { keys, quarantine, ledger } = counts;
    if (end.keys !== keys || end.quarantine !== quarantine || end.ledger !== ledger) throw damaged('counts');
    isOver = true;
  };
  try {
    await pipeline(gzipOnly(read), createGunzip({ chunkSize: CHUNK_BYTES }), async (chunks) => {
      for await (const line of linesOf(chunks)) await takeLine(line);
    });
  } catch (error) {
    const remark = errorRemark(error);
    throw remark.startsWith('Z_') ? damaged(remark) : error;
  }
  if (unfit !== undefined) throw unfit;
  if (header === undefined || !isOver) throw damaged('cutOff');
  return header;
}

const CHUNK_BYTES = 64 * 1024;
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const LINE_BREAK = 0x0a;
const GZIP_MAGIC = 0x1f;

async function* gzipOnly(read: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of read) {
    if (chunk.length === 0) continue;
    if (isFirst && chunk[0] !== GZIP_MAGIC) throw notFitting('format');
    isFirst = false;
    yield chunk;
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_BREAK); at >= 0; at = chunk.indexOf(LINE_BREAK, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at)]).toString('utf8');
      parts = [];
      bytes = 0;
      from = at + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    // A small file may unpack to more than there is memory.
    if (bytes > MAX_LINE_BYTES) throw damaged('lineTooLong');
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString('utf8');
}

const formatSchema = z.object({ format: z.literal(FORMAT), version: z.number() });
const headerSchema = z.object({
  ...{ site: z.string(), destination: z.string(), exportedAtMs: instantSchema, state: z.unknown() },
});

function readHeader(value: unknown, route: Pick<RouteFileReader, 'site' | 'destination'>): RouteFileHeader | Failure {
  const format = formatSchema.safeParse(value).data;
  if (format === undefined) return notFitting('format');
  if (format.version !== VERSION) return notFitting('version');
  const header = headerSchema.safeParse(value).data;
  if (header === undefined) return damaged('header');
  if (header.site !== route.site) return notFitting('site');
  if (header.destination !== route.destination) return notFitting('destination');
  const text = JSON.stringify(header.state) ?? '';
  const state = readState(text);
  if (state !== undefined) return { ...header, state };
  return (versionOf(text) ?? 0) > INITIAL_STATE.version ? notFitting('version') : damaged('state');
}

const endSchema = z.object({ end: z.object({ keys: countSchema, quarantine: countSchema, ledger: countSchema }) });
const lineSchema = z.union([
  z.strictObject({ keys: z.base64() }),
  z.strictObject({ quarantine: z.unknown() }),
  z.strictObject({ ledger: ledgerEntrySchema }),
]);

function readRouteLine(value: unknown): RouteFileLine {
  const line = lineSchema.safeParse(value).data;
  if (line === undefined) throw damaged('line');
  if ('ledger' in line) return line;
  if ('keys' in line) return { keys: readKeys(line.keys) };
  const quarantine = readLine(Buffer.from(JSON.stringify(line.quarantine)));
  if (quarantine === undefined || 'removed' in quarantine) throw damaged('quarantine');
  return { quarantine };
}

function readKeys(base64: string): readonly Fingerprint[] {
  try {
    const keys = decodeFingerprints(Buffer.from(base64, 'base64'));
    if (keys.every((key) => (timeOf(key) ?? 0) <= LATEST_TIME_MS)) return keys;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw damaged('keys');
}

/** The last one that a `Date` can hold. */
const LATEST_TIME_MS = 8_640_000_000_000_000;

function damaged(remark: string): Failure {
  return new Failure('importDamaged', { where: '', remark });
}

function notFitting(remark: 'format' | 'version' | 'site' | 'destination'): Failure {
  return new Failure('importNotFitting', { where: '', remark });
}
