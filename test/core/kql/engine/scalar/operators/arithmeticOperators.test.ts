import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../../src/core/kql/engine/functionTable.ts';
import type { Cell, ScalarType } from '../../../../../../src/core/kql/values.ts';
import { call, literal, resultOf } from '../../plans.ts';

const MAX = 9_223_372_036_854_775_807n;
const SECOND = 10_000_000;

const cases: readonly [string, ScalarType, Cell, string, ScalarType, Cell, ScalarType, Cell][] = [
  ['integers are added', 'long', 2, '+', 'int', 3, 'long', 5],
  ['a sum wraps around at 64 bits', 'long', MAX, '+', 'long', 1, 'long', -MAX - 1n],
  ['a product wraps around at 64 bits', 'long', 4_294_967_296, '*', 'long', 4_294_967_296, 'long', 0],
  ['a large product is exact', 'long', 3_000_000_001, '*', 'long', 3_000_000_001, 'long', 9_000_000_006_000_000_001n],
  ['a division of integers is cut off', 'long', 7, '/', 'long', 2, 'long', 3],
  ['a division of integers is cut off towards zero', 'long', -7, '/', 'long', 2, 'long', -3],
  ['an integer divided by zero is null', 'long', 7, '/', 'long', 0, 'long', null],
  ['a remainder by zero is null', 'long', 7, '%', 'long', 0, 'long', null],
  ['a remainder is not negative', 'long', -14, '%', 'long', 12, 'long', 10],
  ['a remainder by a negative number is not negative', 'long', 14, '%', 'long', -12, 'long', 2],
  ['a remainder of two negative numbers is not negative', 'long', -14, '%', 'long', -12, 'long', 10],
  ['a real number makes the result real', 'real', 1, '/', 'long', 2, 'real', 0.5],
  ['a real number divided by zero is infinite', 'real', 1, '/', 'long', 0, 'real', Number.POSITIVE_INFINITY],
  ['null makes the result null', 'long', null, '+', 'long', 2, 'long', null],
  [
    'the difference of datetimes is a timespan',
    'datetime',
    5 * SECOND,
    '-',
    'datetime',
    2 * SECOND,
    'timespan',
    3 * SECOND,
  ],
  ['a timespan is added to a datetime', 'datetime', 5 * SECOND, '+', 'timespan', SECOND, 'datetime', 6 * SECOND],
  ['a timespan is multiplied by a number', 'timespan', SECOND, '*', 'long', 3, 'timespan', 3 * SECOND],
  ['a timespan is multiplied by a real number', 'real', 1.5, '*', 'timespan', SECOND, 'timespan', 15_000_000],
  ['a timespan is divided by a number', 'timespan', SECOND, '/', 'long', 2, 'timespan', 5_000_000],
  ['a quotient of timespans is real', 'timespan', 3 * SECOND, '/', 'timespan', 2 * SECOND, 'real', 1.5],
  ['a number in a dynamic value is added', 'dynamic', 2, '+', 'long', 3, 'long', 5],
  ['a bag is no number', 'dynamic', {}, '+', 'long', 3, 'long', null],
];

describe('arithmetic', () => {
  test.each(cases)('%s', (_, left, a, sign, right, b, type, expected) => {
    expect(resultOf(call(type, sign, literal(left, a), literal(right, b)))).toBe(expected);
  });

  test('keeps 34 digits of decimals', () => {
    const third = resultOf(call('decimal', '/', literal('decimal', new Decimal(1)), literal('long', 3)));
    expect(String(third)).toBe(`0.${'3'.repeat(34)}`);
  });

  test('counts the remainder of a datetime from the year 1', () => {
    // 2020-01-01 is a Wednesday, and 0001-01-01 was a Monday.
    const week = 7 * 864_000_000_000;
    const rest = resultOf(call('timespan', '%', literal('datetime', 0), literal('timespan', week)));
    expect(rest).toBe(2 * 864_000_000_000);
  });

  test.each<[ScalarType, Cell, Cell]>([
    ['long', 5, -5],
    ['long', -MAX - 1n, -MAX - 1n],
    ['real', 0.5, -0.5],
    ['timespan', 10, -10],
    ['long', null, null],
  ])('negates %s %s', (type, value, expected) => {
    expect(resultOf(call(type, 'negate', literal(type, value)))).toBe(expected);
  });

  test.each<[ScalarType, string, ScalarType]>([
    ['string', '+', 'string'],
    ['dynamic', '+', 'dynamic'],
    ['datetime', '+', 'datetime'],
    ['long', '/', 'timespan'],
  ])('refuses %s %s %s', (left, sign, right) => {
    expect(() => resultOf(call('long', sign, literal(left, null), literal(right, null)))).toThrow(QueryError);
  });
});
