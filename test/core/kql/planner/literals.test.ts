import { describe, expect, test } from 'vitest';
import { expression } from './plannerCases.ts';

describe('literals', () => {
  test.each([
    ['1', '1'],
    ['-1', '-1'],
    ['0x1F', '31'],
    ['long(-5)', '-5'],
    ['long(null)', 'null'],
    // Beyond what a number holds exactly.
    ['9007199254740993', '9007199254740993n'],
    ['-9223372036854775807', '-9223372036854775807n'],
    ['int(-3)', 'int:-3'],
    ['1.5', 'real:1.5'],
    ['1e3', 'real:1000'],
    ['-2.0', 'real:-2'],
    ['real(7)', 'real:7'],
    ['decimal(0.1)', 'decimal:"0.1"'],
    ['true', 'true'],
    ['bool(false)', 'false'],
    ['guid(74BE27DE-1e4e-49d9-b579-fe0b331d3642)', 'guid:"74be27de-1e4e-49d9-b579-fe0b331d3642"'],
  ])('%s', (written, value) => {
    expect(expression(written)).toBe(value);
  });

  test.each([
    ['1d', 'timespan:864000000000'],
    ['1.5h', 'timespan:54000000000'],
    ['30m', 'timespan:18000000000'],
    ['10s', 'timespan:100000000'],
    ['0.1s', 'timespan:1000000'],
    ['100ms', 'timespan:1000000'],
    ['10microsecond', 'timespan:100'],
    ['1tick', 'timespan:1'],
    ['-1d', 'timespan:-864000000000'],
    ['time(2)', 'timespan:1728000000000'],
    ['time(1.02:03:04.5)', 'timespan:937845000000'],
    ['timespan("0.12:00:00")', 'timespan:432000000000'],
    ['timespan(null)', 'timespan:null'],
    // 2020-01-01 is where cells count from.
    ['datetime(2020-01-01)', 'datetime:0'],
    ['datetime(2020)', 'datetime:0'],
    ['datetime(2020-02)', 'datetime:26784000000000'],
    ['datetime(2020, 2, 1)', 'datetime:26784000000000'],
    ['datetime(2020-01-01 00:00:01.1234567)', 'datetime:11234567'],
    ['datetime("2020-01-01T02:00:00+02:00")', 'datetime:0'],
    ['datetime(0001-01-01)', 'datetime:-637134336000000000n'],
    ['datetime(null)', 'datetime:null'],
  ])('%s', (written, value) => {
    expect(expression(written)).toBe(value);
  });

  test.each([
    [String.raw`"a\tb\"c"`, String.raw`"a\tb\"c"`],
    [String.raw`'a"b\'c'`, String.raw`"a\"b'c"`],
    [String.raw`@"a\b""c"`, String.raw`"a\\b\"c"`],
    ['h"secret"', '"secret"'],
    ['h@"a"', '"a"'],
    ['```a"b\nc```', String.raw`"a\"b\nc"`],
    ['"a" \'b\'', '"ab"'],
    ['"\\u00e9"', '"é"'],
  ])('%s', (written, value) => {
    expect(expression(written)).toBe(value);
  });

  test.each([
    ['dynamic([1, -2, 2.5, "s", true, null])', 'dynamic:[1,-2,2.5,"s",true,null]'],
    ['dynamic({"a": {"b": []}})', 'dynamic:{"a":{"b":[]}}'],
    ["dynamic({'a': dynamic({})})", 'dynamic:{"a":{}}'],
    ['dynamic(null)', 'dynamic:null'],
    ['dynamic("s")', 'dynamic:"s"'],
    // Real, although an integer: only the engine has a class for that.
    ['dynamic([1.0])', 'parse_json("[1.0]")'],
    ['dynamic({"a": datetime(2020-01-01), "b": [1.0]})', 'bag_pack("a",datetime:0,"b",parse_json("[1.0]"))'],
    ['dynamic([1d])', 'dynamic:[864000000000]'],
  ])('%s', (written, value) => {
    expect(expression(written)).toBe(value);
  });
});
