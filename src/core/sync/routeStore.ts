import path from 'node:path';
import type { AuditWindow } from '../audit/auditWindow.ts';
import type { DeliveredKeys } from './deliveredKeys.ts';
import type { Disk } from './disk.ts';
import type { KnownRecords } from './intake.ts';
import { createJournal, type Journal, type JournalEntry } from './journal.ts';
import type { Lease } from './lease.ts';
import type { LedgerEntry } from './ledger.ts';
import type { LedgerFile } from './ledgerFile.ts';
import type { QuarantineEntry, QuarantineFile } from './quarantineFile.ts';
import type { Fingerprint } from './recordId.ts';
import { journalName, outdated, saveState } from './stateFiles.ts';
import type { SyncState } from './syncState.ts';

/** What a process that holds the lease of a route keeps of it on the disk. */
export interface RouteStore {
  /** As it was saved last. */
  readonly state: SyncState;
  /** Aborts, with a Failure as its reason, when another process has taken over. */
  readonly lost: AbortSignal;
  /** For whoever changes more of the route: it writes nothing anew once another process has taken over. */
  readonly disk: Disk;
  readonly quarantine: Pick<QuarantineFile, 'get' | 'count' | 'holdings'>;
  /** See DeliveredKeysOptions: for whoever adds keys by themselves, too. */
  readonly keyCounts: Map<string, number>;
  /** Throws `leaseLost` where another process has taken over. */
  confirm(): Promise<void>;
  /** Which records of a window were delivered, and which are in quarantine. */
  known(window: AuditWindow): Promise<KnownRecords>;
  /**
   * Announces that a batch is about to be sent. Resolves when that is on the disk and the lease was confirmed after it:
   * should another process have taken over meanwhile, it either knows of this batch, or this throws `leaseLost`.
   */
  begin(batch: BegunBatch): Promise<BatchTicket>;
  /** Durable when it resolves. What is in quarantine has no key: should the quarantine be lost, it is read again. */
  putAside(entries: readonly QuarantineEntry[]): Promise<void>;
  /** From the next save on these are known as delivered, whoever delivered them, or decided that nobody will. */
  remember(fingerprints: readonly Fingerprint[]): void;
  /**
   * Saves what `change` makes of the state, together with everything that was settled, and these lines of the ledger.
   * No batch may be under way.
   */
  save(change: (state: SyncState) => SyncState, entries?: readonly LedgerEntry[]): Promise<void>;
  /** Shown to other windows while they wait. */
  note(value: unknown): void;
  /** Lets go of the lease. */
  close(): Promise<void>;
}

export type BegunBatch = Omit<JournalEntry, 'atMs'>;

export interface BatchTicket {
  delivered(): Promise<void>;
  /** It certainly did not arrive. */
  refused(): Promise<void>;
  /** It may have arrived; `reason` is the code of a failure, or `cancelled`. */
  inDoubt(reason: string): Promise<void>;
}

export interface RouteStoreOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly lease: Lease;
  readonly keys: DeliveredKeys;
  /** Those of the keys. */
  readonly keyCounts: Map<string, number>;
  readonly ledger: LedgerFile;
  readonly quarantine: QuarantineFile;
  readonly state: SyncState;
  readonly nowMs: () => number;
  /** Lines about damaged files, which come up while others are at work; each is taken out when it is saved. */
  readonly damages: LedgerEntry[];
}

export function createRouteStore(options: RouteStoreOptions): RouteStore {
  const { disk, folder, lease, keys, keyCounts, ledger, quarantine, nowMs, damages } = options;
  let { state } = options;
  let serial = 0;
  /** Undefined until a state names it. */
  let journal: Journal | undefined;
  /** Settled since the last save. */
  let settled = NOTHING_SETTLED();
  /** Lines of the ledger that are saved with the state, but could not be written to their file yet. */
  let unwritten: readonly LedgerEntry[] = [];
  let isFirstSave = true;

  const journalFile = (): string => path.join(folder, state.journal);
  const addToJournal = async (entry: JournalEntry): Promise<{ journal: Journal; position: number }> => {
    if (journal === undefined) throw new Error('a run saves itself before it sends');
    const position = await journal.begin(entry);
    await lease.confirm();
    return { journal, position };
  };

  return {
    get state() {
      return state;
    },
    disk,
    lost: lease.lost,
    confirm: lease.confirm,
    quarantine,
    keyCounts,
    async known(window) {
      const saved = await keys.within(window);
      const { fingerprints } = settled;
      return {
        has: (fingerprint) => fingerprints.has(fingerprint) || saved.has(fingerprint),
        quarantined: await quarantine.holdings(),
      };
    },
    async begin(batch) {
      const { journal: own, position } = await addToJournal({ ...batch, atMs: nowMs() });
      return {
        async delivered() {
          // Known first: should the mark fail, what is saved at the end of the run knows it all the same.
          for (const fingerprint of batch.fingerprints) settled.fingerprints.add(fingerprint);
          settled.delivered += batch.fingerprints.length;
          settled.released.push(...batch.released);
          await own.settle(position, 'delivered');
        },
        refused: () => own.settle(position, 'refused'),
        async inDoubt(reason) {
          settled.doubts.push({
            ...{ type: 'inDoubt', id: `${state.journal} ${position}`, run: batch.run, atMs: nowMs() },
            ...{ records: batch.fingerprints.length, window: batch.window, reason },
          });
          await own.settle(position, 'inDoubt');
        },
      };
    },
    async putAside(entries) {
      await lease.confirm();
      await quarantine.keep(entries);
      settled.quarantined += entries.length;
    },
    remember(fingerprints) {
      for (const fingerprint of fingerprints) settled.fingerprints.add(fingerprint);
    },
    async save(change, entries = []) {
      await lease.confirm();
      await keys.add([...settled.fingerprints]);
      if (settled.released.length > 0) await quarantine.remove(settled.released);
      const quarantined = await quarantine.count();
      const noticed = damages.splice(0);
      const outbox = [...unwritten, ...noticed, ...settled.doubts, ...entries];
      const previous = state;
      const next: SyncState = {
        ...change({
          ...state,
          keyCounts: Object.fromEntries(keyCounts),
          inQuarantine: quarantined,
          deliveredTotal: state.deliveredTotal + settled.delivered,
          // A process that died may have put some aside that it could not count any more.
          quarantinedTotal: Math.max(state.quarantinedTotal + settled.quarantined, quarantined),
          inDoubtTotal: state.inDoubtTotal + settled.doubts.length,
        }),
        outbox,
        journal: journalName(lease.epoch, serial),
      };
      try {
        await saveState(disk, folder, { state: next, epoch: lease.epoch });
      } catch (error) {
        damages.unshift(...noticed);
        throw error;
      }
      state = next;
      // Whoever begins anew forgets the keys next.
      if (Object.keys(state.keyCounts).length === 0) keyCounts.clear();
      serial += 1;
      settled = NOTHING_SETTLED();
      journal = createJournal(disk, journalFile());
      unwritten = outbox;
      await ledger.append(outbox);
      unwritten = [];
      const leftovers = isFirstSave ? outdated(await disk.list(folder), lease.epoch) : [previous.journal];
      isFirstSave = false;
      // Nobody reads them any more, so that it does not matter whether they go.
      for (const name of leftovers) await disk.remove(path.join(folder, name)).catch(() => undefined);
    },
    note: lease.note,
    close: () => lease.release(),
  };
}

function NOTHING_SETTLED() {
  return {
    fingerprints: new Set<Fingerprint>(),
    delivered: 0,
    quarantined: 0,
    released: [] as string[],
    doubts: [] as Extract<LedgerEntry, { type: 'inDoubt' }>[],
  };
}
