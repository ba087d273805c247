import { expect } from 'vitest';
import type { AuditRecord } from '../../../../src/core/audit/auditRecord.ts';
import { createKeyer } from '../../../../src/core/audit/recordKey.ts';
import { exportRoute } from '../../../../src/core/sync/exportRoute.ts';
import { importRoute } from '../../../../src/core/sync/importRoute.ts';
import { type Fingerprint, fingerprintOf } from '../../../../src/core/sync/recordId.ts';
import type { MemoryDisk } from '../memoryDisk.ts';
import { openKeys } from '../watchedKeys.ts';
import { openStore } from './openStore.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world.ts';

export const DESTINATION = 'azure https://ingest.example dcr-1 Custom-Stream';
export const RECORDS = 60;
const HOUR_MS = 3_600_000;

/** A world whose route is moved from one computer to another. */
export interface PortableWorld extends World {
  exported(disk?: MemoryDisk): Promise<Buffer>;
  imported(bytes: Buffer, ends?: Ends): Promise<void>;
  /** Another computer: nothing is there. */
  toNewComputer(): void;
  /** A person decides that nobody delivers it: that is known from then on. */
  discard(id: string): Promise<void>;
  /** Sorted. */
  quarantineIds(): Promise<readonly string[]>;
  /** Keys, sorted, of what no batch can hold. */
  tooLarge(): readonly string[];
  /** Of everything that the site shows. */
  fingerprints(): readonly Fingerprint[];
  /** Every record arrived once or is in quarantine; more often only what the ledger has in doubt. */
  checkAccounts(): Promise<void>;
}

/** What is not as the world has it. */
export interface Ends {
  readonly disk?: MemoryDisk;
  readonly site?: string;
  readonly destination?: string;
}

/** No batch can hold every tenth of its records. */
export function createPortableWorld(): PortableWorld {
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    summary: `Event ${index}`,
    description: index % 10 === 3 ? 'x'.repeat(5000) : '',
    creationDate: START_MS + index * 2 * HOUR_MS,
  }));
  return createPortableWorldOf(records);
}

/** Nothing of these records was read yet. */
export function createPortableWorldOf(records: readonly AuditRecord[]): PortableWorld {
  const world = createWorld({ pageRecords: 5, slicePages: 2 });
  const { site, destination, clock, disk: own } = world;
  site.records.push(...records);
  const quarantineIds = async (): Promise<readonly string[]> =>
    (await world.quarantine().list({ limit: 1000 })).map(({ id }) => id).sort();
  const tooLarge = (): readonly string[] => {
    const isLarge = (index: number): boolean => String(site.records[index]?.description ?? '').length > 0;
    const large = world.keys().filter((_, index) => isLarge(index));
    return large.toSorted();
  };
  return {
    ...world,
    quarantineIds,
    tooLarge,
    async exported(disk = own.reopen()) {
      const chunks: Buffer[] = [];
      await exportRoute({
        ...{ disk, folder: FOLDER, site: SITE, destination: DESTINATION, nowMs: clock.nowMs },
        write: async (chunk) => void chunks.push(chunk),
      });
      return Buffer.concat(chunks);
    },
    async imported(bytes, ends = {}) {
      const { disk = own.reopen(), site: of = SITE, destination: to = DESTINATION } = ends;
      const store = await openStore({ disk, clock });
      try {
        const { nowMs } = clock;
        await importRoute({ store, folder: FOLDER, site: of, destination: to, nowMs, read: () => inPieces(bytes) });
      } finally {
        await store.close();
      }
    },
    toNewComputer() {
      own.media.files.clear();
      own.media.durable.clear();
    },
    async discard(id) {
      const quarantine = world.quarantine();
      const timeMs = (await quarantine.get(id))?.timeMs;
      await openKeys(own.reopen(), `${FOLDER}/keys`).add([fingerprintOf({ timeMs, key: id })]);
      await quarantine.remove([id]);
    },
    fingerprints() {
      const keyOf = createKeyer(SITE);
      return site.records.map((one) => fingerprintOf({ timeMs: one.creationDate ?? undefined, key: keyOf(one) }));
    },
    async checkAccounts() {
      const delivered = [...destination.arrivals().keys()];
      const quarantine = await quarantineIds();
      expect([...delivered, ...quarantine].sort()).toEqual(world.expected());
      expect(quarantine).toEqual(tooLarge());
      expect(world.repeats()).toBeLessThanOrEqual(await world.doubtful());
      expect(await world.state()).toMatchObject({
        inDoubtTotal: (await world.doubts()).length,
        deliveredTotal: delivered.length,
        quarantinedTotal: quarantine.length,
      });
    },
  };
}

export async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
