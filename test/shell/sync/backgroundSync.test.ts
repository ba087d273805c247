import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { startBackgroundSync } from '../../../src/shell/sync/backgroundSync.ts';
import { ACME, FOLDER, GLOBEX, NOON_MS } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { changeSetting } from '../fakeVscode.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const every = (organization: Organization, intervalMinutes: number): Organization => ({
  ...organization,
  backgroundSync: { enabled: true, intervalMinutes },
});

let shell: Shell;
let background: { dispose(): void };
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOON_MS });
  shell = await startShell(Date.now);
});
afterEach(() => {
  background.dispose();
  vi.useRealTimers();
});

/** An organization whose first send somebody has agreed to. */
async function add(organization: Organization): Promise<void> {
  await shell.addOrganization(organization);
  await shell.keepState(organization);
}

/** Minutes after noon at which the organization's syncs began. */
const begun = ({ site }: Organization) =>
  shell.connections.site(site).readAtMs.map((atMs) => (atMs - NOON_MS) / 60_000);

/** Starts, or lets minutes pass; returns when the organization has ended so many syncs, and the next is planned. */
async function pass(minutes: number, { organization = ACME, syncs }: { organization?: Organization; syncs: number }) {
  if (minutes === 0) background = startBackgroundSync(shell.parts);
  vi.advanceTimersByTime(minutes * 60_000);
  await untilBegun(organization, syncs);
  await until(() => shell.parts.sync.viewOf(organization).running === undefined && vi.getTimerCount() > 0);
}

/** A plan takes a few turns to make; what it sets for now is let to happen. */
function untilBegun(organization: Organization, syncs: number): Promise<void> {
  return until(() => {
    vi.advanceTimersByTime(0);
    return begun(organization).length >= syncs;
  });
}

describe('background sync', () => {
  test('starts at once what was never synced, then each at its own interval', async () => {
    await add(every(ACME, 5));
    await add(every(GLOBEX, 4));
    await pass(0, { syncs: 1 });
    await pass(4, { organization: GLOBEX, syncs: 2 });
    await pass(1, { syncs: 2 });
    await pass(3, { organization: GLOBEX, syncs: 3 });
    expect([begun(ACME), begun(GLOBEX)]).toEqual([
      [0, 5],
      [0, 4, 8],
    ]);
    expect(user.messages).toEqual([]);
  });

  test('leaves alone what is off, and follows every change', async () => {
    await add({ ...every(ACME, 1), backgroundSync: { enabled: false, intervalMinutes: 1 } });
    await add(every(GLOBEX, 5));
    await pass(0, { organization: GLOBEX, syncs: 1 });
    await pass(5, { organization: GLOBEX, syncs: 2 });
    expect(begun(ACME)).toEqual([]);
    await shell.parts.organizations.update(ACME.id, (current) => every(current, 2));
    await pass(0.5, { syncs: 1 });
    await shell.parts.organizations.update(GLOBEX.id, () => GLOBEX);
    await pass(2, { syncs: 2 });
    await pass(10, { syncs: 3 });
    expect(begun(GLOBEX)).toEqual([0, 5]);
  });

  test('starts nothing twice, however often it plans', async () => {
    await add(every(ACME, 5));
    await add(every(GLOBEX, 1));
    const { promise, resolve } = Promise.withResolvers<void>();
    shell.connections.site(ACME.site).answers = promise;
    background = startBackgroundSync(shell.parts);
    for (let change = 0; change < 5; change += 1) shell.parts.organizations.refresh();
    await untilBegun(ACME, 1);
    await untilBegun(GLOBEX, 1);
    await pass(1, { organization: GLOBEX, syncs: 2 });
    await pass(1, { organization: GLOBEX, syncs: 3 });
    resolve();
    await until(() => shell.parts.sync.viewOf(ACME).running === undefined);
    for (let change = 0; change < 5; change += 1) shell.parts.organizations.refresh();
    await pass(1, { organization: GLOBEX, syncs: 4 });
    expect(begun(ACME)).toEqual([0]);
  });

  test('waits after what another window has synced', async () => {
    await add(every(ACME, 5));
    await pass(0, { syncs: 1 });
    vi.advanceTimersByTime(4 * 60_000);
    await shell.openWindow().sync.run(ACME.id, { kind: 'sync' }, 'given');
    await add(every(GLOBEX, 60));
    await pass(1, { organization: GLOBEX, syncs: 1 });
    await pass(4, { syncs: 3 });
    expect(begun(ACME)).toEqual([0, 4, 9]);
  });

  test('tells a failure once, another one too, and the same again after a success', async () => {
    const site = shell.connections.site(ACME.site);
    const down = new Failure('siteServerError', { where: ACME.site, status: 503 });
    const told: number[] = [];
    await add(every(ACME, 5));
    const cutOff = new Failure('siteCutOff', { where: ACME.site });
    const failures = [down, down, undefined, down, cutOff, cutOff];
    for (const [index, failure] of failures.entries()) {
      site.failure = failure;
      await pass(index === 0 ? 0 : 5, { syncs: index + 1 });
      told.push(user.messages.length);
    }
    expect(told).toEqual([1, 1, 1, 2, 3, 3]);
    expect(user.messages[0]).toMatchObject({ kind: 'warning', buttons: expect.arrayContaining(['Show Log']) });
    expect(user.messages[0]?.text).toMatch(/^Background sync of Acme failed\. acme\.atlassian\.net has a problem/);
  });

  test('whose failure is told leads to the log', async () => {
    await add(every(ACME, 5));
    shell.connections.site(ACME.site).failure = new TypeError('foreign');
    user.commands.set('confluenceAudit.showLog', () => undefined);
    await pass(0, { syncs: 1 });
    user.messages[0]?.press('Show Log');
    await until(() => user.executed.length > 0);
    expect(user.executed[0]?.command).toBe('confluenceAudit.showLog');
  });

  test('does not try on what lacks a destination', async () => {
    await add(every(ACME, 5));
    await add(every(GLOBEX, 1));
    await shell.parts.organizations.update(GLOBEX.id, (current) => ({ ...current, destinationId: 'gone' }));
    await pass(0, { syncs: 1 });
    await until(() => user.messages.length > 0);
    await pass(5, { syncs: 2 });
    expect(user.messages.map(({ text }) => text)).toEqual([
      'Background sync of Globex has stopped until this is repaired. Globex has no destination. Choose one first.',
    ]);
    const failures = user.log.filter((line) => line.includes('Globex failed'));
    expect(failures).toHaveLength(1);
    expect(shell.parts.destinations.get(FOLDER.id)).toBeDefined();
  });

  test('stops what only a person can mend, until it is set up anew', async () => {
    const site = shell.connections.site(ACME.site);
    site.failure = new Failure('siteWrongCredentials', { where: ACME.site, status: 401 });
    await add(every(ACME, 5));
    await add(every(GLOBEX, 10));
    await pass(0, { syncs: 1 });
    expect(user.messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Background sync of Acme has stopped until this is repaired\. acme\.atlassian\.net/),
    ]);
    expect([ACME, GLOBEX].map((one) => shell.parts.sync.viewOf(one).stopped)).toEqual([true, false]);
    await pass(10, { organization: GLOBEX, syncs: 2 });
    shell.parts.organizations.refresh();
    await pass(10, { organization: GLOBEX, syncs: 3 });
    expect(begun(ACME)).toEqual([0]);
    site.failure = undefined;
    await shell.parts.organizations.update(ACME.id, (current) => current, 'ATATT-new');
    await pass(1, { syncs: 2 });
    await pass(5, { syncs: 3 });
    expect(begun(ACME)).toEqual([0, 21, 26]);
    expect(shell.parts.sync.viewOf(ACME).stopped).toBe(false);
  });

  test('goes on with what was mended by hand', async () => {
    const site = shell.connections.site(ACME.site);
    site.failure = new Failure('siteTokenExpired', { where: ACME.site, status: 401 });
    await add(every(ACME, 5));
    background = startBackgroundSync(shell.parts);
    await untilBegun(ACME, 1);
    await until(() => user.messages.length > 0);
    site.failure = undefined;
    vi.advanceTimersByTime(10 * 60_000);
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded' });
    await until(() => vi.getTimerCount() > 0);
    await pass(5, { syncs: 3 });
    expect(begun(ACME)).toEqual([0, 10, 15]);
  });

  test('leaves a site alone for as long as it asks', async () => {
    const site = shell.connections.site(ACME.site);
    site.failure = new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs: 20 * 60_000 });
    await add(every(ACME, 5));
    await add(every(GLOBEX, 19));
    await pass(0, { syncs: 1 });
    site.failure = undefined;
    await pass(19, { organization: GLOBEX, syncs: 2 });
    expect(begun(ACME)).toEqual([0]);
    await pass(1, { syncs: 2 });
    expect(begun(ACME)).toEqual([0, 20]);
  });

  test('leaves a site alone for a day at most', async () => {
    const site = shell.connections.site(ACME.site);
    const retryAfterMs = 9_999_999_999_999_000;
    site.failure = new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs });
    await add(every(ACME, 5));
    await pass(0, { syncs: 1 });
    site.failure = undefined;
    await pass(1440, { syncs: 2 });
    expect(begun(ACME)).toEqual([0, 1440]);
  });

  test('honours what a site has asked of another window', async () => {
    const site = shell.connections.site(ACME.site);
    await add(every(ACME, 5));
    await add(every(GLOBEX, 14));
    await pass(0, { syncs: 1 });
    site.failure = new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs: 15 * 60_000 });
    await shell.openWindow().sync.run(ACME.id, { kind: 'sync' }, 'given');
    site.failure = undefined;
    await pass(14, { organization: GLOBEX, syncs: 2 });
    expect(begun(ACME)).toEqual([0, 0]);
    await pass(1, { syncs: 3 });
    expect(begun(ACME)).toEqual([0, 0, 15]);
  });

  test.each([
    ['succeeded', undefined],
    ['failed', new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs: 60_000 })],
  ])('goes on after the clock was set back, when the last run %s', async (outcome, failure) => {
    vi.setSystemTime(NOON_MS + 9 * 60_000);
    const site = shell.connections.site(ACME.site);
    site.failure = failure;
    await add(every(ACME, 1));
    expect(await shell.openWindow().sync.run(ACME.id, { kind: 'sync' }, 'given')).toMatchObject({ outcome });
    site.failure = undefined;
    vi.setSystemTime(NOON_MS);
    await pass(0, { syncs: 2 });
    await pass(1, { syncs: 3 });
    expect(begun(ACME)).toEqual([9, 0, 1]);
  });

  test('tries what it has stopped again when the network is set up anew', async () => {
    const site = shell.connections.site(ACME.site);
    site.failure = new Failure('proxyWrongCredentials', { where: 'http://proxy.example:3128', status: 407 });
    await add(every(ACME, 5));
    await add(every(GLOBEX, 10));
    await pass(0, { syncs: 1 });
    changeSetting('editor.fontSize', 12);
    await pass(10, { organization: GLOBEX, syncs: 2 });
    expect(begun(ACME)).toEqual([0]);
    site.failure = undefined;
    changeSetting('http.proxy', 'http://user:right@proxy.example:3128');
    await pass(1, { syncs: 2 });
    expect(begun(ACME)).toEqual([0, 11]);
  });

  test('ends with its window', async () => {
    await add(every(ACME, 5));
    await pass(0, { syncs: 1 });
    background.dispose();
    expect(vi.getTimerCount()).toBe(0);
    await shell.parts.organizations.update(ACME.id, (current) => every(current, 1));
    await shell.sync();
    expect(vi.getTimerCount()).toBe(0);
  });
});
