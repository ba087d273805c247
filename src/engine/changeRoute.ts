import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { openDeliveredKeys } from '../core/sync/deliveredKeys.ts';
import { KEYS_FOLDER } from '../core/sync/openRoute.ts';
import { createQuarantineFile, type QuarantineFile } from '../core/sync/quarantineFile.ts';
import { fingerprintOf } from '../core/sync/recordId.ts';
import type { RouteStore } from '../core/sync/routeStore.ts';
import { INITIAL_STATE, type Job, type SyncState } from '../core/sync/syncState.ts';
import type { RouteChange, RouteIdentity } from './engineRequest.ts';
import { importState } from './importState.ts';

/** A route whose lease is held. */
export interface HeldRoute {
  readonly store: RouteStore;
  readonly folder: string;
  readonly ends: RouteIdentity;
  readonly nowMs: () => number;
}

/** Does what a person wants changed about a route. Throws what the disk throws; then it can be done again. */
export async function changeRoute(change: RouteChange, route: HeldRoute): Promise<void> {
  const { store, folder, nowMs } = route;
  switch (change.kind) {
    case 'pauseJob':
      return changeJob(route, change.id, (job) => [{ ...job, paused: true }]);
    case 'resumeJob':
      return changeJob(route, change.id, (job) => [{ ...job, paused: false }]);
    case 'cancelJob':
      return store.save((state) => withoutJob(state, change.id, nowMs()));
    case 'discard':
      return discard(change.ids, createQuarantineFile({ disk: store.disk, folder }), route);
    case 'reset':
      return reset(route);
    case 'import':
      return importState(change.file, route);
  }
}

/** One that is not there has come to its end meanwhile. */
async function changeJob({ store }: HeldRoute, id: string, change: (job: Job) => readonly Job[]): Promise<void> {
  await store.save((state) => ({
    ...state,
    jobs: state.jobs.flatMap((job) => (job.id === id ? change(job) : [job])),
  }));
}

/** A sweep that is cancelled counts as done: it would be due again at once. */
function withoutJob(state: SyncState, id: string, nowMs: number): SyncState {
  const kind = state.jobs.find((job) => job.id === id)?.kind;
  const isSweep = kind === 'dailySweep' || kind === 'weeklySweep';
  return {
    ...state,
    jobs: state.jobs.filter((job) => job.id !== id),
    dailySweepAtMs: isSweep ? nowMs : state.dailySweepAtMs,
    weeklySweepAtMs: kind === 'weeklySweep' ? nowMs : state.weeklySweepAtMs,
  };
}

/** The ledger comes first: of what is gone there is a trace. Done again after a crash, it is the same line. */
async function discard(ids: readonly string[], quarantine: QuarantineFile, route: HeldRoute): Promise<void> {
  const { store, nowMs } = route;
  const entries = [];
  for (const id of new Set(ids)) entries.push(await quarantine.get(id));
  const present = entries.filter((entry) => entry !== undefined);
  if (present.length === 0) return;
  const names = present.map(({ id, atMs }) => `${id} ${atMs}`).sort();
  const id = `discarded ${createHash('sha256').update(names.join('\n')).digest('hex')}`;
  // Nobody is to deliver them any more.
  store.remember(present.map((entry) => fingerprintOf({ timeMs: entry.timeMs, key: entry.id })));
  await store.save((state) => state, [{ type: 'discarded', id, atMs: nowMs(), records: present.length }]);
  await quarantine.remove(present.map((entry) => entry.id));
}

/**
 * The state comes first: from then on nothing is sent before a person agrees anew, however far this got. Keys go before
 * the quarantine, as what is in quarantine has a key and would never be sent if only that remained. The line of the
 * ledger is the proof that it was done to the end.
 */
async function reset({ store, folder, nowMs }: HeldRoute): Promise<void> {
  const { disk } = store;
  await store.save(() => INITIAL_STATE);
  await openDeliveredKeys({ disk, folder: path.join(folder, KEYS_FOLDER), onDamage: () => undefined }).clear();
  await createQuarantineFile({ disk, folder }).clear();
  await store.save((state) => state, [{ type: 'reset', id: randomUUID(), atMs: nowMs() }]);
}
