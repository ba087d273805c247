import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { createScheduler } from '../../core/sync/scheduler.ts';
import type { RunSummary } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';

type BackgroundParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'log' | 'nowMs'>;

/** Syncs the organizations that ask for it, each at its interval, as long as VS Code is open. */
export function startBackgroundSync(parts: BackgroundParts): vscode.Disposable {
  const { organizations, destinations, sync, log, nowMs } = parts;
  const lastFailure = new Map<string, string>();

  const run = async (id: string): Promise<void> => {
    const organization = organizations.get(id);
    if (organization === undefined || !organization.backgroundSync.enabled) return;
    const lastRun = (await sync.readState(organization).catch(() => undefined))?.lastRun;
    // Another window may have synced it in the meantime; reading its state has planned anew.
    if (lastRun !== undefined && nowMs() < lastRun.startedAtMs + intervalMs(organization)) return;
    tellFirstFailure(organization, await sync.run(id), lastFailure);
  };
  const scheduler = createScheduler({
    nowMs,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    start: (id) => void run(id).catch((error) => log.error(error, 'background sync')),
  });

  let plans = 0;
  const plan = async (): Promise<void> => {
    plans += 1;
    const own = plans;
    const enabled = organizations.list().filter(({ backgroundSync }) => backgroundSync.enabled);
    const schedules = await Promise.all(
      enabled.map(async (organization) => {
        const state = sync.knownState(organization) ?? (await sync.readState(organization).catch(() => undefined));
        return { id: organization.id, intervalMs: intervalMs(organization), lastStartMs: state?.lastRun?.startedAtMs };
      }),
    );
    // A plan that was overtaken by a newer one is of yesterday.
    if (own === plans) scheduler.update(schedules.filter(({ id }) => sync.progressOf(id) === undefined));
  };
  const planSoon = (): void => void plan().catch((error) => log.error(error, 'planning background syncs'));

  planSoon();
  const unsubscribe = vscode.Disposable.from(
    organizations.onDidChange(planSoon),
    destinations.onDidChange(planSoon),
    sync.onDidChange(planSoon),
  );
  return new vscode.Disposable(() => {
    // What is still being planned is overtaken.
    plans += 1;
    unsubscribe.dispose();
    scheduler.dispose();
  });
}

function intervalMs({ backgroundSync }: Organization): number {
  return backgroundSync.intervalMinutes * 60_000;
}

/** Success is silent. A failure is told once; the same one is told again only after a success. */
function tellFirstFailure(organization: Organization, summary: RunSummary, lastFailure: Map<string, string>): void {
  const { id, displayName } = organization;
  const code = summary.failure?.code;
  if (code === lastFailure.get(id)) return;
  if (summary.failure === undefined || code === undefined) {
    if (summary.outcome === 'succeeded') lastFailure.delete(id);
    return;
  }
  lastFailure.set(id, code);
  const showLog = vscode.l10n.t('Show Log');
  const sentence = vscode.l10n.t(
    'Background sync of {0} failed. {1}',
    displayName,
    failureSentence(summary.failure, summary.endedAtMs),
  );
  void vscode.window.showWarningMessage(sentence, showLog).then((choice) => {
    if (choice === showLog) void vscode.commands.executeCommand('confluenceAudit.showLog');
  });
}
