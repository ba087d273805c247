import { expect, test } from 'vitest';
import { insertSchemas } from '../../../../src/core/kql/planner/insertedSchemas.ts';

test('inserts declarations, and leads back to the original', () => {
  const { text, originalPlace } = insertSchemas('ab cd', [
    { at: 5, columns: [{ name: 'say "x"', type: 'string' }] },
    { at: 2, columns: [] },
  ]);
  expect(text).toBe('ab : () cd : (["say \\"x\\""]: string)');
  expect(originalPlace({ start: 1, length: 1 })).toEqual({ start: 1, length: 1 });
  expect(originalPlace({ start: 4, length: 2 })).toEqual({ start: 2, length: 0 });
  expect(originalPlace({ start: 8, length: 2 })).toEqual({ start: 3, length: 2 });
  expect(originalPlace({ start: 1, length: 9 })).toEqual({ start: 1, length: 4 });
});
