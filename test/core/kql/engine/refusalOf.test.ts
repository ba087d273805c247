import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../../src/core/kql/engine/refusalOf.ts';
import { globalsWith, loadKustoForTests, planOf } from '../planQuery.ts';

describe('refusalOf', () => {
  const refusal = (text: string) => {
    const kusto = loadKustoForTests();
    const table = { name: 'T', columns: { d: 'dynamic', s: 'string', x: 'long' } } as const;
    return refusalOf(planOf(kusto, text, globalsWith(kusto, { tables: [table] })));
  };

  test('finds what is not supported between two types, with its place', () => {
    const text = 'T | where x > 1 | where d == d';
    expect(refusal(text)).toMatchObject({ unsupported: '==', place: { start: text.indexOf('d =='), length: 6 } });
  });

  test('does not wait for what takes long', () => {
    expect(refusal('T | where x > toscalar(range i from 1 to 1000000000000 step 1 | count)')).toBe(undefined);
  });

  test('finds a plugin that there is not', () => {
    expect(refusal('T | evaluate autocluster() : (x: long)')).toMatchObject({ unsupported: 'autocluster' });
  });

  test('finds nothing in a query that can be run', () => {
    expect(
      refusal('T | where x > toscalar(T | count) | join kind=leftouter (T | summarize n = count() by s) on s'),
    ).toBe(undefined);
  });
});
