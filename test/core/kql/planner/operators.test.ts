import { describe, expect, test } from 'vitest';
import { planOf } from '../planQuery.ts';
import { columns, globals, kusto, planned, refused } from './plannerCases.ts';

describe('operators that leave the columns', () => {
  test.each([
    ['T | where a > 1', 'T | filter >(#0,1)'],
    ['T | filter a > 1', 'T | filter >(#0,1)'],
    ['T | take 5', 'T | take 5'],
    ['T | limit 5', 'T | take 5'],
    ['T | sample 5', 'T | sample 5'],
    ['T | sort by a', 'T | sort #0 desc nulls last'],
    ['T | order by a asc', 'T | sort #0 asc nulls first'],
    ['T | sort by a asc nulls last, b nulls first', 'T | sort #0 asc nulls last,#1 desc nulls first'],
    ['T | top 3 by a', 'T | top 3 #0 desc nulls last'],
    ['T | top 3 by a asc', 'T | top 3 #0 asc nulls first'],
  ])('%s', (query, expected) => {
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe('a:long b:string d:dynamic t:datetime');
  });
});

describe('operators that give a row for a row', () => {
  test.each([
    ['T | project b, x = a', 'T | project b=#1,x=#0', 'b:string x:long'],
    ['T | project strlen(b), a + 1', 'T | project strlen_b=strlen(#1),Column1=+(#0,1)', 'strlen_b:long Column1:long'],
    ['T | project-away t*, d', 'T | project a=#0,b=#1', 'a:long b:string'],
    ['T | project-keep b, a', 'T | project a=#0,b=#1', 'a:long b:string'],
    ['U | project-rename x = c', 'U | project a=#0,x=#1', 'a:string x:real'],
    ['U | project-reorder c', 'U | project c=#1,a=#0', 'c:real a:string'],
    ['U | extend a = strlen(a), x = a', 'U | project a=strlen(#0),c=#1,x=#0', 'a:long c:real x:string'],
    ['U | extend strlen(a)', 'U | project a=#0,c=#1,strlen_a=strlen(#0)', 'a:string c:real strlen_a:long'],
    ['U | serialize n = row_number()', 'U | project a=#0,c=#1,n=row_number()', 'a:string c:real n:long'],
    ['print 1, x = 2', 'rows[[]] | project print_0=1,x=2', 'print_0:long x:long'],
    [
      'U | parse a with * "=" x:long " " y',
      'U | parse simple  #0 *,"=",2:long," ",3:string',
      'a:string c:real x:long y:string',
    ],
    ['U | parse-where kind=regex flags=i a with "x" c', 'U | parse regex i #0 "x",1:string only', undefined],
    [
      'U | parse-kv a as (k:int) with (pair_delimiter=";", greedy=true)',
      'U | parseKv #0 2=k {"pair_delimiter":";","greedy":true}',
      'a:string c:real k:int',
    ],
  ])('%s', (query, expected, given) => {
    if (given === undefined) {
      // The service would have two columns of this name.
      expect(refused(query)).toHaveLength(1);
      return;
    }
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe(given);
  });

  test('does not guess the column of a value without a name', () => {
    expect(refused('T | extend bin(a, 10)')).toEqual(['extend: bin(a, 10)']);
  });
});

describe('summarize and its kin', () => {
  test.each([
    ['T | summarize count() by b', 'T | summarize count_=count() by #1', 'b:string count_:long'],
    ['T | summarize by b', 'T | summarize  by #1', 'b:string'],
    [
      'T | summarize n = max(a) by bin(t, 1d)',
      'T | summarize n=max(#0) by bin(#3,timespan:864000000000)',
      't:datetime n:long',
    ],
    [
      'T | summarize count(), n = count() / 2, round(avg(a), 1) by b',
      'T | summarize count_=count(),$1=count(),$2=avg(#0) by #1 | project b=#0,count_=#1,n=/(#2,2),avg_a=round(#3,1)',
      'b:string count_:long n:long avg_a:real',
    ],
    [
      'T | summarize arg_max(t, *) by b',
      'T | summarize t+a+d=arg_max(#3,#0,#2) by #1',
      'b:string t:datetime a:long d:dynamic',
    ],
    [
      'T | summarize arg_max(t, *) by x = b',
      'T | summarize t+a+d=arg_max(#3,#0,#2) by #1',
      'x:string t:datetime a:long d:dynamic',
    ],
    ['T | summarize arg_min(a, x = b)', 'T | summarize a+x=arg_min(#0,#1) by ', 'a:long x:string'],
    ['T | summarize (x, y) = arg_max(a, b)', 'T | summarize x+y=arg_max(#0,#1) by ', 'x:long y:string'],
    [
      'T | summarize take_any(*) by a, d = tostring(d)',
      'T | summarize b+d1+t=take_any(#1,#2,#3) by #0,tostring(#2)',
      'a:long d:string b:string d1:dynamic t:datetime',
    ],
    ['T | summarize any(a)', 'T | summarize any_a=any(#0) by ', 'any_a:long'],
    [
      'T | summarize percentiles(a, 5, 95)',
      'T | summarize percentile_a_5+percentile_a_95=percentiles(#0,5,95) by ',
      'percentile_a_5:long percentile_a_95:long',
    ],
    ['T | distinct b', 'T | summarize  by #1', 'b:string'],
    ['U | distinct *', 'U | summarize  by #0,#1', 'a:string c:real'],
    ['T | count', 'T | summarize Count=count() by ', 'Count:long'],
    ['T | sample-distinct 2 of b', 'T | sampleDistinct 2 of #1', 'b:string'],
    [
      'T | make-series n = count() default = 0 on t from datetime(2020-01-01) to datetime(2020-01-02) step 1d by b',
      'T | makeSeries n=count()?0 on #3 datetime:0 datetime:864000000000 timespan:864000000000 by #1',
      'b:string n:dynamic t:dynamic',
    ],
    [
      'T | make-series avg(a) on t in range(datetime(2020-01-01), datetime(2020-01-02), 1d)',
      'T | makeSeries avg_a=avg(#0) on #3 datetime:0 datetime:864000000000 timespan:864000000000 inclusive by ',
      'avg_a:dynamic t:dynamic',
    ],
    [
      'T | top-nested 3 of b with others = "o" by sum(a), top-nested of a by n = count() asc',
      'T | topNested 3 of #1 others "o" by aggregated_b=sum(#0) desc,all of #0 by n=count() asc',
      'b:string aggregated_b:long a:long n:long',
    ],
    [
      'T | top-hitters 2 of b',
      'T | summarize approximate_count_b=count() by #1 | top 2 #1 desc nulls last',
      'b:string approximate_count_b:long',
    ],
    [
      'T | top-hitters 2 of b by a',
      'T | summarize approximate_sum_a=sum(#0) by #1 | top 2 #1 desc nulls last',
      'b:string approximate_sum_a:long',
    ],
    [
      'U | getschema',
      'getschema a:string c:real',
      'ColumnName:string ColumnOrdinal:long DataType:string ColumnType:string',
    ],
  ])('%s', (query, expected, given) => {
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe(given);
  });
});

describe('operators with rows inside', () => {
  test.each([
    ['T | mv-expand d', 'T | mvExpand 2=#2:dynamic - bag -', 'a:long b:string d:dynamic t:datetime'],
    // A value without a name takes the place of the column that the service names it by.
    [
      'T | mv-expand split(b, ","), range(1, 2)',
      'T | mvExpand 1=split(#1,","):dynamic,4=range(1,2):dynamic - bag -',
      'a:long b:dynamic d:dynamic t:datetime Column1:dynamic',
    ],
    [
      'T | mv-expand kind=array with_itemindex=i x = d to typeof(long), y = d.q limit 3',
      'T | mvExpand 4=#2:long,5=member(#2,"q"):dynamic 6 array 3',
      'a:long b:string d:dynamic t:datetime x:long y:dynamic i:long',
    ],
    [
      'T | mv-apply with_itemindex=i x = d to typeof(long) on (top 1 by x)',
      'T | mvApply 4=#2:long 5 - kept  (it | top 1 #4 desc nulls last)',
      'a:long b:string d:dynamic t:datetime x:long i:long',
    ],
    [
      'T | mv-apply d limit 5 on (where d.k == b | summarize n = count())',
      'T | mvApply 2=#2:dynamic - 5 kept 0,1,3 (it | filter ==(member(#2,"k"),#1) | summarize n=count() by )',
      'a:long b:string t:datetime n:long',
    ],
    [
      'T | partition by b (top 1 by a)',
      'T | partition #1 (it | top 1 #0 desc nulls last)',
      'a:long b:string d:dynamic t:datetime',
    ],
    [
      'T | partition hint.strategy=native by b (count)',
      'T | partition #1 (it | summarize Count=count() by )',
      'Count:long',
    ],
    [
      'U | scan declare (s: real = real(0)) with (step x: true => s = x.s + c;)',
      'U | scan s?real:0 x all true => 0=+(#4,#1)',
      'a:string c:real s:real',
    ],
    [
      'U | scan with_match_id=m with (step x output=none: true; step y: x.a == a;)',
      'U | scan id  x none true => ,y all ==(#2,#0) => ',
      'a:string c:real m:long',
    ],
  ])('%s', (query, expected, given) => {
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe(given);
  });

  test('goes on behind a scan, to which the service gives a column too many', () => {
    const query = 'U | scan declare (s: real) with (step x: true;) | extend n = 1 | project-away a';
    expect(columns(query)).toBe('c:real s:real n:long');
  });
});

test('render', () => {
  const { render } = planOf(kusto, 'T | render timechart with (title="x y", ycolumns=a, t)', globals);
  expect(render).toEqual({ kind: 'timechart', properties: { title: 'x y', ycolumns: 'a, t' } });
  expect(planOf(kusto, 'let r = T | render piechart; r', globals).render).toBeUndefined();
});

describe('operators that are refused', () => {
  test.each([
    ['T | facet by a', ['facet: facet']],
    ['T | fork (take 1) (count)', ['fork: fork']],
    ['T | reduce by b', ['reduce: reduce']],
    ['T | consume', ['consume: consume']],
    ['T | summarize n = 1', ['summarize: summarize n = 1']],
    ['T | where d.x', ['undefined: d.x']],
    ['union isfuzzy=true Nowhere', ['Nowhere: Nowhere']],
    ['T | reduce by b', ['reduce: reduce']],
    ['print n = int(1) | top-hitters 2 of n by n', ['top-hitters: top-hitters 2 of n by n']],
    ['find "x"', ['find: find']],
    ['search "x"', ['search: search "x"']],
    ['T | partition by b { T | count }', ['partition { }: { T | count }']],
    ['T | join T where 1 == 1', ['join: where 1 == 1']],
    ['T | search "a*b"', ['search: "a*b"']],
    ['T | search kind=case_sensitive b == "x"', ['search kind=case_sensitive: b == "x"']],
  ])('%s', (query, expected) => {
    expect(refused(query)).toEqual(expected);
  });
});
