import type { AuditWindow } from '../core/audit/auditWindow.ts';
import { type DamagedPart, damagedPart } from '../core/sync/damagedPart.ts';
import type { LedgerEntry } from '../core/sync/ledger.ts';
import { ledgerEntrySchema } from '../core/sync/readState.ts';
import { parseJson, undefinedAsNull } from '../core/sync/savedJson.ts';
import { failureSentence } from './headlessSentences.ts';

export interface ToldLine {
  /** JSON: that of the ledger with the organization's name and, where a run failed, a sentence beside its code. */
  readonly line: string;
  /** What it says that somebody should know who does not read the ledger. */
  readonly complaint: string | undefined;
}

/** How a line of the ledger is told to those who are outside of this process. */
export function tellLine(organization: string, line: string): ToldLine {
  const entry = ledgerEntrySchema.safeParse(parseJson(line)).data;
  const complaint = entry && complaintOf(entry);
  return { line: `{"organization":${JSON.stringify(organization)},${explained(entry, line).slice(1)}`, complaint };
}

function explained(entry: LedgerEntry | undefined, line: string): string {
  if (entry?.type !== 'run' || entry.failure === undefined) return line;
  const { code, detail } = entry.failure;
  const failure = { code, message: failureSentence(entry.failure), detail };
  return JSON.stringify({ ...entry, failure }, undefinedAsNull);
}

function complaintOf(entry: LedgerEntry): string | undefined {
  if (entry.type === 'damaged') {
    const records = entry.window === undefined ? 'some' : `some ${spanText(entry.window)}`;
    return `${DAMAGE[damagedPart(entry.file)].replace('RECORDS', records)} What was left of it is ${entry.file}.`;
  }
  if (entry.type === 'run' && entry.lost !== undefined) {
    return `records ${spanText(entry.lost)} can no longer be read: the last sync was before that, and the site keeps its audit log only for a time.`;
  }
  return undefined;
}

const DAMAGE: Readonly<Record<DamagedPart, string>> = {
  keys: 'a part of what is remembered of delivered records is damaged or missing. No record is lost, but RECORDS may arrive twice when they are read again.',
  ledger: 'the ledger was damaged. What could be read of it was kept; no record is lost, and none is sent again.',
  quarantine:
    'a part of the quarantine could not be read. Its records are found again when everything is read again, soon.',
  journal:
    'the journal of batches was damaged and has been put aside. No record is lost, but what was sent last may arrive twice.',
  state:
    'a file of the state was damaged and has been put aside. Everything is read again: no record is lost, and what was delivered is not sent again.',
};

function spanText({ fromMs, toMs }: AuditWindow): string {
  return `from ${instantText(fromMs)} to ${instantText(toMs)}`;
}

/** A file that is damaged may name times beyond every calendar. */
function instantText(atMs: number): string {
  const at = new Date(atMs);
  return Number.isNaN(at.getTime()) ? 'an unknown time' : at.toISOString();
}
