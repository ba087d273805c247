import * as z from 'zod';
import { recordKey } from '../audit/recordKey.ts';
import type { DeliveredKeys } from './deliveredKeys.ts';
import type { Disk } from './disk.ts';
import type { QuarantineEntry, QuarantineFile } from './quarantineFile.ts';
import { readOldState } from './readState.ts';
import { fingerprintOf } from './recordId.ts';
import { parseJson } from './savedJson.ts';
import { INITIAL_STATE, type SyncState } from './syncState.ts';

/** Where version 0.1 kept a route: a cursor with the keys of the hour before it, and a file of what it could not send. */
export interface OldRoute {
  readonly stateFile: string;
  readonly quarantineFile: string;
  /** Where its first sync began. */
  readonly fromMs: number;
  readonly site: string;
}

/** Version 0.1 looked back for so long, and kept no other keys. */
const OLD_LOOK_BACK_MS = 60 * 60_000;

export interface OldRouteTargets {
  readonly keys: DeliveredKeys;
  readonly quarantine: QuarantineFile;
  readonly onDamage: (file: string) => void;
}

/**
 * Takes over what an older version knew: undefined where it has kept nothing that can be read. Its files stay where they
 * are: once there is a new state, nobody looks at them again.
 */
export async function upgradeOldRoute(
  disk: Disk,
  { stateFile, quarantineFile, fromMs, site }: OldRoute,
  { keys, quarantine, onDamage }: OldRouteTargets,
): Promise<SyncState | undefined> {
  const text = (await disk.read(stateFile))?.toString('utf8');
  if (text === undefined) return undefined;
  const kept = (await disk.read(quarantineFile))?.toString('utf8') ?? '';
  await quarantine.keep(kept.split('\n').flatMap((line) => toEntry(line, site)));
  const old = readOldState(text);
  if (old === undefined) {
    onDamage(stateFile);
    return undefined;
  }
  // A record without a date was noted with the end of the stretch that it came with.
  const times = (atMs: number): readonly (number | undefined)[] => [atMs, undefined];
  await keys.add(old.recent.flatMap(([atMs, key]) => times(atMs).map((timeMs) => fingerprintOf({ timeMs, key }))));
  const { readThroughMs, deliveredTotal, quarantinedTotal, drift } = old;
  const isRead = readThroughMs !== undefined;
  return {
    ...INITIAL_STATE,
    approved: deliveredTotal > 0,
    coverage: isRead ? [{ fromMs: Math.min(fromMs, readThroughMs), toMs: readThroughMs }] : [],
    cursorMs: readThroughMs,
    keysFromMs: isRead ? Math.max(0, readThroughMs - OLD_LOOK_BACK_MS + 1) : 0,
    ...{ deliveredTotal, quarantinedTotal, drift },
  };
}

/** One line was one JSON object of `reason` and `raw`. */
function toEntry(line: string, site: string): readonly QuarantineEntry[] {
  const { data } = lineSchema.safeParse(parseJson(line));
  if (data === undefined) return [];
  return [{ id: recordKey(site, data.raw), atMs: 0, timeMs: undefined, reason: data.reason, raw: data.raw }];
}

const lineSchema = z.object({ reason: z.string(), raw: z.unknown() });
