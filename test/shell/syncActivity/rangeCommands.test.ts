import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeEditor.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { until } from '../until.ts';
import { editor } from './fakeEditor.ts';
import { type Activity, plain, rowAt, startActivity } from './startActivity.ts';

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});
let activity: Activity;
beforeEach(async () => {
  activity = await startActivity();
  activity.acme.records = [
    { key: 'old', timeMs: NOON_MS - 20 * DAY_MS },
    { key: 'new', timeMs: NOON_MS - DAY_MS },
    { key: 'bad', timeMs: NOON_MS - 2 * DAY_MS, refused: 'no date' },
  ];
});
const approve = () => activity.setState({ approved: true });
const told = () => user.messages.map(({ kind, text, buttons }) => [kind, text, ...buttons]);
const modals = () => user.questions.filter(({ kind }) => kind === 'modal');
const reports = () => user.progress.map(({ title, reports }) => [title, reports.at(-1)?.message]);
const to = SENTINEL.displayName;

describe('a backfill to where somebody has agreed to send', () => {
  beforeEach(approve);

  test('asks for a range, names the destination and warns of what Azure does, and tells how it ended', async () => {
    user.answers = ['Last 30 days', 'Backfill'];
    await activity.run('backfill');
    expect(user.questions[0]).toMatchObject({ title: 'What of Acme shall be sent?' });
    expect(modals()[0]?.title).toBe('Backfill Acme to Sentinel?');
    const detail = plain(modals()[0]?.detail);
    expect(detail).toContain('Range: Sep 7, 2026, 12:00 PM – Oct 7, 2026, 11:59 AM');
    expect(detail).toContain('Destination: acme-1.westeurope-1.ingest.monitor.azure.com');
    expect(detail).toContain('Azure replaces a TimeGenerated that is older than two days');
    expect(activity.acme.arrived).toEqual(['old', 'new']);
    expect(reports()).toEqual([['Backfill of Acme', '100 % · 2 sent · 1 in quarantine']]);
    expect(user.progress[0]?.reports.reduce((sum, { increment = 0 }) => sum + increment, 0)).toBe(100);
    const sentence = `Acme: Backfill done, 2 records sent to ${to}. Not sent, but kept in quarantine: 1 record.`;
    expect(told()).toEqual([['warning', sentence, 'Show Quarantine']]);
    user.messages[0]?.press('Show Quarantine');
    await until(() => editor.revealed.length > 0);
    expect(editor.revealed).toEqual(['acme > acme/quarantine']);
  });

  test('counts what was there already', async () => {
    activity.acme.records = activity.acme.records.slice(0, 2);
    activity.acme.arrived.push('new');
    user.answers = ['Last 30 days', 'Backfill', 'Last 30 days', 'Backfill'];
    await activity.run('backfill');
    await activity.run('backfill');
    expect(told()).toEqual([
      ['info', `Acme: Backfill done, 1 record sent to ${to}, 1 were known already.`],
      ['info', 'Acme: Backfill done, 2 records read, nothing was missing.'],
    ]);
  });

  test('does not warn of what is young, nor of a folder', async () => {
    user.answers = ['From', '2026-10-06', '2026-10-07', DISMISS];
    await activity.run('backfill');
    await activity.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: FOLDER.id }));
    user.answers = ['Everything', DISMISS];
    await activity.run('backfill');
    expect(modals()).toHaveLength(2);
    expect(modals().map(({ detail }) => detail.includes('TimeGenerated'))).toEqual([false, false]);
  });

  test('takes days and times that are typed, and says what is wrong with them', async () => {
    user.answers = ['From', 'soon', '2026-10-20', '2026-10-05 06:00', '2026-10-04', '2026-10-06 13:00', 'Backfill'];
    await activity.run('backfill');
    expect(user.refusals).toEqual([
      expect.stringMatching(/^Enter a day/),
      'This is in the future.',
      'The end must be later than the beginning.',
    ]);
    expect(activity.acme.state?.coverage).toEqual([
      { fromMs: Date.UTC(2026, 9, 5, 6), toMs: Date.UTC(2026, 9, 6, 13) },
    ]);
  });

  test('of the holes fills each, the oldest first', async () => {
    const readMs = NOON_MS - 5000;
    const holes = [
      { fromMs: NOON_MS - 21 * DAY_MS, toMs: NOON_MS - 15 * DAY_MS },
      { fromMs: NOON_MS - 3 * DAY_MS, toMs: NOON_MS - DAY_MS },
    ] as const;
    const coverage = [
      { fromMs: ACME.addedAtMs - 30 * DAY_MS, toMs: holes[0].fromMs - 1 },
      { fromMs: holes[0].toMs + 1, toMs: holes[1].fromMs - 1 },
      { fromMs: holes[1].toMs + 1, toMs: readMs },
    ];
    activity.setState({ coverage });
    user.answers = ['Only the holes', 'Backfill'];
    await activity.run('backfill');
    expect(modals()[0]?.detail).toContain('Range: 2 holes');
    expect(activity.acme.state?.coverage).toEqual([{ fromMs: ACME.addedAtMs - 30 * DAY_MS, toMs: readMs }]);
    expect(user.progress).toHaveLength(2);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.[1]).toContain('2 records sent');
  });

  test('of the holes ends with the one that is cancelled', async () => {
    activity.acme.answers = new Promise(() => undefined);
    const between = { fromMs: NOON_MS - 15 * DAY_MS, toMs: NOON_MS - 3 * DAY_MS };
    activity.setState({ coverage: [between, { fromMs: NOON_MS - DAY_MS + 1, toMs: NOON_MS - 5000 }] });
    user.answers = ['Only the holes', 'Backfill'];
    const running = activity.run('backfill');
    await until(() => activity.acme.state?.jobs.length === 1);
    user.progress[0]?.cancel();
    await running;
    expect(user.progress).toHaveLength(1);
    expect(told()).toEqual([['info', 'Backfill of Acme cancelled after 0 records sent.']]);
  });

  test.each<readonly [readonly Answer[]]>([
    [[DISMISS]],
    [['From', DISMISS]],
    [['From', '2026-10-01', DISMISS]],
    [['Last 7 days', DISMISS]],
  ])('does nothing after %j', async (answers) => {
    user.answers = [...answers];
    await activity.run('backfill');
    expect([user.answers, user.messages, user.progress, activity.acme.arrived]).toEqual([[], [], [], []]);
  });

  test('can be cancelled, and says how far it came', async () => {
    activity.acme.answers = new Promise(() => undefined);
    user.answers = ['Last 30 days', 'Backfill'];
    const running = activity.run('backfill');
    await until(() => activity.sync.viewOf(ACME).running !== undefined);
    user.progress[0]?.cancel();
    await running;
    expect(told()).toEqual([['info', 'Backfill of Acme cancelled after 0 records sent.']]);
    expect(activity.acme.state?.jobs).toEqual([]);
  });

  test('that waits behind a sync is cancelled alone', async () => {
    const answers = Promise.withResolvers<void>();
    activity.acme.answers = answers.promise;
    activity.acme.records.push({ key: 'late', timeMs: NOON_MS - 1000 });
    const syncing = activity.sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => activity.sync.viewOf(ACME).running?.kind === 'sync');
    user.answers = ['Last 30 days', 'Backfill'];
    const running = activity.run('backfill');
    await until(() => user.progress.length === 1);
    user.progress[0]?.cancel();
    answers.resolve();
    expect(await syncing).toMatchObject({ outcome: 'succeeded' });
    await running;
    expect(told()).toEqual([['info', 'Backfill of Acme cancelled after 0 records sent.']]);
    expect(activity.acme.arrived).toEqual(['late']);
  });

  test('that is paused can be resumed from the message', async () => {
    const answers = Promise.withResolvers<void>();
    activity.acme.answers = answers.promise;
    user.answers = ['Last 30 days', 'Backfill'];
    const running = activity.run('backfill');
    await until(() => activity.acme.state?.jobs.length === 1);
    await activity.run('pauseJob', (await rowAt('Backfill')).node as object);
    await running;
    expect(told()).toEqual([
      ['info', 'Backfill of Acme paused after 0 records sent. Resume continues from there.', 'Resume'],
    ]);
    expect(activity.acme.state?.jobs[0]?.paused).toBe(true);
    answers.resolve();
    user.messages[0]?.press('Resume');
    await until(() => user.messages.length === 2);
    expect(activity.acme.arrived).toEqual(['old', 'new']);
    expect(activity.acme.state?.jobs).toEqual([]);
  });

  test('that fails can be tried again, as the job that it is', async () => {
    activity.acme.failure = new Failure('timedOut', { where: ACME.site });
    user.answers = ['Last 30 days', 'Backfill'];
    await activity.run('backfill');
    expect(told()).toEqual([
      [
        'error',
        expect.stringMatching(/^Backfill of Acme failed\. .*time\./),
        ...['Try Again', 'Run Diagnostics', 'Show Log'],
      ],
    ]);
    activity.acme.failure = undefined;
    user.messages[0]?.press('Try Again');
    await until(() => user.messages.length === 2);
    expect(activity.acme.arrived).toEqual(['old', 'new']);
    expect(activity.acme.state?.jobs).toEqual([]);
  });
});

describe('a backfill to where nobody has agreed to send yet', () => {
  test('counts first, and its question is the consent', async () => {
    user.answers = ['Last 30 days', 'Send'];
    await activity.run('backfill');
    expect(modals()).toHaveLength(1);
    expect(modals()[0]).toMatchObject({ title: `Send 2 records of Acme to ${to}?`, choices: ['Send'] });
    const detail = plain(modals()[0]?.detail);
    expect(detail).toContain('Nobody has agreed yet that records of Acme are sent to this destination.');
    expect(detail).toContain('2 records would be sent, 200 bytes.');
    expect(detail).toContain('1 record would go into quarantine.');
    expect(detail).toContain('Azure replaces a TimeGenerated');
    const range = 'Sep 7, 2026, 12:00 PM – Oct 7, 2026, 11:59 AM';
    expect(user.progress[0]?.title).toBe('Counting what of Acme would be sent; nothing is sent');
    // What was delivered before counts too: it is read.
    expect(user.progress[0]?.reports.map(({ message }) => plain(message))).toEqual([
      range,
      ...[`${range}: 1 record read so far`, `${range}: 3 records read so far`],
    ]);
    expect([activity.acme.state?.approved, activity.acme.arrived]).toEqual([true, ['old', 'new']]);
  });

  test('counts without a zero before anything was read', async () => {
    activity.acme.records = [{ key: 'new', timeMs: NOON_MS - DAY_MS }];
    user.answers = ['Last 30 days', DISMISS];
    await activity.run('backfill');
    const messages = user.progress[0]?.reports.map(({ message }) => plain(message)) ?? [];
    expect(messages).toEqual([expect.stringMatching(/AM$/), expect.stringMatching(/AM: 1 record read so far$/)]);
  });

  test('sends nothing when the question is dismissed', async () => {
    user.answers = ['Last 30 days', DISMISS];
    await activity.run('backfill');
    expect([activity.acme.state?.approved, activity.acme.arrived, user.messages]).toEqual([false, [], []]);
  });

  test.each<[Answer, boolean]>([
    ['Send Without Counting', true],
    [DISMISS, false],
  ])('whose counting is cancelled can go on without it: %s', async (answer, sent) => {
    const answers = Promise.withResolvers<void>();
    activity.acme.answers = answers.promise;
    user.answers = ['Last 30 days', answer];
    const running = activity.run('backfill');
    await until(() => user.progress.length === 1);
    user.progress[0]?.cancel();
    await until(() => modals().length === 1);
    answers.resolve();
    await running;
    expect(modals()[0]?.title).toBe(`Send the records of Acme to ${to} without counting them?`);
    expect(modals()[0]?.detail).toContain('Counting was cancelled at 0 records; there may be many more.');
    expect([activity.acme.state?.approved, activity.acme.arrived.length]).toEqual([sent, sent ? 2 : 0]);
  });

  test('that cannot be counted says why, and sends nothing', async () => {
    activity.acme.failure = new Failure('siteWrongCredentials', { where: ACME.site });
    user.answers = ['Last 30 days'];
    await activity.run('backfill');
    expect(told()).toEqual([['error', expect.stringContaining('acme.atlassian.net')]]);
    expect([activity.acme.state?.approved, modals()]).toEqual([false, []]);
  });

  test('agreed to elsewhere only by a question of old, is not agreed to here', async () => {
    // The question was shown for an approved destination; the state was reset before it was answered.
    approve();
    user.answers = ['Last 30 days', 'Backfill'];
    const asked = user.ask;
    user.ask = (question) => {
      if (question.kind === 'modal') activity.setState({ approved: false });
      return asked(question);
    };
    await activity.run('backfill');
    user.ask = asked;
    expect([activity.acme.state?.approved, activity.acme.arrived]).toEqual([false, []]);
    expect(told()[0]?.[1]).toMatch(/^Backfill of Acme failed\. Nobody has agreed yet/);
  });

  test('without a destination asks where to', async () => {
    await activity.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: undefined }));
    user.answers = [DISMISS];
    await activity.run('backfill');
    expect(user.questions).toMatchObject([{ title: 'Where shall the records of Acme go?' }]);
    user.answers = ['$(folder) Audit files', 'Last 7 days', 'Send'];
    await activity.run('backfill');
    expect(activity.parts.organizations.get(ACME.id)?.destinationId).toBe(FOLDER.id);
    expect(modals()[0]?.title).toBe('Send 1 record of Acme to Audit files?');
  });
});

describe('a reconciliation', () => {
  test('says how much was there, and how much was missing', async () => {
    approve();
    activity.acme.records = activity.acme.records.slice(0, 2);
    activity.acme.arrived.push('old');
    user.answers = ['Last 30 days', 'Last 30 days'];
    await activity.run('reconcile');
    await activity.run('reconcile');
    expect(modals()).toEqual([]);
    expect(told()).toEqual([
      ['info', 'Acme: 2 records read: 1 was known already, 1 was missing and has been sent.'],
      ['info', 'Acme: 2 records read: 2 were known already, none was missing.'],
    ]);
    expect(activity.acme.arrived).toEqual(['old', 'new']);
  });

  test('does not say that none was missing where some could not be sent', async () => {
    approve();
    activity.acme.arrived.push('old', 'new');
    user.answers = ['Last 30 days'];
    await activity.run('reconcile');
    const sentence = 'Acme: 3 records read: 2 were known already, 1 could not be sent and is in quarantine.';
    expect(told()).toEqual([['warning', sentence, 'Show Quarantine']]);
  });

  test('asks for consent where there is none, and does not offer holes', async () => {
    user.answers = ['Last 30 days', DISMISS];
    await activity.run('reconcile');
    expect(user.questions[0]?.choices.join()).not.toContain('holes');
    expect(modals()).toHaveLength(1);
    expect(activity.acme.arrived).toEqual([]);
  });
});

describe('a hole', () => {
  const hole = { fromMs: NOON_MS - 3 * DAY_MS, toMs: NOON_MS - DAY_MS };
  const coverage = [
    { fromMs: ACME.addedAtMs - 30 * DAY_MS, toMs: hole.fromMs - 1 },
    { fromMs: hole.toMs + 1, toMs: NOON_MS - 5000 },
  ];

  test('is filled with one click', async () => {
    activity.setState({ coverage });
    const row = await rowAt('Coverage', 'Oct 4');
    expect(row.item.contextValue).toBe('hole');
    await activity.run('fillHole', row.node as object);
    expect(user.questions).toEqual([]);
    expect(activity.acme.state?.coverage).toHaveLength(1);
    expect(activity.acme.arrived).toEqual(['new']);
  });

  test('that is none is not read', async () => {
    activity.setState({ coverage });
    const node = (await rowAt('Coverage', 'Oct 4')).node as object;
    for (const window of [{ fromMs: hole.fromMs, toMs: NOON_MS }, coverage[0], { fromMs: 'x', toMs: 1 }]) {
      user.answers = [DISMISS];
      await activity.run('fillHole', { ...node, window });
    }
    expect([activity.acme.arrived, user.progress]).toEqual([[], []]);
  });

  test('is asked for in the palette', async () => {
    await activity.run('fillHole');
    expect(told()).toEqual([['info', 'Acme has no hole in what was read.']]);
    activity.setState({ coverage });
    user.answers = ['Oct 4'];
    await activity.run('fillHole');
    expect(activity.acme.state?.coverage).toHaveLength(1);
  });

  test('needs consent where there is none', async () => {
    activity.setState({ coverage, approved: false });
    user.answers = [DISMISS];
    await activity.run('fillHole', { organization: ACME, window: hole });
    expect(modals()[0]?.title).toBe(`Send 1 record of Acme to ${to}?`);
    expect(activity.acme.arrived).toEqual([]);
  });

  test('that a job was to fill goes on with that job', async () => {
    const job = {
      id: 'j',
      kind: 'backfill',
      window: hole,
      paused: true,
      startedAtMs: 0,
      doneThroughMs: undefined,
    } as const;
    const { tally } =
      (await activity.sync.dryRun(
        ACME.id,
        { fromMs: 0, toMs: 1 },
        { signal: new AbortController().signal, onFound: () => undefined },
      )) ?? {};
    if (tally !== undefined) activity.setState({ coverage, jobs: [{ ...job, tally }] });
    await activity.run('fillHole', { organization: ACME, window: hole });
    expect(activity.acme.state?.jobs).toEqual([]);
    expect(activity.acme.arrived).toEqual(['new']);
  });
});

describe('a dry run', () => {
  test('shows what would be sent, as text that can only be read, and sends nothing', async () => {
    activity.acme.arrived.push('old');
    user.answers = ['Last 30 days'];
    await activity.run('dryRun');
    const [{ uri, text } = { uri: undefined, text: '' }] = editor.opened;
    expect(uri?.scheme).toBe('confluence-audit-dry-run');
    expect(uri?.path).toMatch(/^\/Dry run Acme .*\.txt$/);
    expect(plain(text).split('\n')).toEqual([
      'Dry run of Acme',
      'Nothing was sent, and nothing was written.',
      '',
      'Made: Oct 7, 2026, 12:00 PM',
      'Site: https://acme.atlassian.net',
      'Destination: Sentinel (acme-1.westeurope-1.ingest.monitor.azure.com · Custom-ConfluenceAuditLogs_CL)',
      'Range: Sep 7, 2026, 12:00 PM – Oct 7, 2026, 11:59 AM',
      '',
      'Read: 3 records',
      'Would be sent: 1 record',
      'In batches: 0',
      'Bytes before compression: 100',
      'Known already (delivered or discarded), so left out: 1 record',
      'Would go into quarantine: 1 record',
      '  no date: 1',
      '',
    ]);
    expect([activity.acme.arrived, activity.acme.state?.approved, modals()]).toEqual([['old'], false, []]);
    // Closed, it is forgotten.
    if (uri !== undefined) editor.close(uri);
    if (uri !== undefined) expect(await editor.read(uri)).toMatch(/^This result is no longer kept/);
  });

  test('that is cancelled, or never begun, shows nothing', async () => {
    activity.acme.answers = new Promise(() => undefined);
    user.answers = ['Last 30 days'];
    const running = activity.run('dryRun');
    await until(() => user.progress.length === 1);
    user.progress[0]?.cancel();
    await running;
    user.answers = [DISMISS];
    await activity.run('dryRun');
    expect([editor.opened, user.messages]).toEqual([[], []]);
  });
});

describe('a replay', () => {
  beforeEach(approve);

  test('counts, warns, gives the query, and sends everything again', async () => {
    activity.acme.arrived.push('old');
    user.answers = ['Last 30 days', 'Copy Query', 'Send Again'];
    await activity.run('replay');
    expect(modals()).toHaveLength(2);
    expect(modals()[0]?.title).toBe(`Send every record of this time of Acme to ${to} again?`);
    expect(modals()[0]?.detail).toContain('2 records would be sent; known already (delivered or discarded): 1.');
    expect(modals()[0]?.detail).toContain('stays there twice');
    const window = `(${NOON_MS - 30 * DAY_MS} .. ${NOON_MS - 5000})`;
    expect(user.clipboard).toContain(`CreationDate between ${window}`);
    expect(activity.acme.arrived).toEqual(['old', 'old', 'new']);
    expect(told()[0]?.[1]).toContain(`Acme: 2 records sent again to ${to}.`);
  });

  test.each<readonly [readonly Answer[]]>([
    [[DISMISS]],
    [['Last 7 days', DISMISS]],
    [['Last 7 days', 'Copy Query', DISMISS]],
  ])('sends nothing after %j', async (answers) => {
    user.answers = [...answers];
    await activity.run('replay');
    expect([activity.acme.arrived, user.messages, user.answers]).toEqual([[], [], []]);
  });

  test('whose counting is cancelled says that nobody knows how many it is', async () => {
    activity.acme.answers = new Promise(() => undefined);
    user.answers = ['Last 7 days', DISMISS];
    const running = activity.run('replay');
    await until(() => user.progress.length === 1);
    user.progress[0]?.cancel();
    await running;
    expect(modals()[0]?.detail).toContain('nobody knows how many records it is');
    expect(activity.acme.arrived).toEqual([]);
  });
});
