import { describe, expect, test } from 'vitest';
import { execute } from '../../../../../src/core/kql/engine/execute.ts';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { Expression, Plan } from '../../../../../src/core/kql/plan.ts';
import { column, columns, execution, literal, PLACE, queryPlan, rows, run, text } from '../plans.ts';
import { rowTexts, runQuery, table } from '../runQuery.ts';

const BAGS = `datatable(k: string, d: dynamic)["1", dynamic({"b": 1, "a": "x"}), "2", dynamic({"a": "y", "c": [1]}),
  "3", dynamic(null)]`;

describe('bag_unpack', () => {
  test('gives a column for each property, and goes on with them', () => {
    expect(table(`${BAGS} | evaluate bag_unpack(d) | where isnotempty(a)`)).toEqual([
      'k:string a:string b:long c:dynamic',
      '1 x 1 ',
      '2 y  [1]',
    ]);
  });

  test.each<[string, string, string]>([
    ['one type', '{"v": 1}, {"v": 2}', 'v:long'],
    ['two types', '{"v": 1}, {"v": "x"}', 'v:dynamic'],
    ['null and a type', '{"v": null}, {"v": true}', 'v:bool'],
    ['a real number', '{"v": 1.5}, {"v": 2.5}', 'v:real'],
    ['a bag', '{"v": {}}, {"v": {}}', 'v:dynamic'],
  ])('finds the type of %s', (_, bags, expected) => {
    const values = bags.split(/, (?=\{"v")/).map((bag) => `dynamic(${bag})`);
    expect(table(`datatable(d: dynamic)[${values.join(', ')}] | evaluate bag_unpack(d)`)[0]).toBe(expected);
  });

  const SOURCE = 'datatable(a: string, d: dynamic)["old", dynamic({"a": "new", "b": 1})]';

  test.each<[string, string, readonly string[]]>([
    ['a prefix', "bag_unpack(d, 'p_')", ['a:string p_a:string p_b:long', 'old new 1']],
    ['the column of the source', "bag_unpack(d, columnsConflict='keep_source')", ['a:string b:long', 'old 1']],
    ['the property', "bag_unpack(d, columnsConflict='replace_source')", ['a:string b:long', 'new 1']],
    ['what is not ignored', "bag_unpack(d, ignoredProperties=dynamic(['a']))", ['a:string b:long', 'old 1']],
    ['all settings by place', "bag_unpack(d, 'p_', 'error', dynamic(['b']))", ['a:string p_a:string', 'old new']],
    ['a prefix by name', "bag_unpack(d, OutputColumnPrefix='p_')", ['a:string p_a:string p_b:long', 'old new 1']],
    ['the declared columns', "bag_unpack(d, 'p_') : (p_b: long, p_z: string)", ['p_b:long p_z:string', '1 ']],
    ['declared columns behind the others', "bag_unpack(d, 'p_') : (*, p_b: long)", ['a:string p_b:long', 'old 1']],
  ])('gives %s', (_, plugin, expected) => {
    expect(table(`${SOURCE} | evaluate ${plugin}`)).toEqual(expected);
  });

  test('refuses a setting that it does not have', () => {
    expect(() => runQuery(`${SOURCE} | evaluate bag_unpack(d, 'p_', conflict='error')`)).toThrow(
      /no parameter conflict/,
    );
  });

  test('refuses a column that would be there twice', () => {
    expect(() => runQuery(`${SOURCE} | evaluate bag_unpack(d)`)).toThrow(/a second column a/);
  });

  test.each<[string, readonly Expression[], Readonly<Record<string, string>>]>([
    ['by its place', [text(''), text('error'), literal('dynamic', ['a'])], {}],
    ['by its name', [], { ignoredProperties: "dynamic(['a', 'z'])" }],
  ])('leaves out properties, given %s', (_, args, options) => {
    const input = rows('d:dynamic', [{ a: 'x', b: 1 }]);
    const plan: Plan = {
      kind: 'evaluate',
      name: 'bag_unpack',
      input,
      args: [column(input, 'd'), ...args],
      options,
      place: PLACE,
      columns: columns('b'),
    };
    expect(execute(queryPlan({ ...plan, columns: [] }), execution).columns).toEqual(columns('b'));
    expect(run(plan)).toEqual([[1]]);
  });

  test('takes names that every object has', () => {
    const bag = 'parse_json(\'{"constructor": 1, "__proto__": 2}\')';
    expect(table(`print d = ${bag} | evaluate bag_unpack(d)`)).toEqual(['__proto__:long constructor:long', '2 1']);
  });
});

describe('pivot', () => {
  const SALES = 'datatable(s: string, e: string, v: long)["a", "q", 3, "a", "p", 5, "b", "q", 1, "b", "q", 2]';

  test.each<[string, readonly string[]]>([
    ['pivot(e, sum(v))', ['s:string p:long q:long', 'a 5 3', 'b 0 3']],
    ['pivot(e, count(), s)', ['s:string p:long q:long', 'a 1 1', 'b 0 2']],
    ['pivot(e, max(v), s)', ['s:string p:long q:long', 'a 5 3', 'b  2']],
  ])('%s', (plugin, expected) => {
    expect(table(`${SALES} | evaluate ${plugin}`)).toEqual(expected);
  });

  test('counts by all other columns, unless it is told otherwise', () => {
    expect(table(`${SALES} | project s, e | evaluate pivot(e)`)).toEqual(['s:string p:long q:long', 'a 1 1', 'b 0 2']);
  });
});

describe('other plugins', () => {
  test('narrow gives a row for each cell', () => {
    expect(table('print a = 1, b = "x", c = dynamic([1]) | evaluate narrow()')).toEqual([
      'Row:long Column:string Value:string',
      '0 a 1',
      '0 b x',
      '0 c [1]',
    ]);
  });

  test('rows_near gives rows around those that are looked for', () => {
    expect(rowTexts('range x from 1 to 9 step 1 | evaluate rows_near(x == 5 or x == 9, 1)')).toEqual([
      '4',
      '5',
      '6',
      '8',
      '9',
    ]);
    expect(rowTexts('range x from 1 to 9 step 1 | evaluate rows_near(x == 5, 0, 2)')).toEqual(['5', '6', '7']);
  });

  test('one that there is not is refused by its name', () => {
    expect(() => runQuery('print x = 1 | evaluate autocluster()')).toThrow(QueryError);
  });
});
