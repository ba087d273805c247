import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { commands } from '../fakeVscode.ts';
import { registerCommands } from '../registerCommands.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let site: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  registerCommands(shell.parts);
  site = shell.connections.site(ACME.site);
  site.records.push({ summary: 'Old', creationDate: NOON_MS - 30 * DAY_MS }, { creationDate: NOON_MS - DAY_MS });
});
const run = (name = 'syncNow') => commands.executeCommand(`confluenceAudit.${name}`, { organization: ACME });
const told = () => user.messages.map(({ kind, text, buttons }) => [kind, text, ...buttons]);

describe('a sync at the wish of the user', () => {
  beforeEach(async () => {
    await shell.addOrganization(ACME);
    await shell.keepState();
  });

  test('shows how far it is, and says what was sent and where to', async () => {
    await run();
    await run();
    expect(user.progress[0]).toMatchObject({ title: 'Syncing Acme', running: false });
    const { reports = [] } = user.progress[0] ?? {};
    expect(reports.at(-1)?.message).toBe('2 records sent');
    expect(reports.reduce((sum, { increment = 0 }) => sum + increment, 0)).toBe(100);
    expect(told()).toEqual([
      ['info', 'Acme: 2 records sent to Audit files.', 'Open Folder'],
      ['info', 'Acme: no new records.', 'Open Folder'],
    ]);
    user.messages[0]?.press('Open Folder');
    await until(() => user.executed.some(({ command }) => command === 'revealFileInOS'));
  });

  test('tells of records in quarantine', async () => {
    site.unreadable.push({ raw: {}, timeMs: undefined, reason: 'no date' });
    await run();
    const text = 'Acme: 2 records sent to Audit files. Not sent, but kept in quarantine: 1 record.';
    expect(told()).toEqual([['warning', text, 'Show Quarantine']]);
  });

  test('tells of what it has put into quarantine itself, and not of what it found there', async () => {
    site.unreadable.push({ raw: { n: 1 }, timeMs: NOON_MS - 60_000, reason: 'no date' });
    await run();
    shell.clock.nowMs += 60_000;
    await run();
    expect(told()[1]).toEqual(['info', 'Acme: no new records.', 'Open Folder']);
    site.unreadable.push({ raw: { n: 2 }, timeMs: NOON_MS - 60_000, reason: 'no date' });
    shell.clock.nowMs += 60_000;
    await run();
    // Both were read: the first one comes again within the hour.
    expect((await shell.parts.sync.refresh(ACME)).state?.lastRun?.tally.quarantined).toBe(2);
    const text = 'Acme: 0 records sent to Audit files. Not sent, but kept in quarantine: 1 record.';
    expect(told()[2]).toEqual(['warning', text, 'Show Quarantine']);
    for (let n = 3; n <= 100; n += 1) site.unreadable.push({ raw: { n }, timeMs: NOON_MS - 60_000, reason: 'no date' });
    shell.clock.nowMs += 60_000;
    await run();
    expect(told()[3]?.[1]).toMatch(/kept in quarantine: 98 records\.$/);
  });

  test('that is cancelled says that nothing is lost', async () => {
    shell.parts.sync.onDidChange(() => {
      if ((shell.parts.sync.viewOf(ACME).running?.progress.tally.delivered ?? 0) > 0)
        site.answers = new Promise(() => undefined);
    });
    const syncing = run();
    await until(() => user.progress[0]?.reports.at(-1)?.message === '1 record sent');
    user.progress[0]?.cancel();
    await syncing;
    expect(told()).toEqual([['info', 'Sync of Acme cancelled after 1 record. The next one goes on from there.']]);
  });

  test.each([
    ['siteWrongCredentials', ACME.site, ['Edit Organization', 'Run Diagnostics'], 'Edit Acme'],
    ['secretMissing', ACME.displayName, ['Edit Organization', 'Run Diagnostics'], 'Edit Acme'],
    ['secretMissing', FOLDER.displayName, ['Edit Destination'], 'Edit Audit files'],
    ['entraWrongSecret', SENTINEL.endpoint, ['Edit Destination'], 'Edit Audit files'],
    ['folderMissing', FOLDER.folder, ['Edit Destination'], 'Edit Audit files'],
    ['clockBehind', ACME.site, ['Run Diagnostics'], 'Acme: Diagnostics'],
    ['siteClockWrong', ACME.site, ['Run Diagnostics'], 'Acme: Diagnostics'],
  ] as const)('that fails with %s at %s leads to where it is mended', async (code, where, buttons, form) => {
    site.failure = new Failure(code, { where });
    await run();
    expect(told()).toEqual([
      ['error', expect.stringMatching(/^Acme could not be synced\. .*\.$/), ...buttons, 'Show Log'],
    ]);
    user.messages[0]?.press(buttons[0]);
    await until(() => user.panels.length > 0);
    expect(user.panel().title).toBe(form);
  });

  test('that fails in between says what is done', async () => {
    shell.parts.sync.onDidChange(() => {
      if (shell.parts.sync.viewOf(ACME).running?.progress.tally.delivered === 1)
        site.failure = new Failure('timedOut', { where: ACME.site });
    });
    await run();
    expect(told()).toEqual([
      [
        'error',
        expect.stringMatching(/^Acme was synced only in part: 1 record sent\. /),
        ...['Try Again', 'Run Diagnostics', 'Show Log'],
      ],
    ]);
    site.failure = undefined;
    user.messages[0]?.press('Try Again');
    await until(() => user.messages.length === 2);
    expect(told()[1]).toEqual(['info', 'Acme: 1 record sent to Audit files.', 'Open Folder']);
  });

  test('that was asked to wait says until when', async () => {
    site.failure = new Failure('siteRateLimited', { where: ACME.site, retryAfterMs: 60_000 });
    await run();
    expect(user.messages[0]?.text).toMatch(/Try again after \d+:01\s[AP]M\.$/);
    expect(user.messages[0]?.buttons).toEqual(['About Rate Limits', 'Run Diagnostics', 'Show Log']);
  });

  test.each([undefined, 0])('that was asked to wait for %s can be tried again', async (retryAfterMs) => {
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    site.failure = new Failure('siteRateLimited', { where: ACME.site, ...asked });
    await run();
    expect(user.messages[0]?.buttons[0]).toBe('Try Again');
  });

  test('says while it waits why, and until when', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const syncing = run();
    await until(() => site.tellWaiting !== undefined);
    site.tellWaiting?.({ failure: new Failure('siteServerError', { where: ACME.site, status: 503 }), delayMs: 5000 });
    const message = () => user.progress[0]?.reports.at(-1)?.message;
    expect(message()).toMatch(/^acme\.atlassian\.net has a problem \(status 503\)\. Going on at \d+:00:05\s[AP]M\.$/);
    site.tellWaiting?.(undefined);
    expect(message()).toBe('0 records sent');
    answers.resolve();
    await syncing;
  });

  test('whose state cannot be kept has one button for the log', async () => {
    site.failure = new Failure('stateNotSaved', { where: '/srv', remark: 'EACCES' });
    await run();
    expect(user.messages[0]?.buttons).toEqual(['Show Log']);
  });

  test.each([
    [SENTINEL.endpoint, 'Edit Destination'],
    ['https://login.microsoftonline.com', 'Edit Destination'],
    [ACME.site, 'Edit Organization'],
  ])('that loses its way at %s leads to the form that has it', async (where, button) => {
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: SENTINEL.id }));
    site.failure = new Failure('nameNotFound', { where });
    await run();
    expect(user.messages[0]?.buttons[0]).toBe(button);
  });
});

describe('a sync of an organization without a destination', () => {
  beforeEach(() => shell.addOrganization({ ...ACME, destinationId: undefined }));
  const destinationId = () => shell.parts.organizations.get(ACME.id)?.destinationId;

  test('asks where to, and keeps the answer', async () => {
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    user.answers = ['$(azure) Sentinel', 'Send'];
    await run();
    expect(user.questions[0]).toMatchObject({ title: 'Where shall the records of Acme go?' });
    expect(destinationId()).toBe(SENTINEL.id);
    expect(told()).toEqual([['info', 'Acme: 2 records sent to Sentinel.']]);
  });

  test('can make a folder on the spot', async () => {
    user.answers = ['$(new-folder)', '/srv/new', 'Send'];
    await run();
    expect(shell.parts.destinations.list()).toMatchObject([FOLDER, { displayName: 'new', folder: '/srv/new' }]);
    expect(told()).toEqual([['info', 'Acme: 2 records sent to new.', 'Open Folder']]);
  });

  test.each<readonly [readonly Answer[]]>([[[DISMISS]], [['$(new-folder)', DISMISS]], [['$(azure) Microsoft']]])(
    'does nothing after %j',
    async (answers) => {
      user.answers = [...answers];
      await run();
      expect([destinationId(), site.readAtMs, user.messages]).toEqual([undefined, [], []]);
      expect(user.panels).toHaveLength(answers[0] === '$(azure) Microsoft' ? 1 : 0);
    },
  );
});

describe('the first sync to a destination', () => {
  beforeEach(() => shell.addOrganization(ACME));
  const sent = () => shell.connections.destination(FOLDER.id).rows.length;
  const agreed = async () => (await shell.parts.sync.refresh(ACME)).state?.approved;

  test('counts, names range and destination, and is sent when somebody agrees', async () => {
    user.answers = ['Send'];
    await run();
    expect(user.progress.map(({ title }) => title)).toEqual([expect.stringMatching(/^Counting /), 'Syncing Acme']);
    expect(user.questions).toMatchObject([{ kind: 'modal', choices: ['Send'] }]);
    expect(user.questions[0]?.title).toMatch(
      /^Acme: 2 records \(\d\.\d kB\) since Sep 6, 2026 are ready to be sent to Audit files\.$/,
    );
    expect(told()).toEqual([['info', 'Acme: 2 records sent to Audit files.', 'Open Folder']]);
    await run();
    expect(user.questions).toHaveLength(1);
  });

  test('is not asked for when another window has agreed while it was counted', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const syncing = run();
    await until(() => site.openReads > 0);
    await shell.keepState();
    answers.resolve();
    await syncing;
    expect(user.questions).toEqual([]);
    expect(told()).toEqual([['info', 'Acme: 2 records sent to Audit files.', 'Open Folder']]);
  });

  test('is asked for when what another window has agreed to was reset in between', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    user.answers = [DISMISS];
    const syncing = run();
    await until(() => site.openReads > 0);
    await shell.keepState();
    let reset: Promise<void> | undefined;
    shell.parts.sync.onDidChange(() => {
      // Comes before the sync, as it asked first.
      if (shell.parts.sync.viewOf(ACME).state?.approved) reset ??= shell.parts.sync.change(ACME.id, { kind: 'reset' });
    });
    answers.resolve();
    await syncing;
    await reset;
    expect([sent(), user.questions.length, told()]).toEqual([0, 1, []]);
  });

  test('sends nothing when nobody agrees, and asks again', async () => {
    user.answers = [DISMISS, DISMISS];
    await run();
    await run();
    expect([sent(), await agreed(), user.messages, user.questions.length]).toEqual([0, false, [], 2]);
  });

  test('can be sent without waiting for the count', async () => {
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    user.answers = ['Send Without Counting'];
    const syncing = run();
    await until(() => site.openReads > 0);
    user.progress[0]?.cancel();
    await until(() => user.questions.length > 0);
    answers.resolve();
    await syncing;
    expect(user.questions[0]).toMatchObject({
      title: 'Acme: records since Sep 6, 2026 are ready to be sent to Audit files.',
      detail: expect.stringMatching(/^Counting was stopped after 0 records\./),
    });
    expect(sent()).toBe(2);
  });

  test('takes the count that is known already', async () => {
    shell.parts.sync.tell(ACME.id, {
      awaitsApproval: { found: { tally: { ...NO_TALLY, delivered: 7 }, reasons: {} } },
    });
    user.answers = [DISMISS];
    await run();
    expect(user.questions[0]?.title).toMatch(/^Acme: 7 records /);
    expect(site.readAtMs).toEqual([]);
  });

  test('that cannot be counted says why, and sends nothing', async () => {
    site.failure = new Failure('siteTokenExpired', { where: ACME.site, status: 401 });
    await run();
    expect(told()).toEqual([
      [
        'error',
        expect.stringMatching(/^Acme could not be synced\. /),
        ...['Edit Organization', 'Run Diagnostics', 'Show Log'],
      ],
    ]);
    expect([sent(), user.questions]).toEqual([0, []]);
  });
});

describe('a sync while another one is at it', () => {
  beforeEach(async () => {
    await shell.addOrganization(ACME);
    await shell.keepState();
  });

  test('says which window it is, and that nothing is lost', async () => {
    const other = shell.openWindow('project');
    site.answers = new Promise(() => undefined);
    void other.sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => site.openReads > 0);
    await run();
    expect(told()).toEqual([
      [
        'info',
        expect.stringMatching(
          /^Acme could not be synced\. Another window is syncing it just now: project\. Nothing is lost\./,
        ),
        ...['Try Again', 'Show Log'],
      ],
    ]);
  });

  test('lets a job of the same window wait', async () => {
    const window = { fromMs: NOON_MS - 60 * DAY_MS, toMs: NOON_MS - 20 * DAY_MS };
    const answers = Promise.withResolvers<void>();
    site.answers = answers.promise;
    const job = shell.parts.sync.run(ACME.id, { kind: 'newJob', job: 'backfill', window }, 'missing');
    await until(() => site.openReads > 0);
    const syncing = run();
    await until(() => user.progress.length > 0);
    answers.resolve();
    await syncing;
    expect(told()[0]?.[1]).toBe('Acme: 2 records sent to Audit files.');
    expect(await job).toMatchObject({ kind: 'backfill', outcome: 'succeeded' });
  });
});

describe('the menu of the status bar', () => {
  beforeEach(async () => {
    await shell.addOrganization(ACME);
    await shell.keepState();
  });

  test('offers first what repairs a failure', async () => {
    site.failure = new Failure('siteWrongCredentials', { where: ACME.site, status: 401 });
    await shell.sync();
    user.answers = ['$(wrench) Edit Organization'];
    await run('showStatusMenu');
    expect(user.questions[0]?.choices[0]).toBe('$(wrench) Edit Organization — Acme');
    expect(user.panel().title).toBe('Edit Acme');
  });

  test('offers the first send, and sends it', async () => {
    shell.parts.sync.tell(ACME.id, { awaitsApproval: { found: undefined } });
    user.answers = ['$(question) Agree to the first send of Acme', 'Send'];
    await shell.keepState(ACME, { approved: false });
    await run('showStatusMenu');
    expect(told()).toMatchObject([['info', 'Acme: 2 records sent to Audit files.', 'Open Folder']]);
  });

  test('offers to resume and to pause jobs', async () => {
    const window = { fromMs: NOON_MS - 60 * DAY_MS, toMs: NOON_MS - 20 * DAY_MS };
    site.answers = new Promise(() => undefined);
    const job = shell.parts.sync.run(ACME.id, { kind: 'newJob', job: 'backfill', window }, 'missing');
    let id: string | undefined;
    while (id === undefined) id = (await shell.parts.sync.refresh(ACME)).state?.jobs[0]?.id;
    await shell.parts.sync.change(ACME.id, { kind: 'pauseJob', id });
    expect(await job).toMatchObject({ outcome: 'paused' });
    site.answers = Promise.resolve();
    user.answers = [DISMISS];
    await run('showStatusMenu');
    expect(user.questions[0]?.choices).toContain('$(debug-continue) Resume: Backfill of Acme');
  });

  test('tells how each organization stands, and syncs it', async () => {
    user.answers = ['$(sync) Sync Acme now'];
    await run('showStatusMenu');
    expect(user.questions[0]?.choices[0]).toBe('$(sync) Sync Acme now — Not synced yet');
    expect(told()).toMatchObject([['info', 'Acme: 2 records sent to Audit files.', 'Open Folder']]);
  });

  test('cancels what is running', async () => {
    site.answers = new Promise(() => undefined);
    const syncing = shell.sync();
    await until(() => site.openReads > 0);
    user.answers = ['$(stop-circle) Cancel the sync of Acme'];
    await run('showStatusMenu');
    expect(await syncing).toMatchObject({ outcome: 'cancelled' });
  });

  test('leads to trees and log, and nowhere when it is dismissed', async () => {
    user.commands.set('confluenceAudit.syncActivity.focus', () => undefined);
    user.answers = ['$(tasklist) Show the sync activity', '$(list-tree)', '$(output)', DISMISS];
    for (let index = 0; index < 4; index += 1) await run('showStatusMenu');
    const followed = user.executed.map(({ command }) => command).filter((command) => !command.endsWith('Menu'));
    const views = ['syncActivity', 'organizations'].map((view) => `confluenceAudit.${view}.focus`);
    expect(followed).toEqual([...views, 'confluenceAudit.showLog']);
  });
});
