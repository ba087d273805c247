import { describe, expect, test } from 'vitest';
import { jsonText } from '../../../../src/core/kql/engine/dynamicText.ts';
import { parseJson } from '../../../../src/core/kql/engine/parseJson.ts';

/** Numbers from 0 to 2^31 - 1, always the same ones. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state;
  };
}

const STRINGS = ['', 'a', '1.0', '6e2', '"', '\\', ']},:', '\u2028é😀', '__proto__', '12345678901234567', '-0', '\n\t'];

function randomValue(next: () => number, depth: number): unknown {
  const kind = (next() >> 8) % (depth > 3 ? 5 : 7);
  const count = (next() >> 8) % 4;
  const text = STRINGS[(next() >> 8) % STRINGS.length] ?? '';
  switch (kind) {
    case 0:
      return null;
    case 1:
      return next() % 2 === 0;
    case 2:
      return text;
    case 3:
      return next() - 1_000_000_000;
    case 4:
      return next() / 7;
    case 5:
      return Array.from({ length: count }, () => randomValue(next, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`${text}${index}`, randomValue(next, depth + 1)]),
      );
  }
}

describe('parsing JSON', () => {
  test('gives what JSON.parse does, with and without a number that needs care', () => {
    const next = randomNumbers(7);
    for (let round = 0; round < 2000; round++) {
      const value = randomValue(next, 0);
      const indent = round % 3;
      expect(parseJson(JSON.stringify(value, null, indent))).toEqual(value);
      const careful = JSON.stringify([value, 'CARE'], null, indent).replace('"CARE"', '1.0');
      expect(parseJson(careful)).toEqual([value, expect.objectContaining({ type: 'real', value: 1 })]);
    }
  });

  test.each(['', ' ', '{', '[1,]', "{'a':1}", '01', '1.', '+1', 'NaN', '{"a":1}x', '"\u0001"', '1.0.0', '[1.0 2]'])(
    'takes %j for no JSON',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );

  test('keeps a property that is named __proto__ one', () => {
    expect(jsonText(parseJson('{"__proto__":{"a":1.0}}') ?? null)).toBe('{"__proto__":{"a":1.0}}');
    expect(jsonText(parseJson('{"__proto__":{"a":1}}') ?? null)).toBe('{"__proto__":{"a":1}}');
  });

  test('gives up on what is nested too deeply', () => {
    const deep = `${'['.repeat(200_000)}1.0${']'.repeat(200_000)}`;
    expect(parseJson(deep)).toBeUndefined();
  });
});
