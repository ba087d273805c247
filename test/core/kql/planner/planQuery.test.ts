import { describe, expect, test } from 'vitest';
import type { PlanColumn } from '../../../../src/core/kql/plan.ts';
import type { FoundSchema } from '../../../../src/core/kql/planner/insertedSchemas.ts';
import { planQuery } from '../../../../src/core/kql/planner/planQuery.ts';
import { everything } from '../planQuery.ts';
import { globals, kusto, problems, refused } from './plannerCases.ts';
import { columnsText, planText } from './planText.ts';

describe('problems', () => {
  test('come all at once, each at its place', () => {
    const nothing = { scalar: () => false, aggregate: () => false, window: () => false, plugin: () => false };
    const query = 'T | where strlen(b) > 1 | summarize max(a) by b | evaluate narrow()';
    const found = problems(query, nothing);
    expect(found.map(({ name, place }) => [name, query.slice(place.start, place.start + place.length)])).toEqual([
      ['strlen', 'strlen(b)'],
      ['>', 'strlen(b) > 1'],
      ['max', 'max(a)'],
      ['narrow', 'narrow()'],
    ]);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['unsupported']));
  });

  test.each([
    // What stands in a function of the query has its own place; what stands in a stored function has that of the call.
    ['let f = () { T | facet by a }; f() | union f()', ['facet: facet']],
    ['let f = () { T | facet by a }; let g = () { f() }; g', ['facet: facet']],
    ['U | union Refused()', ['facet: Refused()']],
    ['T | foo', ['undefined: foo']],
    ['let p = 1; print p, q', ['undefined: q']],
    ['declare query_parameters(p: long); print p', ['p: p: long']],
    ['set query_now = datetime(2020-01-01); T', ['set query_now: set query_now = datetime(2020-01-01)']],
    ['.show tables', ['command: ']],
    ['alias database X = cluster("c").database("d"); T', ['alias: alias database X = cluster("c").database("d")']],
    ['cluster("c").database("d").T', ['cluster: cluster("c").database("d").T']],
    ['T | project x = ingestion_time() | take 1', []],
  ])('%s', (query, expected) => {
    expect(refused(query)).toEqual(expected);
  });

  test.each(['', '// nothing', 'let x = 3'])('%j is no query', (query) => {
    expect(problems(query).map(({ code }) => code)).toEqual(['error']);
  });

  test('are no errors that Kusto does not know', () => {
    expect(problems('print make_timespan(1, 12, 30, 55.123)')).toEqual([]);
    expect(problems('print make_timespan(1.5, 12, 30, 55)')).toHaveLength(1);
    expect(problems('union T, Nowhere*')).toHaveLength(1);
  });
});

/** Gives each plugin in turn these columns, until there is a plan. */
function withSchemas(text: string, found: readonly (readonly PlanColumn[])[]) {
  const schemas: FoundSchema[] = [];
  const asked: string[] = [];
  for (;;) {
    const planned = planQuery(kusto, { text, globals, supports: everything, schemas });
    if (planned.ok !== 'needsSchema') return { asked, planned };
    asked.push(`${text.slice(0, planned.at)} > ${planText(planned.plan)}`);
    schemas.push({ at: planned.at, columns: found[schemas.length] ?? [] });
  }
}

const X: PlanColumn = { name: 'x y', type: 'long' };
const Z: PlanColumn = { name: 'z', type: 'string' };

describe('columns that only a run knows', () => {
  test('are asked for one plugin after the other', () => {
    const query = "T | evaluate bag_unpack(d) | where ['x y'] > 1 | evaluate pivot(z, count()) | project z";
    const { asked, planned } = withSchemas(query, [[X, Z], [Z]]);
    expect(asked).toEqual([
      'T | evaluate bag_unpack(d) > T | evaluate bag_unpack #2 {}',
      "T | evaluate bag_unpack(d) | where ['x y'] > 1 | evaluate pivot(z, count()) > " +
        'T | evaluate bag_unpack #2 {} | filter >(#0,1) | evaluate pivot #1,count() {}',
    ]);
    expect(planned.ok === true && columnsText(planned.plan.root.columns)).toBe('z:string');
  });

  test('leave the places of problems in the text as it was written', () => {
    const query = 'T | evaluate bag_unpack(d) | facet by z';
    const { planned } = withSchemas(query, [[X, Z], [Z]]);
    const places = planned.ok === false ? planned.problems.map(({ place }) => place) : [];
    expect(places.map(({ start, length }) => query.slice(start, start + length))).toEqual(['facet']);
  });

  test('do not hide what is wrong before them, nor what is not supported', () => {
    expect(refused('T | where nope > 1 | evaluate bag_unpack(d)')).toEqual(['undefined: nope']);
    expect(refused('T | facet by a | evaluate bag_unpack(d)')).not.toEqual([]);
  });

  test('may be declared', () => {
    const { asked, planned } = withSchemas('T | evaluate bag_unpack(d, "p_") : (*, z: string)', []);
    expect(asked).toEqual([]);
    expect(planned.ok === true && columnsText(planned.plan.root.columns)).toBe('a:long b:string t:datetime z:string');
  });

  test('are found in a function that is called once', () => {
    const query = 'let f = (rows: (d: dynamic)) { rows | evaluate bag_unpack(d) }; T | invoke f() | project z';
    const { planned } = withSchemas(query, [[Z]]);
    expect(planned.ok === true && planText(planned.plan)).toBe('T | evaluate bag_unpack #2 {} | project z=#0');
  });

  test.each([
    // The calls have one place for a schema between them.
    'let f = (rows: (d: dynamic)) { rows | evaluate bag_unpack(d) }; union (T | invoke f()), (T | take 1 | invoke f())',
    'Unpacked',
    'T | partition by b (evaluate bag_unpack(d))',
  ])('are refused: %s', (query) => {
    const { planned } = withSchemas(query, [[Z]]);
    expect(planned.ok === false && planned.problems.map(({ name }) => name)).toEqual(['bag_unpack']);
  });
});
