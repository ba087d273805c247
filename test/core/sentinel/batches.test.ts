import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatcher } from '../../../src/core/sentinel/batches.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';

describe('a batcher', () => {
  test('packs every row once, in order, within the limit, one group a batch', () => {
    const row = fc.record({ text: fc.string({ maxLength: 60, unit: 'grapheme' }), group: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 40, max: 400 }), (rows, maxBytes) => {
        const batcher = createBatcher({ maxBytes, groupOf: ({ group }) => String(group) });
        const batches: Batch[] = [];
        const tooLarge: unknown[] = [];
        for (const each of rows) {
          const added = batcher.add(each);
          if (added.full) batches.push(added.full);
          if (added.tooLarge) tooLarge.push(each);
        }
        const rest = batcher.rest();
        if (rest) batches.push(rest);
        expect(batcher.rest()).toBeUndefined();
        for (const { rows: packed, bytes, group } of batches) {
          const actual = Buffer.byteLength(JSON.stringify(packed));
          expect(actual).toBeLessThanOrEqual(maxBytes);
          expect(bytes).toBeGreaterThanOrEqual(actual);
          expect(packed.every((each) => each['group'] === group)).toBe(true);
        }
        expect(batches.flatMap((batch) => batch.rows)).toEqual(rows.filter((each) => !tooLarge.includes(each)));
        for (const each of tooLarge) expect(Buffer.byteLength(JSON.stringify([each]))).toBeGreaterThan(maxBytes - 2);
      }),
    );
  });
});
