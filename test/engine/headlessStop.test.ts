import { expect, test } from 'vitest';
import { createSignalHandler } from '../../src/engine/headlessStop.ts';

function createProcess(graceMs: number) {
  const happened: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const clock = { nowMs: 0 };
  const onSignal = createSignalHandler({
    stop: () => happened.push('stop'),
    endAtOnce(signal) {
      happened.push(`end by ${signal}`);
      resolve();
    },
    complain: (sentence) => happened.push(sentence.split('.')[0] ?? ''),
    nowMs: () => clock.nowMs,
    graceMs,
  });
  return { happened, ended, clock, onSignal };
}

test('a signal that comes twice at a time is one; a later one ends at once', () => {
  const { happened, clock, onSignal } = createProcess(60_000);
  onSignal('SIGINT');
  clock.nowMs = 400;
  onSignal('SIGINT');
  expect(happened).toEqual(['stop']);
  clock.nowMs = 600;
  onSignal('SIGTERM');
  expect(happened).toEqual(['stop', 'Ending at once', 'end by SIGTERM']);
});

test('what takes too long is given up', async () => {
  const { happened, ended, onSignal } = createProcess(1);
  onSignal('SIGTERM');
  expect(happened).toEqual(['stop']);
  const keepAlive = setInterval(() => undefined, 1000);
  await ended;
  clearInterval(keepAlive);
  expect(happened.at(-2)).toContain('This takes too long');
  expect(happened.at(-1)).toBe('end by SIGTERM');
});
