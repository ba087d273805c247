import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { Plan } from '../../../../../src/core/kql/plan.ts';
import type { Cell, Row, ScalarType } from '../../../../../src/core/kql/values.ts';
import { column, long, rows, run } from '../plans.ts';

interface Order {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

function sorted(input: Plan, ...orders: readonly (Order & { readonly name: string })[]): Plan {
  const keys = orders.map(({ name, ...order }) => ({ by: column(input, name), ...order }));
  return { kind: 'sort', input, keys, columns: input.columns };
}

const ASCENDING: Order = { descending: false, nullsFirst: true };
const DESCENDING: Order = { descending: true, nullsFirst: false };

describe('sort', () => {
  test.each<[string, ScalarType, readonly Cell[], Order, readonly Cell[]]>([
    ['numbers', 'long', [3, 1, 2], ASCENDING, [1, 2, 3]],
    ['numbers downwards', 'long', [3, 1, 2], DESCENDING, [3, 2, 1]],
    ['nulls last', 'long', [3, null, 2], DESCENDING, [3, 2, null]],
    ['nulls first downwards', 'long', [3, null, 2], { descending: true, nullsFirst: true }, [null, 3, 2]],
    ['nulls last upwards', 'long', [3, null, 2], { descending: false, nullsFirst: false }, [2, 3, null]],
    ['long numbers', 'long', [2n ** 60n, 5, -(2n ** 60n), null], ASCENDING, [null, -(2n ** 60n), 5, 2n ** 60n]],
    ['infinite numbers', 'real', [Infinity, null, -Infinity, 0.5], ASCENDING, [null, -Infinity, 0.5, Infinity]],
    ['strings by their code units', 'string', ['b', 'B', 'a', ''], ASCENDING, ['', 'B', 'a', 'b']],
    ['strings by their code points', 'string', ['\u{1f600}', '\ufffd'], ASCENDING, ['\ufffd', '\u{1f600}']],
    ['booleans', 'bool', [true, null, false], ASCENDING, [null, false, true]],
  ])('orders %s', (_, type, given, order, expected) => {
    const input = rows(`x:${type}`, ...given.map((cell) => [cell]));
    expect(run(sorted(input, { name: 'x', ...order })).map((row) => row[0])).toEqual(expected);
  });

  test('refuses dynamic values', () => {
    expect(() => run(sorted(rows('x:dynamic', [1]), { name: 'x', ...ASCENDING }))).toThrow(QueryError);
  });

  test('gives what a stable sort by all keys gives', () => {
    const cells = fc.tuple(
      fc.option(fc.integer({ min: -3, max: 3 })),
      fc.constantFrom('', 'a', 'B', 'b'),
      fc.option(fc.oneof(fc.bigInt({ min: 2n ** 54n, max: 2n ** 54n + 3n }), fc.integer())),
    );
    const order = fc.record({ descending: fc.boolean(), nullsFirst: fc.boolean() });
    fc.assert(
      fc.property(fc.array(cells), fc.tuple(order, order, order), (given, orders) => {
        const table = given.map((row, index) => [...row, index]);
        const input = rows('a, b:string, c, n', ...table);
        const named = orders.map((one, index) => ({ ...one, name: ['a', 'b', 'c'][index] ?? '' }));
        const expected = [...table].sort((one, other) => compareRows(one, other, orders));
        expect(run(sorted(input, ...named))).toEqual(expected);
      }),
    );
  });
});

function compareRows(one: Row, other: Row, orders: readonly Order[]): number {
  for (const [index, { descending, nullsFirst }] of orders.entries()) {
    const [a, b] = [one[index] ?? null, other[index] ?? null];
    if (a === b) continue;
    if (a === null || b === null) return (a === null) === nullsFirst ? -1 : 1;
    return a < b !== descending ? -1 : 1;
  }
  return 0;
}

describe('top', () => {
  test('gives the first rows of the sorted ones, of many', () => {
    const input = rows('x, n', ...Array.from({ length: 20_000 }, (_, index) => [(index * 7919) % 20_000, index]));
    const top: Plan = {
      kind: 'top',
      input,
      count: long(3),
      keys: [{ by: column(input, 'x'), ...DESCENDING }],
      columns: input.columns,
    };
    expect(run(top).map((row) => row[0])).toEqual([19_999, 19_998, 19_997]);
  });
});
