import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { Plan } from '../../../../../src/core/kql/plan.ts';
import type { Cell, ScalarType } from '../../../../../src/core/kql/values.ts';
import { call, column, columns, literal, long, project, rows, run } from '../plans.ts';

describe('where', () => {
  test('leaves out rows for which the condition is null', () => {
    const input = rows('x', [1], [null], [3]);
    const condition = call('bool', '>', column(input, 'x'), long(1));
    expect(run({ kind: 'filter', input, condition, columns: input.columns })).toEqual([[3]]);
  });
});

describe('project', () => {
  test('adds columns behind those that there are', () => {
    const input = rows('a, b:string', [1, 'x']);
    const sum = call('long', '+', column(input, 'a'), long(1));
    expect(run(project(input, 'a, b:string, c', column(input, 'a'), column(input, 'b'), sum))).toEqual([[1, 'x', 2]]);
  });

  test('changes their order', () => {
    const input = rows('a, b:string', [1, 'x']);
    expect(run(project(input, 'b:string, a', column(input, 'b'), column(input, 'a')))).toEqual([['x', 1]]);
  });
});

describe('union', () => {
  test('fills what an input does not have, and names the source', () => {
    const plan: Plan = {
      kind: 'union',
      inputs: [
        { plan: rows('a, b:string', [1, 'x']), from: [undefined, 0, 1], sourceName: 'first' },
        { plan: rows('a', [2]), from: [undefined, 0, undefined], sourceName: 'second' },
      ],
      source: 0,
      columns: columns('source:string, a, b:string'),
    };
    expect(run(plan)).toEqual([
      ['first', 1, 'x'],
      ['second', 2, ''],
    ]);
  });
});

describe('range', () => {
  test.each<[ScalarType, Cell, Cell, ScalarType, Cell, readonly Cell[]]>([
    ['long', 1, 4, 'long', 2, [1, 3]],
    ['long', 3, 1, 'long', -1, [3, 2, 1]],
    ['long', 3, 1, 'long', 1, []],
    ['long', 1, 3, 'long', 0, []],
    ['real', 0, 0.3, 'real', 0.1, [0, 0.1, 0.2, 0.30000000000000004].slice(0, 3)],
    ['datetime', 0, 20, 'timespan', 10, [0, 10, 20]],
    [
      'long',
      9_223_372_036_854_775_806n,
      9_223_372_036_854_775_807n,
      'long',
      1,
      [9_223_372_036_854_775_806n, 9_223_372_036_854_775_807n],
    ],
  ])('of %s from %s to %s', (type, from, to, stepType, step, expected) => {
    const plan: Plan = {
      kind: 'range',
      from: literal(type, from),
      to: literal(type, to),
      step: literal(stepType, step),
      columns: columns(`x:${type}`),
    };
    expect(run(plan).map((row) => row[0])).toEqual(expected);
  });

  test('refuses a step that its column cannot hold', () => {
    const plan: Plan = { kind: 'range', from: long(0), to: long(1), step: literal('real', 0.5), columns: columns('x') };
    expect(() => run(plan)).toThrow(QueryError);
  });
});

describe('getschema', () => {
  test('gives a row for each column', () => {
    const plan: Plan = {
      kind: 'getschema',
      of: columns('a:string, b:dynamic, c:int'),
      columns: columns('ColumnName:string, ColumnOrdinal, DataType:string, ColumnType:string'),
    };
    expect(run(plan)).toEqual([
      ['a', 0, 'System.String', 'string'],
      ['b', 1, 'System.Object', 'dynamic'],
      ['c', 2, 'System.Int32', 'int'],
    ]);
  });
});

describe('sample', () => {
  test('gives so many rows, and so many different values', () => {
    const input = rows('x', [1], [1], [2], [3]);
    expect(run({ kind: 'sample', input, count: long(2), columns: input.columns }).length).toBe(2);
    const of = column(input, 'x');
    const distinct: Plan = { kind: 'sampleDistinct', input, count: long(2), of, columns: input.columns };
    expect(new Set(run(distinct).map((row) => row[0])).size).toBe(2);
  });
});
