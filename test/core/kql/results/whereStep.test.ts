import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import { whereStep } from '../../../../src/core/kql/results/whereStep.ts';
import type { Cell, ScalarType } from '../../../../src/core/kql/values.ts';

test.each<[string, ScalarType, Cell, string, string]>([
  ['Category', 'string', 'a"b', 'Category == "a\\"b"', 'Category != "a\\"b"'],
  ['Category', 'string', '', 'isempty(Category)', 'isnotempty(Category)'],
  ['n', 'long', 5, 'n == 5', 'n != 5'],
  ['n', 'long', -(2n ** 63n), 'n == long(-9223372036854775808)', 'n != long(-9223372036854775808)'],
  ['n', 'long', null, 'isnull(n)', 'isnotnull(n)'],
  ['r', 'real', 0.1, 'r == real(0.1)', 'r != real(0.1)'],
  ['r', 'real', Number.NaN, 'isnan(r)', 'not(isnan(r))'],
  ['d', 'decimal', new Decimal('0.10'), 'd == decimal(0.1)', 'd != decimal(0.1)'],
  ['b', 'bool', true, 'b == true', 'b != true'],
  [
    'my time',
    'datetime',
    1,
    '["my time"] == datetime(2020-01-01T00:00:00.0000001Z)',
    '["my time"] != datetime(2020-01-01T00:00:00.0000001Z)',
  ],
  ['s', 'timespan', 864_000_000_000, 's == timespan(1.00:00:00)', 's != timespan(1.00:00:00)'],
  ['x', 'dynamic', { a: 1 }, 'tostring(x) == "{\\"a\\":1}"', 'tostring(x) != "{\\"a\\":1}"'],
])('of %s: %s %s', (name, type, cell, include, exclude) => {
  const column = { name, type };
  expect(whereStep({ column, cell, exclude: false })).toBe(`| where ${include}`);
  expect(whereStep({ column, cell, exclude: true })).toBe(`| where ${exclude}`);
});
