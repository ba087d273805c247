import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { type Lease, takeLease } from '../../../src/core/sync/lease.ts';
import { NO_TALLY, type RunSummary } from '../../../src/core/sync/run.ts';
import type { Job } from '../../../src/core/sync/syncState.ts';
import { nodeClock } from '../../../src/engine/nodeClock.ts';
import { organizationStatus } from '../../../src/shell/organization/organizationStatus.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { startBackgroundSync } from '../../../src/shell/sync/backgroundSync.ts';
import { ACME, DAY_MS, FOLDER, GLOBEX, NOON_MS } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { window as fakeWindow } from '../fakeVscode.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const every = (organization: Organization, intervalMinutes: number): Organization => ({
  ...organization,
  backgroundSync: { enabled: true, intervalMinutes },
});
const MINUTE_MS = 60_000;
const lastRun: RunSummary = {
  ...{ run: 'r', kind: 'sync' as const, window: undefined, startedAtMs: NOON_MS, endedAtMs: NOON_MS },
  ...{ outcome: 'succeeded' as const, tally: NO_TALLY, lagMs: 0, lost: undefined, failure: undefined },
};

let shell: Shell;
let acme: FakeSite;
let background: { dispose(): void } | undefined;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOON_MS });
  shell = await startShell(Date.now);
  acme = shell.connections.site(ACME.site);
  acme.records.push({ summary: 'One', creationDate: NOON_MS - DAY_MS });
});
afterEach(() => {
  background?.dispose();
  background = undefined;
  vi.useRealTimers();
});
const start = () => {
  background = startBackgroundSync(shell.parts);
};

/** What is planned for now is let to happen, until something has come true. */
const soon = (isSo: () => unknown) =>
  until(() => {
    vi.advanceTimersByTime(0);
    return isSo();
  });
/** Time in which something could happen that must not: the disk is asked more often than that would take. */
const quiet = async () => {
  for (let turn = 0; turn < 100; turn += 1) {
    vi.advanceTimersByTime(0);
    await shell.disk.list(shell.folder);
  }
};
const minutes = (count: number) => vi.advanceTimersByTime(count * MINUTE_MS);
const begun = () => acme.readAtMs.map((atMs) => (atMs - NOON_MS) / MINUTE_MS);
/** What the engine was asked, which comes before any reading. */
const works = () => shell.engine.requests.map((request) => (request.kind === 'run' ? request.work.kind : request.kind));
const sent = () => shell.connections.destination(FOLDER.id).rows.map((row) => row['Summary']);
const view = () => shell.parts.sync.viewOf(ACME);
const rest = () => soon(() => view().running === undefined && acme.openReads === 0);
const told = () => user.messages.map(({ text }) => text);

describe('the first send', () => {
  beforeEach(() => shell.addOrganization(every(ACME, 5)));
  const asked = () => soon(() => user.messages.length > 0);

  test('is counted and asked for once; then everything goes on by itself', async () => {
    start();
    await asked();
    expect(user.messages).toMatchObject([{ kind: 'info', buttons: ['Send', 'Not Now'] }]);
    expect(told()[0]).toMatch(/^Acme: 1 record \(\d+ byte\) since .* is ready to be sent to Audit files\.$/);
    expect(view().awaitsApproval).toMatchObject({ found: { tally: { delivered: 1 } } });
    minutes(20);
    await quiet();
    expect([sent(), works(), user.messages.length]).toEqual([[], ['dryRun'], 1]);
    user.messages[0]?.press('Send');
    await soon(() => sent().length > 0 && view().running === undefined);
    expect(view()).toMatchObject({ awaitsApproval: undefined, state: { approved: true } });
    await soon(() => view().nextSyncMs !== undefined);
    minutes(5);
    await soon(() => begun().length === 3);
    expect([begun(), told().length]).toEqual([[0, 20, 25], 1]);
  });

  test('is not asked for again after Not Now, and goes on when somebody agrees by hand', async () => {
    start();
    await asked();
    user.messages[0]?.press('Not Now');
    minutes(30);
    await quiet();
    expect([sent(), works(), told().length]).toEqual([[], ['dryRun'], 1]);
    expect(await shell.sync()).toMatchObject({ outcome: 'succeeded' });
    await soon(() => view().nextSyncMs !== undefined);
    minutes(5);
    await soon(() => begun().length === 3);
    expect(view().awaitsApproval).toBeUndefined();
  });

  test('is not what was agreed to when the destination is another one by then', async () => {
    start();
    await asked();
    await shell.parts.destinations.add({ ...FOLDER, id: 'g', folder: '/srv/other' }, undefined);
    await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: 'g' }));
    await soon(() => user.messages.length === 2);
    user.messages[0]?.press('Send');
    await quiet();
    expect([works(), sent(), shell.connections.destination('g').rows]).toEqual([['dryRun', 'dryRun'], [], []]);
    // Nobody has answered whether to send there.
    expect(await shell.openWindow('desk').sync.claimFirstSend(every(ACME, 5), 'elsewhere')).toBeTypeOf('object');
    user.messages[1]?.press('Send');
    await soon(() => shell.connections.destination('g').rows.length === 1);
  });

  test('that cannot be counted is a failure like that of a sync: told once, tried again', async () => {
    acme.failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    start();
    await asked();
    expect(told()).toEqual([expect.stringMatching(/^Background sync of Acme failed\. /)]);
    expect(view()).toMatchObject({ awaitsApproval: undefined, failure: { code: 'siteServerError' } });
    await rest();
    await soon(() => view().nextSyncMs !== undefined);
    minutes(5);
    await soon(() => begun().length === 2);
    await rest();
    await soon(() => view().nextSyncMs === NOON_MS + 10 * MINUTE_MS);
    expect(told()).toHaveLength(1);
    acme.failure = undefined;
    minutes(5);
    await soon(() => user.messages.length === 2);
    expect(told()[1]).toMatch(/ready to be sent/);
    expect(view().failure).toBeUndefined();
  });

  describe('with two windows', () => {
    let other: Parts;
    let otherBackground: { dispose(): void };
    const otherView = () => other.sync.viewOf(ACME);
    beforeEach(async () => {
      start();
      await asked();
      other = shell.openWindow('desk');
      otherBackground = startBackgroundSync(other);
      await soon(() => otherView().awaitsApproval !== undefined);
      await quiet();
    });
    afterEach(() => otherBackground.dispose());
    /** So long that the other window looks again. */
    const look = async () => {
      vi.advanceTimersByTime(6_000);
      await quiet();
    };

    test('is counted and asked for in one of them', async () => {
      await look();
      expect([begun(), told().length]).toEqual([[0], 1]);
      expect(otherView()).toMatchObject({ awaitsApproval: { found: undefined }, nextSyncMs: undefined });
    });

    test('is asked for in the other one when the first dies', async () => {
      shell.dead.add(1);
      vi.advanceTimersByTime(6_000);
      await soon(() => told().length === 2);
      expect(told()[1]).toBe(told()[0]);
    });

    test('is asked for in the other one when the first is closed', async () => {
      background?.dispose();
      await shell.parts.sync.close();
      vi.advanceTimersByTime(6_000);
      await soon(() => told().length === 2);
    });

    test('is not asked for a second time after Not Now', async () => {
      user.messages[0]?.press('Not Now');
      await quiet();
      for (let time = 0; time < 5; time += 1) await look();
      expect([begun(), told().length]).toEqual([[0], 1]);
    });

    test('goes on in both once somebody has agreed in one', async () => {
      user.messages[0]?.press('Send');
      await soon(() => sent().length > 0 && view().running === undefined);
      await other.sync.refresh(ACME);
      await soon(() => otherView().nextSyncMs !== undefined);
      expect([otherView().awaitsApproval, told().length, sent()]).toEqual([undefined, 1, ['One']]);
    });

    test('is asked for anew after a reset, also where it was the other one that asked before', async () => {
      user.messages[0]?.press('Send');
      await soon(() => sent().length > 0 && view().running === undefined);
      await other.sync.refresh(ACME);
      await soon(() => otherView().nextSyncMs !== undefined);
      background?.dispose();
      await other.sync.change(ACME.id, { kind: 'reset' });
      minutes(5);
      await soon(() => told().length === 2);
    });

    test('is not done twice by a question that stayed open', async () => {
      await other.sync.run(ACME.id, { kind: 'sync' }, 'given');
      await shell.parts.sync.refresh(ACME);
      user.messages[0]?.press('Send');
      await soon(() => works().includes('sync') && view().running === undefined);
      await quiet();
      expect([sent(), works().filter((kind) => kind === 'dryRun'), told().length]).toEqual([['One'], ['dryRun'], 1]);
      const approved = (await shell.parts.sync.ledger(ACME, 100)).filter(({ type }) => type === 'approved');
      expect(approved).toHaveLength(1);
    });
  });

  test('is asked for anew after a reset, also where the question stayed open until somebody else had agreed', async () => {
    start();
    await asked();
    const other = shell.openWindow('desk');
    await other.sync.run(ACME.id, { kind: 'sync' }, 'given');
    await shell.parts.sync.refresh(ACME);
    await other.sync.change(ACME.id, { kind: 'reset' });
    user.messages[0]?.press('Send');
    await soon(() => told().length === 2);
    await quiet();
    expect(sent()).toEqual(['One']);
    user.messages[1]?.press('Send');
    await soon(() => sent().length === 2);
  });

  test('is asked for anew after a reset in the window that has asked before', async () => {
    start();
    await asked();
    user.messages[0]?.press('Send');
    await soon(() => sent().length > 0 && view().running === undefined);
    await shell.parts.sync.change(ACME.id, { kind: 'reset' });
    minutes(5);
    await soon(() => told().length === 2);
    expect(sent()).toEqual(['One']);
  });

  describe('that was agreed to while another process has the route', () => {
    let lease: Lease;
    beforeEach(async () => {
      start();
      await asked();
      const holder = { id: 'headless', pid: 99, host: 'here', title: 'a headless process' };
      const clock = { nowMs: Date.now, wait: nodeClock.wait };
      const folder = shell.routeFolder();
      lease = await takeLease({ disk: shell.disk, folder, holder, clock, isAlive: () => true });
      user.messages[0]?.press('Send');
      await soon(() => works().includes('sync') && view().running === undefined);
      await quiet();
      expect([sent(), view().awaitsApproval]).toEqual([[], undefined]);
    });
    afterEach(() => lease.release());
    const look = async () => {
      vi.advanceTimersByTime(6_000);
      await quiet();
    };

    test('is sent when that one is done, and nobody is asked twice', async () => {
      const other = shell.openWindow('desk');
      const otherBackground = startBackgroundSync(other);
      await soon(() => other.sync.viewOf(ACME).elsewhere !== undefined);
      await look();
      expect(await other.sync.claimFirstSend(ACME, 'elsewhere')).toBe('elsewhere');
      await lease.release();
      await look();
      vi.advanceTimersByTime(6_000);
      await soon(() => sent().length > 0 && view().running === undefined);
      await quiet();
      expect([sent(), told().length]).toEqual([['One'], 1]);
      expect(await other.sync.claimFirstSend(ACME, 'elsewhere')).toBe('answered');
      otherBackground.dispose();
    });

    test('is sent at once then, also where a sync was tried a moment before', async () => {
      await shell.keepState(ACME, { approved: false, lastRun });
      await shell.parts.sync.refresh(ACME);
      await lease.release();
      await look();
      vi.advanceTimersByTime(6_000);
      await soon(() => sent().length > 0);
      expect((Date.now() - NOON_MS) / MINUTE_MS).toBeLessThan(1);
    });

    test('is asked for anew where it goes to another destination by then', async () => {
      await shell.parts.destinations.add({ ...FOLDER, id: 'g', folder: '/srv/other' }, undefined);
      await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: 'g' }));
      await look();
      await soon(() => told().length === 2);
      expect(await shell.openWindow('desk').sync.claimFirstSend(every(ACME, 5), 'elsewhere')).toBeTypeOf('object');
      await lease.release();
      await look();
      await look();
      expect([sent(), shell.connections.destination('g').rows, told().length]).toEqual([[], [], 2]);
    });

    test('is asked for in another window when this one closes', async () => {
      background?.dispose();
      await shell.parts.sync.close();
      await lease.release();
      const otherBackground = startBackgroundSync(shell.openWindow('desk'));
      await soon(() => told().length === 2);
      expect(sent()).toEqual([]);
      otherBackground.dispose();
    });
  });

  test('is tried again with what was agreed to where it failed before that was saved', async () => {
    start();
    await asked();
    const { createExclusively } = shell.disk;
    shell.disk.createExclusively = () => Promise.reject(new Failure('diskFull', { where: '/srv' }));
    user.messages[0]?.press('Send');
    await soon(() => view().failure?.code === 'diskFull');
    await quiet();
    shell.disk.createExclusively = createExclusively;
    await soon(() => view().nextSyncMs !== undefined);
    minutes(5);
    await soon(() => sent().length > 0);
    expect(told().filter((text) => text.includes('ready to be sent'))).toHaveLength(1);
  });

  test('that cannot be counted in one window may be asked for in another', async () => {
    acme.failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    start();
    await soon(() => view().failure !== undefined);
    acme.failure = undefined;
    const other = startBackgroundSync(shell.openWindow('desk'));
    await soon(() => user.messages.length === 2);
    expect(told()[1]).toMatch(/ready to be sent/);
    other.dispose();
  });

  test('is not counted to its end, nor asked for, once somebody has agreed in another way', async () => {
    const answers = Promise.withResolvers<void>();
    acme.answers = answers.promise;
    start();
    await soon(() => acme.openReads === 1);
    await shell.keepState();
    await shell.parts.sync.refresh(ACME);
    await soon(() => begun().length === 2);
    expect([acme.openReads, works()]).toEqual([1, ['dryRun', 'sync']]);
    answers.resolve();
    await rest();
    expect([told(), sent()]).toEqual([[], ['One']]);
  });

  test('stops what only a person can mend', async () => {
    acme.failure = new Failure('siteWrongCredentials', { where: ACME.site, status: 401 });
    start();
    await asked();
    await soon(() => view().stopped);
    minutes(60);
    await quiet();
    expect([works(), told().length]).toEqual([['dryRun'], 1]);
  });
});

describe('a job that is not through', () => {
  const job: Job = {
    ...{ id: 'j', kind: 'backfill', doneThroughMs: undefined, paused: false, startedAtMs: 0, tally: NO_TALLY },
    window: { fromMs: NOON_MS - 40 * DAY_MS, toMs: NOON_MS - DAY_MS },
  };
  test('goes on after a restart, also where nothing is synced in the background', async () => {
    await shell.addOrganization(ACME);
    await shell.keepState(ACME, { jobs: [job] });
    start();
    await soon(() => sent().length === 1 && view().running === undefined);
    expect([works(), view().state?.jobs]).toEqual([['job'], []]);
    await quiet();
    expect(works()).toEqual(['job']);
  });

  test.each([
    ['that is paused', { ...job, paused: true }],
    ['that belongs to background sync', { ...job, kind: 'weeklySweep' } as const],
  ])('%s does not', async (_which, one) => {
    await shell.addOrganization(ACME);
    await shell.keepState(ACME, { jobs: [one] });
    start();
    await soon(() => view().state !== undefined);
    await quiet();
    expect(works()).toEqual([]);
  });

  test('comes after the sync that is due, and makes room for the next one', async () => {
    await shell.addOrganization(every(ACME, 5));
    await shell.keepState(ACME, { jobs: [{ ...job, kind: 'weeklySweep' }], coverage: [job.window] });
    start();
    await soon(() => works().length === 2);
    expect(works()).toEqual(['sync', 'job']);
    const answers = Promise.withResolvers<void>();
    acme.answers = answers.promise;
    await soon(() => view().running?.kind === 'weeklySweep' && view().nextSyncMs !== undefined);
    minutes(5);
    await quiet();
    answers.resolve();
    await soon(() => works().length >= 3 && view().running === undefined && view().state?.jobs.length === 0);
    expect(works().slice(0, 3)).toEqual(['sync', 'job', 'sync']);
  });

  test('is tried again after delays that grow, and its failure is told once', async () => {
    await shell.addOrganization(ACME);
    await shell.keepState(ACME, { jobs: [job], lastRun });
    acme.failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    start();
    await soon(() => begun().length === 1);
    for (const [index, delay] of [1, 5, 15, 60, 60].entries()) {
      await rest();
      await quiet();
      minutes(delay - 0.5);
      await quiet();
      expect(works()).toHaveLength(index + 1);
      minutes(0.5);
      await soon(() => begun().length === index + 2);
    }
    expect(begun()).toEqual([0, 1, 6, 21, 81, 141]);
    expect(told()).toEqual([expect.stringMatching(/^Backfill of Acme stumbled, and is tried again later\. /)]);
  });

  test('is left to the window that has it, and taken over when that one dies', async () => {
    await shell.addOrganization(every(ACME, 5));
    await shell.keepState(ACME, { jobs: [job], lastRun });
    acme.answers = new Promise(() => undefined);
    void shell.openWindow('project').sync.run(ACME.id, { kind: 'job', id: 'j' }, 'missing');
    await soon(() => acme.openReads === 1);
    start();
    await soon(() => view().elsewhere?.title === 'project');
    /** Each second has time for the look at the disk that may come with it. */
    const seconds = async (count: number) => {
      for (let second = 0; second < count && view().elsewhere !== undefined; second += 1) {
        const timers = vi.getTimerCount();
        vi.advanceTimersByTime(1_000);
        await until(() => vi.getTimerCount() >= timers || view().elsewhere === undefined);
      }
    };
    await seconds(12);
    await quiet();
    // Only the next look at the other window is planned.
    expect([view().elsewhere?.title, works(), vi.getTimerCount()]).toEqual(['project', [], 1]);
    acme.answers = Promise.resolve();
    // The second window of this computer.
    shell.dead.add(2);
    await seconds(6);
    await soon(() => works().length > 0);
    await soon(() => view().state?.jobs.length === 0);
    expect(sent()).toContain('One');
  });
});

describe('a computer without a network', () => {
  const noName = new Failure('nameNotFound', { where: ACME.site, remark: 'EAI_AGAIN' });
  beforeEach(async () => {
    await shell.addOrganization(every(ACME, 5));
    await shell.keepState();
    acme.failure = noName;
  });

  test('is offline, which is shown and not told; it goes on at its interval', async () => {
    start();
    await soon(() => view().offline && view().nextSyncMs !== undefined);
    expect([told(), view().nextSyncMs]).toEqual([[], NOON_MS + 5 * MINUTE_MS]);
    acme.failure = undefined;
    minutes(5);
    await soon(() => begun().length === 2 && !view().offline);
    expect([told(), sent()]).toEqual([[], ['One']]);
  });

  test('is offline, and nothing has failed, also where nobody has agreed to send yet', async () => {
    await shell.keepState(ACME, { approved: false });
    start();
    await soon(() => view().offline && view().nextSyncMs !== undefined);
    expect([told(), view().failure, organizationStatus(every(ACME, 5), shell.parts).kind]).toEqual([
      ...[[], undefined, 'offline'],
    ]);
  });

  test('tries at once when its user comes back, but not each moment', async () => {
    start();
    await soon(() => view().offline && view().nextSyncMs !== undefined);
    minutes(0.25);
    fakeWindow.windowState.fire({ focused: true });
    await quiet();
    expect(works()).toHaveLength(1);
    minutes(0.75);
    fakeWindow.windowState.fire({ focused: true });
    await soon(() => begun().length === 2);
    expect(begun()).toEqual([0, 1]);
  });

  test('is told from a site whose name is gone: another one is there', async () => {
    const globex = shell.connections.site(GLOBEX.site);
    globex.failure = noName;
    await shell.addOrganization(every(GLOBEX, 2));
    await shell.keepState(GLOBEX);
    start();
    await soon(() => view().offline && shell.parts.sync.viewOf(GLOBEX).offline);
    await soon(() => shell.parts.sync.viewOf(GLOBEX).nextSyncMs !== undefined);
    globex.failure = undefined;
    minutes(2);
    // Who is online again makes the other one try at once, and there is no excuse any more.
    await soon(() => told().length > 0);
    expect(begun()).toEqual([0, 2]);
    expect(told()).toEqual([expect.stringMatching(/^Background sync of Acme failed\. The name acme\.atlassian\.net/)]);
    await soon(() => !view().offline);
  });
});

test('what is due starts at once after the machine has slept', async () => {
  await shell.addOrganization(every(ACME, 30));
  await shell.keepState();
  start();
  await soon(() => begun().length === 1 && view().nextSyncMs !== undefined);
  // Timers stand still while it sleeps; the clock does not.
  vi.setSystemTime(NOON_MS + 8 * 60 * MINUTE_MS);
  fakeWindow.windowState.fire({ focused: true });
  await soon(() => begun().length === 2);
  expect(begun()).toEqual([0, 480]);
});
