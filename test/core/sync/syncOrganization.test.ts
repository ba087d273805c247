import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import type { AuditRow } from '../../../src/core/audit/auditTable.ts';
import {
  type AuditSlice,
  type AuditSource,
  SETTLE_MS,
  type UnreadableRecord,
} from '../../../src/core/audit/auditWindow.ts';
import { Failure } from '../../../src/core/failure.ts';
import { createBatcher } from '../../../src/core/sentinel/batches.ts';
import { LOOK_BACK_MS } from '../../../src/core/sync/deliveryLog.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { type SyncPass, syncOrganization } from '../../../src/core/sync/syncOrganization.ts';
import { createSyncStateFile } from '../../../src/core/sync/syncState.ts';

const SITE = 'https://acme.atlassian.net';
const DAY_MS = 86_400_000;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A site whose records can be added to; it gives them in slices of a day. */
function createSite(unreadable: readonly UnreadableRecord[] = []) {
  const records: AuditRecord[] = [];
  const failures: Error[] = [];
  const source: AuditSource = {
    async *slices({ fromMs, toMs }, signal): AsyncGenerator<AuditSlice> {
      for (let start = fromMs; start <= toMs; start += DAY_MS) {
        signal.throwIfAborted();
        const failure = start === fromMs ? undefined : failures.shift();
        if (failure !== undefined) throw failure;
        const window = { fromMs: start, toMs: Math.min(toMs, start + DAY_MS - 1) };
        const inside = records.filter(({ creationDate }) => {
          const at = creationDate ?? 0;
          return at >= window.fromMs && at <= window.toMs;
        });
        yield {
          window,
          records: inside.sort((a, b) => (a.creationDate ?? 0) - (b.creationDate ?? 0)),
          unreadable: start === fromMs ? unreadable : [],
        };
      }
    },
    newestFirst: () => {
      throw new Error('a sync reads oldest first');
    },
    retention: async () => ({ number: 1, units: 'YEARS' }),
  };
  return { records, failures, source };
}

/** A destination that remembers what it acknowledged. */
function createDestination(maxBytes = 4000) {
  const rows: AuditRow[] = [];
  const failures: (Error | undefined)[] = [];
  return {
    rows,
    failures,
    createBatcher: () => createBatcher({ maxBytes, groupOf: () => '' }),
    async send(batch: Batch, signal: AbortSignal) {
      signal.throwIfAborted();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      rows.push(...batch.rows);
    },
  };
}

describe('a sync', () => {
  const startMs = Date.UTC(2026, 10, 1);
  let nowMs: number;
  let site: ReturnType<typeof createSite>;
  let destination: ReturnType<typeof createDestination>;
  let stateFile: ReturnType<typeof createSyncStateFile>;
  let quarantineFile: string;
  beforeEach(() => {
    nowMs = startMs + 10 * DAY_MS;
    site = createSite();
    destination = createDestination();
    stateFile = createSyncStateFile(path.join(folder, 'state.json'));
    quarantineFile = path.join(folder, 'quarantine.ndjson');
    for (let index = 0; index < 100; index++) {
      site.records.push({ summary: `Event ${index}`, creationDate: startMs + index * 7_000_000 });
    }
  });

  const run = async (changes: Partial<SyncPass> = {}) =>
    syncOrganization({
      site: SITE,
      source: site.source,
      sink: destination,
      state: (await stateFile.load()).state,
      saveState: stateFile.save,
      quarantine: createQuarantineFile(quarantineFile),
      nowMs: () => nowMs,
      firstFromMs: startMs,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...changes,
    });
  const delivered = () => destination.rows.map(({ Summary }) => Summary);
  const all = () => site.records.map(({ summary }) => summary);

  test('delivers every record once, oldest first, and nothing the second time', async () => {
    const first = await run();
    expect(first).toMatchObject({ outcome: 'succeeded', fetched: 100, delivered: 100, quarantined: 0 });
    expect(delivered()).toEqual(all());
    const second = await run();
    expect(second).toMatchObject({ outcome: 'succeeded', fetched: 0, delivered: 0 });
    expect(delivered()).toEqual(all());
    expect((await stateFile.load()).state).toMatchObject({ readThroughMs: nowMs - SETTLE_MS, deliveredTotal: 100 });
  });

  test('goes on where the last one ended, to the millisecond', async () => {
    await run();
    site.records.push({ summary: 'Just after', creationDate: nowMs - SETTLE_MS + 1 });
    nowMs += 5 * 60_000;
    await run();
    expect(delivered()).toEqual(all());
  });

  test('leaves the youngest records for the next one', async () => {
    site.records.push({ summary: 'Young', creationDate: nowMs - SETTLE_MS + 1 });
    await run();
    expect(delivered()).not.toContain('Young');
    nowMs += SETTLE_MS;
    await run();
    expect(delivered()).toEqual(all());
  });

  test('looks back for what the site publishes late, a twin included, and repeats nothing of it', async () => {
    await run();
    const late = { summary: 'Late', creationDate: nowMs - LOOK_BACK_MS + 60_000 };
    for (const record of [late, late]) {
      site.records.push({ ...record });
      nowMs += 1000;
      expect(await run()).toMatchObject({ outcome: 'succeeded', delivered: 1 });
    }
    expect(delivered()).toEqual(all());
    expect(new Set(destination.rows.map(({ EventOriginalUid }) => EventOriginalUid)).size).toBe(all().length);
    expect(await run()).toMatchObject({ outcome: 'succeeded', delivered: 0 });
  });

  test('remembers only what the look-back can meet again', async () => {
    await run();
    const { recent } = (await stateFile.load()).state;
    const near = site.records.filter(({ creationDate }) => (creationDate ?? 0) > nowMs - SETTLE_MS - LOOK_BACK_MS);
    expect(recent).toHaveLength(near.length);
  });

  test('of a computer whose clock is far behind says so instead of finding nothing', async () => {
    await run();
    nowMs -= 365 * DAY_MS;
    expect(await run()).toMatchObject({ outcome: 'failed', failure: { code: 'clockBehind' } });
  });

  test('after a long break says what the site has thrown away meanwhile', async () => {
    await run();
    const throughMs = nowMs - SETTLE_MS;
    nowMs += 30 * DAY_MS;
    const week = { ...site.source, retention: async () => ({ number: 7, units: 'DAYS' }) };
    const lost = { fromMs: throughMs + 1, toMs: nowMs - 7 * DAY_MS - 1 };
    expect(await run({ source: week })).toMatchObject({ outcome: 'succeeded', lost });
    expect((await stateFile.load()).state.lastRun?.lost).toEqual(lost);
    expect((await run({ source: week })).lost).toBeUndefined();
  });

  test('asks how long records are kept after a long break only, and reads on where nobody tells', async () => {
    let asked = 0;
    const retention = async () => {
      asked += 1;
      throw new Failure('siteForbidden', { where: SITE });
    };
    const source = { ...site.source, retention };
    await run({ source });
    nowMs += 11 * 3_600_000;
    await run({ source });
    expect(asked).toBe(0);
    nowMs += 30 * DAY_MS;
    expect(await run({ source })).toMatchObject({ outcome: 'succeeded', lost: undefined });
    expect(asked).toBe(1);
  });

  test('counts what no catalogue knows, once for each record', async () => {
    site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate: nowMs - 60_000 });
    await run();
    await run();
    site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate: nowMs - 50_000 });
    await run();
    expect((await stateFile.load()).state.drift.categories).toEqual({ Whiteboards: 2 });
  });

  test('keeps twins, and tells them apart by their key', async () => {
    site.records.length = 0;
    site.records.push({ summary: 'Twin', creationDate: startMs }, { summary: 'Twin', creationDate: startMs });
    await run();
    expect(new Set(destination.rows.map(({ EventOriginalUid }) => EventOriginalUid)).size).toBe(2);
  });

  test('that fails between slices keeps what is done, and the next one completes it', async () => {
    site.failures.push(new Failure('siteServerError', { where: SITE, status: 503 }));
    const first = await run();
    expect(first).toMatchObject({ outcome: 'failed', failure: { code: 'siteServerError', detail: { status: 503 } } });
    expect(first.delivered).toBeGreaterThan(0);
    expect((await stateFile.load()).state).toMatchObject({ readThroughMs: startMs + DAY_MS - 1, lastRun: first });
    expect(await run()).toMatchObject({ outcome: 'succeeded' });
    expect(delivered()).toEqual(all());
  });

  test('whose batch is not acknowledged does not move past it', async () => {
    destination.failures.push(
      undefined,
      undefined,
      undefined,
      new Failure('ingestionThrottled', { where: 'https://in' }),
    );
    const first = await run();
    expect(first).toMatchObject({ outcome: 'failed', failure: { code: 'ingestionThrottled' } });
    const { state } = await stateFile.load();
    const notSent = site.records.find(({ summary }) => !delivered().includes(summary ?? ''));
    expect(state.readThroughMs ?? startMs - 1).toBeLessThan(notSent?.creationDate ?? 0);
    await run();
    expect(delivered()).toEqual(all());
  });

  test('that is cancelled says so and loses nothing', async () => {
    const abort = new AbortController();
    const first = await run({ signal: abort.signal, onProgress: ({ delivered: sent }) => sent >= 20 && abort.abort() });
    expect(first).toMatchObject({ outcome: 'cancelled', failure: undefined });
    expect(delivered().length).toBeLessThan(all().length);
    await run();
    expect(delivered()).toEqual(all());
  });

  test('puts what cannot be delivered into quarantine, with the reason, and goes on', async () => {
    site = createSite([{ raw: { creationDate: 'never' }, reason: 'creationDate: not a number' }]);
    site.records.push(
      { summary: 'Fine', creationDate: startMs },
      { summary: 'x'.repeat(5000), creationDate: startMs + 1 },
    );
    const summary = await run();
    expect(summary).toMatchObject({ outcome: 'succeeded', fetched: 3, delivered: 1, quarantined: 2 });
    const kept = (await readFile(quarantineFile, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
    expect(kept).toEqual([
      { raw: { creationDate: 'never' }, reason: 'creationDate: not a number' },
      { raw: site.records[1], reason: expect.stringMatching(/large/) },
    ]);
    expect((await stateFile.load()).state).toMatchObject({ deliveredTotal: 1, quarantinedTotal: 2 });
  });

  test('never shows the words of an unexpected error', async () => {
    site.failures.push(new Error('secret-token-in-a-message'));
    const summary = await run();
    expect(summary.failure).toMatchObject({ code: 'unexpected' });
    expect(await readFile(path.join(folder, 'state.json'), 'utf8')).not.toContain('secret-token');
  });
});
