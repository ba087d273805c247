import { env, l10n } from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { DryRunResult } from '../../core/sync/dryRun.ts';
import { syncWindow } from '../../core/sync/syncPlan.ts';
import { INITIAL_STATE, type SyncState } from '../../core/sync/syncState.ts';
import { dateText, recordsText } from '../localText.ts';
import { syncPolicy } from './syncRequest.ts';

/** What the first sync to a destination would read. Throws a Failure where the clock is wrong. */
export function firstSendWindow(organization: Organization, state: SyncState | undefined, nowMs: number): AuditWindow {
  return syncWindow(state ?? INITIAL_STATE, syncPolicy(organization), { nowMs, site: organization.site });
}

export interface FirstSend {
  readonly organization: Organization;
  readonly destination: Destination;
  readonly window: AuditWindow;
  /** Undefined where nobody counted. */
  readonly found: DryRunResult | undefined;
}

/** "Contoso: 12,345 records (8.1 MB) since Oct 23, 2026 are ready to be sent to Sentinel prod." */
export function firstSendSentence({ organization, destination, window, found }: FirstSend): string {
  const since = dateText(window.fromMs);
  const to = destination.displayName;
  const name = organization.displayName;
  if (found === undefined) return l10n.t('{0}: records since {1} are ready to be sent to {2}.', name, since, to);
  const { delivered, bytes } = found.tally;
  if (delivered === 0) {
    return l10n.t('{0}: there are no records since {1} yet. New ones are ready to be sent to {2}.', name, since, to);
  }
  const [count, size] = [recordsText(delivered), bytesText(bytes)];
  if (delivered === 1)
    return l10n.t('{0}: {1} ({2}) since {3} is ready to be sent to {4}.', name, count, size, since, to);
  return l10n.t('{0}: {1} ({2}) since {3} are ready to be sent to {4}.', name, count, size, since, to);
}

/** A size in the user's language: "8.1 MB". */
function bytesText(bytes: number): string {
  const [unit, divisor] = UNITS.find(([, least]) => bytes >= least) ?? ['byte', 1];
  const digits = unit === 'byte' ? 0 : 1;
  const style = { style: 'unit', unit, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(env.language, style).format(bytes / divisor);
}

const UNITS = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const;
