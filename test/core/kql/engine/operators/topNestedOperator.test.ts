import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import { rowTexts, table } from '../runQuery.ts';

const SALES =
  'datatable(s: string, e: string, v: long)["a", "p", 5, "a", "q", 3, "a", "q", 1, "b", "p", 2, "c", "r", 1]';

describe('top-nested', () => {
  test('gives the largest of each level, with its measure', () => {
    expect(table(`${SALES} | top-nested 2 of s by sum(v), top-nested 1 of e by n = sum(v)`)).toEqual([
      's:string aggregated_s:long e:string n:long',
      'a 9 p 5',
      'b 2 p 2',
    ]);
  });

  test('gives the smallest, when it is asked to', () => {
    expect(rowTexts(`${SALES} | top-nested 1 of e by sum(v) asc`)).toEqual(['r 1']);
  });

  test('adds what is left over', () => {
    expect(rowTexts(`${SALES} | top-nested 1 of s with others = "rest" by sum(v)`)).toEqual(['a 9', 'rest 3']);
  });

  test('gives all without a number', () => {
    expect(rowTexts(`${SALES} | top-nested of s by count()`)).toEqual(['a 3', 'b 1', 'c 1']);
  });

  test('refuses what is left over at a level above the last', () => {
    const query = `${SALES} | top-nested 1 of s with others = "rest" by sum(v), top-nested 1 of e by sum(v)`;
    expect(() => table(query)).toThrow(QueryError);
  });
});
