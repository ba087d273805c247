import { Failure } from '../failure.ts';
import type { Disk } from './disk.ts';
import {
  type Holder,
  highestEpoch,
  type LeaseView,
  leaseBytes,
  leaseFile,
  lookAtLease,
  removeLeasesBelow,
} from './leaseFile.ts';
import type { Clock } from './ports.ts';

export type { Holder, LeaseView };

/** The right to sync to a route, which one process has at a time. */
export interface Lease {
  /** Higher than that of everybody who had it before. */
  readonly epoch: number;
  /** Throws Failure('leaseLost') where another has taken over, or it was released: by looking at the disk. */
  confirm(): Promise<void>;
  /** Aborts, with the Failure as its reason, as soon as it is found that another has taken over. */
  readonly lost: AbortSignal;
  /** Shown to others with the next heartbeat: a small value that JSON can hold. */
  note(value: unknown): void;
  /** Lets others take it at once. Never rejects: where that cannot be written, they wait until it is silent. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly disk: Disk;
  /** Its files are `lease.<epoch>`; the highest epoch is the lease. */
  readonly folder: string;
  readonly holder: Holder;
  readonly clock: Clock;
  /** Whether a process of this computer is alive. */
  readonly isAlive: (pid: number) => boolean;
  /** An epoch that is known to be used up, also where its file is gone: the folder may come from a backup. */
  readonly above?: number;
}

/**
 * Throws Failure('heldElsewhere', { where: the holder's title }) while another holds it.
 *
 * Time decides only when somebody tries to take over. That of two only one can confirm rests on the files: one wins
 * `lease.<epoch>`, and the highest is removed by nobody.
 */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { disk, folder, holder, clock, isAlive, above = 0 } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { highest, view } = await lookAtLease(options);
    if (view !== undefined && view.holder.id !== holder.id && isHeld(view, { clock, isAlive, host: holder.host })) {
      throw new Failure('heldElsewhere', { where: view.holder.title });
    }
    const epoch = Math.max(highest, above) + 1;
    const bytes = leaseBytes({ holder, heartbeatMs: clock.nowMs(), released: false, note: undefined });
    const created = await disk.createExclusively(leaseFile(folder, epoch), bytes);
    // Whoever slept since looking may make an epoch that was used and removed meanwhile: there is a higher one then.
    if (!created || (await highestEpoch(disk, folder)) !== epoch) continue;
    await removeLeasesBelow(epoch, options);
    return holdLease(epoch, options);
  }
  throw new Failure('heldElsewhere', { where: folder });
}

/** Who holds it now; undefined where nobody does, or the holder is dead or silent. `host` is this computer. */
export async function readLease(
  options: Omit<LeaseOptions, 'holder' | 'above'> & { readonly host: string },
): Promise<LeaseView | undefined> {
  const { view } = await lookAtLease(options);
  return view !== undefined && isHeld(view, options) ? view : undefined;
}

/** Each attempt that fails means that somebody else got further. */
const MAX_ATTEMPTS = 5;
const HEARTBEAT_MS = 5_000;
const SILENT_MS = 20_000;

function isHeld(
  { released, holder, heartbeatMs }: LeaseView,
  { clock, isAlive, host }: Pick<LeaseOptions, 'clock' | 'isAlive'> & { readonly host: string },
): boolean {
  // A heartbeat far in the future means that the clock was set back.
  if (released || Math.abs(clock.nowMs() - heartbeatMs) > SILENT_MS) return false;
  return holder.host !== host || isAlive(holder.pid);
}

function holdLease(epoch: number, { disk, folder, holder, clock }: LeaseOptions): Lease {
  const file = leaseFile(folder, epoch);
  const lost = new AbortController();
  const ended = new AbortController();
  let shared: unknown;

  const lose = (): Failure => {
    const failure = new Failure('leaseLost', { where: folder });
    ended.abort();
    lost.abort(failure);
    return failure;
  };
  const confirm = async (): Promise<void> => {
    lost.signal.throwIfAborted();
    if (ended.signal.aborted) throw new Failure('leaseLost', { where: folder });
    const highest = await highestEpoch(disk, folder);
    // A list taken while the file was being replaced may lack it.
    if (highest > epoch || (highest < epoch && (await disk.size(file)) === undefined)) throw lose();
  };
  const write = async (state: 'held' | 'released'): Promise<void> => {
    const released = state === 'released';
    await disk.replaceSoon(file, leaseBytes({ holder, heartbeatMs: clock.nowMs(), released, note: shared }));
  };
  const beat = async (): Promise<void> => {
    try {
      while (!ended.signal.aborted) {
        await clock.wait(HEARTBEAT_MS, ended.signal);
        // A disk may refuse for a moment; the next one may do.
        await confirm()
          .then(() => write('held'))
          .catch(() => undefined);
      }
    } catch {
      // The wait was ended: released or lost.
    }
  };
  const beating = beat();

  const release = async (): Promise<void> => {
    const stillMine = await confirm().then(
      () => true,
      () => false,
    );
    ended.abort();
    await beating;
    if (stillMine) await write('released').catch(() => undefined);
  };
  return {
    epoch,
    confirm,
    lost: lost.signal,
    note(value) {
      shared = value;
    },
    release,
  };
}
