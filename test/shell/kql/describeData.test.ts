import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { DataChoice } from '../../../src/shell/kql/dataChoice.ts';
import { describeData, isAtHand } from '../../../src/shell/kql/describeData.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const OF_ACME: DataChoice = { kind: 'preview', organizationId: ACME.id };
const GONE = 'What this query was to run on is not there any more. Choose other data.';
let shell: Shell;
let site: FakeSite;
let stop: AbortController;
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization(ACME);
  site = shell.connections.site(ACME.site);
  for (const day of [1, 2, 9]) site.records.push({ summary: `${day} days old`, creationDate: NOON_MS - day * DAY_MS });
  stop = new AbortController();
});

const describing = (choice: DataChoice) => describeData(shell.parts, choice, stop.signal);
const atHand = (choice: DataChoice) => isAtHand(shell.parts, choice);
const keep = (address = ACME.site) =>
  shell.parts.previews.keep(ACME.id, { site: address, records: [], readAtMs: NOON_MS - 5 });

describe('data that is at hand', () => {
  test('is the sample, the same for an hour, so that it is loaded once', async () => {
    expect(atHand({ kind: 'sample' })).toBe(true);
    const first = await describing({ kind: 'sample' });
    expect(first).toEqual({ kind: 'sample', site: 'https://sample.example', seed: 1, days: 90, nowMs: NOON_MS });
    shell.clock.nowMs += 3_599_999;
    expect(await describing({ kind: 'sample' })).toEqual(first);
    shell.clock.nowMs += 1;
    expect(await describing({ kind: 'sample' })).toMatchObject({ nowMs: NOON_MS + 3_600_000 });
  });

  test('is what was synced to a folder, or a file', async () => {
    const folder: DataChoice = { kind: 'folder', destinationId: FOLDER.id };
    const file: DataChoice = { kind: 'file', file: '/srv/may.json' };
    expect([folder, file].map(atHand)).toEqual([true, true]);
    expect(await describing(folder)).toEqual({ kind: 'folder', folder: FOLDER.folder, site: undefined });
    expect(await describing(file)).toEqual({ kind: 'file', file: '/srv/may.json', receivedAtMs: NOON_MS });
  });

  test('is what an organization has shown last, without asking its site', async () => {
    keep();
    expect(atHand(OF_ACME)).toBe(true);
    const described = await describing(OF_ACME);
    expect(described).toMatchObject({ kind: 'records', site: ACME.site, records: [], receivedAtMs: NOON_MS - 5 });
    // Its name stays, so that its records are handed over once.
    expect(await describing(OF_ACME)).toEqual(described);
    keep();
    expect(await describing(OF_ACME)).not.toEqual(described);
    expect(site.readAtMs).toEqual([]);
    expect(user.progress).toEqual([]);
  });

  test.each<DataChoice>([
    { kind: 'preview', organizationId: 'gone' },
    { kind: 'folder', destinationId: 'gone' },
    { kind: 'folder', destinationId: SENTINEL.id },
  ])('is told to be gone: %j', async (choice) => {
    await shell.parts.destinations.add(SENTINEL, 'secret');
    await expect(describing(choice)).rejects.toMatchObject({ name: 'UserSentence', message: GONE });
  });

  test('is not what is known of an organization that was removed', async () => {
    keep();
    await shell.parts.organizations.remove(ACME.id);
    expect(atHand(OF_ACME)).toBe(false);
    await expect(describing(OF_ACME)).rejects.toThrow(GONE);
  });
});

describe('an organization without a preview', () => {
  test('is read, with progress', async () => {
    expect(atHand(OF_ACME)).toBe(false);
    const described = await describing(OF_ACME);
    expect(described).toMatchObject({ kind: 'records', site: ACME.site, receivedAtMs: NOON_MS });
    const records = described?.kind === 'records' ? described.records : [];
    expect(records.map(({ record }) => record.summary)).toEqual(['1 days old', '2 days old']);
    expect(new Set(records.map(({ key }) => key)).size).toBe(2);
    expect(user.progress).toMatchObject([{ title: 'Reading the last 7 days of Acme', running: false }]);
    expect(user.progress[0]?.reports.at(-1)).toEqual({ message: '2 records so far' });
    expect(shell.parts.previews.latest(ACME.id)?.records).toEqual(records);
    expect(atHand(OF_ACME)).toBe(true);
    await describing(OF_ACME);
    expect(site.readAtMs).toHaveLength(1);
  });

  test('is read again where its preview is of another site', async () => {
    keep('https://former.atlassian.net');
    expect(atHand(OF_ACME)).toBe(false);
    expect(await describing(OF_ACME)).toMatchObject({ site: ACME.site, receivedAtMs: NOON_MS });
  });

  test.each<[string, () => void]>([
    ['in the notification', () => user.progress[0]?.cancel()],
    ['by stopping the query', () => stop.abort()],
  ])('can be cancelled %s', async (_, cancel) => {
    site.answers = new Promise(() => undefined);
    const described = describing(OF_ACME);
    await until(() => site.openReads === 1);
    cancel();
    expect(await described).toBeUndefined();
    expect(site.openReads).toBe(0);
    expect(user.progress[0]?.running).toBe(false);
    expect(shell.parts.previews.latest(ACME.id)).toBeUndefined();
  });

  test('is not read for a query that was stopped before', async () => {
    stop.abort();
    expect(await describing(OF_ACME)).toBeUndefined();
    expect(shell.parts.previews.latest(ACME.id)).toBeUndefined();
  });

  test('says while its site is given time', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const described = describing(OF_ACME);
    await until(() => site.tellWaiting !== undefined);
    site.tellWaiting?.({ failure: new Failure('siteRateLimited', { where: ACME.site }), delayMs: 5000 });
    site.tellWaiting?.(undefined);
    expect(user.progress[0]?.reports).toMatchObject([
      { message: expect.stringContaining('acme.atlassian.net asks to wait.') },
    ]);
    answers.resolve();
    expect(await described).toBeDefined();
  });

  test('that cannot be read says why, and nothing is kept', async () => {
    site.failure = new Failure('siteCutOff', { where: ACME.site });
    await expect(describing(OF_ACME)).rejects.toMatchObject({ code: 'siteCutOff' });
    expect(user.progress[0]?.running).toBe(false);
    expect(shell.parts.previews.latest(ACME.id)).toBeUndefined();
  });
});
