import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { destinationIdentity } from '../../core/sentinel/destination.ts';
import type { DryRunResult } from '../../core/sync/dryRun.ts';
import type { LedgerEntry } from '../../core/sync/ledger.ts';
import type { QuarantineFile } from '../../core/sync/quarantineFile.ts';
import type { RunFailure, RunKind, RunSummary } from '../../core/sync/run.ts';
import type { RunProgress } from '../../core/sync/runSync.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import type { StopReason, Work } from '../../core/sync/work.ts';
import type { RouteChange } from '../../engine/engineRequest.ts';
import type { Wait } from '../waitingSentence.ts';
import { createFirstSendTurns, type FirstSendTurns } from './firstSendTurn.ts';
import { createOrganizationRuns, type OrganizationRunsOptions } from './organizationRuns.ts';
import { createRouteMemory, type RouteMemoryOptions } from './routeMemory.ts';

/** What views show of an organization's syncs, as far as this window knows. */
export interface SyncView extends ToldView {
  /** As it was read last; undefined until it was read, or where it cannot be read. */
  readonly state: SyncState | undefined;
  /** Records in quarantine. */
  readonly quarantined: number;
  /** What this window is doing with the organization just now. */
  readonly running: RunningView | undefined;
  /** Another window, or another process, is syncing it just now. */
  readonly elsewhere: { readonly title: string; readonly progress: RunProgress | undefined } | undefined;
}

/** What only background sync knows, and tells. */
export interface ToldView {
  /** Why the last attempt of this window did not even begin (no secret, no destination, the state cannot be read). */
  readonly failure: RunFailure | undefined;
  /** Background sync has stopped until a person has repaired something. */
  readonly stopped: boolean;
  /** Background sync waits until a person agrees to the first send; what it would send, where it was counted. */
  readonly awaitsApproval: { readonly found: DryRunResult | undefined } | undefined;
  /** This computer has no way out to any site; background sync tries again. */
  readonly offline: boolean;
  /** When background sync syncs it next, epoch milliseconds; undefined where that is not planned. */
  readonly nextSyncMs: number | undefined;
}

export interface RunningView {
  readonly kind: RunKind;
  readonly progress: RunProgress;
  /** Why it waits just now, and until when; undefined where it does not. */
  readonly wait: Wait | undefined;
}

/** Runs syncs, one at a time per organization, and knows how each organization stands with its destination. */
export interface SyncService {
  /** Fires when anything of a view has changed. */
  readonly onDidChange: vscode.Event<void>;
  viewOf(organization: Organization): SyncView;
  /** Reads from the disk, where another window may have changed it. Never rejects. */
  refresh(organization: Organization): Promise<SyncView>;
  /** Reads from the disk where another process has been at work since: a look at names alone. Never rejects. */
  glance(organization: Organization): Promise<void>;
  /**
   * Runs a piece of work for the organization as it is now; after what runs for it already, except that a sync joins a
   * sync, and lets a job wait. `consent` given: a person has agreed to the first send. A run that fails resolves too; a
   * job that lets a sync through resolves when the job has ended.
   */
  run(organizationId: string, work: Work, consent: 'given' | 'missing'): Promise<RunSummary>;
  /** Counts what would be sent; undefined where the signal ended it. Throws a Failure. */
  dryRun(organizationId: string, window: AuditWindow, watch: DryRunWatch): Promise<DryRunResult | undefined>;
  /** After what runs for the organization here. Throws a Failure, for instance `heldElsewhere`. */
  change(organizationId: string, change: RouteChange): Promise<void>;
  /** Asks what runs for the organization to end; a batch that is under way is waited for, for a moment. */
  stop(organizationId: string, reason: StopReason): void;
  /** Newest first. */
  ledger(organization: Organization, limit: number): Promise<readonly LedgerEntry[]>;
  quarantine(organization: Organization): Pick<QuarantineFile, 'list' | 'get' | 'count'>;
  /** Writes everything but secrets to a file, for another machine. */
  exportState(organization: Organization, file: string): Promise<void>;
  /** The right to ask about the first send, which one window has at a time. */
  readonly claimFirstSend: FirstSendTurns['claim'];
  /** Background sync tells what only it knows. */
  tell(organizationId: string, told: Partial<ToldView>): void;
  /** Ends what runs and removes everything that is kept of the organization's syncs. */
  forget(organizationId: string): Promise<void>;
  /** Ends all runs; resolves when what they did is saved. */
  close(): Promise<void>;
}

export interface DryRunWatch {
  readonly signal: AbortSignal;
  readonly onFound: (found: DryRunResult) => void;
}

export interface SyncServiceOptions
  extends Pick<RouteMemoryOptions, 'disk' | 'clock' | 'isAlive' | 'requests'>,
    Pick<OrganizationRunsOptions, 'engine' | 'organizations' | 'log'> {
  /** Where states are kept. */
  readonly folder: string;
}

export function createSyncService(options: SyncServiceOptions): SyncService {
  const { folder, requests, disk } = options;
  const changed = new vscode.EventEmitter<void>();
  const told = new Map<string, { readonly view: ToldView; readonly route: string }>();
  /** Of each route: the names of its lease and its state, which change with everybody who works on it. */
  const seen = new Map<string, string>();
  const onChange = (): void => changed.fire();
  const memory = createRouteMemory({ ...options, onChange });
  const runs = createOrganizationRuns({ ...options, memory, onChange });
  const firstSends = createFirstSendTurns(options);
  const routeOf = (organization: Organization): string => requests.route(organization).folder;

  const toldOf = (organization: Organization): ToldView => {
    const { view, route } = told.get(organization.id) ?? NOT_TOLD;
    // Some of it is true of one destination only.
    return route === routeOf(organization) ? view : { ...view, failure: undefined, awaitsApproval: undefined };
  };
  const viewOf = (organization: Organization): SyncView => {
    const { id } = organization;
    const { failure, ...found } = memory.of(organization);
    const view = toldOf(organization);
    return {
      ...view,
      ...found,
      failure: failure ?? view.failure,
      // Who has agreed in another way is not asked any more.
      awaitsApproval: found.state?.approved === true ? undefined : view.awaitsApproval,
      running: runs.viewOf(id),
    };
  };

  return {
    onDidChange: changed.event,
    viewOf,
    async refresh(organization) {
      await memory.refresh(organization);
      return viewOf(organization);
    },
    async glance(organization) {
      const route = routeOf(organization);
      const names = (await disk.list(route).catch(() => [])).filter((name) => /^(lease|state)\./.test(name)).join();
      if (seen.get(route) === names) return;
      seen.set(route, names);
      await memory.refresh(organization);
    },
    run: runs.run,
    dryRun: runs.dryRun,
    change: runs.change,
    stop: runs.stop,
    ledger: async (organization, limit) => (await memory.reader(organization)).ledger.read({ limit }),
    quarantine: (organization) => ({
      list: async (asked) => (await memory.reader(organization)).quarantine.list(asked),
      get: async (id) => (await memory.reader(organization)).quarantine.get(id),
      count: async () => (await memory.reader(organization)).quarantine.count(),
    }),
    async exportState(organization, file) {
      const { exportToFile } = await import('./exportFile.ts');
      const destination = destinationIdentity(requests.destination(organization));
      const nowMs = options.clock.nowMs;
      await exportToFile({ disk, folder: routeOf(organization), site: organization.site, destination, nowMs }, file);
    },
    claimFirstSend: firstSends.claim,
    tell(id, news) {
      const organization = options.organizations.get(id);
      if (organization === undefined) return;
      const before = toldOf(organization);
      const view = { ...before, ...news };
      told.set(id, { view, route: routeOf(organization) });
      // Whoever tells it listens too.
      if (!isDeepStrictEqual(before, view)) changed.fire();
    },
    async forget(id) {
      await runs.end(id);
      const files = await readdir(folder).catch(() => []);
      const own = files.filter((file) => file.startsWith(`${id}.`));
      await Promise.all(own.map((file) => rm(path.join(folder, file), { force: true, recursive: true })));
      memory.forget(id);
      told.delete(id);
    },
    async close() {
      memory.dispose();
      await Promise.all([runs.close(), firstSends.close()]);
    },
  };
}

const NOT_TOLD: { readonly view: ToldView; readonly route: string } = {
  view: { failure: undefined, stopped: false, awaitsApproval: undefined, offline: false, nextSyncMs: undefined },
  route: '',
};
