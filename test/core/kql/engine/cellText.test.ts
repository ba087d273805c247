import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { cellText, textWriter } from '../../../../src/core/kql/engine/cellText.ts';
import { parseDatetime } from '../../../../src/core/kql/engine/parseDatetime.ts';
import { parseTimespan } from '../../../../src/core/kql/engine/parseTimespan.ts';
import { type Cell, type ScalarType, TypedScalar } from '../../../../src/core/kql/values.ts';

const texts: readonly [ScalarType, Cell, string][] = [
  ['bool', true, 'True'],
  ['bool', false, 'False'],
  ['bool', null, ''],
  ['int', -7, '-7'],
  ['long', 0, '0'],
  ['long', 9223372036854775807n, '9223372036854775807'],
  ['long', null, ''],
  ['real', 1.5, '1.5'],
  ['real', 5, '5.0'],
  ['real', 0, '0.0'],
  ['real', 0.1 + 0.2, '0.30000000000000004'],
  ['real', 100_000_000_000_000, '100000000000000.0'],
  ['real', 1e20, '1E+20'],
  ['real', 1.5e-7, '1.5E-07'],
  ['real', Number.NaN, 'NaN'],
  ['real', null, ''],
  ['decimal', new Decimal('123.45678901234567890123'), '123.45678901234567890123'],
  ['decimal', new Decimal('1e25'), '10000000000000000000000000'],
  ['string', 'x', 'x'],
  ['string', '', ''],
  ['guid', '74be27de-1e4e-49d9-b579-fe0b331d3642', '74be27de-1e4e-49d9-b579-fe0b331d3642'],
  ['guid', null, ''],
  ['dynamic', null, ''],
  ['dynamic', 'x', 'x'],
  ['dynamic', 1, '1'],
  ['dynamic', 1.5, '1.5'],
  ['dynamic', true, 'true'],
  ['dynamic', [1, 2], '[1,2]'],
  ['dynamic', { a: 1 }, '{"a":1}'],
  ['dynamic', { 'a b': ['x"y', null, false, {}] }, '{"a b":["x\\"y",null,false,{}]}'],
  ['dynamic', [new TypedScalar('real', 5)], '[5.0]'],
  ['dynamic', [Number.NaN], '["NaN"]'],
  ['dynamic', [12345678901234567890n], '[12345678901234567890]'],
  ['dynamic', [new TypedScalar('timespan', 864_000_000_000)], '["1.00:00:00"]'],
  ['dynamic', new TypedScalar('timespan', 864_000_000_000), '1.00:00:00'],
  ['dynamic', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
];

const datetimes: readonly string[] = [
  '2020-01-02T03:04:05.6000000Z',
  '2017-10-15T12:00:00.0000000Z',
  '2020-01-01T00:00:00.0000001Z',
  '1969-12-31T23:59:59.9999999Z',
  '0001-01-01T00:00:00.0000000Z',
  '9999-12-31T23:59:59.9999999Z',
];

const timespans: readonly [string, string][] = [
  ['1d', '1.00:00:00'],
  ['1.02:03:04.5', '1.02:03:04.5000000'],
  ['-2h', '-02:00:00'],
  ['0s', '00:00:00'],
  ['90m', '01:30:00'],
  ['1ms', '00:00:00.0010000'],
  ['100d', '100.00:00:00'],
  ['-1.5d', '-1.12:00:00'],
  ['1tick', '00:00:00.0000001'],
];

describe('the text of a cell', () => {
  test.each(texts)('of type %s: %s', (type, cell, text) => {
    expect(cellText(cell, type)).toBe(text);
    expect(textWriter(type)(cell)).toBe(text);
  });

  test.each(datetimes)('of a datetime has seven digits and a Z: %s', (text) => {
    expect(cellText(parseDatetime(text) ?? null, 'datetime')).toBe(text);
  });

  test.each(timespans)('of a timespan: %s', (written, text) => {
    expect(cellText(parseTimespan(written) ?? null, 'timespan')).toBe(text);
  });

  test('of the longest and the shortest timespan', () => {
    expect(cellText(9223372036854775807n, 'timespan')).toBe('10675199.02:48:05.4775807');
    expect(cellText(-9223372036854775808n, 'timespan')).toBe('-10675199.02:48:05.4775808');
  });
});
