import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { type Coverage, cover, holesIn } from '../../../src/core/sync/coverage.ts';

/** `[[1, 3], [5, 9]]` as windows. */
const of = (...spans: readonly (readonly [number, number])[]): Coverage =>
  spans.map(([fromMs, toMs]) => ({ fromMs, toMs }));
const window = (fromMs: number, toMs: number): AuditWindow => ({ fromMs, toMs });

describe('coverage', () => {
  test.each([
    ['the first', of(), window(5, 9), of([5, 9])],
    ['one before, with a gap', of([5, 9]), window(1, 3), of([1, 3], [5, 9])],
    ['one before, that touches', of([5, 9]), window(1, 4), of([1, 9])],
    ['one behind, with a gap', of([5, 9]), window(11, 12), of([5, 9], [11, 12])],
    ['one behind, that touches', of([5, 9]), window(10, 12), of([5, 12])],
    ['one inside', of([5, 9]), window(6, 7), of([5, 9])],
    ['one around all', of([5, 9], [11, 12]), window(1, 20), of([1, 20])],
    ['one that fills the gap', of([1, 3], [7, 9], [20, 21]), window(4, 6), of([1, 9], [20, 21])],
    ['one of no length', of([5, 9]), window(3, 2), of([5, 9])],
    ['a single instant', of(), window(0, 0), of([0, 0])],
  ])('takes in %s', (_name, before, added, after) => {
    expect(cover(before, added)).toEqual(after);
  });

  test.each([
    ['nothing', of(), window(1, 9), of([1, 9])],
    ['all of it', of([0, 10]), window(1, 9), of()],
    ['its beginning', of([0, 4]), window(1, 9), of([5, 9])],
    ['its end', of([4, 20]), window(1, 9), of([1, 3])],
    ['its middle', of([4, 5]), window(1, 9), of([1, 3], [6, 9])],
    ['what only touches it', of([-5, 0], [10, 20]), window(1, 9), of([1, 9])],
  ])('of a window of which it holds %s has these holes', (_name, coverage, asked, holes) => {
    expect(holesIn(coverage, asked)).toEqual(holes);
  });

  test('is the set of its instants, in ascending windows that do not touch, whatever is taken in', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
      .map(([from, to]) => window(from, to));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), span, (added, asked) => {
        const coverage = added.reduce<Coverage>(cover, []);
        const instants = Array.from({ length: 41 }, (_, at) => at);
        const isIn = (windows: readonly AuditWindow[], at: number) =>
          windows.some(({ fromMs, toMs }) => at >= fromMs && at <= toMs);
        expect(instants.filter((at) => isIn(coverage, at))).toEqual(instants.filter((at) => isIn(added, at)));
        for (const [index, one] of coverage.entries()) {
          expect(one.fromMs).toBeGreaterThan((coverage[index - 1]?.toMs ?? Number.NEGATIVE_INFINITY) + 1);
        }
        const holes = holesIn(coverage, asked);
        const open = instants.filter((at) => isIn([asked], at) && !isIn(coverage, at));
        expect(instants.filter((at) => isIn(holes, at))).toEqual(open);
      }),
    );
  });
});
