import { expect, test } from 'vitest';
import type { FeatureName } from '../../src/kqlThread/languageCalls.ts';
import { createLanguageQueue } from '../../src/kqlThread/languageQueue.ts';

function queueOf(tasks: readonly (readonly [name: FeatureName, uri: string, version: number])[]) {
  const queue = createLanguageQueue();
  const dropped: string[] = [];
  for (const [name, uri, version] of tasks) {
    const drop = () => dropped.push(`${name} ${uri}${version}`);
    queue.add({ name, uri, version, run: () => undefined, drop });
  }
  const order = (): readonly string[] => {
    const taken = queue.next();
    return taken === undefined ? [] : [`${taken.name} ${taken.uri}${taken.version}`, ...order()];
  };
  return { queue, dropped, order };
}

test('what somebody waits for at the keyboard comes first, and else who came first', () => {
  const { order } = queueOf([
    ...([
      ['diagnostics', 'a', 1],
      ['format', 'a', 1],
      ['rename', 'a', 1],
    ] as const),
    ...([
      ['semanticTokens', 'a', 1],
      ['completions', 'b', 1],
      ['plan', 'a', 1],
    ] as const),
  ]);
  expect(order()).toEqual([
    'completions b1',
    'plan a1',
    'format a1',
    'rename a1',
    'semanticTokens a1',
    'diagnostics a1',
  ]);
});

test('a newer question drops the older one about the same document, where only the last one counts', () => {
  const { order, dropped } = queueOf([
    ...([
      ['hover', 'a', 1],
      ['hover', 'b', 1],
      ['hover', 'a', 1],
      ['plan', 'a', 1],
      ['plan', 'a', 1],
    ] as const),
  ]);
  expect(dropped).toEqual(['hover a1']);
  expect(order()).toEqual(['plan a1', 'plan a1', 'hover b1', 'hover a1']);
});

test('a new version drops what is about others', () => {
  const { queue, order, dropped } = queueOf([
    ['format', 'a', 1],
    ['format', 'b', 1],
    ['plan', 'a', 2],
  ]);
  queue.dropOutdated({ uri: 'a', version: 2 });
  expect(dropped).toEqual(['format a1']);
  expect(order()).toEqual(['plan a2', 'format b1']);
});
