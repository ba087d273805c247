import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure, type FailureCode, type FailureDetail } from '../../../src/core/failure.ts';
import { createBatchSender, type OutgoingRecord, windowOf } from '../../../src/core/sync/batchSender.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import { batchOf } from './batchOf.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import { keyAt } from './watchedKeys.ts';

type Answer = Failure | Error | 'ok' | ((signal: AbortSignal) => Promise<void>);
let clock: FakeClock;
let answers: Answer[];
let told: string[];
let stop: AbortController;
let abandon: AbortController;
let refusesRows: number;
beforeEach(() => {
  clock = createFakeClock();
  answers = [];
  told = [];
  stop = new AbortController();
  abandon = new AbortController();
  refusesRows = Number.POSITIVE_INFINITY;
});

const startMs = Date.UTC(2026, 10, 22);
const seconds = (): number => (clock.nowMs() - startMs) / 1000;
const say = (what: string): void => void told.push(`${seconds()}s ${what}`);
const failure = (code: FailureCode, detail: Partial<FailureDetail> = {}) =>
  new Failure(code, { where: 'x', ...detail });
const names = (records: readonly OutgoingRecord[]): string => records.map(({ id }) => id).join('');

function createSender() {
  return createBatchSender({
    ...{ clock, stop: stop.signal, abandon: abandon.signal, onFailed: () => undefined },
    sink: {
      createBatcher: () => expect.unreachable(),
      async send({ body, rows: count }, signal) {
        say(`sends ${body.toString().replace(/\W/g, '')} of ${body.length}`);
        await setImmediate();
        if (count >= refusesRows) throw failure('ingestionTooLarge', { status: 413 });
        const answer = answers.shift() ?? 'ok';
        if (typeof answer === 'function') await answer(signal);
        else if (answer !== 'ok') throw answer;
      },
    },
    async begin(_batch, records) {
      say(`announces ${names(records)}`);
      return {
        delivered: async () => say(`settles ${names(records)}`),
        refused: async () => say(`refused ${names(records)}`),
        inDoubt: async (reason) => say(`in doubt ${names(records)}: ${reason}`),
      };
    },
    onDelivered: (_batch, records) => say(`delivered ${names(records)}`),
    onInDoubt: () => undefined,
    onTooLarge: async ({ id }) => say(`too large ${id}`),
    onWait: (waiting) => say(waiting === undefined ? 'goes on' : `waits ${waiting.delayMs}`),
  });
}

function rows(...ids: readonly string[]): readonly [Batch, readonly OutgoingRecord[]] {
  const records = ids.map((id, at): OutgoingRecord => {
    const timeMs = startMs + at;
    return { id, timeMs, fingerprint: keyAt(timeMs, id), json: '{}', odd: undefined };
  });
  return [batchOf(ids), records];
}

/** Sends one batch, lets so much time pass, and gives what came of it. */
async function send(ids: readonly string[], ms = 60_000): Promise<unknown> {
  const sender = createSender();
  await sender.send(...rows(...ids));
  const outcome = sender.settled().then(
    () => 'settled',
    (error: unknown) => error,
  );
  for (let passed = 0; passed < ms; passed += 500) {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    await clock.advance(500);
  }
  return outcome;
}

describe('a batch', () => {
  test('is announced, sent, counted and settled', async () => {
    expect(await send(['a', 'b'])).toBe('settled');
    expect(told).toEqual(['0s announces ab', '0s sends ab of 5', '0s delivered ab', '0s settles ab']);
  });

  test('is tried three times more, after growing delays, and each attempt is accounted for', async () => {
    answers.push(
      failure('ingestionThrottled'),
      failure('connectionLost', { mayHaveArrived: true }),
      failure('timedOut'),
    );
    expect(await send(['a'])).toBe('settled');
    expect(told.filter((line) => !/announces|sends/.test(line))).toEqual([
      ...['0s refused a', '0s waits 1000', '1s goes on'],
      ...['1s in doubt a: connectionLost', '1s waits 2000', '3s goes on'],
      ...['3s refused a', '3s waits 4000', '7s goes on', '7s delivered a', '7s settles a'],
    ]);
  });

  test('fails after the fourth attempt, with its failure', async () => {
    const last = failure('ingestionServerError', { status: 503 });
    answers.push(failure('timedOut'), failure('timedOut'), failure('timedOut'), last);
    expect(await send(['a'])).toBe(last);
    expect(told.filter((line) => line.includes('sends')).length).toBe(4);
  });

  test.each([
    ['as long as asked', 30_000, 'waits 30000'],
    ['a minute at most', 60_000, 'waits 60000'],
    ['its own delay at least', 10, 'waits 1000'],
  ])('waits %s', async (_name, retryAfterMs, line) => {
    answers.push(failure('ingestionThrottled', { retryAfterMs }));
    expect(await send(['a'], 120_000)).toBe('settled');
    expect(told).toContain(`0s ${line}`);
  });

  test.each<readonly [string, Failure]>([
    ['that asks for more than a minute', failure('ingestionThrottled', { retryAfterMs: 60_001 })],
    ['that only a person can mend', failure('ingestionUnauthorized')],
    ['that is for the next run', failure('ingestionRoleMissing')],
  ])('is not tried again after a failure %s', async (_name, refused) => {
    answers.push(refused);
    expect(await send(['a'])).toBe(refused);
    expect(told).toEqual(['0s announces a', '0s sends a of 3', '0s refused a']);
  });

  test('is in doubt after an error that nobody has foreseen', async () => {
    const odd = new TypeError('odd');
    answers.push(odd);
    expect(await send(['a'])).toBe(odd);
    expect(told.at(-1)).toBe('0s in doubt a: unexpected');
  });

  test('that is too large is halved, down to the records that are too large alone', async () => {
    refusesRows = 2;
    expect(await send(['a', 'b', 'c', 'd', 'e'])).toBe('settled');
    expect(told.filter((line) => line.includes('delivered')).map((line) => line.at(-1))).toEqual([...'abcde']);
    expect(told).toContain('0s sends abc of 7');
    refusesRows = 1;
    told.length = 0;
    expect(await send(['a', 'b'])).toBe('settled');
    expect(told.filter((line) => /too large|delivered/.test(line))).toEqual([
      expect.stringContaining('too large a'),
      expect.stringContaining('too large b'),
    ]);
  });
});

describe('batches', () => {
  const hang: Answer = (signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('are under way two at a time, and the third waits', async () => {
    let release = (): void => undefined;
    answers.push(() => new Promise<void>((resolve) => (release = resolve)), hang);
    const sender = createSender();
    await sender.send(...rows('a'));
    await sender.send(...rows('b'));
    const third = sender.send(...rows('c'));
    await clock.advance(1000);
    expect(told.filter((line) => line.includes('sends')).length).toBe(2);
    release();
    await third;
    await clock.advance(0);
    expect(told.filter((line) => line.includes('sends')).length).toBe(3);
    abandon.abort('cancel');
    await expect(sender.settled()).rejects.toBe('cancel');
    expect(told.filter((line) => line.includes('in doubt')).map((line) => line.slice(3))).toEqual([
      'in doubt b: cancelled',
    ]);
  });

  test('are not begun any more once one has failed, but the other has its time', async () => {
    let release = (): void => undefined;
    answers.push(failure('ingestionUnauthorized'), () => new Promise<void>((resolve) => (release = resolve)));
    const sender = createSender();
    await sender.send(...rows('a'));
    await sender.send(...rows('b'));
    await clock.advance(0);
    await expect(sender.send(...rows('c'))).rejects.toMatchObject({ code: 'ingestionUnauthorized' });
    const settled = sender.settled();
    settled.catch(() => undefined);
    release();
    await expect(settled).rejects.toMatchObject({ code: 'ingestionUnauthorized' });
    expect(told).toContain('0s delivered b');
    expect(told.join()).not.toContain('announces c');
  });

  test('are not begun, and not waited for, once it is stopped', async () => {
    answers.push(failure('timedOut'));
    const sender = createSender();
    await sender.send(...rows('a'));
    await clock.advance(500);
    stop.abort('cancel');
    await expect(sender.settled()).rejects.toBe('cancel');
    expect(told.filter((line) => line.includes('sends')).length).toBe(1);
    const other = createSender();
    await other.send(...rows('b'));
    await expect(other.settled()).rejects.toBe('cancel');
    expect(told.join()).not.toContain('announces b');
  });

  test('that are given up are not tried again, whatever the destination makes of it', async () => {
    answers.push(async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw failure('timedOut', { mayHaveArrived: true });
    });
    const sender = createSender();
    await sender.send(...rows('a'));
    await clock.advance(0);
    abandon.abort('lost');
    await expect(sender.settled()).rejects.toBe('lost');
    expect(told.at(-1)).toBe('0s in doubt a: cancelled');
  });

  test('that are under way when it is stopped may still be acknowledged', async () => {
    let release = (): void => undefined;
    answers.push(() => new Promise<void>((resolve) => (release = resolve)));
    const sender = createSender();
    await sender.send(...rows('a'));
    await clock.advance(0);
    stop.abort('cancel');
    release();
    await sender.settled();
    expect(told.at(-1)).toBe('0s settles a');
  });
});

test('the window of records is between the oldest and the newest that have a date', () => {
  const [, [a, b]] = rows('a', 'b');
  if (a === undefined || b === undefined) expect.unreachable();
  const undated = { ...a, timeMs: undefined };
  expect(windowOf([b, undated, a])).toEqual({ fromMs: startMs, toMs: startMs + 1 });
  expect(windowOf([undated])).toBeUndefined();
  expect(windowOf([])).toBeUndefined();
});
