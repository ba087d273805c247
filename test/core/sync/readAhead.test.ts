import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readAhead } from '../../../src/core/sync/readAhead.ts';

/** Gives the numbers, fails behind them where it is told to, and notes what is asked of it. */
function createSource(count: number, failure?: Error) {
  const told: string[] = [];
  async function* give() {
    try {
      for (let number = 1; number <= count; number++) {
        told.push(`asked for ${number}`);
        await setImmediate();
        yield number;
      }
      if (failure !== undefined) throw failure;
    } finally {
      told.push('closed');
    }
  }
  return { told, give };
}

describe('reading ahead', () => {
  test('gives everything, in order', async () => {
    const { told, give } = createSource(4);
    expect(await all(readAhead(give()))).toEqual([1, 2, 3, 4]);
    expect(told.at(-1)).toBe('closed');
    expect(await all(readAhead(createSource(0).give()))).toEqual([]);
  });

  test('asks for one ahead, and never for two', async () => {
    const { told, give } = createSource(9);
    const most: string[] = [];
    for await (const number of readAhead(give())) {
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      most.push(`${number}: ${told.at(-1)}`);
      if (number === 3) break;
    }
    expect(most).toEqual(['1: asked for 2', '2: asked for 3', '3: asked for 4']);
    expect(told.at(-1)).toBe('closed');
  });

  test('tells a failure when it is due, not while the one before it is worked on', async () => {
    const failure = new Error('of the source');
    const seen: number[] = [];
    const work = async () => {
      for await (const number of readAhead(createSource(2, failure).give())) {
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        seen.push(number);
      }
    };
    await expect(work()).rejects.toBe(failure);
    expect(seen).toEqual([1, 2]);
  });

  test('of somebody who fails at work closes the source, and what that was asked for meanwhile harms nobody', async () => {
    const { told, give } = createSource(1, new Error('of the source'));
    const mine = new Error('of the reader');
    const work = async () => {
      for await (const _ of readAhead(give())) throw mine;
    };
    await expect(work()).rejects.toBe(mine);
    expect(told.at(-1)).toBe('closed');
  });
});

async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}
