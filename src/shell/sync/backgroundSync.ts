import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { createScheduler } from '../../core/sync/scheduler.ts';
import { jobSchedule, syncSchedule } from './backgroundPlan.ts';
import { type BackgroundParts, createBackgroundRuns } from './backgroundRuns.ts';

/**
 * Syncs the organizations that ask for it, each at its interval, and goes on with jobs that are not through, as long as
 * VS Code is open.
 */
export function startBackgroundSync(parts: BackgroundParts): vscode.Disposable {
  const { organizations, destinations, sync, log, nowMs } = parts;
  /** By organization: where it was read, as another destination has another state. */
  const read = new Map<string, { readonly ends: string; readonly done: Promise<unknown> }>();
  let plans = 0;

  const planSoon = (): void => void plan().catch((error) => log.error(error, 'planning background syncs'));
  const runs = createBackgroundRuns(parts, planSoon);
  const wake = (): void => {
    runs.hurry();
    // Other windows may have gone on meanwhile.
    read.clear();
    planSoon();
  };
  const scheduler = createScheduler({
    nowMs,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    start(key) {
      const [kind, id = ''] = key.split(' ');
      const begun = kind === 'job' ? runs.job(id) : runs.sync(id);
      void begun.catch((error) => log.error(error, 'background sync'));
    },
    onWake: wake,
  });

  const readOnce = (organization: Organization): Promise<unknown> => {
    const { id, site, destinationId } = organization;
    const ends = `${site} ${destinations.revisionOf(destinationId ?? '')}`;
    const known = read.get(id);
    if (known?.ends === ends) return known.done;
    const done = sync.refresh(organization);
    read.set(id, { ends, done });
    return done;
  };
  const plan = async (): Promise<void> => {
    plans += 1;
    const own = plans;
    const list = organizations.list();
    await Promise.all(list.filter(({ destinationId }) => destinationId !== undefined).map(readOnce));
    // A plan that was overtaken by a newer one is of yesterday.
    if (own !== plans) return;
    const schedules = list.flatMap((organization) => {
      runs.forgetMended(organization);
      const view = sync.viewOf(organization);
      const basis = { organization, view, memory: runs.memoryOf(organization.id), nowMs: nowMs() };
      return [syncSchedule(basis), jobSchedule(basis)].filter((schedule) => schedule !== undefined);
    });
    scheduler.update(schedules);
    for (const organization of list) {
      const { id } = organization;
      const { stopped, offline } = runs.memoryOf(id);
      const nextMs = scheduler.nextDueMs(`sync ${id}`);
      // What is due now would be told anew by each plan; who waits for an agreement syncs at no time.
      const { awaitsApproval, state } = sync.viewOf(organization);
      const isSync = awaitsApproval === undefined;
      const nextSyncMs = isSync && nextMs !== undefined && nextMs > nowMs() ? nextMs : undefined;
      // What was agreed to waits for nothing, and begins anew after a reset.
      const agreed = state?.approved === true ? { awaitsApproval: undefined } : {};
      sync.tell(id, { stopped: stopped !== undefined, offline, nextSyncMs, ...agreed });
    }
  };

  /** Other windows tell nothing: what they do, and what they leave undone, is seen on the disk. */
  const look = (): void => {
    const resting = organizations.list().filter((organization) => sync.viewOf(organization).running === undefined);
    for (const organization of resting) if (organization.destinationId !== undefined) void sync.glance(organization);
  };

  planSoon();
  const looking = setInterval(look, LOOK_MS);
  const unsubscribe = vscode.Disposable.from(
    organizations.onDidChange(planSoon),
    destinations.onDidChange(planSoon),
    sync.onDidChange(planSoon),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && wake()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('http')) return;
      // A proxy's address, or its password, may be what had to be mended.
      runs.noteNetworkChange();
      planSoon();
    }),
  );
  return new vscode.Disposable(() => {
    // What is still being planned is overtaken.
    plans += 1;
    clearInterval(looking);
    unsubscribe.dispose();
    scheduler.dispose();
    runs.dispose();
  });
}

/** With the silence that a dead holder is given, work is taken over within half a minute. */
const LOOK_MS = 5_000;
