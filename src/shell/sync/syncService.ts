import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { firstSyncFromMs, type Organization } from '../../core/organization/organization.ts';
import { createQuarantineFile } from '../../core/sync/quarantineFile.ts';
import type { SyncProgress } from '../../core/sync/syncOrganization.ts';
import { createSyncStateFile, INITIAL_STATE, type RunSummary, type SyncState } from '../../core/sync/syncState.ts';
import type { Connections } from '../connections.ts';
import type { Log } from '../log.ts';
import type { DestinationStore } from '../sentinel/destinationStore.ts';

/** Runs syncs, at most one per organization, and knows how each organization stands. */
export interface SyncService {
  /** Fires when a sync begins, moves on or ends. */
  readonly onDidChange: vscode.Event<void>;
  stateOf(organizationId: string): Promise<SyncState>;
  /** The last known state, without waiting; undefined until it was loaded. */
  knownStateOf(organizationId: string): SyncState | undefined;
  progressOf(organizationId: string): SyncProgress | undefined;
  /** Runs a sync, or joins the one that is running. */
  run(organization: Organization): Promise<RunSummary>;
  cancel(organizationId: string): void;
  /** Ends a running sync and forgets how far the organization was synced. */
  forget(organizationId: string): Promise<void>;
  dispose(): void;
}

export interface SyncServiceOptions {
  /** Where states are kept. */
  readonly folder: string;
  readonly connections: Connections;
  readonly destinations: DestinationStore;
  readonly log: Log;
  readonly nowMs: () => number;
}

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<RunSummary>;
  progress: SyncProgress;
}

export function createSyncService({ folder, connections, destinations, log, nowMs }: SyncServiceOptions): SyncService {
  const changed = new vscode.EventEmitter<void>();
  const running = new Map<string, Running>();
  const states = new Map<string, SyncState>();
  const stateFileOf = (id: string) => createSyncStateFile(path.join(folder, `${id}.json`));
  const quarantineOf = (id: string) => createQuarantineFile(path.join(folder, `${id}.quarantine.ndjson`));

  const load = async (id: string): Promise<SyncState> => {
    const { state, damagedFile } = await stateFileOf(id).load();
    if (damagedFile !== undefined) {
      log.warn(`A damaged sync state was put aside as ${damagedFile}; the organization is read again from the start.`);
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'The sync state of an organization was damaged and has been put aside. It will be read again from the start, so records may arrive twice.',
        ),
      );
    }
    states.set(id, state);
    return state;
  };

  const pass = async (organization: Organization, signal: AbortSignal): Promise<RunSummary> => {
    const { id, displayName, site, destinationId } = organization;
    const startedAtMs = nowMs();
    try {
      const destination = destinationId === undefined ? undefined : destinations.get(destinationId);
      if (destination === undefined) throw new Failure('destinationMissing', { where: displayName });
      const { syncOrganization } = await import('../../core/sync/syncOrganization.ts');
      const sink = await connections.openSink(destination);
      return await connections.withSource(organization, (source) =>
        syncOrganization({
          site,
          source,
          sink,
          stateFile: stateFileOf(id),
          quarantine: quarantineOf(id),
          nowMs,
          firstFromMs: firstSyncFromMs(organization),
          signal,
          onProgress(progress) {
            const run = running.get(id);
            if (run !== undefined) run.progress = progress;
            changed.fire();
          },
        }),
      );
    } catch (error) {
      return neverStarted(error, { startedAtMs, endedAtMs: nowMs() });
    }
  };

  const start = (organization: Organization): Running => {
    const { id, displayName } = organization;
    const abort = new AbortController();
    const finish = async (): Promise<RunSummary> => {
      const summary = await pass(organization, abort.signal);
      logSummary(log, displayName, summary);
      const state = await load(id).catch(() => states.get(id) ?? INITIAL_STATE);
      // A run that could not even start has written nothing; the views still tell of it.
      states.set(id, { ...state, lastRun: summary });
      running.delete(id);
      changed.fire();
      return summary;
    };
    return { abort, done: finish(), progress: NO_PROGRESS };
  };

  return {
    onDidChange: changed.event,
    stateOf: async (id) => states.get(id) ?? load(id),
    knownStateOf: (id) => states.get(id),
    progressOf: (id) => running.get(id)?.progress,
    run(organization) {
      const known = running.get(organization.id);
      if (known !== undefined) return known.done;
      const run = start(organization);
      running.set(organization.id, run);
      changed.fire();
      return run.done;
    },
    cancel: (id) => running.get(id)?.abort.abort(),
    async forget(id) {
      const run = running.get(id);
      run?.abort.abort();
      await run?.done;
      states.delete(id);
      await stateFileOf(id).remove();
      await quarantineOf(id).remove();
    },
    dispose() {
      for (const { abort } of running.values()) abort.abort();
      changed.dispose();
    },
  };
}

const NO_PROGRESS: SyncProgress = { fetched: 0, delivered: 0, quarantined: 0, share: 0 };

function neverStarted(error: unknown, times: Pick<RunSummary, 'startedAtMs' | 'endedAtMs'>): RunSummary {
  const failure =
    error instanceof Failure
      ? { code: error.code, detail: error.detail }
      : { code: 'unexpected' as const, detail: { where: '', remark: error instanceof Error ? error.name : '' } };
  return { ...times, outcome: 'failed', fetched: 0, delivered: 0, quarantined: 0, batches: 0, bytes: 0, failure };
}

function logSummary(log: Log, displayName: string, summary: RunSummary): void {
  const { outcome, fetched, delivered, quarantined, batches, bytes, startedAtMs, endedAtMs, failure } = summary;
  const counts = `${fetched} fetched, ${delivered} delivered in ${batches} batches of ${bytes} bytes, ${quarantined} quarantined`;
  const line = `Sync of ${displayName} ${outcome} after ${endedAtMs - startedAtMs} ms: ${counts}`;
  if (failure === undefined) log.info(line);
  else log.warn(`${line}; ${failure.code} at ${failure.detail.where} ${failure.detail.remark ?? ''}`);
}
