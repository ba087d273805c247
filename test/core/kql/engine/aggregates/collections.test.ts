import { describe, expect, test } from 'vitest';
import { type Cell, type ScalarType, TypedScalar } from '../../../../../src/core/kql/values.ts';
import { column, constant, rowsOf, runAggregate } from './runAggregate.ts';

describe('make_list', () => {
  test.each<[string, ScalarType, readonly Cell[], Cell]>([
    ['of nothing', 'long', [], []],
    ['keeps order and repetitions, without nulls', 'int', [3, null, 1, 3], [3, 1, 3]],
    ['keeps empty strings', 'string', ['', 'a'], ['', 'a']],
    ['keeps reals real', 'real', [5, 1.5], [new TypedScalar('real', 5), 1.5]],
    ['keeps datetimes', 'datetime', [7], [new TypedScalar('datetime', 7)]],
    ['keeps arrays as they are', 'dynamic', [[1, 2], null, { a: 1 }], [[1, 2], { a: 1 }]],
  ])('%s', (_, type, values, expected) => {
    expect(runAggregate('make_list', [column(type)], { rows: rowsOf(...values) })).toEqual([expected]);
  });

  test('stops at the size that is asked for', () => {
    expect(runAggregate('make_list', [column('int'), constant(2)], { rows: rowsOf(1, 2, 3) })).toEqual([[1, 2]]);
  });

  test('stops at 128 in its deprecated spelling', () => {
    const rows = rowsOf(...Array.from({ length: 200 }, (_, index) => index));
    expect(runAggregate('makelist', [column('int')], { rows })[0]).toHaveLength(128);
    expect(runAggregate('make_list', [column('int')], { rows })[0]).toHaveLength(200);
  });

  test('make_list_with_nulls', () => {
    expect(runAggregate('make_list_with_nulls', [column('int')], { rows: rowsOf(null, 4, 4) })).toEqual([[null, 4, 4]]);
  });

  test('make_list_if', () => {
    const rows = [
      [1, false],
      [3, true],
      [2, true],
      [1, null],
    ];
    expect(runAggregate('make_list_if', [column('int'), column('bool', 1)], { rows })).toEqual([[3, 2]]);
    expect(runAggregate('make_list_if', [column('int'), column('bool', 1), constant(1)], { rows })).toEqual([[3]]);
  });
});

describe('make_set', () => {
  test.each<[string, ScalarType, readonly Cell[], Cell]>([
    ['of nothing', 'long', [], []],
    ['keeps the first of each', 'int', [5, 1, null, 5, 7], [5, 1, 7]],
    ['knows cases', 'string', ['a', 'A', 'a'], ['a', 'A']],
    ['keeps reals real', 'real', [5, 5], [new TypedScalar('real', 5)]],
    ['takes arrays apart', 'dynamic', [['A1', 'A2'], ['A2', 'C1', null], 'A1', null], ['A1', 'A2', 'C1']],
    ['compares bags', 'dynamic', [{ a: 1 }, { a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
  ])('%s', (_, type, values, expected) => {
    expect(runAggregate('make_set', [column(type)], { rows: rowsOf(...values) })).toEqual([expected]);
  });

  test('stops at the size that is asked for', () => {
    expect(runAggregate('make_set', [column('int'), constant(2)], { rows: rowsOf(1, 1, 2, 3) })).toEqual([[1, 2]]);
    expect(runAggregate('make_set', [column('dynamic'), constant(2)], { rows: rowsOf([1, 1, 2, 3]) })).toEqual([
      [1, 2],
    ]);
  });

  test('refuses a size that is none', () => {
    expect(() => runAggregate('make_set', [column('int'), constant(0)], { rows: [] })).toThrow('above zero');
  });

  test('make_set_if', () => {
    const rows = [
      ['Paul', false],
      ['George', true],
      ['George', true],
    ];
    expect(runAggregate('make_set_if', [column('string'), column('bool', 1)], { rows })).toEqual([['George']]);
  });
});

describe('make_bag', () => {
  test('joins bags, and leaves out what is none', () => {
    const rows = rowsOf({ a: 1 }, null, 'text', [1], { b: [2], a: 3 });
    expect(runAggregate('make_bag', [column('dynamic')], { rows })).toEqual([{ a: 1, b: [2] }]);
  });

  test('keeps a property of any name', () => {
    const [bag] = runAggregate('make_bag', [column('dynamic')], { rows: rowsOf(JSON.parse('{"__proto__": 1}')) });
    expect(JSON.stringify(bag)).toBe('{"__proto__":1}');
  });

  test('stops at the size that is asked for, and looks where a predicate is true', () => {
    const rows = [
      [{ a: 1 }, true],
      [{ b: 1 }, false],
      [{ c: 1 }, true],
    ];
    expect(runAggregate('make_bag', [column('dynamic'), constant(2)], { rows })).toEqual([{ a: 1, b: 1 }]);
    expect(runAggregate('make_bag_if', [column('dynamic'), column('bool', 1)], { rows })).toEqual([{ a: 1, c: 1 }]);
  });
});

describe('buildschema', () => {
  test.each<[string, readonly Cell[], Cell]>([
    ['of nothing', [], null],
    ['of one type', [{ n: 1 }, { n: 2 }], { n: 'long' }],
    ['of two types, in the order in which they come', [{ n: 'x' }, { n: 1.5 }], { n: ['string', 'double'] }],
    ['of properties that are not in every bag', [{ a: true }, null, { b: 'x' }], { a: 'bool', b: 'string' }],
    ['of an array', [{ l: [1, 2] }, { l: ['x'] }], { l: { '`indexer`': ['long', 'string'] } }],
    ['of bags in an array', [[{ a: 1 }, { b: 2 }]], { '`indexer`': { a: 'long', b: 'long' } }],
    ['of a value or a bag', [{ v: 2 }, { v: { w: 'x' } }], { v: ['long', { w: 'string' }] }],
    ['of values that are neither', [new TypedScalar('datetime', 7), 'x'], ['datetime', 'string']],
  ])('%s', (_, values, expected) => {
    expect(runAggregate('buildschema', [column('dynamic')], { rows: rowsOf(...values) })).toEqual([expected]);
  });

  test.each<[string, Cell]>([
    ['a null inside a value', { a: null }],
    ['an empty array', []],
  ])('refuses %s', (_, value) => {
    expect(() => runAggregate('buildschema', [column('dynamic')], { rows: rowsOf(value) })).toThrow(/not supported/);
  });
});
