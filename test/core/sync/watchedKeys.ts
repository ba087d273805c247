import { createHash } from 'node:crypto';
import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { type DamagedKeys, type DeliveredKeys, openDeliveredKeys } from '../../../src/core/sync/deliveredKeys.ts';
import type { Disk } from '../../../src/core/sync/disk.ts';
import { type Fingerprint, fingerprintOf } from '../../../src/core/sync/recordId.ts';

export interface WatchedKeys extends DeliveredKeys {
  /** What it told of so far. */
  readonly damages: readonly DamagedKeys[];
  /** For each of them, whether it is known. */
  knows(window: AuditWindow, among: readonly Fingerprint[]): Promise<readonly boolean[]>;
}

/** `counts`: what a state says of the files. */
export function openKeys(disk: Disk, folder: string, counts = new Map<string, number>()): WatchedKeys {
  const damages: DamagedKeys[] = [];
  const keys = openDeliveredKeys({ disk, folder, onDamage: (damaged) => void damages.push(damaged), counts });
  return {
    ...keys,
    damages,
    async knows(window, among) {
      const known = await keys.within(window);
      return among.map((key) => known.has(key));
    },
  };
}

/** The record of that time and name. */
export function keyAt(timeMs: number | undefined, name = ''): Fingerprint {
  const key = createHash('sha256').update(`${timeMs} ${name}`).digest('hex').slice(0, 32);
  return fingerprintOf({ timeMs, key });
}

/** One each second. */
export function keysFrom(fromMs: number, count: number): readonly Fingerprint[] {
  return Array.from({ length: count }, (_, index) => keyAt(fromMs + index * 1000));
}

const WEEK_MS = 7 * 86_400_000;
const WEEK_FROM_MS = Date.UTC(2026, 10, 19);
export const MONDAY_MS = Date.UTC(2026, 10, 23);
/** The week of that Monday, as the files count weeks. */
export const WEEK: AuditWindow = { fromMs: WEEK_FROM_MS, toMs: WEEK_FROM_MS + WEEK_MS - 1 };
export const WEEK_FILE = '2026-11-19.keys';
export const EVER: AuditWindow = { fromMs: 0, toMs: 8_640_000_000_000_000 };
