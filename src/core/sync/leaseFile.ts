import path from 'node:path';
import type { Disk } from './disk.ts';
import type { Clock } from './ports.ts';

export interface Holder {
  /** Unique for each process or window. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** For people. */
  readonly title: string;
}

/** A lease as its file shows it to others. */
export interface LeaseView {
  readonly epoch: number;
  readonly holder: Holder;
  readonly heartbeatMs: number;
  readonly released: boolean;
  /** What the holder shares: kind of run, progress. */
  readonly note: unknown;
}

interface Observer {
  readonly disk: Disk;
  readonly folder: string;
  readonly clock: Clock;
}

export function leaseFile(folder: string, epoch: number): string {
  return path.join(folder, `lease.${epoch}`);
}

export function leaseBytes({ holder, heartbeatMs, released, note }: Omit<LeaseView, 'epoch'>): Buffer {
  return Buffer.from(JSON.stringify({ version: 1, holder, heartbeatMs, released, note }));
}

/** The highest epoch of a lease in a folder; 0 where there is none. */
export async function highestEpoch(disk: Disk, folder: string): Promise<number> {
  const epochs = (await disk.list(folder)).filter((name) => LEASE.test(name)).map(epochOf);
  return Math.max(0, ...epochs);
}

/**
 * The highest epoch, and what its file says; `view` is undefined where there is none, or where it stays unreadable: that
 * one is not being written any more, but was cut off.
 */
export async function lookAtLease(
  observer: Observer,
): Promise<{ readonly highest: number; readonly view: LeaseView | undefined }> {
  const first = await look(observer);
  if (first.highest === 0 || first.view !== undefined) return first;
  // One that is gone again gave way to a higher one.
  if (first.bytes !== undefined) await observer.clock.wait(CREATION_MS, new AbortController().signal);
  return look(observer);
}

/** What is left of those who held it before: nobody needs it, so what cannot be removed stays. */
export async function removeLeasesBelow(epoch: number, { disk, folder }: Observer): Promise<void> {
  try {
    for (const name of await disk.list(folder)) {
      if (LEASE_OR_PART.test(name) && epochOf(name) < epoch) await disk.remove(path.join(folder, name));
    }
  } catch {
    // The next holder tries again.
  }
}

const LEASE = /^lease\.(\d{1,15})$/;
/** Also what a process that died wrote beside it. */
const LEASE_OR_PART = /^lease\.(\d{1,15})(\.|$)/;
const CREATION_MS = 1_000;

function epochOf(name: string): number {
  return Number(LEASE_OR_PART.exec(name)?.[1]);
}

async function look({ disk, folder }: Observer) {
  const highest = await highestEpoch(disk, folder);
  const bytes = highest === 0 ? undefined : await disk.read(leaseFile(folder, highest));
  return { highest, bytes, view: bytes && readView(highest, bytes) };
}

function readView(epoch: number, bytes: Buffer): LeaseView | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(value['holder'])) return undefined;
  const { heartbeatMs, released, note } = value;
  const { id, pid, host, title } = value['holder'];
  if (typeof heartbeatMs !== 'number' || typeof released !== 'boolean') return undefined;
  if (typeof id !== 'string' || typeof pid !== 'number') return undefined;
  if (typeof host !== 'string' || typeof title !== 'string') return undefined;
  return { epoch, holder: { id, pid, host, title }, heartbeatMs, released, note };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
