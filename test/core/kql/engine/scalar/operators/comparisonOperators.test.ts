import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../../src/core/kql/engine/functionTable.ts';
import type { Expression } from '../../../../../../src/core/kql/plan.ts';
import { type Cell, type ScalarType, TypedScalar } from '../../../../../../src/core/kql/values.ts';
import { call, column, literal, resultOf, rows, run } from '../../plans.ts';

const cases: readonly [ScalarType, Cell, string, ScalarType, Cell, boolean | null][] = [
  ['long', 1, '==', 'real', 1, true],
  ['long', 9_007_199_254_740_993n, '==', 'real', 9_007_199_254_740_992, false],
  ['string', 'a', '==', 'string', 'A', false],
  ['string', 'a', '!=', 'string', 'A', true],
  ['decimal', new Decimal('1.10'), '==', 'decimal', new Decimal('1.1'), true],
  ['decimal', new Decimal('1.5'), '>', 'long', 1, true],
  ['bool', true, '==', 'long', 1, true],
  ['real', Number.NaN, '==', 'real', Number.NaN, false],
  ['long', null, '==', 'long', 1, false],
  ['long', null, '!=', 'long', 1, true],
  ['long', 1, '!=', 'long', null, true],
  ['long', null, '==', 'long', null, null],
  ['long', null, '!=', 'long', null, null],
  ['long', null, '<', 'long', 1, null],
  ['long', 1, '>=', 'long', null, null],
  ['long', 9_007_199_254_740_993n, '>', 'long', 5, true],
  ['datetime', 5, '<', 'datetime', 6, true],
  ['timespan', 5, '<=', 'timespan', 5, true],
  ['real', Number.NaN, '>=', 'real', 1, false],
  ['real', Number.NaN, '<', 'real', 1, false],
  ['dynamic', 'a', '==', 'string', 'a', true],
  ['dynamic', 5, '==', 'string', '5', true],
  ['dynamic', null, '==', 'string', '', true],
  ['dynamic', null, '!=', 'string', 'x', true],
  ['dynamic', 5, '==', 'long', 5, true],
  ['dynamic', 1.5, '==', 'long', 1, false],
  ['dynamic', '5', '==', 'long', 5, true],
  ['dynamic', 7, '>', 'long', 5, true],
  ['dynamic', true, '==', 'bool', true, true],
  ['dynamic', new TypedScalar('datetime', 5), '<', 'datetime', 6, true],
  ['dynamic', [5], '==', 'long', 5, false],
  ['int', 4625, '==', 'string', '4625', true],
  ['datetime', 0, '==', 'string', '0001-01-01', false],
  ['guid', '00000000-0000-0000-0000-00000000000a', '==', 'string', '{00000000-0000-0000-0000-00000000000A}', true],
  ['bool', null, '!=', 'string', 'true', true],
];

describe('comparison', () => {
  test.each(cases)('%s %s %s %s %s is %s', (left, a, sign, right, b, expected) => {
    expect(resultOf(call('bool', sign, literal(left, a), literal(right, b)))).toBe(expected);
  });

  test.each<[ScalarType, string, ScalarType]>([
    ['string', '<', 'string'],
    ['dynamic', '==', 'dynamic'],
    ['dynamic', '<', 'string'],
    ['long', '==', 'string'],
    ['real', '!=', 'datetime'],
    ['datetime', '<', 'timespan'],
  ])('refuses %s %s %s', (left, sign, right) => {
    expect(() => resultOf(call('bool', sign, literal(left, null), literal(right, null)))).toThrow(QueryError);
  });
});

describe('a constant of another type', () => {
  test('is compared as a value of the type of what is no constant', () => {
    const input = rows('id:int, code:string, when:datetime', [4625, '0', 0], [4624, '00', 1], [null, '', null]);
    const kept = (name: string, sign: string, ...list: readonly Expression[]) =>
      run({
        kind: 'filter',
        input,
        columns: input.columns,
        condition: call('bool', sign, column(input, name), ...list),
      }).length;
    expect(kept('id', '==', literal('string', '4625'))).toBe(1);
    expect(kept('id', '!=', literal('string', '0x1211'))).toBe(2);
    expect(kept('code', '==', literal('long', 0))).toBe(1);
    expect(kept('id', 'in', literal('string', '4625'), literal('long', 4624))).toBe(2);
    expect(kept('code', '!in', literal('long', 0), literal('long', 1))).toBe(2);
    expect(kept('when', '==', literal('string', '1601-01-01'))).toBe(0);
    expect(() => kept('id', '==', literal('string', 'logon'))).toThrow(QueryError);
    expect(() => kept('code', '==', literal('real', 1))).toThrow(QueryError);
  });
});

describe('between', () => {
  test.each<[string, ScalarType, Cell, ScalarType, Cell, ScalarType, Cell, boolean | null]>([
    ['between', 'long', 5, 'long', 5, 'long', 7, true],
    ['between', 'long', 7, 'long', 5, 'long', 7, true],
    ['between', 'long', 8, 'long', 5, 'long', 7, false],
    ['!between', 'long', 8, 'long', 5, 'long', 7, true],
    ['between', 'datetime', 8, 'datetime', 5, 'timespan', 3, true],
    ['between', 'datetime', 9, 'datetime', 5, 'timespan', 3, false],
    ['between', 'long', null, 'long', 5, 'long', 7, null],
    ['!between', 'long', null, 'long', 5, 'long', 7, null],
    ['between', 'long', 5, 'long', 5, 'real', 5.5, true],
  ])('%s %s %s', (name, type, value, fromType, from, toType, to, expected) => {
    const args = [literal(type, value), literal(fromType, from), literal(toType, to)];
    expect(resultOf(call('bool', name, ...args))).toBe(expected);
  });
});

describe('logic', () => {
  const values = [true, false, null];
  const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));

  test.each(pairs)('%s and %s', (a, b) => {
    const expected = a === false || b === false ? false : a === null || b === null ? null : true;
    expect(resultOf(call('bool', 'and', literal('bool', a), literal('bool', b)))).toBe(expected);
  });

  test.each(pairs)('%s or %s', (a, b) => {
    const expected = a === true || b === true ? true : a === null || b === null ? null : false;
    expect(resultOf(call('bool', 'or', literal('bool', a), literal('bool', b)))).toBe(expected);
  });

  test.each<[boolean | null, boolean | null]>([
    [true, false],
    [false, true],
    [null, null],
  ])('not %s', (value, expected) => {
    expect(resultOf(call('bool', 'not', literal('bool', value)))).toBe(expected);
  });
});
