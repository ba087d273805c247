import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import type { EngineNews } from '../../engine/engineRequest.ts';
import { dayText } from '../localText.ts';
import type { Log } from '../log.ts';
import { type Damage, damageText } from './damageText.ts';

/** Tells aloud what a run, or a change, has found damaged: once, in the window that it ran in. */
export function createDamageTeller(log: Log) {
  const told = new Set<string>();
  return (organization: Organization, news: EngineNews): void => {
    if (news.kind !== 'ledger') return;
    for (const damage of news.lines.map(damageIn)) {
      // A line may be written a second time.
      if (damage === undefined || told.has(damage.id)) continue;
      told.add(damage.id);
      const { displayName } = organization;
      log.warn(`A file of the sync state of ${displayName} was damaged; what was left of it is at ${damage.file}.`);
      void vscode.window.showWarningMessage(damageText(displayName, damage));
    }
  };
}

/** A line of the ledger that tells of damage; undefined for all others. */
function damageIn(line: string): (Damage & { readonly id: string }) | undefined {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'damaged') return undefined;
  if (!('id' in value) || !('file' in value)) return undefined;
  const window = 'window' in value ? value.window : undefined;
  return { id: String(value.id), file: String(value.file), window: isWindow(window) ? window : undefined };
}

function isWindow(value: unknown): value is AuditWindow {
  if (typeof value !== 'object' || value === null || !('fromMs' in value) || !('toMs' in value)) return false;
  return typeof value.fromMs === 'number' && typeof value.toMs === 'number';
}

/** Records that can no longer be read are told aloud, once, when it is found out. */
export function tellLost({ displayName }: Organization, lost: AuditWindow | undefined): void {
  if (lost === undefined) return;
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0}: records between {1} and {2} can no longer be read. The last sync was before that, and the site keeps its audit log only for a time.',
      displayName,
      dayText(lost.fromMs),
      dayText(lost.toMs),
    ),
  );
}

export function logSummary(log: Log, displayName: string, summary: RunSummary): void {
  const { kind, outcome, tally, startedAtMs, endedAtMs, lost, failure } = summary;
  const { fetched, delivered, alreadyDelivered, quarantined, batches, bytes, batchesInDoubt } = tally;
  const span = lost && [lost.fromMs, lost.toMs].map((atMs) => new Date(atMs).toISOString()).join(' and ');
  if (span !== undefined) log.warn(`${displayName}: records between ${span} are no longer kept by the site`);
  const counts = [
    `${fetched} fetched`,
    `${delivered} delivered in ${batches} batches of ${bytes} bytes`,
    `${alreadyDelivered} known already`,
    `${quarantined} quarantined`,
    ...(batchesInDoubt > 0 ? [`${batchesInDoubt} batches in doubt`] : []),
  ].join(', ');
  const line = `${kind} of ${displayName} ${outcome} after ${endedAtMs - startedAtMs} ms: ${counts}`;
  if (failure === undefined) log.info(line);
  else log.warn([line, failure.code, failure.detail.where, failure.detail.remark].filter(Boolean).join('; '));
}
