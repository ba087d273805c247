import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { DryRunResult } from '../../core/sync/dryRun.ts';
import { addTallies, NO_TALLY } from '../../core/sync/run.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { rangeText } from './askRange.ts';

export interface Counted {
  readonly found: DryRunResult;
  /** `cancelled`: somebody ended the counting, and it is of a part only. */
  readonly end: 'counted' | 'cancelled';
}

const NOTHING: DryRunResult = { tally: NO_TALLY, reasons: {} };

/** Counts what would be sent of the windows, with progress and cancel. Sends nothing. Throws a Failure. */
export async function countFirst(
  { sync, nowMs }: Pick<Parts, 'sync' | 'nowMs'>,
  organization: Organization,
  windows: readonly AuditWindow[],
): Promise<Counted> {
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Counting what of {0} would be sent; nothing is sent', organization.displayName),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const abort = new AbortController();
    const cancelling = cancellation.onCancellationRequested(() => abort.abort());
    let before = NOTHING;
    let found = NOTHING;
    const range = rangeText(windows, nowMs());
    // Before the first answer nobody knows whether there is any.
    progress.report({ message: range });
    const onFound = (now: DryRunResult): void => {
      found = together(before, now);
      const { fetched } = found.tally;
      if (fetched > 0) progress.report({ message: vscode.l10n.t('{0}: {1} read so far', range, recordsText(fetched)) });
    };
    try {
      for (const window of windows) {
        const result = await sync.dryRun(organization.id, window, { signal: abort.signal, onFound });
        if (result === undefined || abort.signal.aborted) return { found, end: 'cancelled' };
        found = together(before, result);
        before = found;
      }
      return { found, end: 'counted' };
    } finally {
      cancelling.dispose();
    }
  });
}

function together(one: DryRunResult, other: DryRunResult): DryRunResult {
  const reasons = new Map(Object.entries(one.reasons));
  for (const [reason, count] of Object.entries(other.reasons)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return { tally: addTallies(one.tally, other.tally), reasons: Object.fromEntries(reasons) };
}
