import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { cellConverter, convertCell } from '../../../../src/core/kql/engine/convertCell.ts';
import { QueryError } from '../../../../src/core/kql/engine/functionTable.ts';
import { type Cell, type ScalarType, TypedScalar } from '../../../../src/core/kql/values.ts';

const conversions: readonly [ScalarType, Cell, ScalarType, Cell][] = [
  ['long', 9999999999, 'int', 1410065407],
  ['long', -9999999999, 'int', -1410065407],
  ['long', 2147483648, 'int', -2147483648],
  ['long', 9223372036854775807n, 'int', -1],
  ['long', null, 'int', null],
  ['real', 5.7, 'long', 5],
  ['real', -5.7, 'int', -5],
  ['real', 1e10, 'int', 2147483647],
  ['real', -1e10, 'int', -2147483648],
  ['real', 1e30, 'long', 9223372036854775807n],
  ['real', Number.NaN, 'long', null],
  ['real', Number.NaN, 'int', null],
  ['real', 0, 'bool', false],
  ['real', 1.5, 'bool', true],
  ['bool', true, 'long', 1],
  ['long', -1, 'bool', true],
  ['timespan', 864_000_000_000, 'long', 864_000_000_000],
  ['timespan', 864_000_000_000, 'int', 711573504],
  ['timespan', 15_000_000, 'real', 15_000_000],
  ['datetime', 0, 'long', 637134336000000000n],
  ['datetime', 0, 'int', -1954807808],
  ['decimal', new Decimal('12.9'), 'long', 12],
  ['long', 12, 'decimal', new Decimal(12)],
  ['string', '2', 'bool', true],
  ['string', '', 'long', null],
  ['dynamic', 5.7, 'long', 5],
  ['dynamic', '5.7', 'long', null],
  ['dynamic', '5.7', 'real', 5.7],
  ['dynamic', 9999999999, 'int', 1410065407],
  ['dynamic', ' 7 ', 'long', 7],
  ['dynamic', true, 'real', 1],
  ['dynamic', [1], 'long', null],
  ['dynamic', null, 'long', null],
  ['dynamic', null, 'string', ''],
  ['dynamic', new TypedScalar('datetime', 5), 'datetime', 5],
  ['dynamic', new TypedScalar('real', 5), 'long', 5],
  ['dynamic', '2020-01-01', 'datetime', 0],
  ['real', 5, 'dynamic', new TypedScalar('real', 5)],
  ['long', 5, 'dynamic', 5],
  ['string', '[5]', 'dynamic', [5]],
  ['guid', '70fc66f7-8279-44fc-9092-d364d70fce44', 'string', '70fc66f7-8279-44fc-9092-d364d70fce44'],
];

describe('converting a cell', () => {
  test.each(conversions)('from %s %s to %s', (from, cell, to, converted) => {
    expect(convertCell(cell, from, to)).toEqual(converted);
  });

  test('refuses what nobody has defined, before there are rows', () => {
    expect(() => cellConverter('guid', 'datetime')).toThrow(QueryError);
    expect(() => cellConverter('long', 'timespan')).toThrow(QueryError);
  });
});
