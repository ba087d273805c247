import { describe, expect, test } from 'vitest';
import { columns, expression, planned, refused } from './plannerCases.ts';

/** The condition of `where` on `T`. */
function condition(text: string): string {
  return planned(`T | where ${text}`).replace('T | filter ', '');
}

describe('expressions', () => {
  test.each([
    ['a > 1 and b == "x" or not(a <= 2)', 'or(and(>(#0,1),==(#1,"x")),not(<=(#0,2)))'],
    ['b <> "x"', '!=(#1,"x")'],
    ['b in ("x", "y")', 'in(#1,"x","y")'],
    // The service's own kind for this is that of the case-sensitive operator.
    ['b in~ ("x")', 'in~(#1,"x")'],
    ['b !in ("x")', '!in(#1,"x")'],
    ['b !in~ ("x")', '!in~(#1,"x")'],
    ['b in (dynamic(["x"]))', 'in(#1,dynamic:["x"])'],
    ['b has_any ("x", "y")', 'has_any(#1,"x","y")'],
    ['b has_all ("x")', 'has_all(#1,"x")'],
    ['b !contains_cs "x"', '!contains_cs(#1,"x")'],
    ['b matches regex "^x"', 'matches regex(#1,"^x")'],
    ['b =~ "x" and b !~ "y"', 'and(=~(#1,"x"),!~(#1,"y"))'],
    ['a between (1 .. 3)', 'between(#0,1,3)'],
    ['a !between (1 .. 3)', '!between(#0,1,3)'],
    // A timespan counts from the lower end.
    [
      't between (ago(1d) .. 2h)',
      'between(#3,ago(timespan:864000000000),+(ago(timespan:864000000000),timespan:72000000000))',
    ],
    ['a in (U | project c)', 'in(#0,[U | project c=#1])'],
    ['b in ((U | project a))', 'in(#1,[U | project a=#0])'],
    ['-a < 3', '<(negate(#0),3)'],
    ['* has "w"', 'or(has(#1,"w"),has(#2,"w"))'],
  ])('%s', (written, expected) => {
    expect(condition(written)).toBe(expected);
  });

  test.each([
    ['d.a.b', 'member(member(#2,"a"),"b")'],
    ['d["a"]', 'element(#2,"a")'],
    ['d[0]', 'element(#2,0)'],
    ['d[-1]', 'element(#2,-1)'],
    ['d.["x y"]', 'member(#2,"x y")'],
    ["d['a'].c[a]", 'element(member(element(#2,"a"),"c"),#0)'],
    ['d.[b]', 'element(#2,#1)'],
  ])('path %s', (written, expected) => {
    expect(planned(`T | project x = ${written}`)).toBe(`T | project x=${expected}`);
  });

  test.each([
    ['iif(true, 1, 2)', 'iif(true,1,2)'],
    ['case(1 == 2, "x", "y")', 'case(==(1,2),"x","y")'],
    ['extract("x", 0, "x", typeof(long))', 'extract("x",0,"x","long")'],
    ['column_ifexists("z", 3)', '3'],
  ])('call %s', (written, expected) => {
    expect(expression(written)).toBe(expected);
  });

  test.each([
    ['pack_all()', 'pack_all(false,"a",#0,"b",#1,"d",#2,"t",#3)'],
    ['pack_all(true)', 'pack_all(true,"a",#0,"b",#1,"d",#2,"t",#3)'],
    ['pack_array(*)', 'pack_array(#0,#1,#2,#3)'],
    ['bag_pack_columns(a, b)', 'bag_pack("a",#0,"b",#1)'],
    ['column_ifexists("a", 0)', '#0'],
  ])('call with columns: %s', (written, expected) => {
    expect(planned(`T | project x = ${written}`)).toBe(`T | project x=${expected}`);
  });

  test('takes the values of several columns out of an array', () => {
    const query = 'T | project (x, y) = array_sort_asc(d, d)';
    expect(columns(query)).toBe('x:dynamic y:dynamic');
    expect(planned(query)).toBe('T | project x=element(array_sort_asc(#2,#2),0),y=element(array_sort_asc(#2,#2),1)');
  });

  test('takes one of several values by its place', () => {
    expect(planned('T | project x = array_sort_asc(d, d)[1]')).toBe('T | project x=element(array_sort_asc(#2,#2),1)');
  });

  test('bins by the options of the query', () => {
    expect(planned('set query_bin_auto_size = 5; T | project x = bin_auto(a)')).toBe('T | project x=bin(#0,5)');
    const query = 'set query_bin_auto_size = 5; set query_bin_auto_at = 2; T | project x = bin_auto(a)';
    expect(planned(query)).toBe('T | project x=bin_at(#0,5,2)');
    expect(refused('T | project x = bin_auto(a)')).toEqual(['bin_auto: bin_auto(a)']);
  });

  test('may leave out the prefix of an address', () => {
    expect(planned('T | project x = format_ipv4_mask(b)')).toBe('T | project x=format_ipv4_mask(#1)');
  });

  test('evaluates once what no row changes', () => {
    expect(planned('T | extend n = toscalar(U | count) | project n')).toMatch(
      /^\$0=toscalar\(U \| summarize Count=count\(\) by \);/,
    );
    expect(planned('let x = ago(1d); T | where t > x')).toBe('$0=ago(timespan:864000000000); T | filter >(#3,$0)');
    // Each row has its own.
    expect(planned('let x = rand(); T | project y = x')).toBe('T | project y=rand()');
  });

  test('gives lists of a table to operators that take lists of values', () => {
    expect(planned('T | where b has_any (U | project a)')).toBe(
      '$0=toscalar(U | project a=#0 | summarize values=make_set(#0) by ); T | filter has_any(#1,$0)',
    );
  });

  test.each([
    ['T | where * has "12"', ['*: * has "12"']],
    ['T | where * !has "w"', ['*: * !has "w"']],
    ['T | extend x = column_ifexists("a", "text")', ['column_ifexists: column_ifexists("a", "text")']],
  ])('does not guess: %s', (query, expected) => {
    expect(refused(query)).toEqual(expected);
  });
});
