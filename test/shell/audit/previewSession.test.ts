import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { AuditQuery, AuditSource } from '../../../src/core/audit/auditWindow.ts';
import type { Waiting } from '../../../src/core/confluence/patientHttp.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { PreviewQuery } from '../../../src/protocol/recordPreview.ts';
import type { KeptPreview } from '../../../src/shell/audit/previewMemory.ts';
import { createPreviewSession, MAX_RECORDS, type PreviewSession } from '../../../src/shell/audit/previewSession.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const WEEK: PreviewQuery = { range: 'last7Days', fromMs: undefined, toMs: undefined, search: '' };
const DAY: PreviewQuery = { ...WEEK, range: 'last24Hours' };
let shell: Shell;
let site: FakeSite;
let session: PreviewSession;
let progress: number[];
let kept: Omit<KeptPreview, 'id'>[];
let asked: AuditQuery[];
let waits: (Waiting | undefined)[];
/** What letting go of the site waits for. */
let closing: Promise<void>;
beforeEach(async () => {
  shell = await startShell();
  site = shell.connections.site(ACME.site);
  for (const day of [1, 2, 6, 9])
    site.records.push({ summary: `${day} days old`, creationDate: NOON_MS - day * DAY_MS });
  progress = [];
  kept = [];
  asked = [];
  waits = [];
  closing = Promise.resolve();
  session = createPreviewSession({
    organization: ACME,
    withSource: async (organization, work, onWait) => {
      const result = await shell.parts.connections.withSource(
        organization,
        (source) => {
          const newestFirst: AuditSource['newestFirst'] = (query, signal) => {
            asked.push(query);
            return source.newestFirst(query, signal);
          };
          return work({ ...source, newestFirst });
        },
        onWait,
      );
      await closing;
      return result;
    },
    nowMs: () => shell.clock.nowMs,
    onRead: (preview) => kept.push(preview),
    onProgress: (read) => progress.push(read),
    onWait: (waiting) => waits.push(waiting),
  });
});

const shown = () => session.rows(0, 100).map((row) => row['Summary']);

describe('a preview', () => {
  test('hands on what it has read, whole', async () => {
    await session.load(WEEK);
    expect(kept).toMatchObject([{ site: ACME.site, readAtMs: NOON_MS }]);
    expect(kept[0]?.records.map(({ record }) => record.summary)).toEqual(shown());
  });

  test('holds the records of the range, newest first', async () => {
    site.unreadable.push({ raw: {}, timeMs: undefined, reason: 'no date' });
    expect(await session.load(WEEK)).toEqual({
      count: 3,
      complete: true,
      unreadable: 1,
      drift: [1, 2, 6].map((day) => ({ kind: 'event', name: `${day} days old`, records: 1 })),
      superseded: false,
      fromMs: NOON_MS - 7 * DAY_MS,
      toMs: NOON_MS,
    });
    expect(shown()).toEqual(['1 days old', '2 days old', '6 days old']);
    expect(progress).toEqual([2, 3]);
    expect(session.rows(1, 1).map((row) => row['Summary'])).toEqual(['2 days old']);
    expect(session.record(2)).toMatchObject({ record: site.records[2], row: { Summary: '6 days old' } });
    expect(() => session.record(3)).toThrow(RangeError);
    expect(site.openReads).toBe(0);
  });

  test.each<[PreviewQuery, number, number]>([
    [{ ...WEEK, range: 'lastHour' }, NOON_MS - 3_600_000, NOON_MS],
    [DAY, NOON_MS - DAY_MS, NOON_MS],
    [{ ...WEEK, range: 'last30Days' }, NOON_MS - 30 * DAY_MS, NOON_MS],
    [{ ...WEEK, range: 'lastYear' }, NOON_MS - 366 * DAY_MS, NOON_MS],
    [{ ...WEEK, range: 'custom', fromMs: 5, toMs: 7 }, 5, 7],
    [{ ...WEEK, range: 'custom' }, NOON_MS - DAY_MS, NOON_MS],
  ])('of %j reads just that', async (query, fromMs, toMs) => {
    expect(await session.load(query)).toMatchObject({ fromMs, toMs });
  });

  test('asks the site for what it is to search for', async () => {
    await session.load({ ...WEEK, search: '  admin ' });
    expect(asked).toEqual([{ fromMs: NOON_MS - 7 * DAY_MS, toMs: NOON_MS, search: 'admin' }]);
    expect(session.last()?.query.search).toBe('  admin ');
  });

  test('counts what no catalogue knows', async () => {
    for (const record of site.records)
      Object.assign(record, { category: 'Whiteboards', summary: 'Whiteboard created' });
    site.records.push({ creationDate: NOON_MS - DAY_MS, category: 'Spaces', summary: 'Space painted', device: 'x' });
    expect((await session.load(WEEK)).drift).toEqual([
      { kind: 'category', name: 'Whiteboards', records: 3 },
      { kind: 'event', name: 'Spaces: Space painted', records: 1 },
      { kind: 'field', name: 'device', records: 1 },
    ]);
  });

  test('tells while the site is given time, but not of a load that was left', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const loading = session.load(WEEK);
    await until(() => site.tellWaiting !== undefined);
    const waiting = { failure: new Failure('siteRateLimited', { where: ACME.site }), delayMs: 5000 };
    site.tellWaiting?.(waiting);
    site.tellWaiting?.(undefined);
    expect(waits).toEqual([waiting, undefined]);
    session.cancel();
    site.tellWaiting?.(waiting);
    site.tellWaiting?.(undefined);
    expect(waits).toHaveLength(2);
    answers.resolve();
    expect((await loading).superseded).toBe(true);
  });

  test('shows the keys that a sync sends, twins included', async () => {
    const twin = { summary: 'Twin', creationDate: NOON_MS - DAY_MS - 1 };
    site.records.push({ ...twin }, { ...twin }, { ...twin });
    await shell.addOrganization(ACME);
    await shell.sync();
    await session.load({ ...WEEK, range: 'last30Days' });
    const keys = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      rows.map((row) => row['EventOriginalUid']).sort();
    const sent = keys(shell.connections.destination(FOLDER.id).rows);
    expect(new Set(sent).size).toBe(7);
    expect(keys(session.rows(0, 100))).toEqual(sent);
  });

  test('that is overtaken by another one shows only the other', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    site.answers = promise;
    const first = session.load(WEEK);
    await until(() => site.openReads === 1);
    site.answers = Promise.resolve();
    expect(await session.load(DAY)).toMatchObject({ count: 1, superseded: false });
    resolve();
    expect(await first).toMatchObject({ count: 0, superseded: true });
    expect(shown()).toEqual(['1 days old']);
    expect(session.last()).toMatchObject({ query: DAY, loaded: { count: 1 } });
    expect(site.openReads).toBe(0);
  });

  test('that is overtaken when all is read shows only the other, too', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    closing = promise;
    const first = session.load(WEEK);
    await until(() => progress.length === 2);
    closing = Promise.resolve();
    await session.load(DAY);
    resolve();
    expect(await first).toMatchObject({ count: 0, superseded: true });
    expect(shown()).toEqual(['1 days old']);
  });

  test('that is cancelled says so, and is not the last one', async () => {
    expect(session.last()).toBeUndefined();
    await session.load(DAY);
    expect(session.last()).toMatchObject({ query: DAY });
    site.answers = new Promise(() => undefined);
    const load = session.load(WEEK);
    await until(() => site.openReads === 1);
    expect(session.last()).toBeUndefined();
    session.cancel();
    expect(await load).toMatchObject({ superseded: true, count: 0 });
    expect(session.last()).toBeUndefined();
    session.cancel();
  });

  test('that fails throws, and is not the last one', async () => {
    await session.load(DAY);
    site.failure = new Failure('siteCutOff', { where: ACME.site });
    await expect(session.load(WEEK)).rejects.toMatchObject({ code: 'siteCutOff' });
    expect(session.last()).toBeUndefined();
    site.failure = undefined;
    expect(await session.load(WEEK)).toMatchObject({ count: 3 });
  });

  test('of very many takes the newest, and says that there are more', async () => {
    site.records.length = 0;
    for (let index = 0; index <= MAX_RECORDS; index += 1) site.records.push({ creationDate: NOON_MS - index * 20_000 });
    expect(await session.load(WEEK)).toMatchObject({ count: MAX_RECORDS, complete: false });
    expect(session.record(0).record.creationDate).toBe(NOON_MS);
    expect(await session.load(DAY)).toMatchObject({ count: 4321, complete: true });
  });
});
