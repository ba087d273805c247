import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatcher, JSON_ARRAY, JSON_LINES } from '../../../src/core/sentinel/batches.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import { batchOf } from '../sync/batchOf.ts';

describe('a batcher', () => {
  test('packs every row once, in order, within the limit, one group a batch', () => {
    const row = fc.record({ text: fc.string({ maxLength: 60, unit: 'grapheme' }), group: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 40, max: 400 }), (rows, maxBytes) => {
        const batcher = createBatcher({ maxBytes, frame: JSON_ARRAY, groupOf: ({ site }) => site });
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
        for (const { body, rows: count, group } of batches) {
          const packed = JSON.parse(body.toString());
          expect(body.length).toBeLessThanOrEqual(maxBytes);
          expect(body.toString()).toBe(JSON.stringify(packed));
          expect(packed.length).toBe(count);
          expect(packed.every((each: { readonly group: string }) => each.group === group)).toBe(true);
        }
        const fitting = rows.filter((each) => !tooLarge.includes(each));
        expect(batches.flatMap(({ body }) => JSON.parse(body.toString()))).toEqual(fitting);
        for (const each of tooLarge) expect(Buffer.byteLength(JSON.stringify([each]))).toBeGreaterThan(maxBytes);
      }),
    );
  });
});

describe('a batch', () => {
  test.each([JSON_ARRAY, JSON_LINES])('is in the form of its destination, and so is each part of it: %j', (frame) => {
    const { before, between, after } = frame;
    const rows = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 9 }).map((text) => JSON.stringify(text)),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), (texts, one, other) => {
        const batch = batchOf(texts, frame);
        const textOf = (some: readonly string[]): string => before + some.join(between) + after;
        expect(batch.body.toString()).toBe(textOf(texts));
        const [from = 0, to = 0] = [one % texts.length, (other % texts.length) + 1].sort((a, b) => a - b);
        fc.pre(from < to);
        const part = batch.part(from, to);
        expect([part.body.toString(), part.rows]).toEqual([textOf(texts.slice(from, to)), to - from]);
        expect(part.part(0, 1).body.toString()).toBe(textOf(texts.slice(from, from + 1)));
        expect(part.part(part.rows - 1, part.rows).body.toString()).toBe(textOf(texts.slice(to - 1, to)));
      }),
    );
  });
});
