import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../src/core/kql/engine/functionTable.ts';
import type { Expression, Plan } from '../../../../src/core/kql/plan.ts';
import type { Cell, Row } from '../../../../src/core/kql/values.ts';
import { aggregate, call, column, columns, literal, long, project, rows, run } from './plans.ts';

const INPUT = rows('k:string, v', ['a', 1], ['a', 3], ['b', 3], ['b', null], ['b', 5]);
const K = column(INPUT, 'k');
const V = column(INPUT, 'v');
const CHANGED = call('bool', '!=', K, call('string', 'prev', K));

function values(expression: Expression, input: Plan = INPUT): readonly Cell[] {
  return run(project(input, `x:${expression.type}`, expression)).map((row: Row) => row[0] ?? null);
}

describe('window functions', () => {
  test.each<[string, Expression, readonly Cell[]]>([
    ['prev', call('long', 'prev', V), [null, 1, 3, 3, null]],
    ['prev of a string is empty at first', call('string', 'prev', K), ['', 'a', 'a', 'b', 'b']],
    ['prev further back, with a default', call('long', 'prev', V, long(2), long(-1)), [-1, -1, 1, 3, 3]],
    ['next', call('long', 'next', V), [3, 3, null, 5, null]],
    ['row_number', call('long', 'row_number'), [1, 2, 3, 4, 5]],
    ['row_number from another start', call('long', 'row_number', long(0)), [0, 1, 2, 3, 4]],
    ['row_number with a restart', call('long', 'row_number', long(1), CHANGED), [1, 2, 1, 2, 3]],
    ['row_cumsum', call('long', 'row_cumsum', V), [1, 4, 7, 7, 12]],
    ['row_cumsum with a restart', call('long', 'row_cumsum', V, CHANGED), [1, 4, 3, 3, 8]],
    ['row_rank_dense', call('long', 'row_rank_dense', V), [1, 2, 2, 3, 4]],
    ['row_rank_min', call('long', 'row_rank_min', V), [1, 2, 2, 4, 5]],
    ['one inside another', call('long', 'row_cumsum', call('long', 'row_number')), [1, 3, 6, 10, 15]],
    [
      'one that not every row asks for',
      call('bool', 'and', CHANGED, call('bool', '==', call('long', 'row_number'), long(3))),
      [false, false, true, false, false],
    ],
  ])('%s', (_, expression, expected) => {
    expect(values(expression)).toEqual(expected);
  });

  test('row_window_session begins anew after a gap, a length, and a restart', () => {
    const input = rows('t:datetime, r:bool', [0, false], [4, false], [8, false], [13, false], [15, true], [30, false]);
    const session = call(
      'datetime',
      'row_window_session',
      column(input, 't'),
      literal('timespan', 10),
      literal('timespan', 5),
      column(input, 'r'),
    );
    expect(values(session, input)).toEqual([0, 0, 0, 13, 15, 30]);
  });

  test('where sees the rows before the filter', () => {
    const condition = call('bool', '>', V, call('long', 'prev', V));
    expect(run({ kind: 'filter', input: INPUT, condition, columns: INPUT.columns })).toEqual([['a', 3]]);
  });

  test('begins anew in each subquery', () => {
    const input: Plan = { kind: 'subqueryInput', columns: columns('k:string, v') };
    const subquery = project(input, 'n', call('long', 'row_number'));
    const plan: Plan = { kind: 'partition', input: INPUT, by: K, subquery, columns: subquery.columns };
    expect(run(plan)).toEqual([[1], [2], [1], [2], [3]]);
  });

  test('are refused where rows have no place', () => {
    const total = aggregate('sum', 's', call('long', 'row_number'));
    const plan: Plan = { kind: 'summarize', input: INPUT, keys: [], aggregates: [total], columns: columns('s') };
    expect(() => run(plan)).toThrow(QueryError);
  });
});
