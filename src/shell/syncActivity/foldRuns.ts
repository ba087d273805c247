import type { InDoubtEntry, LedgerEntry, RunEntry, WindowEntry } from '../../core/sync/ledger.ts';

/** A run with what the ledger has of it. */
export interface LedgerRun {
  readonly type: 'run';
  readonly entry: RunEntry;
  /** Newest first. */
  readonly windows: readonly WindowEntry[];
  readonly doubts: readonly InDoubtEntry[];
}

/** Runs one after the other that found nothing new; at least two. Newest first. */
export interface QuietRuns {
  readonly type: 'quiet';
  /** Stays when newer runs join it. */
  readonly id: string;
  readonly runs: readonly LedgerRun[];
}

export type LedgerEvent = Exclude<LedgerEntry, WindowEntry | RunEntry | InDoubtEntry>;

export type LedgerRow = LedgerRun | QuietRuns | LedgerEvent;

/** The newest runs of a ledger, and what else happened between them; quiet runs in a row are one. */
export function foldRuns(ledger: readonly LedgerEntry[], limit: number): readonly LedgerRow[] {
  const windows = Map.groupBy(ledger.filter(isOf('window')), ({ run }) => run);
  const doubts = Map.groupBy(ledger.filter(isOf('inDoubt')), ({ run }) => run);
  const rows: (LedgerRun | LedgerEvent)[] = [];
  let runs = 0;
  for (const entry of ledger) {
    if (entry.type === 'window' || entry.type === 'inDoubt') continue;
    if (entry.type !== 'run') rows.push(entry);
    else if (runs++ >= limit) break;
    else {
      const { run } = entry;
      rows.push({ type: 'run', entry, windows: windows.get(run) ?? [], doubts: doubts.get(run) ?? [] });
    }
  }
  return fold(rows);
}

function fold(rows: readonly (LedgerRun | LedgerEvent)[]): readonly LedgerRow[] {
  const folded: LedgerRow[] = [];
  for (let at = 0; at < rows.length; ) {
    const quiet: LedgerRun[] = [];
    for (let row = rows[at]; row !== undefined && isQuiet(row); row = rows[at]) {
      quiet.push(row);
      at += 1;
    }
    const [first] = quiet;
    const next = rows[at];
    if (first !== undefined && quiet.length === 1) folded.push(first);
    // Newer runs come before it and the oldest are forgotten, so it is known by what it follows.
    else if (first !== undefined) folded.push({ type: 'quiet', id: `after ${next ? idOf(next) : 'all'}`, runs: quiet });
    if (next !== undefined) folded.push(next);
    at += 1;
  }
  return folded;
}

function idOf(row: LedgerRun | LedgerEvent): string {
  return row.type === 'run' ? row.entry.id : row.id;
}

/** What a person has asked for is never quiet. */
function isQuiet(row: LedgerRun | LedgerEvent): row is LedgerRun {
  if (row.type !== 'run') return false;
  const { kind, outcome, tally, lost } = row.entry;
  const byItself = kind === 'sync' || kind === 'dailySweep' || kind === 'weeklySweep';
  const nothingNew =
    tally.delivered === 0 && tally.quarantined === tally.quarantinedBefore && tally.batchesInDoubt === 0;
  return byItself && outcome === 'succeeded' && nothingNew && lost === undefined;
}

function isOf<T extends LedgerEntry['type']>(type: T) {
  return (entry: LedgerEntry): entry is Extract<LedgerEntry, { type: T }> => entry.type === type;
}
