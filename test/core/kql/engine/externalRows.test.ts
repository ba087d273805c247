import { describe, expect, test } from 'vitest';
import { rowTexts, runQuery } from './runQuery.ts';

const SCHEMA = 'externaldata(name: string, age: long, tags: dynamic)';

describe('externaldata', () => {
  test('reads CSV by the order of its columns', () => {
    expect(rowTexts(`${SCHEMA} ["file:///people.csv"] with (ignoreFirstRecord=true)`)).toEqual([
      'Ann 30 ["x"]',
      'Bob  ',
    ]);
  });

  test('reads JSON by their names', () => {
    expect(rowTexts(`${SCHEMA} ["file:///people.json"] with (format="multijson")`)).toEqual(['Ann 30 ["x"]', 'Bob  ']);
  });

  test('knows the format by the ending of the name, whatever its case', () => {
    expect(rowTexts(`${SCHEMA} ["file:///PEOPLE.JSON"]`)).toEqual(['Ann 30 ["x"]', 'Bob  ']);
  });

  test('reads the lines of a text as values of its first column', () => {
    expect(rowTexts('externaldata(n: long, rest: string) ["file:///numbers.txt"] | extend m = n + 1')).toEqual([
      '7  8',
      '  ',
    ]);
  });

  test.each(['parquet', 'constructor'])('refuses the format %s', (format) => {
    expect(() => runQuery(`${SCHEMA} ["file:///people.csv"] with (format="${format}")`)).toThrow(/is not supported/);
  });

  test('says which file is not of its format', () => {
    expect(() => runQuery(`${SCHEMA} ["file:///broken.json"]`)).toThrow(/broken\.json/);
  });
});
