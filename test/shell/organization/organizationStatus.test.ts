import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { organizationStatus } from '../../../src/shell/organization/organizationStatus.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SAMPLE } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let site: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  site = shell.connections.site(ACME.site);
  await shell.addOrganization(ACME);
});

const status = (organization = ACME) => organizationStatus(organization, shell.parts);
const run = () => shell.sync();
const TIME = /\d{1,2}:\d{2}/;

describe('an organization', () => {
  test('without a destination', () => {
    for (const destinationId of [undefined, 'gone']) {
      expect(status({ ...ACME, destinationId })).toEqual({
        kind: 'noDestination',
        word: 'No destination',
        lastSync: 'never',
        records: '0 records',
        sentence: 'Records can be previewed. Choose a destination to sync them.',
        tokenExpiry: expect.objectContaining({ stage: 'unknown' }),
        background: 'off',
        stopped: false,
        drift: [],
      });
    }
  });

  test('that was never synced', () => {
    const never = {
      kind: 'neverSynced',
      word: 'Not synced yet',
      sentence: 'Nothing was synced yet.',
      lastSync: 'never',
    };
    expect(status()).toMatchObject(never);
  });

  test('that waits for an agreement, with or without a count', async () => {
    const { sync } = shell.parts;
    await sync.run(ACME.id, { kind: 'sync' }, 'missing');
    const word = 'Waits for your agreement';
    expect(status()).toMatchObject({ kind: 'awaitsApproval', word, lastSync: expect.stringMatching(/^\d+:\d+\s.M$/) });
    expect(status().sentence).toBe('Nothing was sent there yet. Use Sync Now, and agree to the first send.');
    sync.tell(ACME.id, { awaitsApproval: { found: { tally: { ...NO_TALLY, delivered: 12_345 }, reasons: {} } } });
    expect(status().sentence).toBe('Ready to be sent: 12,345 records. Use Sync Now, and agree to the first send.');
    await run();
    expect(status()).toMatchObject({ kind: 'synced' });
  });

  test('that is offline says when it is tried again, also after a failure', async () => {
    site.failure = new Failure('nameNotFound', { where: ACME.site });
    await run();
    expect(status().kind).toBe('failed');
    shell.parts.sync.tell(ACME.id, { offline: true, nextSyncMs: NOON_MS + 300_000 });
    expect(status()).toMatchObject({ kind: 'offline', word: 'Offline' });
    expect(status().sentence).toMatch(
      /^This computer is offline\. Nothing is lost; the next try is at \d+:05\s[AP]M\.$/,
    );
    shell.parts.sync.tell(ACME.id, { nextSyncMs: undefined });
    expect(status().sentence).toMatch(/synced once the computer is online again\.$/);
  });

  test('that another window syncs names it, and how far it is', async () => {
    await shell.keepState();
    site.records.push({ summary: 'One', creationDate: ACME.addedAtMs - 29 * DAY_MS });
    const other = shell.openWindow('project').sync;
    other.onDidChange(() => {
      const delivered = other.viewOf(ACME).running?.progress.tally.delivered;
      if (delivered === 1) site.answers = new Promise(() => undefined);
    });
    void other.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => other.viewOf(ACME).running?.progress.tally.delivered === 1);
    await shell.parts.sync.refresh(ACME);
    expect(status()).toMatchObject({ kind: 'elsewhere', word: 'Synced by another window' });
    expect(status().sentence).toBe('It is being synced by another window: project.');
  });

  test('that was synced', async () => {
    site.records.push({ summary: 'One', creationDate: NOON_MS - DAY_MS });
    await run();
    expect(status()).toMatchObject({ kind: 'synced', word: 'Synced', records: '1 record' });
    expect(status().sentence).toMatch(/^Read and sent up to .*\d{1,2}:\d{2}.*\.$/);
    expect(status().lastSync).toMatch(TIME);
    const today = status().lastSync;
    shell.clock.nowMs += 3 * DAY_MS;
    expect(status().lastSync).toContain('2026');
    expect(today).not.toContain('2026');
  });

  test('that has records in quarantine', async () => {
    for (let index = 0; index < 1234; index += 1)
      site.records.push({ summary: `${index}`, creationDate: NOON_MS - DAY_MS });
    site.unreadable.push({ raw: { creationDate: 'never' }, timeMs: undefined, reason: 'not a number' });
    await run();
    expect(status().records).toBe('1,234 records, 1 in quarantine');
  });

  test('whose sync failed says what to do', async () => {
    site.failure = new Failure('siteWrongCredentials', { where: ACME.site });
    await run();
    expect(status()).toMatchObject({ kind: 'failed', word: 'Failed' });
    expect(status().sentence).toMatch(/^acme\.atlassian\.net does not accept.*Check/);
    expect(status().lastSync).toMatch(/\d{1,2}:\d{2}.*, failed$/);
  });

  test('whose token ends soon still tells how it stands', async () => {
    site.failure = new Failure('siteWrongCredentials', { where: ACME.site });
    await run();
    expect(status({ ...ACME, tokenExpiresOn: '2026-10-09' })).toMatchObject({
      kind: 'failed',
      word: 'Failed',
      tokenExpiry: { stage: 'soon', words: 'expires in 2 days' },
    });
    expect(status(SAMPLE).tokenExpiry).toBeUndefined();
  });

  test('that has sent what no catalogue knows', async () => {
    site.records.push({ category: 'Whiteboards', summary: 'New', creationDate: NOON_MS - DAY_MS });
    await run();
    expect(status().drift).toEqual([{ kind: 'category', name: 'Whiteboards', records: 1 }]);
  });

  test('whose site asks for patience says until when, and goes on', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const running = run();
    await until(() => site.tellWaiting !== undefined);
    const failure = new Failure('siteRateLimited', { where: ACME.site, status: 429 });
    site.tellWaiting?.({ failure, delayMs: 90_000 });
    expect(status()).toMatchObject({
      kind: 'syncing',
      word: expect.stringMatching(/^Waiting until \d{1,2}:\d{2}:30\s[AP]M$/),
      sentence: 'acme.atlassian.net asks to wait.',
    });
    const words: string[] = [];
    shell.parts.sync.onDidChange(() => words.push(status().word));
    // It goes on, long before anything is delivered.
    site.tellWaiting?.(undefined);
    expect(words).toEqual(['Syncing']);
    expect(status().sentence).toBe('0 records sent so far.');
    answers.resolve();
    await running;
    expect(status().kind).toBe('synced');
  });

  test('whose site asks for a time that no calendar holds', async () => {
    const retryAfterMs = 9_999_999_999_999_000;
    site.failure = new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs });
    await run();
    expect(status()).toMatchObject({ word: 'Failed', sentence: expect.stringMatching(/after an unknown time\.$/) });
  });

  test('whose sync was cancelled', async () => {
    site.answers = new Promise(() => undefined);
    const cancelled = run();
    await until(() => site.readAtMs.length > 0);
    expect(status()).toMatchObject({ kind: 'syncing', sentence: '0 records sent so far.' });
    shell.parts.sync.stop(ACME.id, 'cancel');
    await cancelled;
    expect(status()).toMatchObject({ kind: 'cancelled', word: 'Cancelled' });
    expect(status().lastSync).toMatch(/, cancelled$/);
  });

  test('whose sync goes on, without a destination or after a failure, is syncing', async () => {
    site.failure = new Failure('siteCutOff', { where: ACME.site });
    await run();
    site.failure = undefined;
    site.records.push({ summary: 'Old', creationDate: NOON_MS - 30 * DAY_MS });
    shell.parts.sync.onDidChange(() => {
      if (shell.parts.sync.viewOf(ACME).running?.progress.tally.delivered === 1)
        site.answers = new Promise(() => undefined);
    });
    void run();
    await until(() => shell.parts.sync.viewOf(ACME).running?.progress.tally.delivered === 1);
    await shell.parts.destinations.remove(FOLDER.id);
    const sentence = expect.stringMatching(/^1 record sent so far, (24|25) % of the time range\.$/);
    expect(status()).toMatchObject({ kind: 'syncing', word: 'Syncing', sentence });
  });
});
