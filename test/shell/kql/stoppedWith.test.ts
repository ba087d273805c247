import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { stoppedWith } from '../../../src/shell/kql/stoppedWith.ts';

function call() {
  const { promise: answer, resolve } = Promise.withResolvers<
    { readonly kind: 'result' } | { readonly kind: 'stopped' }
  >();
  return { answer, resolve, stop: () => resolve({ kind: 'stopped' }) };
}
const listening = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('a call gives its answer, and nobody listens any more', async () => {
  const { signal } = new AbortController();
  const { resolve, ...one } = call();
  const answer = stoppedWith(one, signal);
  expect(listening(signal)).toBe(1);
  resolve({ kind: 'result' });
  expect(await answer).toEqual({ kind: 'result' });
  expect(listening(signal)).toBe(0);
});

test.each(['before', 'meanwhile'])('a call is stopped by what was aborted %s', async (when) => {
  const abort = new AbortController();
  if (when === 'before') abort.abort();
  const answer = stoppedWith(call(), abort.signal);
  abort.abort();
  expect(await answer).toEqual({ kind: 'stopped' });
  expect(listening(abort.signal)).toBe(0);
});
