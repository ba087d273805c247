import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import type { AuditSlice, AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { createSampleSource } from '../../../src/core/confluence/sampleSource.ts';

const NOW_MS = Date.UTC(2026, 2, 18, 11, 23, 45, 678);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const source = createSampleSource({ seed: 1, nowMs: () => NOW_MS });
const open = new AbortController().signal;

async function read(slices: AsyncIterable<AuditSlice>): Promise<readonly AuditSlice[]> {
  const read: AuditSlice[] = [];
  for await (const slice of slices) read.push(slice);
  return read;
}

function recordsOf(slices: readonly AuditSlice[]): readonly AuditRecord[] {
  return slices.flatMap(({ records }) => records);
}

function isWithin({ fromMs, toMs }: AuditWindow, { creationDate }: AuditRecord): boolean {
  return typeof creationDate === 'number' && creationDate >= fromMs && creationDate <= toMs;
}

const WINDOWS: readonly (readonly [string, AuditWindow])[] = [
  ['an hour', { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS }],
  ['a month that ends in the future', { fromMs: NOW_MS - 30 * DAY_MS, toMs: NOW_MS + DAY_MS }],
  ['two months', { fromMs: NOW_MS - 61 * DAY_MS, toMs: NOW_MS }],
  ['all times', { fromMs: 0, toMs: Date.UTC(2100, 0, 1) }],
  ['the future', { fromMs: NOW_MS + 1, toMs: NOW_MS + DAY_MS }],
  ['a time before the retention', { fromMs: 0, toMs: NOW_MS - 400 * DAY_MS }],
  ['a millisecond', { fromMs: NOW_MS, toMs: NOW_MS }],
];

// A year of records takes its time on a busy machine.
describe.each(WINDOWS)('the sample of %s', { timeout: 60_000 }, (_, window) => {
  test('comes in slices that cover it, oldest first', async () => {
    const slices = await read(source.slices(window, open));
    let nextMs = window.fromMs;
    for (const slice of slices) {
      expect(slice.window.fromMs).toBe(nextMs);
      expect(slice.records.every((record) => isWithin(slice.window, record))).toBe(true);
      nextMs = slice.window.toMs + 1;
    }
    expect(nextMs).toBe(window.toMs + 1);
    const times = recordsOf(slices).map(({ creationDate }) => Number(creationDate));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('comes in pages that cover it, newest first, with the same records', async () => {
    const pages = await read(source.newestFirst(window, open));
    let previousMs = window.toMs + 1;
    for (const page of pages) {
      expect(page.window.toMs).toBe(previousMs - 1);
      expect(page.records.length).toBeLessThanOrEqual(1000);
      expect(page.records.every((record) => isWithin(page.window, record))).toBe(true);
      previousMs = page.window.fromMs;
    }
    expect(previousMs).toBe(window.fromMs);
    const slices = await read(source.slices(window, open));
    // As text: comparing a year of records member by member takes seconds.
    expect(JSON.stringify(recordsOf(pages).toReversed()) === JSON.stringify(recordsOf(slices))).toBe(true);
  });
});

describe('the sample', { timeout: 60_000 }, () => {
  test('has neither records of the future nor any older than a year', async () => {
    const all = recordsOf(await read(source.slices({ fromMs: 0, toMs: Date.UTC(2100, 0, 1) }, open)));
    expect(all.length).toBeGreaterThan(50_000);
    expect(all.every((record) => isWithin({ fromMs: NOW_MS - 365 * DAY_MS, toMs: NOW_MS }, record))).toBe(true);
  });

  test('gains records as time goes on, and changes none', async () => {
    const window = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS + DAY_MS };
    const later = createSampleSource({ seed: 1, nowMs: () => NOW_MS + 3 * HOUR_MS });
    const before = recordsOf(await read(source.slices(window, open)));
    const after = recordsOf(await read(later.slices(window, open)));
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(0, before.length)).toEqual(before);
  });

  test('is the same whichever windows it is read through', async () => {
    const fromMs = NOW_MS - 3 * DAY_MS;
    const whole = recordsOf(await read(source.slices({ fromMs, toMs: NOW_MS }, open)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: fromMs, max: NOW_MS - 1 }), async (cutMs) => {
        const parts = [
          ...(await read(source.slices({ fromMs, toMs: cutMs }, open))),
          ...(await read(source.slices({ fromMs: cutMs + 1, toMs: NOW_MS }, open))),
        ];
        expect(recordsOf(parts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['slices', 'newestFirst'] as const)('lets the event loop turn before every step of %s', async (reading) => {
    const steps = source[reading]({ fromMs: NOW_MS - 60 * DAY_MS, toMs: NOW_MS }, open)[Symbol.asyncIterator]();
    for (let step = 0; step < 3; step += 1) {
      let turned = false;
      setImmediate(() => {
        turned = true;
      });
      await steps.next();
      expect(turned).toBe(true);
    }
  });

  test.each(['slices', 'newestFirst'] as const)('throws the reason when %s is aborted', async (reading) => {
    const window = { fromMs: NOW_MS - 60 * DAY_MS, toMs: NOW_MS };
    const aborting = new AbortController();
    const reason = new Error('the user pressed cancel');
    const readUntilAborted = async (): Promise<number> => {
      let seen = 0;
      for await (const _ of source[reading](window, aborting.signal)) {
        seen += 1;
        if (seen === 2) aborting.abort(reason);
      }
      return seen;
    };
    await expect(readUntilAborted()).rejects.toBe(reason);
    await expect(read(source[reading](window, aborting.signal))).rejects.toBe(reason);
  });
});
