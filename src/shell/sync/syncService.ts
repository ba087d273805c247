import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { Failure } from '../../core/failure.ts';
import { firstSyncFromMs, type Organization } from '../../core/organization/organization.ts';
import { destinationIdentity } from '../../core/sentinel/destination.ts';
import { createQuarantineFile } from '../../core/sync/quarantineFile.ts';
import type { SyncProgress } from '../../core/sync/syncOrganization.ts';
import {
  createSyncStateFile,
  INITIAL_STATE,
  type RunSummary,
  runFailure,
  type SyncState,
} from '../../core/sync/syncState.ts';
import type { Connections } from '../connections.ts';
import { dayText } from '../localText.ts';
import type { Log } from '../log.ts';
import type { OrganizationStore } from '../organization/organizationStore.ts';
import type { DestinationStore } from '../sentinel/destinationStore.ts';
import type { Wait } from '../waitingSentence.ts';

/** Runs syncs, at most one per organization, and knows how each organization stands with its destination. */
export interface SyncService {
  /** Fires when a sync begins, moves on or ends, and when a state was read. */
  readonly onDidChange: vscode.Event<void>;
  /** Reads the state from the disk, where another window may have changed it. */
  readState(organization: Organization): Promise<SyncState>;
  /** The last known state, without waiting; undefined until it was read. */
  knownState(organization: Organization): SyncState | undefined;
  progressOf(organizationId: string): SyncProgress | undefined;
  /** Why a running sync waits just now, and until when; undefined where it does not. */
  waitOf(organizationId: string): Wait | undefined;
  /** Whether background sync has stopped until a person has repaired something. */
  isStopped(organizationId: string): boolean;
  /** Background sync tells all organizations that it has stopped. */
  tellStopped(organizationIds: Iterable<string>): void;
  /** Runs a sync of the organization as it is now, or joins the one that is running. */
  run(organizationId: string): Promise<RunSummary>;
  cancel(organizationId: string): void;
  /** Ends a running sync and removes everything that is kept of the organization's syncs. */
  forget(organizationId: string): Promise<void>;
  /** Ends all syncs; resolves when what they did is saved. */
  stop(): Promise<void>;
}

export interface SyncServiceOptions {
  /** Where states are kept. */
  readonly folder: string;
  readonly connections: Connections;
  readonly organizations: OrganizationStore;
  readonly destinations: DestinationStore;
  readonly log: Log;
  readonly nowMs: () => number;
}

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<RunSummary>;
  progress: SyncProgress;
  wait: Wait | undefined;
}

export function createSyncService(options: SyncServiceOptions): SyncService {
  const { folder, connections, organizations, destinations, log, nowMs } = options;
  const changed = new vscode.EventEmitter<void>();
  const running = new Map<string, Running>();
  const states = new Map<string, SyncState>();
  let stoppedInBackground: ReadonlySet<string> = new Set();
  let stopped = false;

  /** A cursor belongs to one site and one destination: with another one of either, everything is still to be sent. */
  const routeOf = ({ id, site, destinationId }: Organization): string => {
    const destination = destinations.get(destinationId ?? '');
    const route = `${site}\n${destination === undefined ? '' : destinationIdentity(destination)}`;
    return `${id}.${createHash('sha256').update(route).digest('hex').slice(0, 16)}`;
  };
  const stateFileOf = (route: string) => createSyncStateFile(path.join(folder, `${route}.json`));

  const readState = async (organization: Organization): Promise<SyncState> => {
    const route = routeOf(organization);
    const { state, damagedFile } = await stateFileOf(route).load();
    if (damagedFile !== undefined) tellDamage(log, organization, damagedFile);
    states.set(route, state);
    changed.fire();
    return state;
  };

  const pass = async (organization: Organization, { signal }: AbortController): Promise<RunSummary> => {
    const { id, displayName, site, destinationId } = organization;
    const startedAtMs = nowMs();
    try {
      const destination = destinations.get(destinationId ?? '');
      if (destination === undefined) throw new Failure('destinationMissing', { where: displayName });
      const route = routeOf(organization);
      const state = await readState(organization);
      const { syncOrganization } = await import('../../core/sync/syncOrganization.ts');
      const sink = await connections.openSink(destination);
      signal.throwIfAborted();
      const summary = await connections.withSource(
        organization,
        (source) =>
          syncOrganization({
            site,
            source,
            sink,
            state,
            saveState: stateFileOf(route).save,
            quarantine: createQuarantineFile(path.join(folder, `${route}.quarantine.ndjson`)),
            nowMs,
            firstFromMs: firstSyncFromMs(organization),
            signal,
            onProgress(progress) {
              const run = running.get(id);
              if (run !== undefined) run.progress = progress;
              changed.fire();
            },
          }),
        (waiting) => {
          const run = running.get(id);
          if (run !== undefined) run.wait = waiting && { waiting, untilMs: nowMs() + waiting.delayMs };
          changed.fire();
        },
      );
      // Runs that fail find the same again; its end moves on with the clock.
      if (summary.lost?.fromMs !== state.lastRun?.lost?.fromMs) tellLost(organization, summary.lost);
      return summary;
    } catch (error) {
      const none = { fetched: 0, delivered: 0, quarantined: 0, batches: 0, bytes: 0, lost: undefined };
      const failure = signal.aborted ? undefined : runFailure(error);
      return { startedAtMs, endedAtMs: nowMs(), outcome: failure ? 'failed' : 'cancelled', ...none, failure };
    }
  };

  const runOnce = async (organization: Organization, abort: AbortController): Promise<RunSummary> => {
    try {
      const summary = await pass(organization, abort);
      logSummary(log, organization.displayName, summary);
      const route = routeOf(organization);
      const state = await readState(organization).catch(() => states.get(route) ?? INITIAL_STATE);
      // A run that could not even start has written nothing; the views still tell of it.
      states.set(route, { ...state, lastRun: summary });
      return summary;
    } finally {
      running.delete(organization.id);
      changed.fire();
    }
  };

  return {
    onDidChange: changed.event,
    readState,
    knownState: (organization) => states.get(routeOf(organization)),
    progressOf: (id) => running.get(id)?.progress,
    waitOf: (id) => running.get(id)?.wait,
    isStopped: (id) => stoppedInBackground.has(id),
    tellStopped(ids) {
      const told = new Set(ids);
      // Whoever tells it listens too.
      if ([...told].join() === [...stoppedInBackground].join()) return;
      stoppedInBackground = told;
      changed.fire();
    },
    async run(id) {
      const known = running.get(id);
      if (known !== undefined) return known.done;
      const organization = organizations.get(id);
      if (organization === undefined) throw new Failure('removedMeanwhile', { where: '' });
      const abort = new AbortController();
      if (stopped) abort.abort();
      const run: Running = { abort, done: runOnce(organization, abort), progress: NO_PROGRESS, wait: undefined };
      running.set(id, run);
      changed.fire();
      return run.done;
    },
    cancel: (id) => running.get(id)?.abort.abort(),
    async forget(id) {
      const run = running.get(id);
      run?.abort.abort();
      await run?.done.catch(() => undefined);
      const files = await readdir(folder).catch(() => []);
      const own = files.filter((file) => file.startsWith(`${id}.`));
      await Promise.all(own.map((file) => rm(path.join(folder, file), { force: true })));
      for (const route of states.keys()) if (route.startsWith(`${id}.`)) states.delete(route);
    },
    async stop() {
      stopped = true;
      const runs = [...running.values()];
      for (const { abort } of runs) abort.abort();
      await Promise.allSettled(runs.map(({ done }) => done));
    },
  };
}

const NO_PROGRESS: SyncProgress = { fetched: 0, delivered: 0, quarantined: 0, share: 0 };

function tellDamage(log: Log, { displayName }: Organization, damagedFile: string): void {
  log.warn(`The sync state of ${displayName} was damaged; it was put aside as ${damagedFile} and begins anew.`);
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The sync state of {0} was damaged and has been put aside. Its records are read again from the start, so some may arrive twice.',
      displayName,
    ),
  );
}

/** Records that can no longer be read are told aloud, once, when it is found out. */
function tellLost({ displayName }: Organization, lost: AuditWindow | undefined): void {
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

function logSummary(log: Log, displayName: string, summary: RunSummary): void {
  const { outcome, fetched, delivered, quarantined, batches, bytes, startedAtMs, endedAtMs, lost, failure } = summary;
  const span = lost && [lost.fromMs, lost.toMs].map((atMs) => new Date(atMs).toISOString()).join(' and ');
  if (span !== undefined) log.warn(`${displayName}: records between ${span} are no longer kept by the site`);
  const counts = `${fetched} fetched, ${delivered} delivered in ${batches} batches of ${bytes} bytes, ${quarantined} quarantined`;
  const line = `Sync of ${displayName} ${outcome} after ${endedAtMs - startedAtMs} ms: ${counts}`;
  if (failure === undefined) log.info(line);
  else log.warn([line, failure.code, failure.detail.where, failure.detail.remark].filter(Boolean).join('; '));
}
