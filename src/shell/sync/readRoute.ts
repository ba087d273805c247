import * as z from 'zod';
import type { Disk } from '../../core/sync/disk.ts';
import { readLease } from '../../core/sync/lease.ts';
import { createLedgerFile } from '../../core/sync/ledgerFile.ts';
import type { Clock } from '../../core/sync/ports.ts';
import { createQuarantineFile, type QuarantineFile } from '../../core/sync/quarantineFile.ts';
import { readOldState } from '../../core/sync/readState.ts';
import type { RunProgress } from '../../core/sync/runSync.ts';
import { windowSchema } from '../../core/sync/savedJson.ts';
import { findState } from '../../core/sync/stateFiles.ts';
import { INITIAL_STATE, type SyncState } from '../../core/sync/syncState.ts';
import type { RouteRequest } from '../../engine/engineRequest.ts';
import type { SyncView } from './syncService.ts';

/** What the disk says of a route. */
export type FoundRoute = Pick<SyncView, 'state' | 'quarantined' | 'elsewhere'>;

export interface RouteReader {
  /** Throws a Failure where it cannot be read. */
  read(): Promise<FoundRoute>;
  readonly ledger: Pick<ReturnType<typeof createLedgerFile>, 'read'>;
  readonly quarantine: Pick<QuarantineFile, 'list' | 'get' | 'count'>;
}

export interface RouteReaderOptions {
  readonly disk: Disk;
  readonly route: RouteRequest;
  readonly clock: Clock;
  readonly isAlive: (pid: number) => boolean;
}

/** Reads what is kept of a route; the engine alone writes it. Loaded on first use, as it takes zod. */
export function createRouteReader({ disk, route, clock, isAlive }: RouteReaderOptions): RouteReader {
  const { folder, holder } = route;
  const quarantine = createQuarantineFile({ disk, folder });
  const elsewhere = async (): Promise<FoundRoute['elsewhere']> => {
    const lease = await readLease({ disk, folder, clock, isAlive, host: holder.host });
    if (lease === undefined || lease.holder.id === holder.id) return undefined;
    return { title: lease.holder.title, progress: progressSchema.safeParse(lease.note).data };
  };
  const state = async (): Promise<SyncState | undefined> => {
    const found = await findState(disk, folder);
    // Of a damaged one, the next run says what can be saved of it.
    if (found.state !== undefined || found.damaged.length > 0) return found.state;
    return (await oldState(disk, route)) ?? INITIAL_STATE;
  };
  return {
    read: async () => ({ elsewhere: await elsewhere(), state: await state(), quarantined: await quarantine.count() }),
    ledger: createLedgerFile({ disk, folder }),
    quarantine,
  };
}

/** What an older version knew, until the first run takes it over. */
async function oldState(disk: Disk, { old }: RouteRequest): Promise<SyncState | undefined> {
  const text = old && (await disk.read(old.stateFile))?.toString('utf8');
  const found = text === undefined ? undefined : readOldState(text);
  if (old === undefined || found === undefined) return undefined;
  const { readThroughMs: toMs, deliveredTotal, quarantinedTotal, drift } = found;
  return {
    ...INITIAL_STATE,
    approved: deliveredTotal > 0,
    cursorMs: toMs,
    coverage: toMs === undefined ? [] : [{ fromMs: Math.min(old.fromMs, toMs), toMs }],
    ...{ deliveredTotal, quarantinedTotal, drift },
  };
}

const KINDS = ['sync', 'dailySweep', 'weeklySweep', 'backfill', 'reconcile', 'replay', 'retry', 'dryRun'] as const;
const count = z.number();
/** What another window shares, which may be of another version. */
const progressSchema = z
  .object({
    kind: z.enum(KINDS),
    window: windowSchema.optional(),
    doneThroughMs: z.number().optional(),
    tally: z.object({
      ...{ fetched: count, delivered: count, alreadyDelivered: count, quarantined: count },
      quarantinedBefore: count.default(0),
      ...{ batches: count, bytes: count, batchesInDoubt: count, recordsInDoubt: count },
    }),
  })
  .transform(({ kind, window, doneThroughMs, tally }): RunProgress => ({ kind, window, doneThroughMs, tally }));
