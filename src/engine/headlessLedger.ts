import type { AuditWindow } from '../core/audit/auditWindow.ts';
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
    const records = entry.window === undefined ? 'What it told of' : `Records ${spanText(entry.window)}`;
    return `a file of the state was damaged; what is left of it is kept as ${entry.file}. ${records} may be read again and arrive twice; none is lost.`;
  }
  if (entry.type === 'run' && entry.lost !== undefined) {
    return `records ${spanText(entry.lost)} can no longer be read: the last sync was before that, and the site keeps its audit log only for a time.`;
  }
  return undefined;
}

function spanText({ fromMs, toMs }: AuditWindow): string {
  return `from ${instantText(fromMs)} to ${instantText(toMs)}`;
}

/** A file that is damaged may name times beyond every calendar. */
function instantText(atMs: number): string {
  const at = new Date(atMs);
  return Number.isNaN(at.getTime()) ? 'an unknown time' : at.toISOString();
}
