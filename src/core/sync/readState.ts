import * as z from 'zod';
import { NO_DRIFT } from '../audit/drift.ts';
import { FAILURE_CODES } from '../failure.ts';
import {
  countSchema as count,
  instantSchema as instant,
  maybe,
  parseJson,
  undefinedAsNull,
  windowSchema,
} from './savedJson.ts';
import { INITIAL_STATE, type SyncState } from './syncState.ts';

/** A state as `writeState` wrote it; undefined where it is none, or is damaged. */
export function readState(text: string): SyncState | undefined {
  return stateSchema.safeParse(parseJson(text)).data;
}

export function writeState(state: SyncState): string {
  return JSON.stringify(state, undefinedAsNull);
}

/** What an older version has written: how far it had read, and the keys of the last hour before that. */
export type OldState = z.infer<typeof oldSchema>;

export function readOldState(text: string): OldState | undefined {
  return oldSchema.safeParse(parseJson(text)).data;
}

/** The version of a state, whatever else it holds; undefined where it has none. */
export function versionOf(text: string): number | undefined {
  return z.object({ version: z.number() }).safeParse(parseJson(text)).data?.version;
}

const counts = z.record(z.string(), count);
// A hint, not a promise: what is odd counts from nothing.
const drift = z.object({ categories: counts, events: counts, fields: counts }).catch(NO_DRIFT);

const tally = z.object({
  fetched: count,
  delivered: count,
  alreadyDelivered: count,
  quarantined: count,
  quarantinedBefore: count.default(0),
  batches: count,
  bytes: count,
  batchesInDoubt: count,
  recordsInDoubt: count,
});

const jobKind = z.enum(['dailySweep', 'weeklySweep', 'backfill', 'reconcile']);
const runKind = z.enum(['sync', ...jobKind.options, 'replay', 'retry', 'dryRun']);

const failure = z.object({
  code: z.enum([...FAILURE_CODES, 'unexpected']).catch('unexpected'),
  detail: z.object({
    where: z.string(),
    status: z.exactOptional(z.number()),
    retryAfterMs: z.exactOptional(z.number()),
    remark: z.exactOptional(z.string()),
    mayHaveArrived: z.exactOptional(z.boolean()),
  }),
});

const runMembers = {
  run: z.string(),
  kind: runKind,
  window: maybe(windowSchema),
  startedAtMs: instant,
  endedAtMs: instant,
  outcome: z.enum(['succeeded', 'cancelled', 'paused', 'yielded', 'interrupted', 'failed']),
  tally,
  lagMs: maybe(z.number()),
  lost: maybe(windowSchema),
  failure: maybe(failure),
};

const entryMembers = { id: z.string(), atMs: instant };
export const ledgerEntrySchema = z.discriminatedUnion('type', [
  z.object({
    ...{ type: z.literal('window'), id: z.string(), run: z.string(), kind: runKind, window: windowSchema },
    ...{ startedAtMs: instant, endedAtMs: instant, tally },
  }),
  z.object({ type: z.literal('run'), id: z.string(), ...runMembers }),
  z.object({
    ...{ type: z.literal('inDoubt'), ...entryMembers, run: z.string(), records: count },
    ...{ window: maybe(windowSchema), reason: z.string() },
  }),
  z.object({ type: z.literal('damaged'), ...entryMembers, file: z.string(), window: maybe(windowSchema) }),
  z.object({ type: z.literal('discarded'), ...entryMembers, records: count }),
  z.object({ type: z.enum(['reset', 'imported', 'approved']), ...entryMembers }),
]);

const stateSchema = z.object({
  version: z.literal(INITIAL_STATE.version),
  approved: z.boolean(),
  coverage: z.array(windowSchema),
  cursorMs: maybe(instant),
  keysFromMs: instant,
  // States of before it was kept have none.
  keyCounts: counts.catch({}),
  deliveredTotal: count,
  quarantinedTotal: count,
  inQuarantine: count.catch(0),
  inDoubtTotal: count,
  drift,
  jobs: z.array(
    z.object({
      ...{ id: z.string(), kind: jobKind, window: windowSchema, doneThroughMs: maybe(instant) },
      ...{ paused: z.boolean(), startedAtMs: instant, tally },
    }),
  ),
  dailySweepAtMs: maybe(instant),
  weeklySweepAtMs: maybe(instant),
  lastRun: maybe(z.object(runMembers)).catch(undefined),
  pages: maybe(z.object({ largest: count })).catch(undefined),
  running: maybe(
    z.object({ run: z.string(), kind: runKind, window: maybe(windowSchema), startedAtMs: instant, tally }),
  ),
  journal: z.string(),
  outbox: z.array(ledgerEntrySchema),
});

const oldSchema = z.object({
  version: z.literal(1),
  readThroughMs: z.exactOptional(count),
  recent: z.array(z.tuple([instant, z.string()])),
  deliveredTotal: count,
  quarantinedTotal: count,
  drift,
});
