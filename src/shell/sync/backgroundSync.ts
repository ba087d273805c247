import * as vscode from 'vscode';
import { failurePolicy } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { createScheduler } from '../../core/sync/scheduler.ts';
import type { RunSummary } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import { offer, runRepairs } from './runRepairs.ts';

type BackgroundParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'log' | 'nowMs'>;

/** Syncs the organizations that ask for it, each at its interval, as long as VS Code is open. */
export function startBackgroundSync(parts: BackgroundParts): vscode.Disposable {
  const { organizations, destinations, sync, log, nowMs } = parts;
  const lastFailure = new Map<string, string>();
  /** What only a person can mend, by organization, with how it and its destination were set up when it failed. */
  const stopped = new Map<string, string>();
  let networkChanges = 0;
  const setUp = ({ id, destinationId }: Organization): string =>
    `${organizations.revisionOf(id)} ${destinations.revisionOf(destinationId ?? '')} ${networkChanges}`;

  const run = async (id: string): Promise<void> => {
    const organization = organizations.get(id);
    if (organization === undefined || !organization.backgroundSync.enabled) return;
    const lastRun = (await sync.readState(organization).catch(() => undefined))?.lastRun;
    // Another window may have synced it in the meantime; reading its state has planned anew.
    if (lastRun !== undefined && rests(organization, lastRun, nowMs())) return;
    const before = setUp(organization);
    const summary = await sync.run(id);
    if (needsPerson(summary)) {
      stopped.set(id, before);
      // The end of the sync has made a plan that does not know it yet.
      planSoon();
    }
    tellFirstFailure({ parts, organization, summary, lastFailure });
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
        const { id } = organization;
        const state = sync.knownState(organization) ?? (await sync.readState(organization).catch(() => undefined));
        const lastRun = state?.lastRun;
        // What was set up anew may be mended; so is what worked when it was tried by hand.
        if (stopped.get(id) !== setUp(organization) || lastRun?.outcome === 'succeeded') stopped.delete(id);
        const notBeforeMs = lastRun && askedPauseEndMs(lastRun, nowMs());
        return { id, intervalMs: intervalMs(organization), lastStartMs: lastRun?.startedAtMs, notBeforeMs };
      }),
    );
    // A plan that was overtaken by a newer one is of yesterday.
    if (own !== plans) return;
    scheduler.update(schedules.filter(({ id }) => sync.progressOf(id) === undefined && !stopped.has(id)));
    sync.tellStopped(stopped.keys());
  };
  const planSoon = (): void => void plan().catch((error) => log.error(error, 'planning background syncs'));

  planSoon();
  const unsubscribe = vscode.Disposable.from(
    organizations.onDidChange(planSoon),
    destinations.onDidChange(planSoon),
    sync.onDidChange(planSoon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('http')) return;
      // A proxy's address, or its password, may be what had to be mended.
      networkChanges += 1;
      planSoon();
    }),
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

/** Whether an organization is not due yet. A run that began in the future means that the clock was set back. */
function rests(organization: Organization, lastRun: RunSummary, nowMs: number): boolean {
  const { startedAtMs } = lastRun;
  if (startedAtMs <= nowMs && nowMs < startedAtMs + intervalMs(organization)) return true;
  return nowMs < (askedPauseEndMs(lastRun, nowMs) ?? 0);
}

/** Until when a site, or a destination, that failed has asked to be left alone; undefined where it has not. */
function askedPauseEndMs({ outcome, endedAtMs, failure }: RunSummary, nowMs: number): number | undefined {
  const retryAfterMs = failure?.detail.retryAfterMs;
  if (outcome !== 'failed' || retryAfterMs === undefined || endedAtMs > nowMs) return undefined;
  return endedAtMs + Math.min(retryAfterMs, LONGEST_PAUSE_MS);
}

/** Whoever asks for more has most likely made a mistake. */
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

/** Trying on would be in vain, and might lock an account. */
function needsPerson({ failure }: RunSummary): boolean {
  return failure !== undefined && failure.code !== 'unexpected' && failurePolicy(failure.code) === 'stop';
}

interface Ended {
  readonly parts: Pick<Parts, 'destinations'>;
  readonly organization: Organization;
  readonly summary: RunSummary;
  /** By organization: the code that was told last. */
  readonly lastFailure: Map<string, string>;
}

/** Success is silent. A failure is told once; the same one is told again only after a success. */
function tellFirstFailure({ parts, organization, summary, lastFailure }: Ended): void {
  const { id, displayName, destinationId } = organization;
  const { failure, outcome, endedAtMs } = summary;
  if (failure?.code === lastFailure.get(id)) return;
  if (failure === undefined) {
    if (outcome === 'succeeded') lastFailure.delete(id);
    return;
  }
  lastFailure.set(id, failure.code);
  const reason = failureSentence(failure, endedAtMs);
  const sentence = needsPerson(summary)
    ? vscode.l10n.t('Background sync of {0} has stopped until this is repaired. {1}', displayName, reason)
    : vscode.l10n.t('Background sync of {0} failed. {1}', displayName, reason);
  const destination = parts.destinations.get(destinationId ?? '');
  offer(vscode.window.showWarningMessage, sentence, ...runRepairs(failure, organization, destination));
}
