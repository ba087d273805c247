import { beforeEach, describe, expect, test } from 'vitest';
import { createBatcher, JSON_ARRAY } from '../../../src/core/sentinel/batches.ts';
import { type DryRun, type DryRunResult, dryRun } from '../../../src/core/sync/dryRun.ts';
import { createWorldOf, SITE, START_MS, type World } from './world/world.ts';

const DAY_MS = 24 * 60 * 60_000;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

const all = () => ({ fromMs: START_MS, toMs: world.clock.nowMs() - 5000 });
const attempt = (changes: Partial<DryRun> = {}) =>
  dryRun({
    ...{ site: SITE, source: world.site.source(), window: all(), nowMs: world.clock.nowMs },
    batcher: createBatcher({ maxBytes: 4000, frame: JSON_ARRAY, groupOf: () => '' }),
    known: async () => ({ has: () => false }),
    stop: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  });

describe('a dry run', () => {
  test('counts what the real run then does, and sends and writes nothing', async () => {
    world.site.records.push({ summary: 'x'.repeat(5000), creationDate: START_MS + 1 });
    world.site.records.push({ summary: 'Twin', creationDate: START_MS }, { summary: 'Twin', creationDate: START_MS });
    // Each stretch has it.
    world.site.records.push({ summary: 'Undated' });
    world.site.unreadable.push({ timeMs: START_MS + DAY_MS, raw: 1, reason: 'record: not an object' });
    const found = await attempt();
    expect([world.destination.sent.length, world.disk.media.files.size]).toEqual([0, 0]);
    expect(found.reasons).toEqual({ 'record: not an object': 1, 'too large for one request': 1 });
    expect(found.tally).toMatchObject({ delivered: 103, quarantined: 2 });
    expect(found.tally).toEqual((await world.sync()).tally);
  });

  test('leaves out what is known', async () => {
    const window = { fromMs: START_MS, toMs: START_MS + DAY_MS };
    const known = async () => ({ has: (fingerprint: string) => fingerprint.charCodeAt(14) % 2 === 0 });
    const { tally } = await attempt({ window, known });
    expect(tally.alreadyDelivered).toBeGreaterThan(0);
    expect(tally.delivered).toBeGreaterThan(0);
    expect(tally.fetched).toBe(tally.delivered + tally.alreadyDelivered);
  });

  test('counts a stretch that is read a second time once', async () => {
    const twin = { summary: 'Twin', creationDate: START_MS };
    const source = {
      ...world.site.source(),
      async *parts(whole: { readonly fromMs: number; readonly toMs: number }) {
        yield { records: [twin, twin], unreadable: [{ timeMs: START_MS, raw: 1, reason: 'odd' }], whole: undefined };
        yield { records: [twin, twin, twin], unreadable: [{ timeMs: START_MS, raw: 1, reason: 'odd' }], whole };
      },
    };
    const found = await attempt({
      source,
      batcher: createBatcher({ maxBytes: 900, frame: JSON_ARRAY, groupOf: () => '' }),
    });
    expect(found).toMatchObject({ tally: { delivered: 3, quarantined: 1, alreadyDelivered: 3 }, reasons: { odd: 1 } });
  });

  test('tells how far it is, part by part, and ends when it is stopped', async () => {
    const told: DryRunResult[] = [];
    const stop = new AbortController();
    const onProgress = (found: DryRunResult) => {
      told.push(found);
      if (told.length === 4) stop.abort('cancel');
    };
    await expect(attempt({ onProgress, stop: stop.signal })).rejects.toBe('cancel');
    expect(told.length).toBeLessThanOrEqual(5);
    expect(told.at(-1)?.tally.delivered).toBeGreaterThan(told[0]?.tally.delivered ?? 0);
  });
});
