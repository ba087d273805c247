import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { partOfView, viewResult } from '../../../../src/core/kql/results/resultView.ts';
import { cellsOf, columnsOf } from '../../../../src/core/kql/results/rowWriter.ts';
import type { Cell, ScalarType } from '../../../../src/core/kql/values.ts';
import { tableOf } from './tableOf.ts';

function sorted(type: ScalarType, cells: readonly Cell[], descending: boolean): readonly Cell[] {
  const table = tableOf({ at: ['long', ...cells.keys()], x: [type, ...cells] });
  const view = viewResult(table, { sort: { column: 1, descending }, filters: [], columns: [1] });
  return Array.from(view.rows, (_, place) => cellsOf(view, place)[0] ?? null);
}

describe('sorting', () => {
  const BIG = 2n ** 60n;
  test.each<[ScalarType, readonly Cell[], readonly Cell[]]>([
    ['long', [3, null, -BIG, 20, BIG, 3], [-BIG, 3, 3, 20, BIG, null]],
    ['int', [10, 9, null, 1], [1, 9, 10, null]],
    ['real', [1.5, Number.NaN, null, Number.NEGATIVE_INFINITY], [Number.NaN, Number.NEGATIVE_INFINITY, 1.5, null]],
    ['string', ['b', 'B', '', 'a', '\u{1f600}', '\uffff'], ['', 'B', 'a', 'b', '\uffff', '\u{1f600}']],
    ['bool', [true, null, false], [false, true, null]],
    ['dynamic', ['b', null, { a: 1 }, [1]], [[1], 'b', { a: 1 }, null]],
  ])('of %s is by value, nulls last', (type, cells, expected) => {
    expect(sorted(type, cells, false)).toEqual(expected);
    const values = expected.filter((cell) => cell !== null);
    const nulls = expected.filter((cell) => cell === null);
    expect(sorted(type, cells, true)).toEqual([...values.reverse(), ...nulls]);
  });

  test('of decimals knows equal ones, and leaves them as they were', () => {
    const table = tableOf({
      at: ['long', 0, 1, 2],
      x: ['decimal', new Decimal('2.0'), new Decimal(1), new Decimal(2)],
    });
    const view = viewResult(table, { sort: { column: 1, descending: true }, filters: [], columns: [0] });
    expect([...view.rows]).toEqual([0, 2, 1]);
  });
});

describe('filtering', () => {
  const table = tableOf({
    when: ['datetime', 0, 864_000_000_000, null],
    text: ['string', 'Space Created', 'page', 'SPACE'],
    bag: ['dynamic', { name: 'Docs' }, null, ['x']],
  });
  test.each([
    [[{ column: 1, contains: 'space' }], [0, 2]],
    [[{ column: 0, contains: '2020-01-02 00' }], [1]],
    [[{ column: 2, contains: '"docs"' }], [0]],
    [
      [
        { column: 1, contains: 'space' },
        { column: 2, contains: 'x' },
      ],
      [2],
    ],
    [[{ column: 1, contains: '' }], [0, 1, 2]],
    [[{ column: 9, contains: 'x' }], [0, 1, 2]],
  ])('by %j keeps rows whose shown text has it', (filters, rows) => {
    expect([...viewResult(table, { sort: undefined, filters, columns: [0] }).rows]).toEqual(rows);
  });
});

test('a view has its columns in their order, and parts of it are by their places', () => {
  const table = tableOf({ a: ['long', 1, 2, 3], b: ['long', 4, 5, 6], c: ['long', 7, 8, 9] });
  const view = viewResult(table, { sort: { column: 0, descending: true }, filters: [], columns: [2, 7, 0] });
  expect(columnsOf(view).map(({ name }) => name)).toEqual(['c', 'a']);
  const part = partOfView(view, { firstRow: 1, lastRow: 2, firstColumn: 1, lastColumn: 1 });
  expect([cellsOf(part, 0), cellsOf(part, 1)]).toEqual([[2], [1]]);
});
