import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatcher } from '../../../src/core/sentinel/batches.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';

describe('a batcher', () => {
  test('packs every row once, in order, within the limit, one group a batch', () => {
    const row = fc.record({ text: fc.string({ maxLength: 60, unit: 'grapheme' }), group: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 40, max: 400 }), (rows, maxBytes) => {
        const batcher = createBatcher({ maxBytes, groupOf: ({ site }) => site });
        const batches: Batch[] = [];
        const tooLarge: unknown[] = [];
        for (const each of rows) {
          const added = batcher.add({ json: JSON.stringify(each), site: each.group, timeMs: 0 });
          if (added.full) batches.push(added.full);
          if (added.tooLarge) tooLarge.push(each);
        }
        const rest = batcher.rest();
        if (rest) batches.push(rest);
        expect(batcher.rest()).toBeUndefined();
        for (const { rows: packed, bytes, group } of batches) {
          expect(bytes).toBe(arrayBytes(packed));
          expect(bytes).toBeLessThanOrEqual(maxBytes);
          expect(packed.every((each) => JSON.parse(each).group === group)).toBe(true);
        }
        const fitting = rows.filter((each) => !tooLarge.includes(each));
        expect(batches.flatMap((batch) => batch.rows)).toEqual(fitting.map((each) => JSON.stringify(each)));
        for (const each of tooLarge) expect(Buffer.byteLength(JSON.stringify([each]))).toBeGreaterThan(maxBytes);
      }),
    );
  });
});

function arrayBytes(rows: readonly string[]): number {
  return Buffer.byteLength(`[${rows.join(',')}]`);
}
