import path from 'node:path';
import { type DamagedKeys, type DeliveredKeys, openDeliveredKeys } from './deliveredKeys.ts';
import type { Disk } from './disk.ts';
import { readJournal } from './journal.ts';
import { type LeaseOptions, takeLease } from './lease.ts';
import type { LedgerEntry } from './ledger.ts';
import { createLedgerFile } from './ledgerFile.ts';
import { createQuarantineFile, type QuarantineFile } from './quarantineFile.ts';
import { type NamedEntry, recoverFrom } from './recovered.ts';
import { createRouteStore, type RouteStore } from './routeStore.ts';
import { findState, highestStateEpoch, journalsAmong } from './stateFiles.ts';
import { INITIAL_STATE, type SyncState } from './syncState.ts';
import { type OldRoute, upgradeOldRoute } from './upgradeOldRoute.ts';

export interface OpenRouteOptions extends Omit<LeaseOptions, 'above'> {
  /** What an older version kept of the same route, to be taken over where there is no state yet. */
  readonly old: OldRoute | undefined;
}

/** Folder of the keys within that of a route. */
export const KEYS_FOLDER = 'keys';

/**
 * Takes the lease of a route and brings its state up to what was certain when the last process let go of it, or died.
 * Throws `heldElsewhere` while another process has it, `stateFromNewerVersion`, and whatever the disk throws.
 */
export async function openRoute(options: OpenRouteOptions): Promise<RouteStore> {
  const { disk, folder, clock } = options;
  // Leases may have been removed, by a person for instance, and the states be there.
  const lease = await takeLease({ ...options, above: highestStateEpoch(await disk.list(folder)) });
  try {
    const damages: LedgerEntry[] = [];
    const noteDamage = (file: string, window: DamagedKeys['window']): void => {
      damages.push({ type: 'damaged', id: `damaged ${file} ${lease.epoch}`, atMs: clock.nowMs(), file, window });
    };
    const keys = openDeliveredKeys({
      disk,
      folder: path.join(folder, KEYS_FOLDER),
      onDamage: ({ file, window }) => noteDamage(file, window),
    });
    const quarantine = createQuarantineFile({ disk, folder, onDamage: (file) => noteDamage(file, undefined) });
    const ledger = createLedgerFile({ disk, folder });
    const found = await findState(disk, folder);
    for (const file of found.damaged) {
      await disk.rename(file, `${file}.damaged`);
      noteDamage(`${file}.damaged`, undefined);
    }
    const onDamage = (file: string): void => noteDamage(file, undefined);
    const isLost = found.damaged.length > 0;
    const state = found.state ?? (await firstState(options, { keys, quarantine, isLost, onDamage }));
    const recovered = await recover({ disk, folder, state, keys, quarantine, atMs: clock.nowMs(), noteDamage });
    const store = createRouteStore({
      ...{ disk, folder, lease, keys, ledger, quarantine, state, nowMs: clock.nowMs },
    });
    // The last process may have died, or found the disk full, between its state and its ledger.
    if (!(await ledger.endsWith(state.outbox))) await ledger.append(state.outbox);
    const lines = [...damages, ...recovered.entries];
    // Nothing to be saved leaves the disk alone: most passes find nothing new.
    if (found.state === undefined || lines.length > 0 || recovered.isNeeded) await store.save(recovered.change, lines);
    return store;
  } catch (error) {
    await lease.release().catch(() => undefined);
    throw error;
  }
}

interface Kept {
  readonly keys: DeliveredKeys;
  readonly quarantine: QuarantineFile;
  readonly isLost: boolean;
  readonly onDamage: (file: string) => void;
}

async function firstState({ disk, old }: OpenRouteOptions, kept: Kept): Promise<SyncState> {
  // Where records were delivered, somebody has agreed to it; their keys are still known, so none is sent again.
  if (kept.isLost) return { ...INITIAL_STATE, approved: (await kept.keys.count()) > 0 };
  return (old && (await upgradeOldRoute(disk, old, kept))) ?? INITIAL_STATE;
}

interface Recovery {
  readonly disk: Disk;
  readonly folder: string;
  readonly state: SyncState;
  readonly keys: DeliveredKeys;
  readonly quarantine: QuarantineFile;
  readonly atMs: number;
  readonly noteDamage: (file: string, window: undefined) => void;
}

/** What the journal tells beyond the state: deliveries that were not saved yet, and batches that nobody answered for. */
async function recover({ disk, folder, state, keys, quarantine, atMs, noteDamage }: Recovery) {
  const names = state.journal === '' ? journalsAmong(await disk.list(folder)) : [state.journal];
  const entries: NamedEntry[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const journal = await readJournal(disk, file);
    for (const entry of journal.entries) entries.push({ ...entry, id: `${name} ${entry.position}` });
    if (!journal.damaged) continue;
    await disk.rename(file, `${file}.damaged`);
    noteDamage(`${file}.damaged`, undefined);
  }
  const { fingerprints, released, lines, change } = recoverFrom(entries, state, atMs);
  await keys.add(fingerprints);
  if (released.length > 0) await quarantine.remove(released);
  return { entries: lines, isNeeded: entries.length > 0, change };
}
