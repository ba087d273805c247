import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { AuditWindow } from '../audit/auditWindow.ts';
import type { Disk } from './disk.ts';
import { decodeFingerprints, encodeFingerprints, type Fingerprint } from './recordId.ts';
import { maybe, parseJson, undefinedAsNull, windowSchema } from './savedJson.ts';

/**
 * What became of an entry. `begun`: nobody knows; a process that died leaves it so. `delivered`: acknowledged. `refused`: it certainly did not arrive. `inDoubt`: it may have arrived, and its process knew that.
 */
export type JournalOutcome = 'begun' | 'delivered' | 'refused' | 'inDoubt';

/** A batch that is sent: written before it happens, settled in place after. */
export interface JournalEntry {
  readonly run: string;
  readonly atMs: number;
  readonly bytes: number;
  /** Between the oldest and the newest of its records; undefined where none has a date. */
  readonly window: AuditWindow | undefined;
  readonly fingerprints: readonly Fingerprint[];
  /** Keys of records that leave the quarantine once the batch is delivered. */
  readonly released: readonly string[];
}

export interface Journal {
  /** Durable when it resolves; gives where the entry's outcome stands. */
  begin(entry: JournalEntry): Promise<number>;
  settle(position: number, outcome: JournalOutcome): Promise<void>;
}

/** An entry with where its outcome stands in the file. */
export type ReadEntry = JournalEntry & { readonly position: number; readonly outcome: JournalOutcome };

export interface ReadJournal {
  readonly entries: readonly ReadEntry[];
  /** Whether anything in it was changed by somebody else: what it told of deliveries is lost. */
  readonly damaged: boolean;
}

/**
 * One entry a line: outcome (one character, written over in place, which needs no space on the disk), length, checksum,
 * JSON. A line that is shorter than it says was cut off while it was written: what it announces never happened.
 */
export function createJournal(disk: Disk, file: string): Journal {
  return {
    async begin({ fingerprints, ...entry }) {
      const json = JSON.stringify(
        { ...entry, ids: encodeFingerprints(fingerprints).toString('base64') },
        undefinedAsNull,
      );
      // The leading line break ends what an earlier, cut-off line has left.
      const line = `\n${MARKS.begun} ${Buffer.byteLength(json)} ${checksum(json)} ${json}`;
      return (await disk.append(file, Buffer.from(line))) + 1;
    },
    settle: (position, outcome) => disk.overwrite(file, position, Buffer.from(MARKS[outcome])),
  };
}

export async function readJournal(disk: Disk, file: string): Promise<ReadJournal> {
  const bytes = await disk.read(file);
  const entries: ReadEntry[] = [];
  let damaged = false;
  for (const { line, position } of linesOf(bytes ?? Buffer.alloc(0))) {
    const [, mark = '', length = '', sum = '', json = ''] = LINE.exec(line) ?? [];
    const outcome = OUTCOMES.get(mark);
    const entry = sum !== '' && checksum(json) === sum ? readEntry(parseJson(json)) : undefined;
    if (entry !== undefined && outcome !== undefined) entries.push({ ...entry, position, outcome });
    else if (!CUT_HEADER.test(line) && !(Buffer.byteLength(json) < Number(length))) damaged = true;
  }
  return { entries, damaged };
}

const MARKS = { begun: '?', delivered: '+', refused: '-', inDoubt: '!' } as const;
const OUTCOMES: ReadonlyMap<string, JournalOutcome> = new Map([
  [MARKS.begun, 'begun'],
  [MARKS.delivered, 'delivered'],
  [MARKS.refused, 'refused'],
  [MARKS.inDoubt, 'inDoubt'],
]);
const LINE = /^(.) (\d+) ([0-9a-f]{8}) (.*)$/;
/** What a cut can leave of the beginning of a line. */
const CUT_HEADER = /^\?( \d*( [0-9a-f]{0,8} ?)?)?$/;
const LINE_BREAK = 0x0a;

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function* linesOf(bytes: Buffer) {
  for (let position = 0; position < bytes.length; ) {
    const found = bytes.indexOf(LINE_BREAK, position);
    const end = found < 0 ? bytes.length : found;
    // A power cut may leave zeros where bytes had been announced.
    const line = bytes.toString('utf8', position, end).replace(/\0+$/, '');
    if (line !== '') yield { line, position };
    position = end + 1;
  }
}

function readEntry(value: unknown): JournalEntry | undefined {
  const { data } = entrySchema.safeParse(value);
  if (data === undefined) return undefined;
  const { ids, ...entry } = data;
  return { ...entry, fingerprints: decodeFingerprints(Buffer.from(ids, 'base64')) };
}

const entrySchema = z.object({
  run: z.string(),
  atMs: z.number(),
  bytes: z.number(),
  window: maybe(windowSchema),
  /** Base64 of the fingerprints. */
  ids: z.base64(),
  released: z.array(z.string()),
});
