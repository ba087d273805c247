import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeEditor.ts'));

import { createAzureSink } from '../../../src/core/sentinel/azureSink.ts';
import { createFolderSink } from '../../../src/core/sentinel/folderSink.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import type { Job } from '../../../src/core/sync/syncState.ts';
import { quarantineUri, REQUEST_LIMIT_BYTES } from '../../../src/shell/syncActivity/quarantineDocument.ts';
import { showQuarantine, warnOfQuarantine } from '../../../src/shell/syncActivity/showQuarantine.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { until } from '../until.ts';
import { editor } from './fakeEditor.ts';
import { type Activity, rowAt, rowsBelow, startActivity, textsOf } from './startActivity.ts';

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});
let activity: Activity;
beforeEach(async () => {
  activity = await startActivity();
  activity.setState({ approved: true });
});
const told = () => user.messages.map(({ text }) => text);
const job = (id: string, paused = false): Job => ({
  ...{ id, kind: 'backfill', window: { fromMs: NOON_MS - DAY_MS, toMs: NOON_MS }, paused },
  ...{ doneThroughMs: undefined, startedAtMs: NOON_MS, tally: NO_TALLY },
});
const jobs = () => activity.acme.state?.jobs.map(({ id, paused }) => `${id}${paused ? ' paused' : ''}`);

describe('a job', () => {
  test('that waits is paused and cancelled in the state', async () => {
    activity.setState({ jobs: [job('a')] });
    await activity.run('pauseJob', { organization: ACME, job: 'a' });
    expect(jobs()).toEqual(['a paused']);
    await activity.run('cancelJob', { organization: ACME, job: 'a' });
    expect([jobs(), told(), user.questions]).toEqual([[], [], []]);
  });

  test('that runs is ended, and no other run with it', async () => {
    activity.acme.answers = new Promise(() => undefined);
    activity.setState({ jobs: [job('a'), { ...job('b'), kind: 'reconcile' }] });
    const resuming = activity.run('resumeJob', { organization: ACME, job: 'a' });
    await until(() => activity.sync.viewOf(ACME).running !== undefined);
    await activity.run('cancelJob', { organization: ACME, job: 'a' });
    await resuming;
    expect(jobs()).toEqual(['b']);
    expect(told()).toEqual(['Backfill of Acme cancelled after 0 records sent.']);
  });

  test('is the only one that fits, or asked for', async () => {
    await activity.run('pauseJob');
    expect(told()).toEqual(['Acme has no job for which this could be done.']);
    activity.setState({ jobs: [job('a', true), { ...job('b'), kind: 'reconcile' }] });
    await activity.run('pauseJob');
    expect(jobs()).toEqual(['a paused', 'b paused']);
    user.answers = [DISMISS, 'Reconciliation'];
    await activity.run('cancelJob');
    await activity.run('cancelJob');
    expect(jobs()).toEqual(['a paused']);
  });

  test('that has ended meanwhile is left alone', async () => {
    activity.setState({ jobs: [job('a')] });
    for (const name of ['pauseJob', 'resumeJob', 'cancelJob'])
      await activity.run(name, { organization: ACME, job: 'z' });
    expect([jobs(), told(), user.progress]).toEqual([['a'], [], []]);
  });

  test('of another window says whose it is', async () => {
    activity.setState({ jobs: [job('a')] });
    Object.assign(activity.acme.view, { elsewhere: { title: 'desk', progress: undefined } });
    await activity.run('pauseJob', { organization: ACME, job: 'a' });
    expect(jobs()).toEqual(['a']);
    expect(told()).toEqual([expect.stringContaining('desk')]);
  });
});

describe('the quarantine', () => {
  const GONE = '"This record is no longer in quarantine."';
  const HOSTILE = '</script><img src=x onerror=alert(1)> [x](command:evil) \u202egnp.exe\u2028\n"';
  beforeEach(() => {
    activity.acme.records = [{ key: 'bad', timeMs: 0, refused: 'no date' }];
    activity.acme.quarantine.push(
      { id: 'good', atMs: NOON_MS, timeMs: NOON_MS - DAY_MS, reason: 'too large', raw: { summary: 'Page moved' } },
      { id: 'bad', atMs: NOON_MS, timeMs: undefined, reason: 'no\ndate', raw: { summary: HOSTILE, n: [1] } },
    );
    activity.sync.tellChange();
  });

  test('shows each record with its reason, time and summary', async () => {
    const row = await rowAt('Quarantine');
    expect([row.description, row.item.contextValue]).toEqual(['2 records', 'quarantine']);
    const rows = await rowsBelow(row);
    expect(textsOf(rows)).toEqual([
      'Page moved (too large · Oct 6, 12:00 PM)',
      '</script><img src=x onerror=alert(1)> [x](command:evil) gnp… (no date)',
    ]);
    expect(rows[1]?.item.tooltip).toContain('gnp.exe "\nno date\n');
    // Plain text, so that none of it can be a link or an image.
    expect(typeof rows[1]?.item.tooltip).toBe('string');
  });

  test('opens a record as inert JSON', async () => {
    const [, row] = await rowsBelow(await rowAt('Quarantine'));
    const { command, arguments: [node] = [] } = row?.item.command ?? {};
    expect(command).toBe('confluenceAudit.openQuarantined');
    await activity.run('openQuarantined', node as object);
    const [{ uri, text } = { uri: undefined, text: '' }] = editor.opened;
    expect(String(uri)).toBe('confluence-audit-quarantine:/acme/bad/Acme – quarantined record bad.json');
    expect(JSON.parse(text)).toEqual({
      ...{
        organization: 'Acme',
        id: 'bad',
        reason: 'no\ndate',
        time: null,
        inQuarantineSince: new Date(NOON_MS).toISOString(),
      },
      record: { summary: HOSTILE, n: [1] },
    });
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).toContain('\\u202egnp.exe\\u2028\\n\\"');
  });

  test('says of rows that tell nothing what they lack', async () => {
    activity.acme.quarantine.push(
      { id: 'x', atMs: NOON_MS, timeMs: NOON_MS, reason: 'not an object', raw: 7 },
      { id: 'y', atMs: NOON_MS, timeMs: NOON_MS - 400 * DAY_MS, reason: 'r', raw: { summary: ' \n' } },
    );
    activity.sync.tellChange();
    expect(textsOf(await rowsBelow(await rowAt('Quarantine'))).slice(2)).toEqual([
      'no record (not an object · 12:00 PM)',
      'no summary (r · Sep 2, 2025, 12:00 PM)',
    ]);
  });

  test.each([
    ['too large for one request', SENTINEL, '900,000 at most'],
    ['too large for one request', FOLDER, '1,048,576 at most'],
    ['refused by the destination as too large', SENTINEL, 'as a row'],
  ])('tells how large a record is that is %s', async (reason, { id: destinationId }, ending) => {
    await activity.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId }));
    const raw = { summary: 'x'.repeat(2_000_000), creationDate: 1 };
    activity.acme.quarantine.push({ id: '0123456789abcdef', atMs: NOON_MS, timeMs: 1, reason, raw });
    await activity.run('openQuarantined', { organization: ACME, quarantined: '0123456789abcdef' });
    const [{ uri, text } = { uri: undefined, text: '' }] = editor.opened;
    expect(uri?.path).toMatch(/\/Acme – quarantined record 01234567\.json$/);
    const shown = JSON.parse(text);
    expect(Object.keys(shown).slice(0, 3)).toEqual(['organization', 'reason', 'size']);
    expect(shown.size).toMatch(/^4,000,\d{3} bytes as a row/);
    expect(shown.size.endsWith(ending)).toBe(true);
  });

  test('knows what the requests of each destination hold', () => {
    const network = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };
    const agents = { userAgentPrefix: 'test', clientSecret: 's', network };
    const sinks = [createAzureSink({ destination: SENTINEL, ...agents }), createFolderSink(FOLDER.folder)];
    for (const [at, limit] of [REQUEST_LIMIT_BYTES.azure, REQUEST_LIMIT_BYTES.folder].entries()) {
      const takes = (bytes: number) =>
        sinks[at]?.createBatcher().add({ json: 'x'.repeat(bytes), site: ACME.site, timeMs: 0 }).tooLarge !== true;
      expect([takes(limit - 2), takes(limit)]).toEqual([true, false]);
    }
  });

  test('is shown by the button of a sentence, as long as there is anything', async () => {
    warnOfQuarantine(activity.parts, ACME, 'One is kept.');
    expect(user.messages).toMatchObject([{ kind: 'warning', text: 'One is kept.', buttons: ['Show Quarantine'] }]);
    user.messages[0]?.press('Show Quarantine');
    await until(() => editor.revealed.length > 0);
    expect(editor.revealed).toEqual(['acme > acme/quarantine']);
    activity.acme.quarantine.length = 0;
    await showQuarantine(activity.parts, ACME);
    expect([editor.revealed.length, told()]).toEqual([1, ['One is kept.', 'Acme has no records in quarantine.']]);
  });

  test('says in an open document that its record is gone, or back', async () => {
    const open = (quarantined: string) => activity.run('openQuarantined', { organization: ACME, quarantined });
    for (const id of ['good', 'bad']) await open(id);
    const shown = () => editor.opened.map(({ text }) => (text === GONE ? 'gone' : JSON.parse(text).id));
    expect(shown()).toEqual(['good', 'bad']);
    await activity.run('retryAllQuarantined');
    await until(() => shown()[0] === 'gone');
    expect(shown()).toEqual(['gone', 'bad']);
    user.answers = ['Discard'];
    await activity.run('discardQuarantined', { organization: ACME, quarantined: 'bad' });
    await until(() => shown()[1] === 'gone');
    activity.acme.quarantine.push({ id: 'bad', atMs: 0, timeMs: 0, reason: '', raw: {} });
    activity.sync.tellChange();
    await until(() => shown()[1] === 'bad');
  });

  test('reads an open document anew only when the quarantine has changed, and no closed one', async () => {
    let reads = 0;
    const { quarantine } = activity.sync;
    activity.sync.quarantine = (organization) => {
      reads += 1;
      return quarantine(organization);
    };
    for (const quarantined of ['good', 'bad'])
      await activity.run('openQuarantined', { organization: ACME, quarantined });
    activity.setState({ deliveredTotal: 7 });
    expect(reads).toBe(2);
    editor.close(editor.opened[0]?.uri as NonNullable<(typeof editor.opened)[0]>['uri']);
    activity.setState({ quarantinedTotal: 7 });
    expect(reads).toBe(3);
  });

  test.each([
    ['acme', 'gone'],
    ['nobody', 'bad'],
    ['../acme', 'bad'],
    ['acme', '../../etc/passwd'],
  ])('has nothing at %s/%s', async (organizationId, id) => {
    const uri = quarantineUri({ id: organizationId, displayName: 'Acme' }, id) as unknown as Parameters<
      typeof editor.read
    >[0];
    expect(await editor.read(uri)).toBe(GONE);
  });

  test('keeps an odd id in its address', async () => {
    activity.acme.quarantine.push({ id: 'a/b?c#d%20.json', atMs: 0, timeMs: Number.MAX_VALUE, reason: '', raw: null });
    const uri = quarantineUri({ ...ACME, displayName: 'A/B: ?' }, 'a/b?c#d%20.json') as unknown as Parameters<
      typeof editor.read
    >[0];
    expect(JSON.parse(await editor.read(uri))).toMatchObject({ id: 'a/b?c#d%20.json', time: null });
  });

  test('sends one record again, or all that can be sent', async () => {
    await activity.run('retryQuarantined', { organization: ACME, quarantined: 'good' });
    expect(activity.acme.arrived).toEqual(['good']);
    await activity.run('retryAllQuarantined');
    expect(activity.acme.quarantine.map(({ id }) => id)).toEqual(['bad']);
    expect(told()).toEqual([
      'Acme: 1 record sent from quarantine to Sentinel.',
      'Acme: 0 records sent from quarantine; 1 record still cannot be sent.',
    ]);
  });

  test('is retried and discarded from its open document too', async () => {
    await activity.run('retryQuarantined', quarantineUri(ACME, 'good'));
    expect(activity.acme.arrived).toEqual(['good']);
    user.answers = ['Discard'];
    await activity.run('discardQuarantined', quarantineUri(ACME, 'bad'));
    expect(activity.acme.quarantine).toEqual([]);
  });

  test('sends nothing without consent', async () => {
    activity.setState({ approved: false });
    user.answers = [DISMISS];
    await activity.run('retryAllQuarantined');
    expect([activity.acme.arrived, told()]).toEqual([[], []]);
    user.answers = ['Send'];
    await activity.run('retryAllQuarantined');
    expect(user.questions.at(-1)?.title).toBe('Send 2 records of Acme to Sentinel?');
    expect(activity.acme.arrived).toEqual(['good']);
  });

  test('discards only after a question', async () => {
    user.answers = [DISMISS, DISMISS, 'Discard', 'Discard'];
    await activity.run('discardQuarantined', { organization: ACME, quarantined: 'bad' });
    await activity.run('discardAllQuarantined');
    expect(activity.acme.quarantine).toHaveLength(2);
    await activity.run('discardQuarantined', { organization: ACME, quarantined: 'bad' });
    expect(activity.acme.quarantine.map(({ id }) => id)).toEqual(['good']);
    expect(user.questions.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'modal Discard 1 record of Acme?',
      'modal Discard 2 records of Acme?',
      'modal Discard 1 record of Acme?',
    ]);
    expect(user.questions[0]?.detail).toMatch(/the only copy here\. Later syncs .* do not send them\.$/);
    await activity.run('discardAllQuarantined');
    await activity.run('discardAllQuarantined');
    expect(activity.acme.quarantine).toEqual([]);
    expect(told()).toEqual(['Acme has no records in quarantine.']);
  });

  test('shows the newest 200, and says how many there are besides', async () => {
    for (let at = 0; at < 300; at += 1) {
      activity.acme.quarantine.push({ id: `q${at}`, atMs: 0, timeMs: 0, reason: 'r', raw: {} });
    }
    const rows = await rowsBelow(await rowAt('Quarantine'));
    expect(rows).toHaveLength(201);
    expect(rows.at(-1)?.label).toBe('And 102 older ones');
  });
});

describe('the sync state', () => {
  test('is reset only after a warning', async () => {
    activity.setState({ deliveredTotal: 5 });
    user.answers = [DISMISS];
    await activity.run('resetSyncState');
    expect([activity.acme.state?.deliveredTotal, told()]).toEqual([5, []]);
    user.answers = ['Reset'];
    await activity.run('resetSyncState');
    expect(user.questions[1]).toMatchObject({
      kind: 'modal',
      detail: expect.stringMatching(/^This deletes the record of what was read and sent, .* sends everything again/),
    });
    expect([activity.acme.state?.deliveredTotal, told()]).toEqual([0, ['Acme: the sync state was reset.']]);
  });

  test('is exported to a file that suggests whose it is, and of when', async () => {
    await activity.parts.organizations.update(ACME.id, (now) => ({ ...now, displayName: '../Ácme & Söhne/' }));
    user.answers = [DISMISS, '/tmp/state.json', 'vscode-remote://there/state.json'];
    for (let time = 0; time < 3; time += 1) await activity.run('exportSyncState');
    expect(user.questions[0]?.value).toMatch(/\/confluence-audit-sync-a-cme-so-hne-2026-10-07\.ndjson\.gz$/);
    expect(activity.acme.exports).toEqual(['/tmp/state.json']);
    expect(told()).toEqual([
      '../Ácme & Söhne/: the sync state was exported to /tmp/state.json.',
      'Choose a file on this computer: the extension does not run on the remote machine.',
    ]);
  });

  test('is merged with what is imported, after that is explained', async () => {
    user.answers = [DISMISS, '/tmp/state.json', DISMISS, '/tmp/state.json', 'Import'];
    await activity.run('importSyncState');
    await activity.run('importSyncState');
    expect(activity.acme.imports).toEqual([]);
    await activity.run('importSyncState');
    expect(activity.acme.imports).toEqual(['/tmp/state.json']);
    expect(user.questions[2]).toMatchObject({
      ...{ kind: 'modal', title: 'Import state.json into Acme?' },
      detail: expect.stringContaining('It is merged'),
    });
  });
});

describe('without a destination', () => {
  beforeEach(() => activity.parts.organizations.update(ACME.id, (now) => ({ ...now, destinationId: undefined })));

  test.each([
    ['resetSyncState'],
    ['exportSyncState'],
    ['discardQuarantined'],
    ['pauseJob'],
    ['resumeJob'],
    ['cancelJob'],
  ])('%s says so, and leads to where one is chosen', async (name) => {
    activity.acme.quarantine.push({ id: 'q', atMs: 0, timeMs: 0, reason: '', raw: {} });
    activity.setState({ jobs: [job('a')] });
    await activity.run(name, { organization: ACME, quarantined: 'q', job: 'a' });
    expect(user.messages).toMatchObject([
      { kind: 'info', text: 'Acme has no destination. Choose one first.', buttons: ['Edit Organization'] },
    ]);
    expect([jobs(), user.questions, activity.acme.exports, activity.acme.quarantine.length]).toEqual([
      ['a'],
      [],
      [],
      1,
    ]);
  });

  test('a state is imported to the one that is chosen', async () => {
    user.answers = [DISMISS, '$(azure) Sentinel', '/tmp/state.json', 'Import'];
    await activity.run('importSyncState');
    expect([told(), activity.acme.imports]).toEqual([[], []]);
    await activity.run('importSyncState');
    expect(user.questions[1]?.title).toBe('Where shall the records of Acme go?');
    expect(activity.acme.imports).toEqual(['/tmp/state.json']);
    expect(activity.parts.organizations.get(ACME.id)?.destinationId).toBe(SENTINEL.id);
  });
});

test('the query that removes repeats is of the row, or of all', async () => {
  await activity.run('copyRepeatsQuery');
  expect(user.clipboard).not.toContain('CreationDate');
  await activity.run('copyRepeatsQuery', { organization: ACME, window: { fromMs: 1, toMs: 2 } });
  expect(user.clipboard).toContain('| where CreationDate between (1 .. 2)');
  await activity.run('copyRepeatsQuery', { organization: ACME, window: { fromMs: '1) | take 1 //', toMs: 2 } });
  expect(user.clipboard).not.toContain('CreationDate');
});

test('a failed run offers what repairs it', async () => {
  const failure = { code: 'siteRateLimited', detail: { where: ACME.site } };
  user.answers = ['Try Again', DISMISS];
  await activity.run('repairRun', { organization: ACME, failure });
  expect(user.executed.map(({ command }) => command)).toContain('confluenceAudit.syncNow');
  const before = user.executed.length;
  await activity.run('repairRun', { organization: ACME, failure });
  await activity.run('repairRun', { organization: ACME, failure: { code: 'nonsense', detail: {} } });
  expect(user.executed.length).toBe(before + 2);
});

test('a refresh reads what other windows have done', async () => {
  let changes = 0;
  activity.sync.onDidChange(() => {
    changes += 1;
  });
  await activity.run('refreshSyncActivity');
  expect(changes).toBeGreaterThan(0);
});
