import path from 'node:path';
import type { AuditWindow } from '../core/audit/auditWindow.ts';
import { openDeliveredKeys } from '../core/sync/deliveredKeys.ts';
import type { Disk } from '../core/sync/disk.ts';
import type { KnownRecords } from '../core/sync/intake.ts';
import { KEYS_FOLDER } from '../core/sync/openRoute.ts';
import { createQuarantineFile } from '../core/sync/quarantineFile.ts';
import { readOnlyDisk } from '../core/sync/readOnlyDisk.ts';
import { readOldState } from '../core/sync/readState.ts';
import { fingerprintOf } from '../core/sync/recordId.ts';
import { findState } from '../core/sync/stateFiles.ts';
import type { RouteRequest } from './engineRequest.ts';

/**
 * Which records of a window a route has delivered or put into quarantine, as far as that is saved. It needs no lease, as
 * it writes nothing; where something would have to be repaired first, it throws `stateNotRead`.
 */
export async function deliveredBefore(
  { folder, old }: Pick<RouteRequest, 'folder' | 'old'>,
  disk: Disk,
): Promise<(window: AuditWindow) => Promise<KnownRecords>> {
  const { state } = await findState(disk, folder);
  // Nothing was taken over from an older version yet.
  const text =
    state === undefined && old !== undefined ? (await disk.read(old.stateFile))?.toString('utf8') : undefined;
  const recent = (text === undefined ? undefined : readOldState(text)?.recent) ?? [];
  const inherited = new Set(recent.map(([timeMs, key]) => fingerprintOf({ timeMs, key })));
  const keys = openDeliveredKeys({
    disk: readOnlyDisk(disk),
    folder: path.join(folder, KEYS_FOLDER),
    onDamage: () => undefined,
  });
  const quarantine = createQuarantineFile({ disk: readOnlyDisk(disk), folder });
  return async (window) => {
    const saved = await keys.within(window);
    return {
      has: (fingerprint) => inherited.has(fingerprint) || saved.has(fingerprint),
      quarantined: await quarantine.holdings(),
    };
  };
}
