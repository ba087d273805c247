import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../../src/core/kql/plan.ts';
import { type Cell, type Dynamic, type Row, type ScalarType, TypedScalar } from '../../../../../src/core/kql/values.ts';
import { aggregate, call, column, columns, long, rows, run } from '../plans.ts';

/** Expands the column `b`, in its place. */
function expanded(
  value: Cell,
  options: Partial<Extract<Plan, { kind: 'mvExpand' }>> = {},
  type: ScalarType = 'dynamic',
) {
  const input = rows('a, b:dynamic', [1, value]);
  return run({
    kind: 'mvExpand',
    input,
    items: [{ value: column(input, 'b'), type, column: 1 }],
    indexColumn: undefined,
    bagExpansion: 'bag',
    limit: undefined,
    columns: columns(`a, b:${type}`),
    ...options,
  });
}

describe('mv-expand', () => {
  test.each<[string, Cell, readonly Row[]]>([
    [
      'an array',
      [10, 'x'],
      [
        [1, 10],
        [1, 'x'],
      ],
    ],
    [
      'a bag',
      { p: 1, q: 2 },
      [
        [1, { p: 1 }],
        [1, { q: 2 }],
      ],
    ],
    ['null', null, [[1, null]]],
    ['an empty array', [], []],
    ['an empty bag', {}, []],
    ['a single value', 5, [[1, 5]]],
  ])('expands %s', (_, value, expected) => {
    expect(expanded(value)).toEqual(expected);
  });

  test('gives names and values of a bag', () => {
    expect(expanded({ p: 1 }, { bagExpansion: 'array' })).toEqual([[1, ['p', 1]]]);
  });

  test('numbers the elements, and stops at the limit', () => {
    const options = { indexColumn: 2, limit: long(2), columns: columns('a, b:dynamic, i') };
    expect(expanded(['x', 'y', 'z'], options)).toEqual([
      [1, 'x', 0],
      [1, 'y', 1],
    ]);
  });

  test.each<[ScalarType, Dynamic, Cell]>([
    ['long', 5, 5],
    ['long', '5', null],
    ['long', 1.5, 1],
    ['real', 5, 5],
    ['string', 5, '5'],
    ['string', { x: 1 }, '{"x":1}'],
    ['string', null, ''],
    ['bool', true, true],
    ['bool', 2, true],
    ['bool', 0.5, null],
    ['bool', 'true', null],
    ['datetime', new TypedScalar('datetime', 7), 7],
    ['datetime', '2020-01-01', 0],
    ['datetime', 5, null],
    ['guid', '6F9619FF8B86D011B42D00C04FC964FF', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['timespan', '01:00:00', null],
    ['decimal', 5, null],
  ])('casts to %s the element %j', (type, element, expected) => {
    expect(expanded([element], {}, type)).toEqual([[1, expected]]);
  });

  test('fills the shorter of two arrays', () => {
    const input = rows('b:dynamic, c:dynamic', [[1], ['x', 'y']]);
    const items = [
      { value: column(input, 'b'), type: 'long' as const, column: 0 },
      { value: column(input, 'c'), type: 'string' as const, column: 1 },
    ];
    const plan: Plan = {
      kind: 'mvExpand',
      input,
      items,
      indexColumn: undefined,
      bagExpansion: 'bag',
      limit: undefined,
      columns: columns('b, c:string'),
    };
    expect(run(plan)).toEqual([
      [1, 'x'],
      [null, 'y'],
    ]);
  });
});

describe('mv-apply', () => {
  /** Per row, the elements above 5 and how many of them there are. */
  function applied(...given: readonly Row[]): readonly Row[] {
    const input = rows('a, b:dynamic', ...given);
    const inner: Plan = { kind: 'subqueryInput', columns: columns('a, b:dynamic, e:long') };
    const condition = call('bool', '>', column(inner, 'e'), long(5));
    const filtered: Plan = { kind: 'filter', input: inner, condition, columns: inner.columns };
    const aggregates = [aggregate('count', 'n'), aggregate('max', 'm', column(inner, 'e'))];
    return run({
      kind: 'mvApply',
      input,
      items: [{ value: column(input, 'b'), type: 'long', column: 2 }],
      indexColumn: undefined,
      limit: undefined,
      expanded: inner.columns,
      subquery: { kind: 'summarize', input: filtered, keys: [], aggregates, columns: columns('n, m') },
      kept: [0],
      columns: columns('a, n, m'),
    });
  }

  test('runs the subquery for each row', () => {
    expect(applied([1, [4, 6, 8]], [2, [9]], [3, [1]])).toEqual([
      [1, 2, 8],
      [2, 1, 9],
      [3, 0, null],
    ]);
  });

  test('gives nothing for an empty array, and one row without a value for null', () => {
    expect(applied([1, []], [2, null], [3, [7]])).toEqual([
      [2, 0, null],
      [3, 1, 7],
    ]);
  });
});
