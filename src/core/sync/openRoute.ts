import path from 'node:path';
import { type DamagedKeys, type DeliveredKeys, openDeliveredKeys } from './deliveredKeys.ts';
import type { Disk } from './disk.ts';
import { readJournal } from './journal.ts';
import { keepAside } from './keepAside.ts';
import { type Lease, type LeaseOptions, takeLease } from './lease.ts';
import type { LedgerEntry } from './ledger.ts';
import { createLedgerFile } from './ledgerFile.ts';
import { createQuarantineFile, type QuarantineFile } from './quarantineFile.ts';
import { type NamedEntry, recoverFrom } from './recovered.ts';
import { createRouteStore, type RouteStore } from './routeStore.ts';
import { findState, highestStateEpoch, journalsFrom } from './stateFiles.ts';
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
  const { folder, clock } = options;
  // Leases may have been removed, by a person for instance, and the states be there.
  const lease = await takeLease({ ...options, above: highestStateEpoch(await options.disk.list(folder)) });
  try {
    const disk = fenced(options.disk, lease);
    const damages: LedgerEntry[] = [];
    const noteDamage = (file: string, window?: DamagedKeys['window']): void => {
      damages.push({ type: 'damaged', id: `damaged ${file} ${lease.epoch}`, atMs: clock.nowMs(), file, window });
    };
    const onDamage = ({ file, window }: DamagedKeys): void => noteDamage(file, window);
    const found = await findState(disk, folder);
    const counts = new Map(Object.entries(found.state?.keyCounts ?? {}));
    const keys = openDeliveredKeys({ disk, folder: path.join(folder, KEYS_FOLDER), onDamage, counts });
    const quarantine = createQuarantineFile({ disk, folder, onDamage: noteDamage });
    const ledger = createLedgerFile({ disk, folder, onDamage: noteDamage });
    const before0 = damages.length;
    await quarantine.mend(found.state?.inQuarantine ?? 0);
    const lostQuarantine = damages.length > before0;
    // They stay where they are until there is a newer state: who dies before that has lost nothing.
    for (const file of found.damaged) noteDamage(await keepAside(disk, file));
    const before = found.state ?? (await firstState({ ...options, disk }, { keys, quarantine, onDamage: noteDamage }));
    const recovered = await recover({ disk, folder, state: before, keys, quarantine, atMs: clock.nowMs(), noteDamage });
    // Where records were delivered, somebody has agreed to it, whatever became of the state that said so.
    const isLost = found.state === undefined && found.damaged.length > 0;
    // This also tells of files that are missing or too short.
    const stored = await keys.count();
    const approved = isLost ? stored > 0 : before.approved;
    // What was in a damaged quarantine is found when everything is read again: soon.
    const weeklySweepAtMs = lostQuarantine ? 0 : before.weeklySweepAtMs;
    const state = { ...before, approved, weeklySweepAtMs };
    const store = createRouteStore({
      ...{ disk, folder, lease, keys, keyCounts: counts, ledger, quarantine, state, damages, nowMs: clock.nowMs },
    });
    // A damaged ledger stops nobody: what cannot be mended now is mended the next time.
    await ledger.mend().catch(() => undefined);
    // The last process may have died, or found the disk full, between its state and its ledger.
    if (!(await ledger.endsWith(state.outbox))) await ledger.append(state.outbox);
    // Nothing to be saved leaves the disk alone: most passes find nothing new.
    const isNews = recovered.isNeeded || recovered.entries.length > 0 || damages.length > 0;
    if (found.state === undefined || isNews) await store.save(recovered.change, recovered.entries);
    return store;
  } catch (error) {
    await lease.release().catch(() => undefined);
    throw error;
  }
}

/**
 * Files that are written anew are not of one epoch alone. Whoever slept in the middle of that must not bring back what
 * they held before: the lease is confirmed at the last moment.
 */
function fenced(disk: Disk, { confirm }: Lease): Disk {
  return { ...disk, replace: (file, bytes) => disk.replace(file, bytes, confirm) };
}

interface Kept {
  readonly keys: DeliveredKeys;
  readonly quarantine: QuarantineFile;
  readonly onDamage: (file: string) => void;
}

/** Where there is no state, or none that is whole: what an older version kept may still be there. */
async function firstState({ disk, old }: OpenRouteOptions, kept: Kept): Promise<SyncState> {
  return (old && (await upgradeOldRoute(disk, old, kept))) ?? INITIAL_STATE;
}

interface Recovery {
  readonly disk: Disk;
  readonly folder: string;
  readonly state: SyncState;
  readonly keys: DeliveredKeys;
  readonly quarantine: QuarantineFile;
  readonly atMs: number;
  readonly noteDamage: (file: string) => void;
}

/** What the journal tells beyond the state: deliveries that were not saved yet, and batches that nobody answered for. */
async function recover({ disk, folder, state, keys, quarantine, atMs, noteDamage }: Recovery) {
  const names = journalsFrom(await disk.list(folder), state.journal);
  const entries: NamedEntry[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const journal = await readJournal(disk, file);
    for (const entry of journal.entries) entries.push({ ...entry, id: `${name} ${entry.position}` });
    if (journal.damaged) noteDamage(await keepAside(disk, file));
  }
  const { fingerprints, released, lines, change } = recoverFrom(entries, state, atMs);
  await keys.add(fingerprints);
  if (released.length > 0) await quarantine.remove(released);
  return { entries: lines, isNeeded: entries.length > 0, change };
}
