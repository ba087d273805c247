import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { cellText } from '../../../../src/core/kql/engine/cellText.ts';
import { cellParser, parseCell } from '../../../../src/core/kql/engine/parseCell.ts';
import { type Cell, type ScalarType, TypedScalar } from '../../../../src/core/kql/values.ts';

const cells: readonly [ScalarType, string, Cell][] = [
  ['bool', 'true', true],
  ['bool', ' FALSE ', false],
  ['bool', '2', true],
  ['bool', '0', false],
  ['bool', '-1', true],
  ['bool', '1.5', null],
  ['bool', 'yes', null],
  ['bool', '', null],
  ['bool', '99999999999999999999', null],
  ['long', '123', 123],
  ['long', ' 7 ', 7],
  ['long', '+4', 4],
  ['long', '-0', 0],
  ['long', '0x10', 16],
  ['long', '9223372036854775807', 9223372036854775807n],
  ['long', '9223372036854775808', null],
  ['long', '5.7', null],
  ['long', '1e3', null],
  ['long', '1,000', null],
  ['long', 'nan', null],
  ['long', '', null],
  ['int', '2147483647', 2147483647],
  ['int', '2147483648', null],
  ['int', '9999999999', null],
  ['real', '5.7', 5.7],
  ['real', '5.', 5],
  ['real', '1e3', 1000],
  ['real', ' -7 ', -7],
  ['real', '0x10', null],
  ['real', '1,000', null],
  ['real', '', null],
  ['real', 'NaN', Number.NaN],
  ['real', '-inf', Number.NEGATIVE_INFINITY],
  ['decimal', '123.45678', new Decimal('123.45678')],
  ['decimal', 'x', null],
  ['string', ' x ', ' x '],
  ['guid', '{70FC66F7-8279-44FC-9092-D364D70FCE44}', '70fc66f7-8279-44fc-9092-d364d70fce44'],
  ['guid', '70fc66f7827944fc9092d364d70fce44', '70fc66f7-8279-44fc-9092-d364d70fce44'],
  ['guid', '70fc66f7', null],
  ['dynamic', '[1,"a",{"b":null}]', [1, 'a', { b: null }]],
  ['dynamic', 'not json', 'not json'],
  ['dynamic', '"21"', '21'],
  ['dynamic', '21', 21],
  ['dynamic', '', null],
  [
    'dynamic',
    '{"a" : 1.0, "b":[ -0 , 12345678901234567 ],"c":"1.0\\"}"}',
    {
      a: new TypedScalar('real', 1),
      b: [0, 12345678901234567n],
      c: '1.0"}',
    },
  ],
  ['dynamic', '[1e400,99999999999999999999]', [Number.POSITIVE_INFINITY, new TypedScalar('real', 1e20)]],
  [
    'dynamic',
    '{"a":1.5,"e":{},"f":[],"g":true,"h":false,"i":null}',
    { a: 1.5, e: {}, f: [], g: true, h: false, i: null },
  ],
  ['decimal', '1e-6144', new Decimal('1e-6144')],
  ['decimal', '1e6145', null],
  ['decimal', '1e999999999', null],
  ['timespan', '0.00:01:00', 600_000_000],
  ['timespan', '00:01:00 junk', null],
  ['timespan', '25:00:00', null],
  ['timespan', '', null],
];

const datetimes: readonly [string, string][] = [
  ['2014-05-25T08:20:03.123456Z', '2014-05-25T08:20:03.1234560Z'],
  ['2014-05-25T08:20:03.123456', '2014-05-25T08:20:03.1234560Z'],
  ['2014-05-25T08:20', '2014-05-25T08:20:00.0000000Z'],
  ['2014-11-08 15:55:55.123456Z', '2014-11-08T15:55:55.1234560Z'],
  ['2014-11-08 15:55:55', '2014-11-08T15:55:55.0000000Z'],
  ['2014-11-08 15:55', '2014-11-08T15:55:00.0000000Z'],
  ['2014-11-08', '2014-11-08T00:00:00.0000000Z'],
  ['Sat, 8 Nov 14 15:05:02 GMT', '2014-11-08T15:05:02.0000000Z'],
  ['Sat, 8 Nov 14 15:05', '2014-11-08T15:05:00.0000000Z'],
  ['8 Nov 14 15:05:02', '2014-11-08T15:05:02.0000000Z'],
  ['8 Nov 14 15:05 GMT', '2014-11-08T15:05:00.0000000Z'],
  ['Saturday, 08-Nov-14 15:05:02 GMT', '2014-11-08T15:05:02.0000000Z'],
  ['08-Nov-14 15:05', '2014-11-08T15:05:00.0000000Z'],
  ['2014-11-08 15:05:25 GMT', '2014-11-08T15:05:25.0000000Z'],
  ['2014-11-08T15:05 GMT', '2014-11-08T15:05:00.0000000Z'],
  ['2015-12-31 23:59:59.9', '2015-12-31T23:59:59.9000000Z'],
  ['12-02-2022', '2022-12-02T00:00:00.0000000Z'],
  ['12/02/2022', '2022-12-02T00:00:00.0000000Z'],
  ['12.02.2022', '2022-12-02T00:00:00.0000000Z'],
  ['2022/12/02', '2022-12-02T00:00:00.0000000Z'],
  ['20221202', '2022-12-02T00:00:00.0000000Z'],
  ['2 Dec 2022', '2022-12-02T00:00:00.0000000Z'],
  ['Dec 2, 2022', '2022-12-02T00:00:00.0000000Z'],
  ['02/17/2016 08:40:01', '2016-02-17T08:40:01.0000000Z'],
  ['2022-12-02T13:45:56+02:00', '2022-12-02T11:45:56.0000000Z'],
  ['2022-12-02T13:45:56-05:00', '2022-12-02T18:45:56.0000000Z'],
];

const noDatetimes = ['not a date', '', '13-01-2022', 'x12-02-2022', '2023-02-29', '2022-12-02 24:00:00'];

describe('the cell of a text', () => {
  test.each(cells)('as %s: %s', (type, text, cell) => {
    expect(parseCell(text, type)).toEqual(cell);
    expect(cellParser(type)(text)).toEqual(cell);
  });

  test.each(datetimes)('as datetime: %s', (text, datetime) => {
    expect(cellText(parseCell(text, 'datetime'), 'datetime')).toBe(datetime);
  });

  test.each<ScalarType>(['real', 'decimal', 'long', 'timespan'])('as %s is soon found to be none', (type) => {
    expect(parseCell(`${'1'.repeat(200_000)}x`, type)).toBeNull();
  });

  test.each(noDatetimes)('as datetime is null: %s', (text) => {
    expect(parseCell(text, 'datetime')).toBeNull();
  });
});
