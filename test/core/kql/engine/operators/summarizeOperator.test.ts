import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aggregate, Plan } from '../../../../../src/core/kql/plan.ts';
import type { Cell, Row, ScalarType } from '../../../../../src/core/kql/values.ts';
import { aggregate, column, columns, long, rows, run } from '../plans.ts';

function summarize(input: Plan, names: readonly string[], ...aggregates: readonly Aggregate[]): Plan {
  const keys = names.map((name) => column(input, name));
  const outputs = aggregates.flatMap((one) => one.outputs);
  const keyColumns = keys.map(({ type }, index) => ({ name: names[index] ?? '', type }));
  return { kind: 'summarize', input, keys, aggregates, columns: [...keyColumns, ...outputs] };
}

const COUNT = aggregate('count', 'n');

describe('summarize', () => {
  test('gives one row without keys, also of no input', () => {
    expect(run(summarize(rows('x'), [], COUNT))).toEqual([[0]]);
  });

  test('gives no row of no input with keys', () => {
    expect(run(summarize(rows('x'), ['x'], COUNT))).toEqual([]);
  });

  test.each<[string, ScalarType, readonly Cell[], number]>([
    ['null is a group of its own', 'long', [null, 0, null], 2],
    ['an empty string is no null', 'string', ['', 'null', ''], 2],
    ['negative zero is zero', 'real', [0, -0], 1],
    ['NaN is one group', 'real', [Number.NaN, Number.NaN], 1],
    ['decimals are equal by value', 'decimal', [new Decimal('1.10'), new Decimal('1.1')], 1],
    [
      'arrays are equal by value',
      'dynamic',
      [
        [1, 'a'],
        [1, 'a'],
        [1, 'b'],
      ],
      2,
    ],
    ['a number is not its text', 'dynamic', [1, '1', null], 3],
  ])('%s', (_, type, cells, groups) => {
    const input = rows(`x:${type}`, ...cells.map((cell) => [cell]));
    expect(run(summarize(input, ['x'], COUNT)).length).toBe(groups);
  });

  test('counts and sums as a loop does, by several keys', () => {
    const key = fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(2n ** 60n)));
    const row = fc.tuple(key, fc.constantFrom('', 'a', 'a|b'), fc.boolean(), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(row), (given) => {
        const input = rows('a, b:string, c:bool, v', ...given);
        const total = aggregate('sum', 'total', column(input, 'v'));
        const expected = new Map<string, [...Row, number, number]>();
        for (const [a, b, c, v] of given) {
          const id = `${a}/${b}/${c}`;
          const known = expected.get(id);
          const [count, sum] = [Number(known?.[3] ?? 0) + 1, Number(known?.[4] ?? 0) + v];
          expected.set(id, [a, b, c, count, sum]);
        }
        expect(run(summarize(input, ['a', 'b', 'c'], COUNT, total))).toEqual([...expected.values()]);
      }),
    );
  });
});

describe('distinct', () => {
  test('gives each row once, in the order of its first one', () => {
    const input = rows('a, b:string', [2, 'x'], [1, 'x'], [2, 'x'], [2, 'y']);
    expect(run(summarize(input, ['a', 'b']))).toEqual([
      [2, 'x'],
      [1, 'x'],
      [2, 'y'],
    ]);
  });

  test('does not wait for the end of its input', () => {
    const endless: Plan = { kind: 'range', from: long(1), to: long(1e15), step: long(1), columns: columns('x') };
    const first: Plan = { kind: 'take', input: summarize(endless, ['x']), count: long(2), columns: columns('x') };
    expect(run(first)).toEqual([[1], [2]]);
  });
});
