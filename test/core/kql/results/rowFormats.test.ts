import { parse } from 'csv-parse/sync';
import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { inListOf } from '../../../../src/core/kql/results/inList.ts';
import { wholeResult } from '../../../../src/core/kql/results/resultView.ts';
import { type FormatName, fileFormats, rowFormats } from '../../../../src/core/kql/results/rowFormats.ts';
import { writeAll, writePiece } from '../../../../src/core/kql/results/rowWriter.ts';
import { TypedScalar } from '../../../../src/core/kql/values.ts';
import { loadKustoOfTests } from './loadKustoOfTests.ts';
import { tableOf } from './tableOf.ts';

const written = (format: FormatName, columns: Parameters<typeof tableOf>[0], formats = rowFormats) =>
  writeAll(wholeResult(tableOf(columns)), formats[format], 1_000_000);

const ALL = {
  text: ['string', 'a "b"\n\\', ''],
  flag: ['bool', true, null],
  small: ['int', -5, null],
  big: ['long', 2n ** 62n, null],
  real: ['real', 1, null],
  money: ['decimal', new Decimal('1.50'), null],
  when: ['datetime', 4_560_000, null],
  span: ['timespan', -936_000_000_000, null],
  id: ['guid', '74be27de-1e4e-49d9-b579-fe0b331d3642', null],
  bag: ['dynamic', { 'a"b': [1, new TypedScalar('real', 2), null, '\u200b'] }, null],
} satisfies Parameters<typeof tableOf>[0];

describe('CSV', () => {
  test('quotes what must be, and ends lines as RFC 4180 says', () => {
    const text = written('csv', { 'a,b': ['string', 'x"y', 'two\nlines', ' space'], n: ['long', 1, null, -3] });
    expect(text).toBe('"a,b",n\r\n"x""y",1\r\n"two\nlines",\r\n" space",-3\r\n');
    expect(parse(text)).toEqual([
      ['a,b', 'n'],
      ['x"y', '1'],
      ['two\nlines', ''],
      [' space', '-3'],
    ]);
  });
  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])(
    'makes no formula of the text %j in a file, and is what is shown on the clipboard',
    (cell) => {
      for (const type of ['string', 'dynamic'] as const) {
        expect(parse(written('csv', { x: [type, cell] }, fileFormats))).toEqual([['x'], [`'${cell}`]]);
        expect(parse(written('csv', { x: [type, cell] }))).toEqual([['x'], [cell]]);
      }
    },
  );
  test('leaves numbers and times as they are', () => {
    const text = written('csv', { n: ['real', -1.5], t: ['timespan', -10_000_000], d: ['datetime', 1] }, fileFormats);
    expect(text).toBe('n,t,d\r\n-1.5,-00:00:01,2020-01-01T00:00:00.0000001Z\r\n');
  });
});

test('JSON has every type, and is JSON', () => {
  const text = written('json', ALL);
  expect(JSON.parse(text)).toEqual([
    {
      text: 'a "b"\n\\',
      flag: true,
      small: -5,
      big: Number(2n ** 62n),
      real: 1,
      money: '1.5',
      when: '2020-01-01T00:00:00.456Z',
      span: '-1.02:00:00',
      id: '74be27de-1e4e-49d9-b579-fe0b331d3642',
      bag: { 'a"b': [1, 2, null, '\u200b'] },
    },
    {
      text: '',
      flag: null,
      small: null,
      big: null,
      real: null,
      money: null,
      when: null,
      span: null,
      id: null,
      bag: null,
    },
  ]);
  expect(text).toContain('"big":4611686018427387904');
  expect(JSON.parse(written('json', { x: ['long'] }))).toEqual([]);
  expect(written('ndjson', { x: ['long', 1, 2] })).toBe('{"x":1}\n{"x":2}\n');
});

test('Markdown is a table, and nothing in it is markup', () => {
  const text = written('markdown', {
    'a|b': ['string', 'x | y\nz', '<img src=x> [l](u) *b* _i_ a_b `c`'],
    n: ['long', 1, null],
  });
  expect(text.split('\n')).toEqual([
    '| a\\|b | n |',
    '|---|---:|',
    '| x \\| y<br>z | 1 |',
    '| \\<img src=x> \\[l\\](u) \\*b\\* \\_i\\_ a_b \\`c\\` |  |',
    '',
  ]);
});

test('text is for spreadsheets: one line a row', () => {
  expect(written('text', { a: ['string', 'x\ty\nz', '=1'], b: ['datetime', 0, null] })).toBe(
    'a\tb\nx y z\t2020-01-01 00:00:00.000\n=1\t\n',
  );
});

describe('a datatable', () => {
  test('has every type', () => {
    expect(
      written('datatable', ALL),
    ).toBe(`datatable (text:string, flag:bool, small:int, big:long, ["real"]:real, money:decimal, when:datetime, span:timespan, id:guid, bag:dynamic) [
    "a \\"b\\"\\n\\\\", true, int(-5), long(4611686018427387904), real(1.0), decimal(1.5), datetime(2020-01-01T00:00:00.4560000Z), timespan(-1.02:00:00), guid(74be27de-1e4e-49d9-b579-fe0b331d3642), dynamic({"a\\"b":[1,2.0,null,"\\u200b"]}),
    "", bool(null), int(null), long(null), real(null), decimal(null), datetime(null), timespan(null), guid(null), dynamic(null)
]`);
  });

  test.each([
    ['every type', ALL],
    ['no rows', { x: ['long'] } as const],
    [
      'extremes',
      {
        'two words': ['long', -(2n ** 63n), -1, 0],
        where: ['real', Number.NaN, Number.NEGATIVE_INFINITY, 1e300],
        text: ['string', '\u0000\u2028\ud800', "'", '\u{1f600}'],
        bag: ['dynamic', [new TypedScalar('datetime', 0), new TypedScalar('timespan', 1)], 'a"b', 1e21],
        'a"b\\': ['bool', true, false, null],
      } as const,
    ],
  ])('is taken by the language service: %s', async (_, columns) => {
    const diagnostics = await loadKustoOfTests();
    expect(diagnostics(written('datatable', columns))).toEqual([]);
    expect(diagnostics('datatable (x:long) [ "a", ]; nonsense')).not.toEqual([]);
  });
});

test('a list for the operator in has the different values, without nulls', () => {
  const list = (columns: Parameters<typeof tableOf>[0]) => inListOf(wholeResult(tableOf(columns)), 1000);
  expect(list({ a: ['string', 'x', 'y"', 'x', ''], b: ['long', 1, 2, 3, 4] })).toBe('in ("x", "y\\"", "")');
  expect(list({ a: ['long', 1, null, -2] })).toBe('in (1, long(-2))');
  expect(list({ a: ['dynamic', { b: 1 }, null] })).toBe('in ("{\\"b\\":1}")');
  expect(() => inListOf(wholeResult(tableOf({ a: ['long', 1, 2] })), 8)).toThrow(RangeError);
});

test('pieces one after the other are the whole, and too much is refused', () => {
  const numbers = Array.from({ length: 4500 }, (_, index) => index);
  const viewed = wholeResult(tableOf({ n: ['long', ...numbers] }));
  for (const format of Object.values(rowFormats)) {
    let text = '';
    let pieces = 0;
    for (let first: number | undefined = 0; first !== undefined; pieces += 1) {
      const piece = writePiece(viewed, format, first);
      text += piece.text;
      first = piece.next;
    }
    expect(pieces).toBe(3);
    expect(text).toBe(writeAll(viewed, format, 1_000_000));
    expect(() => writeAll(viewed, format, 1000)).toThrow(RangeError);
  }
});
