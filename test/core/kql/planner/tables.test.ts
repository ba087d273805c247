import { describe, expect, test } from 'vitest';
import { columns, planned, refused } from './plannerCases.ts';

describe('sources of rows', () => {
  test.each([
    ['table("U")', 'U'],
    ['range x from 1 to 10 step 2', 'range 1,10,2'],
    ['datatable(a:long, b:real, c:string)[1, 2, "x", -3, 4.5, ""]', 'rows[[1,2,"x"],[-3,4.5,""]]'],
    ['datatable(t:datetime, n:decimal)["2020-01-01", 1]', 'rows[["2020-01-01","1"]] | project t=todatetime(#0),n=#1'],
    [
      'datatable(d:dynamic)[dynamic([1.0]), dynamic({"a":1}), "x"]',
      'rows[["[1.0]"],["{\\"a\\":1}"],["\\"x\\""]] | project d=parse_json(#0)',
    ],
    [
      'datatable(d:dynamic)[dynamic([datetime(2020-01-01)])]',
      'union =(rows[[]] | project d=pack_array(datetime:0))[0] source=-',
    ],
    [
      'externaldata(a:long)["http://x"] with (format="csv", ignoreFirstRecord=true)',
      'externaldata http://x {"format":"csv","ignoreFirstRecord":"true"}',
    ],
  ])('%s', (query, expected) => {
    expect(planned(query)).toBe(expected);
  });

  test('knows the type of a range by all of its parts', () => {
    expect(columns('range x from 1 to 3 step 0.5')).toBe('x:real');
  });
});

describe('let', () => {
  test.each([
    ['let x = 3; T | where a > x', 'T | filter >(#0,3)'],
    // A column hides a variable of its name, and is hidden by none.
    ['let a = 3; U | where a == "x"', 'U | filter ==(#0,"x")'],
    ['let r = T | take 1; r', '@0=T | take 1; @0'],
    ['let r = T; r | count', 'T | summarize Count=count() by '],
    [
      'let m = materialize(T | take 1); union m, m',
      '@0=T | take 1; union union_arg0=(@0)[0,1,2,3],union_arg1=(@0)[0,1,2,3] source=-',
    ],
    ['T | as X | join X on a | project a1', '(T) innerunique (T) on #0=#0 | project a1=#4'],
    ['T | take 1 | as X; X | count', '@0=T | take 1; @0 | summarize Count=count() by '],
    ['declare query_parameters(p: long = 3); print p', 'rows[[]] | project print_0=3'],
    ['set notruncation; U', 'U'],
  ])('%s', (query, expected) => {
    expect(planned(query)).toBe(expected);
  });
});

describe('functions', () => {
  test.each([
    ['let f = (x: long) { x + 1 }; T | project y = f(a)', 'T | project y=+(#0,1)'],
    ['let f = (x: long, y: string = "k") { strcat(x, y) }; T | project z = f(a)', 'T | project z=strcat(#0,"k")'],
    ['let f = (x: long, y: long) { x - y }; print f(y = 1, x = 2)', 'rows[[]] | project print_0=-(2,1)'],
    // Numbers become what the parameter says.
    ['let f = (x: real) { x }; T | project y = f(a)', 'T | project y=toreal(#0)'],
    ['let f = (x: long) { let y = x * 2; y + y }; T | project z = f(a)', 'T | project z=+(*(#0,2),*(#0,2))'],
    ['let f = (x: long) { T | where a > x }; f(2)', 'T | filter >(#0,2)'],
    ['let k = 5; let f = () { T | where a > k }; let g = (k: long) { f() }; g(1)', 'T | filter >(#0,5)'],
    ['let f = (rows: (a: long)) { rows | count }; f(T)', 'T | summarize Count=count() by '],
    [
      'let f = (rows: (a: long), n: long) { rows | take n }; T | where a > 1 | invoke f(3)',
      '@0=T | filter >(#0,1); @0 | take 3',
    ],
    [
      'let f = (x: long) { toscalar(T | where a == x | count) }; print f(7)',
      '$0=toscalar(T | filter ==(#0,7) | summarize Count=count() by ); rows[[]] | project print_0=$0',
    ],
    ['let v = view () { U }; v', 'U'],
    [
      'let f = (x: long) { x * 2 }; T | summarize n = f(count()), m = max(f(a))',
      'T | summarize $0=count(),m=max(*(#0,2)) by  | project n=*(#0,2),m=#1',
    ],
    ['Recent', 'T | filter >(#0,3)'],
    ['Recent() | take 1', 'T | filter >(#0,3) | take 1'],
    ['Above(1)', 'T | filter >(#0,+(1,3))'],
    ['T | invoke Counted()', 'T | summarize Count=count() by '],
    ['let limit = 9; Recent', 'T | filter >(#0,3)'],
  ])('%s', (query, expected) => {
    expect(planned(query)).toBe(expected);
  });

  test('does not let a table see the row of a call', () => {
    const query = 'let f = (x: long) { toscalar(T | where a == x | count) }; T | project y = f(a)';
    expect(refused(query)).toEqual(['x: x']);
  });
});

describe('union', () => {
  test.each([
    [
      'T | union U',
      'union T=(T)[0,-,1,2,3,-],U=(U)[-,0,-,-,-,1] source=-',
      'a_long:long a_string:string b:string d:dynamic t:datetime c:real',
    ],
    ['union U, (U | take 1)', 'union U=(U)[0,1],union_arg1=(U | take 1)[0,1] source=-', 'a:string c:real'],
    [
      'union (print c_real = 1.0), (print c = 2.0), (print c = 3)',
      'union union_arg0=(rows[[]] | project c_real=real:1)[0,-,-],union_arg1=(rows[[]] | project c=real:2)[-,0,-],' +
        'union_arg2=(rows[[]] | project c=3)[-,-,0] source=-',
      'c_real:real c_real1:real c_long:long',
    ],
    [
      'union (print c = 2.0), (print c = 3), (print c_real = 1.0)',
      'union union_arg0=(rows[[]] | project c=real:2)[0,-,-],union_arg1=(rows[[]] | project c=3)[-,0,-],' +
        'union_arg2=(rows[[]] | project c_real=real:1)[-,-,0] source=-',
      'c_real1:real c_long:long c_real:real',
    ],
    [
      'union withsource=S U, (U | take 1), (U | as Z)',
      'union U=(U)[-,0,1],union_arg1=(U | take 1)[-,0,1],Z=(U)[-,0,1] source=0',
      'S:string a:string c:real',
    ],
    [
      'let v = view () { U }; union withsource=S v, U',
      'union v=(U)[-,0,1],U=(U)[-,0,1] source=0',
      'S:string a:string c:real',
    ],
    ['union isfuzzy=true U, Nowhere, (Nowhere | where x > 1)', 'union U=(U)[0,1] source=-', 'a:string c:real'],
    ['union isfuzzy=true Nowhere, (Nowhere | extend n = 1), U', 'union U=(U)[0,1] source=-', 'a:string c:real'],
    ['U | union isfuzzy=true Nowhere | take 1', 'U | take 1', 'a:string c:real'],
    ['union isfuzzy=true U*, Nowhere*', 'union U=(U)[0,1] source=-', 'a:string c:real'],
    [
      'let v_1 = view () { U }; union v_*, U | count',
      'union v_1=(U)[0,1],U=(U)[0,1] source=- | summarize Count=count() by ',
      'Count:long',
    ],
    [
      'U | union kind=inner (U | project c, x = 1)',
      'union U=(U)[1],union_arg1=(U | project c=#1,x=1)[0] source=-',
      'c:real',
    ],
  ])('%s', (query, expected, given) => {
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe(given);
  });
});

describe('join', () => {
  test.each([
    [
      'T | join kind=leftouter U on $left.b == $right.a',
      '(T) leftouter (U) on #1=#0',
      'a:long b:string d:dynamic t:datetime a1:string c:real',
    ],
    ['U | join U on a', '(U) innerunique (U) on #0=#0', 'a:string c:real a1:string c1:real'],
    [
      'U | join hint.strategy=broadcast kind=inner U on a, $left.c == $right.c',
      '(U) inner (U) on #0,#1=#0,#1',
      undefined,
    ],
    ['U | join kind=inner U on $left.a == $right.a and $left.c == $right.c', '(U) inner (U) on #0,#1=#0,#1', undefined],
    ['U | join kind=leftanti U on a', '(U) leftanti (U) on #0=#0', 'a:string c:real'],
    ['T | join kind=rightsemi U on $left.b == $right.a', '(T) rightsemi (U) on #1=#0', 'a:string c:real'],
    [
      'T | lookup U on $left.b == $right.a',
      '(T) leftouter (U) on #1=#0 | project a=#0,b=#1,d=#2,t=#3,c=#5',
      'a:long b:string d:dynamic t:datetime c:real',
    ],
    [
      'U | lookup kind=inner (U | project a, x = c) on a',
      '(U) inner (U | project a=#0,x=#1) on #0=#0 | project a=#0,c=#1,x=#3',
      'a:string c:real x:real',
    ],
  ])('%s', (query, expected, given = 'a:string c:real a1:string c1:real') => {
    expect(planned(query)).toBe(expected);
    expect(columns(query)).toBe(given);
  });
});

describe('search', () => {
  test.each([
    ['U | search "w"', 'U | project $table="U",a=#0,c=#1 | filter has(#1,"w")'],
    [
      'U | where c > 1 | search "w*" and a:"*x*"',
      'U | filter >(#1,1) | project $table="search_arg0",a=#0,c=#1 | filter and(hasprefix(#1,"w"),contains(#1,"x"))',
    ],
    ['search in (U) "*w" or c > 1', 'union U=(U)[-,0,1] source=0 | filter or(hassuffix(#1,"w"),>(#2,1))'],
    ['U | search kind=case_sensitive "w"', 'U | project $table="U",a=#0,c=#1 | filter has_cs(#1,"w")'],
    ['U | search *', 'U | project $table="U",a=#0,c=#1 | filter true'],
  ])('%s', (query, expected) => {
    expect(planned(query)).toBe(expected);
  });
});
