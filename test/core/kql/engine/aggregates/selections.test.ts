import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../../src/core/kql/values.ts';
import { column, rowsOf, runAggregate } from './runAggregate.ts';

describe('arg_max and arg_min', () => {
  const args = [column('int', 0), column('string', 1)];
  test.each<[string, readonly Row[], Row, Row]>([
    [
      'give the row of the extreme',
      [
        [1, 'a'],
        [3, 'b'],
        [2, 'c'],
      ],
      [1, 'a'],
      [3, 'b'],
    ],
    [
      'leave rows with null out',
      [
        [null, 'a'],
        [1, 'b'],
        [null, 'c'],
      ],
      [1, 'b'],
      [1, 'b'],
    ],
    [
      'give the first row where all are null',
      [
        [null, 'a'],
        [null, 'b'],
      ],
      [null, 'a'],
      [null, 'a'],
    ],
    [
      'give the first of equal ones',
      [
        [1, 'a'],
        [1, 'b'],
      ],
      [1, 'a'],
      [1, 'a'],
    ],
    ['give empty values for no rows', [], [null, ''], [null, '']],
  ])('%s', (_, rows, least, most) => {
    const types = ['int', 'string'] as const;
    expect(runAggregate('arg_min', args, { rows, types })).toEqual(least);
    expect(runAggregate('arg_max', args, { rows, types })).toEqual(most);
  });

  test('order strings', () => {
    const rows = [
      ['a', 1],
      ['c', 2],
      ['b', 3],
    ];
    expect(runAggregate('arg_max', [column('string', 0), column('int', 1)], { rows })).toEqual(['c', 2]);
  });

  test('refuse dynamic values', () => {
    expect(() => runAggregate('arg_max', [column('dynamic')], { rows: [] })).toThrow('no order');
  });
});

describe('take_any', () => {
  test('gives the first value that is there', () => {
    expect(runAggregate('take_any', [column('int')], { rows: rowsOf(null, 2, 3) })).toEqual([2]);
    expect(runAggregate('take_any', [column('string')], { rows: rowsOf('', 'b'), types: ['string'] })).toEqual(['b']);
  });

  test('gives null, or an empty string, of nothing', () => {
    expect(runAggregate('take_any', [column('int')], { rows: rowsOf(null), types: ['int'] })).toEqual([null]);
    expect(runAggregate('take_any', [column('string')], { rows: [], types: ['string'] })).toEqual(['']);
  });

  test('takes several columns from one row', () => {
    const rows = [
      [null, 'a'],
      [2, 'b'],
    ];
    expect(runAggregate('take_any', [column('int'), column('string', 1)], { rows })).toEqual([null, 'a']);
  });

  test('take_anyif', () => {
    const rows = [
      [1, false],
      [2, true],
    ];
    expect(runAggregate('take_anyif', [column('int'), column('bool', 1)], { rows, types: ['int'] })).toEqual([2]);
  });
});
