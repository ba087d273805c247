import { describe, expect, test } from 'vitest';
import { rowTexts, table } from '../runQuery.ts';

describe('scan', () => {
  test('carries a value from row to row', () => {
    const scan = 'scan declare (total: long = 0) with (step s: true => total = x + s.total;)';
    expect(table(`range x from 1 to 4 step 1 | ${scan}`)).toEqual(['x:long total:long', '1 1', '2 3', '3 6', '4 10']);
  });

  test('gives the default where a step assigns nothing', () => {
    const scan = 'scan declare (n: long = 7) with (step s: x > 1;)';
    expect(rowTexts(`range x from 1 to 3 step 1 | ${scan}`)).toEqual(['2 7', '3 7']);
  });

  test('follows a sequence of steps, and begins a new one', () => {
    const events = `datatable(t: long, e: string)[0, "A", 1, "Start", 2, "B", 3, "D", 4, "Stop", 6, "C",
      8, "Start", 11, "E", 12, "Stop"]`;
    const scan = `scan with_match_id = m with (
      step s1: e == "Start";
      step s2: e != "Start" and e != "Stop" and t - s1.t <= 5;
      step s3: e == "Stop" and t - s1.t <= 5;)`;
    expect(rowTexts(`${events} | ${scan}`)).toEqual([
      '1 Start 0',
      '2 B 0',
      '3 D 0',
      '4 Stop 0',
      '8 Start 1',
      '11 E 1',
      '12 Stop 1',
    ]);
  });

  test('gives no rows of a step without output', () => {
    const scan = `scan declare (begun: long) with (
      step s1 output=none: e == "in" => begun = t;
      step s2: e == "out" => begun = s1.begun;)`;
    const events = 'datatable(t: long, e: string)[1, "in", 5, "out", 6, "out", 7, "in", 9, "in", 12, "out"]';
    expect(rowTexts(`${events} | ${scan}`)).toEqual(['5 out 1', '6 out 1', '12 out 9']);
  });

  test.each(['output=last'])('refuses the option %s', (option) => {
    expect(() => table(`range x from 1 to 3 step 1 | scan with (step s ${option}: true;)`)).toThrow();
  });
});
