import path from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Disk } from '../../core/sync/disk.ts';
import type { Lease } from '../../core/sync/lease.ts';
import type { Clock } from '../../core/sync/ports.ts';
import type { SyncRequests } from './syncRequest.ts';

/** The right to ask about the first send of an organization: several windows would each count all of it, and ask. */
export interface FirstSendTurn {
  /** A person has answered, so that the windows that wait need not ask. Never rejects. */
  answered(): Promise<void>;
  /** Another window may ask. Never rejects. */
  release(): Promise<void>;
}

/** `elsewhere`: another window asks just now; `answered`: it has got its answer meanwhile. */
export type FirstSendClaim = FirstSendTurn | 'elsewhere' | 'answered';

export interface FirstSendTurnsOptions {
  readonly requests: Pick<SyncRequests, 'route'>;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly isAlive: (pid: number) => boolean;
}

export interface FirstSendTurns {
  /** `last` is what came of the claim before, where this one is about the same question. Never rejects. */
  claim(organization: Organization, last: 'elsewhere' | undefined): Promise<FirstSendClaim>;
  /** Lets other windows ask what was not answered here. */
  close(): Promise<void>;
}

/** One window's turn at a time, by a lease of its own beside that of the route; who dies loses it. */
export function createFirstSendTurns(options: FirstSendTurnsOptions): FirstSendTurns {
  const { requests, disk, clock, isAlive } = options;
  const access = { disk, clock, isAlive };
  const own = new Set<Lease>();
  const release = async (lease: Lease): Promise<void> => {
    own.delete(lease);
    await lease.release();
  };
  return {
    async claim(organization, last) {
      const { folder: route, holder } = requests.route(organization);
      const folder = path.join(route, 'firstSend');
      try {
        const [{ readLease, takeLease }, { lookAtLease }] = await Promise.all([
          import('../../core/sync/lease.ts'),
          import('../../core/sync/leaseFile.ts'),
        ]);
        if (last === 'elsewhere') {
          // In this order: whoever has let go of it between the two has left an answer, or none.
          const held = await readLease({ folder, host: holder.host, ...access });
          if (held !== undefined && held.holder.id !== holder.id) return 'elsewhere';
          const { view } = await lookAtLease({ folder, ...access });
          if (view?.note === ANSWERED) return 'answered';
        }
        const lease = await takeLease({ folder, holder, ...access });
        own.add(lease);
        return {
          async answered() {
            lease.note(ANSWERED);
            await release(lease);
          },
          release: () => release(lease),
        };
      } catch (error) {
        // Better asked twice than not at all.
        return error instanceof Failure && error.code === 'heldElsewhere' ? 'elsewhere' : NO_TURN;
      }
    },
    async close() {
      await Promise.all([...own].map(release));
    },
  };
}

const ANSWERED = 'answered';
const NO_TURN: FirstSendTurn = { answered: async () => undefined, release: async () => undefined };
