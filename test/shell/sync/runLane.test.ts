import { beforeEach, describe, expect, test } from 'vitest';
import { NO_TALLY, type RunSummary } from '../../../src/core/sync/run.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import type { EngineOrder } from '../../../src/engine/engineRequest.ts';
import { createRunLane, type RunLane } from '../../../src/shell/sync/runLane.ts';
import { until } from '../until.ts';

const summary = (outcome: RunSummary['outcome']): RunSummary => ({
  ...{ run: 'r', kind: 'sync', window: undefined, startedAtMs: 0, endedAtMs: 0, outcome },
  ...{ tally: NO_TALLY, lagMs: undefined, lost: undefined, failure: undefined },
});
const SYNC: Work = { kind: 'sync' };
const JOB: Work = { kind: 'job', id: 'j' };
const REPLAY: Work = { kind: 'replay', window: { fromMs: 0, toMs: 1 } };

interface Begun {
  readonly work: Work;
  readonly orders: EngineOrder[];
  readonly end: (outcome: RunSummary['outcome']) => void;
}

let begun: Begun[];
let idle: number;
let lane: RunLane;
beforeEach(() => {
  begun = [];
  idle = 0;
  lane = createRunLane({
    attempt(work) {
      const { promise, resolve } = Promise.withResolvers<RunSummary>();
      const orders: EngineOrder[] = [];
      begun.push({ work, orders, end: (outcome) => resolve(summary(outcome)) });
      return { done: promise, order: (order) => orders.push(order) };
    },
    rest: async (work) => work,
    unbegun: () => summary('cancelled'),
    joined: (_first, second) => second,
    onIdle: () => (idle += 1),
  });
});
const works = () => begun.map(({ work }) => work.kind);

describe('the work of an organization', () => {
  test('is done in its order, except that a sync comes first and only a job makes room for it', async () => {
    const all = [REPLAY, JOB, SYNC].map((work) => lane.run(work, 'missing'));
    expect([works(), begun[0]?.orders]).toEqual([['replay'], []]);
    for (const count of [1, 2, 3]) {
      await until(() => begun.length === count);
      begun[count - 1]?.end('succeeded');
    }
    await Promise.all(all);
    await until(() => idle === 1);
    expect(works()).toEqual(['replay', 'sync', 'job']);
  });

  test('makes room once, and is not joined when it has ended', async () => {
    const job = lane.run(JOB, 'missing');
    const sync = lane.run(SYNC, 'missing');
    expect(begun[0]?.orders).toEqual([{ kind: 'yield' }]);
    begun[0]?.end('yielded');
    await until(() => begun.length === 2);
    expect(lane.run(SYNC, 'given')).not.toBe(sync);
    begun[1]?.end('succeeded');
    await until(() => begun.length === 3);
    begun[2]?.end('succeeded');
    await until(() => begun.length === 4);
    begun[3]?.end('succeeded');
    expect(await job).toMatchObject({ outcome: 'succeeded' });
    expect(works()).toEqual(['job', 'sync', 'sync', 'job']);
  });

  test('that is ended does not go on, also where it has only made room', async () => {
    const job = lane.run(JOB, 'missing');
    const ended = lane.end(({ kind }) => kind === 'job', 'pause');
    expect(begun[0]?.orders).toEqual([{ kind: 'stop', reason: 'pause' }]);
    begun[0]?.end('yielded');
    await ended;
    expect(await lane.turn(async () => 'changed')).toBe('changed');
    expect(await job).toMatchObject({ outcome: 'yielded' });
    await until(() => idle === 1);
    expect(works()).toEqual(['job']);
  });

  test('that waits is ended without having begun', async () => {
    const sync = lane.run(SYNC, 'missing');
    const job = lane.run(JOB, 'missing');
    await lane.end(({ kind }) => kind === 'job', 'cancel');
    expect(await job).toMatchObject({ outcome: 'cancelled' });
    begun[0]?.end('succeeded');
    await sync;
    expect(works()).toEqual(['sync']);
  });

  test('ends when it is closed, and nothing begins any more', async () => {
    const sync = lane.run(SYNC, 'missing');
    const job = lane.run(JOB, 'missing');
    const turn = lane.turn(async () => undefined);
    const closed = lane.close('shutdown');
    await expect(turn).rejects.toThrow();
    expect(begun[0]?.orders).toEqual([{ kind: 'stop', reason: 'shutdown' }]);
    begun[0]?.end('yielded');
    await closed;
    expect(await Promise.all([sync, job, lane.run(SYNC, 'given')])).toMatchObject([
      { outcome: 'yielded' },
      ...[{ outcome: 'cancelled' }, { outcome: 'cancelled' }],
    ]);
    expect(works()).toEqual(['sync']);
  });
});
