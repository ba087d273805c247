import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { createScheduler } from '../../core/sync/scheduler.ts';
import type { RunSummary } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';

type BackgroundParts = Pick<Parts, 'organizations' | 'sync' | 'log' | 'nowMs'>;

/** Syncs the organizations that ask for it, each at its interval, as long as VS Code is open. */
export function startBackgroundSync(parts: BackgroundParts): vscode.Disposable {
  const { organizations, sync, log, nowMs } = parts;
  const lastFailure = new Map<string, string>();

  const run = async (organization: Organization): Promise<void> => {
    const summary = await sync.run(organization);
    tellFirstFailure(organization, summary, lastFailure);
  };
  const scheduler = createScheduler({
    nowMs,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    start(id) {
      const organization = organizations.get(id);
      if (organization !== undefined) run(organization).catch((error) => log.error(error, 'background sync'));
    },
  });

  const plan = async (): Promise<void> => {
    const enabled = organizations.list().filter(({ backgroundSync }) => backgroundSync.enabled);
    const schedules = await Promise.all(
      enabled.map(async ({ id, backgroundSync }) => {
        const state = await sync.stateOf(id).catch(() => undefined);
        return { id, intervalMs: backgroundSync.intervalMinutes * 60_000, lastStartMs: state?.lastRun?.startedAtMs };
      }),
    );
    scheduler.update(schedules.filter(({ id }) => sync.progressOf(id) === undefined));
  };
  const planSoon = (): void => void plan().catch((error) => log.error(error, 'planning background syncs'));

  planSoon();
  const unsubscribe = vscode.Disposable.from(organizations.onDidChange(planSoon), sync.onDidChange(planSoon));
  return new vscode.Disposable(() => {
    unsubscribe.dispose();
    scheduler.dispose();
  });
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
  const sentence = vscode.l10n.t('Background sync of {0} failed. {1}', displayName, failureSentence(summary.failure));
  void vscode.window.showWarningMessage(sentence, showLog).then((choice) => {
    if (choice === showLog) void vscode.commands.executeCommand('confluenceAudit.showLog');
  });
}
