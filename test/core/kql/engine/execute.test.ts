import { describe, expect, test } from 'vitest';
import { type Execution, execute } from '../../../../src/core/kql/engine/execute.ts';
import { QueryError } from '../../../../src/core/kql/engine/functionTable.ts';
import type { Expression, Plan } from '../../../../src/core/kql/plan.ts';
import type { Row } from '../../../../src/core/kql/values.ts';
import { aggregate, call, column, columns, execution, long, PLACE, project, queryPlan, rows, run } from './plans.ts';

function range(to: number, name = 'x'): Plan {
  return { kind: 'range', from: long(1), to: long(to), step: long(1), columns: columns(name) };
}

function take(input: Plan, count: number): Plan {
  return { kind: 'take', input, count: long(count), columns: input.columns };
}

function count(input: Plan): Plan {
  return { kind: 'summarize', input, keys: [], aggregates: [aggregate('count', 'n')], columns: columns('n') };
}

function cross(left: Plan, right: Plan): Plan {
  const all = [...left.columns, ...right.columns];
  return { kind: 'join', flavour: 'inner', left, right, leftKeys: [], rightKeys: [], columns: all };
}

/** A plugin over a thousand rows, each of which brings a name of its own, or has many columns. */
function plugin(name: string): Plan {
  const wide = columns(Array.from({ length: 10 }, (_, index) => `c${index}:string`).join(', '));
  const given = Array.from({ length: 1_000 }, (_, index): Row => [`${index}`, { [`k${index}`]: 1 }]);
  const input: Plan = { kind: 'rows', columns: [...columns('a:string, b:dynamic'), ...wide], rows: given };
  const bagged = project(input, 'b:dynamic', column(input, 'b'));
  const args = name === 'narrow' ? [] : [column(name === 'pivot' ? input : bagged, name === 'pivot' ? 'a' : 'b')];
  const rest = { args, options: {}, place: PLACE, columns: columns('k0') };
  return { kind: 'evaluate', name, input: name === 'bag_unpack' ? bagged : input, ...rest };
}

/** Is stopped when it asks for the tenth time. */
function stopped(): Execution {
  let asked = 0;
  return {
    ...execution,
    checkStop: () => {
      asked += 1;
      if (asked > 10) throw new Error('stopped');
    },
  };
}

describe('execute', () => {
  test('takes a few rows of very many at once', () => {
    expect(run(take(range(1e15), 3))).toEqual([[1], [2], [3]]);
  });

  test('counts rows that it does not keep', () => {
    const small = { ...execution, maxCells: 100 };
    expect(execute(queryPlan(count(range(100_000))), small).rows).toEqual([[100_000]]);
  });

  test('cuts off after the rows that are asked for, and says so', () => {
    const result = (maxRows: number) => execute(queryPlan(range(10)), { ...execution, maxRows });
    expect(result(9)).toMatchObject({ isCutOff: true });
    expect(result(9).rows.length).toBe(9);
    expect(result(10)).toMatchObject({ isCutOff: false });
  });

  test.each<[string, Plan]>([
    ['a range', count(range(1e15))],
    ['a join of all with all', count(cross(range(5_000), range(1e15)))],
    [
      'a filter that lets nothing through',
      {
        kind: 'filter',
        input: range(1e15),
        condition: { kind: 'literal', type: 'bool', value: false },
        columns: columns('x'),
      },
    ],
  ])('stops %s when it is told to', (_, plan) => {
    expect(() => execute(queryPlan(plan), stopped())).toThrow('stopped');
  });

  test.each<[string, Plan]>([
    [
      'sort',
      {
        kind: 'sort',
        input: range(1e9),
        keys: [{ by: column(range(1), 'x'), descending: true, nullsFirst: false }],
        columns: columns('x'),
      },
    ],
    [
      'distinct',
      { kind: 'summarize', input: range(1e9), keys: [column(range(1), 'x')], aggregates: [], columns: columns('x') },
    ],
    ['join', count(cross(range(1), range(1e9)))],
    [
      'top',
      {
        kind: 'top',
        input: range(1e9),
        keys: [{ by: column(range(1), 'x'), descending: true, nullsFirst: false }],
        count: long(1e9),
        columns: columns('x'),
      },
    ],
    [
      'sample of different values',
      {
        kind: 'sampleDistinct',
        input: range(1e9),
        count: long(1e9),
        of: column(range(1), 'x'),
        columns: columns('x'),
      },
    ],
    ['plugin bag_unpack', plugin('bag_unpack')],
    ['plugin pivot', plugin('pivot')],
    ['plugin narrow', plugin('narrow')],
  ])('ends a %s of more rows than there is memory for, in a sentence', (_, plan) => {
    expect(() => execute(queryPlan(plan), { ...execution, maxCells: 10_000 })).toThrow(/more memory than it may have/);
  });

  test('gives back memory that an operator no longer needs', () => {
    const input = rows('a:dynamic', ...Array.from({ length: 1_000 }, () => [[1, 2]]));
    const inner: Plan = { kind: 'subqueryInput', columns: columns('a:dynamic, e') };
    const keys = [{ by: column(inner, 'e'), descending: true, nullsFirst: false }];
    const applied: Plan = {
      kind: 'mvApply',
      input,
      items: [{ value: column(input, 'a'), type: 'long', column: 1 }],
      indexColumn: undefined,
      limit: undefined,
      expanded: inner.columns,
      subquery: { kind: 'sort', input: inner, keys, columns: inner.columns },
      kept: [],
      columns: inner.columns,
    };
    expect(execute(queryPlan(applied), { ...execution, maxCells: 100 }).rows.length).toBe(2_000);
  });

  test('reads a table, and counts its rows', () => {
    const table = {
      columns: columns('a:string, x'),
      rows: [
        ['one', 1],
        ['two', 2],
      ],
    };
    const plan: Plan = { kind: 'table', name: 'T', columns: table.columns };
    const withTable = { ...execution, tables: (name: string) => (name === 'T' ? table : undefined) };
    expect(execute(queryPlan(plan), withTable)).toMatchObject({ rows: table.rows, rowsRead: 2 });
    expect(execute(queryPlan(take(plan, 1)), withTable)).toMatchObject({ rowsRead: 1 });
    const other: Plan = { kind: 'table', name: 'T', columns: columns('x') };
    expect(execute(queryPlan(other), withTable).rows).toEqual([[1], [2]]);
  });

  test('says of which table there is no sample', () => {
    const plan: Plan = { kind: 'table', name: 'SigninLogs', columns: columns('x') };
    expect(() => run(plan)).toThrow(/no sample of the table SigninLogs/);
  });

  test('names a function that it does not have', () => {
    const plan = project(rows('x', [1]), 'y', call('long', 'no_such_function'));
    expect(() => run(plan)).toThrow(expect.objectContaining({ unsupported: 'no_such_function' }));
  });
});

describe('what let names', () => {
  const named: Plan = { kind: 'reference', id: 0, columns: columns('x') };

  test('is not kept when it is used once', () => {
    expect(run(take(named, 2), { tables: [range(1e15)] })).toEqual([[1], [2]]);
  });

  test('is evaluated once when it is used twice', () => {
    const table = { columns: columns('x'), rows: [[1], [2]] };
    const input: Plan = { kind: 'table', name: 'T', columns: table.columns };
    const twice: Plan = {
      kind: 'union',
      inputs: ['a', 'b'].map((sourceName) => ({ plan: named, from: [0], sourceName })),
      source: undefined,
      columns: named.columns,
    };
    const result = execute(queryPlan(twice, { tables: [input] }), { ...execution, tables: () => table });
    expect(result).toMatchObject({ rows: [[1], [2], [1], [2]], rowsRead: 2 });
  });

  test('is a value of the first row, or null', () => {
    const first: Expression = { kind: 'toscalar', type: 'long', plan: range(1e15) };
    const none: Expression = { kind: 'toscalar', type: 'long', plan: range(0) };
    const empty: Expression = { kind: 'toscalar', type: 'string', plan: rows('s:string') };
    const scalars = [first, none, empty];
    const expressions = scalars.map(({ type }, id): Expression => ({ kind: 'scalar', type, id }));
    expect(run(project(rows('x', [0]), 'a, b, c:string', ...expressions), { scalars })).toEqual([[1, null, '']]);
  });

  test('is a table that values are looked up in', () => {
    const input = rows('s:string', ['a'], ['B'], ['c']);
    const list = rows('l:string', ['A'], ['b']);
    const found = (name: string): readonly unknown[] => {
      const condition: Expression = {
        kind: 'inTable',
        type: 'bool',
        name,
        value: column(input, 's'),
        plan: list,
        column: { name: 'l', type: 'string' },
        place: PLACE,
      };
      return run({ kind: 'filter', input, condition, columns: input.columns }).map((row) => row[0]);
    };
    expect(found('in')).toEqual([]);
    expect(found('in~')).toEqual(['a', 'B']);
    expect(found('!in~')).toEqual(['c']);
  });

  test('is refused where it is not defined', () => {
    expect(() => run(named)).toThrow(QueryError);
  });
});
