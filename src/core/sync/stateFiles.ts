import path from 'node:path';
import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { readState, versionOf, writeState } from './readState.ts';
import { INITIAL_STATE, type SyncState } from './syncState.ts';

/**
 * A route's state is in `state.<epoch>.json`, the epoch being that of the lease it was written under. The highest epoch
 * counts: what a process writes that has lost its lease, and does not know it yet, is of a lower one.
 */
export interface FoundState {
  /** Undefined where there is none, or none that is whole. */
  readonly state: SyncState | undefined;
  /** Newer files that are not what was written to them. */
  readonly damaged: readonly string[];
}

export async function findState(disk: Disk, folder: string): Promise<FoundState> {
  const damaged: string[] = [];
  const newestFirst = numbered(await disk.list(folder), STATE).sort((a, b) => b.epoch - a.epoch);
  for (const { name } of newestFirst) {
    const file = path.join(folder, name);
    const bytes = await disk.read(file);
    if (bytes === undefined) continue;
    const text = bytes.toString('utf8');
    const state = readState(text);
    if (state !== undefined) return { state, damaged };
    if ((versionOf(text) ?? 0) > INITIAL_STATE.version) throw new Failure('stateFromNewerVersion', { where: file });
    damaged.push(file);
  }
  return { state: undefined, damaged };
}

export async function saveState(disk: Disk, folder: string, kept: { state: SyncState; epoch: number }): Promise<void> {
  await disk.replace(path.join(folder, `state.${kept.epoch}.json`), Buffer.from(writeState(kept.state)));
}

/** Names of states and journals of lower epochs, which nobody reads any more. */
export function outdated(names: readonly string[], epoch: number): readonly string[] {
  return [...numbered(names, STATE), ...numbered(names, JOURNAL)]
    .filter((found) => found.epoch < epoch)
    .map(({ name }) => name);
}

export function highestStateEpoch(names: readonly string[]): number {
  return Math.max(0, ...numbered(names, STATE).map(({ epoch }) => epoch));
}

export function journalName(epoch: number, serial: number): string {
  return `journal.${epoch}.${serial}`;
}

/** The journals that a state does not account for: the one that it names, and all later ones. */
export function journalsFrom(names: readonly string[], journal: string): readonly string[] {
  const rank = (name: string): readonly number[] => JOURNAL.exec(name)?.slice(1).map(Number) ?? [0, 0];
  const [epoch = 0, serial = 0] = rank(journal);
  return names.filter((name) => {
    const [ownEpoch = 0, ownSerial = 0] = rank(name);
    return JOURNAL.test(name) && (ownEpoch > epoch || (ownEpoch === epoch && ownSerial >= serial));
  });
}

const STATE = /^state\.(\d+)\.json$/;
const JOURNAL = /^journal\.(\d+)\.(\d+)$/;

function numbered(names: readonly string[], pattern: RegExp) {
  return names.flatMap((name) => {
    const epoch = pattern.exec(name)?.[1];
    return epoch === undefined ? [] : [{ name, epoch: Number(epoch) }];
  });
}
