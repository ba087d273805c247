import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import type { AuditPart, AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { createSampleSource } from '../../../src/core/confluence/sampleSource.ts';
import { gapIn, readParts } from './readParts.ts';

const NOW_MS = Date.UTC(2026, 2, 18, 11, 23, 45, 678);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const source = createSampleSource({ seed: 1, nowMs: () => NOW_MS });
const open = new AbortController().signal;

async function read<T extends Pick<AuditPart, 'records'>>(given: AsyncIterable<T>): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const one of given) read.push(one);
  return read;
}

function recordsOf(parts: readonly Pick<AuditPart, 'records'>[]): readonly AuditRecord[] {
  return parts.flatMap(({ records }) => records);
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
  test('comes in parts that are whole each, oldest first', async () => {
    const { parts, whole } = await readParts(source.parts(window, open));
    expect(gapIn(whole, window)).toBeUndefined();
    for (const part of parts) {
      const { whole: own = window } = part;
      expect(part.whole).toBeDefined();
      expect(part.records.every((record) => isWithin(own, record))).toBe(true);
    }
    const times = parts.flatMap(({ records }) => records.map(({ creationDate }) => Number(creationDate)));
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
    const parts = await read(source.parts(window, open));
    // As text: comparing a year of records member by member takes seconds.
    expect(JSON.stringify(recordsOf(pages).toReversed()) === JSON.stringify(recordsOf(parts))).toBe(true);
  });
});

describe('the sample', { timeout: 60_000 }, () => {
  test('has neither records of the future nor any older than a year', async () => {
    const all = recordsOf(await read(source.parts({ fromMs: 0, toMs: Date.UTC(2100, 0, 1) }, open)));
    expect(all.length).toBeGreaterThan(50_000);
    expect(all.every((record) => isWithin({ fromMs: NOW_MS - 365 * DAY_MS, toMs: NOW_MS }, record))).toBe(true);
  });

  test('gains records as time goes on, and changes none', async () => {
    const window = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS + DAY_MS };
    const later = createSampleSource({ seed: 1, nowMs: () => NOW_MS + 3 * HOUR_MS });
    const before = recordsOf(await read(source.parts(window, open)));
    const after = recordsOf(await read(later.parts(window, open)));
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(0, before.length)).toEqual(before);
  });

  test('is the same whichever windows it is read through', async () => {
    const fromMs = NOW_MS - 3 * DAY_MS;
    const whole = recordsOf(await read(source.parts({ fromMs, toMs: NOW_MS }, open)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: fromMs, max: NOW_MS - 1 }), async (cutMs) => {
        const parts = [
          ...(await read(source.parts({ fromMs, toMs: cutMs }, open))),
          ...(await read(source.parts({ fromMs: cutMs + 1, toMs: NOW_MS }, open))),
        ];
        expect(recordsOf(parts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['parts', 'newestFirst'] as const)('lets the event loop turn before every step of %s', async (reading) => {
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

  test.each(['parts', 'newestFirst'] as const)('throws the reason when %s is aborted', async (reading) => {
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
    await expect(readUntilAborted()).rejects.toBe(reason);
  });
});
