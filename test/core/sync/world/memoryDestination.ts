import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { Failure } from '../../../../src/core/failure.ts';
import { createBatcher, JSON_ARRAY } from '../../../../src/core/sentinel/batches.ts';
import type { Batch, Sink } from '../../../../src/core/sync/ports.ts';

/** What becomes of a batch. */
export type Fate = 'acknowledged' | 'refused' | 'lostOnTheWay' | 'arrivesUnanswered' | 'tooLarge' | 'forbidden';
/** A fate, a failure of its own, or what decides while the batch is under way: where that throws, the batch arrived. */
export type Fated = Fate | Failure | ((signal: AbortSignal) => Promise<Fate>);

/** One attempt to send a batch, as the destination and its sender have seen it. */
export interface Sent {
  /** Of its rows. */
  readonly keys: readonly string[];
  readonly by: string;
  readonly arrived: boolean;
  /** Whether the sender has heard that it arrived. */
  readonly acknowledged: boolean;
  /** Whether the sender has heard that it did not. */
  readonly refused: boolean;
}

export interface MemoryDestination {
  readonly sent: Sent[];
  /** Of the next batches; the others are acknowledged. */
  readonly fates: Fated[];
  /** Batches of more bytes are called too large, to be changed by tests. */
  takesBytes: number;
  /** How many sinks were opened. */
  readonly opened: number;
  /** `isDead` tells whether the sender is there to hear the answer. */
  sink(by: string, isDead: () => boolean): Sink;
  /** How often each key has arrived. */
  arrivals(): ReadonlyMap<string, number>;
}

export function createMemoryDestination(maxBytes = 4000): MemoryDestination {
  const sent: Sent[] = [];
  const fates: Fated[] = [];
  let opened = 0;
  const decide = async (fated: Fated, signal: AbortSignal): Promise<Fate | Failure> =>
    typeof fated === 'function' ? fated(signal) : fated;
  const destination: MemoryDestination = {
    sent,
    fates,
    takesBytes: Number.POSITIVE_INFINITY,
    get opened() {
      return opened;
    },
    sink: (by, isDead) => {
      opened += 1;
      return {
        createBatcher: () => createBatcher({ maxBytes, frame: JSON_ARRAY, groupOf: () => '' }),
        async send(batch, signal) {
          signal.throwIfAborted();
          const fated = batch.body.length > destination.takesBytes ? 'tooLarge' : (fates.shift() ?? 'acknowledged');
          const keys = keysOf(batch);
          await setImmediate();
          const fate = await decide(fated, signal).catch((error: unknown) => {
            sent.push({ keys, by, arrived: true, acknowledged: false, refused: false });
            throw error;
          });
          const arrived = fate === 'acknowledged' || fate === 'arrivesUnanswered';
          const heard = fate === 'acknowledged' && !isDead() && !signal.aborted;
          const failure = fate instanceof Failure ? fate : FAILURES[fate]?.();
          const refused = failure !== undefined && failure.detail.mayHaveArrived !== true && !isDead();
          sent.push({ keys, by, arrived, acknowledged: heard, refused: refused && !signal.aborted });
          signal.throwIfAborted();
          if (failure !== undefined) throw failure;
        },
      };
    },
    arrivals() {
      const counts = new Map<string, number>();
      for (const { keys, arrived } of sent) {
        if (arrived) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
  };
  return destination;
}

/** What a batch comes to whose answer never comes: nothing, until it is given up. */
export function noAnswer(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

const WHERE = 'https://ingest.example';
const FAILURES: Readonly<Record<Fate, (() => Failure) | undefined>> = {
  acknowledged: undefined,
  refused: () => new Failure('ingestionThrottled', { where: WHERE, status: 429 }),
  lostOnTheWay: () => new Failure('connectionLost', { where: WHERE, mayHaveArrived: true }),
  arrivesUnanswered: () => new Failure('timedOut', { where: WHERE, mayHaveArrived: true }),
  tooLarge: () => new Failure('ingestionTooLarge', { where: WHERE, status: 413 }),
  forbidden: () => new Failure('ingestionRoleMissing', { where: WHERE, status: 403 }),
};

const rows = z.array(z.object({ EventOriginalUid: z.string() }));

function keysOf({ body }: Batch): readonly string[] {
  return rows.parse(JSON.parse(body.toString())).map(({ EventOriginalUid }) => EventOriginalUid);
}
