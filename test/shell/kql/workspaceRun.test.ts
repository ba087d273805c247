import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { WorkspaceRefusal } from '../../../src/core/sentinel/workspaceQuery.ts';
import { runInWorkspace } from '../../../src/shell/kql/workspaceRun.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { FOLDER, SENTINEL } from '../examples.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { until } from '../until.ts';
import { queryIn, startThreads } from './runParts.ts';
import { type FakeWorkspace, startQueries } from './startQueries.ts';

const threads = startThreads();
const GUID = '0a0a0a0a-1111-2222-3333-444444444444';
const BODY = JSON.stringify({
  tables: [{ name: 'PrimaryResult', columns: [{ name: 'N', type: 'long' }], rows: [[7]] }],
  render: { visualization: 'barchart' },
  error: { message: 'There were some errors.' },
});
let parts: Parts;
let workspace: FakeWorkspace;
beforeEach(async () => {
  ({ parts, workspace } = await startQueries(threads));
  workspace.answer = async () => ({ kind: 'tables', body: BODY });
});

const state = () => parts.kql.queries.state();
async function run(marked = 'SigninLogs | count^') {
  await runInWorkspace(parts, queryIn(marked));
}
async function addSentinel() {
  await parts.destinations.add(FOLDER, undefined);
  await parts.destinations.add(SENTINEL, 'client-secret');
  user.answers = [GUID];
}

describe('a query in a workspace', () => {
  test('is asked as it stands, and its answer is shown as other results are', async () => {
    await addSentinel();
    await run('// Sign-ins\nlet n = 1;\nSigninLogs | count^');
    const text = '// Sign-ins\nlet n = 1;\nSigninLogs | count';
    expect(workspace.asked).toEqual([{ destination: 'az', id: GUID, endpoint: 'https://api.loganalytics.io', text }]);
    expect(state()).toMatchObject({
      kind: 'result',
      result: {
        query: { text, file: 'hunt.kql', data: 'Workspace of Sentinel', target: 'workspace' },
        columns: [{ name: 'N', type: 'long' }],
        rowsIn: undefined,
        rowsOut: 1,
        now: undefined,
        render: 'barchart',
        remark: 'There were some errors.',
      },
    });
    const { result } = state() as Extract<ReturnType<typeof state>, { kind: 'result' }>;
    expect(await threads.runs.ask('rows', { id: result.id, offset: 0, count: 9 })).toEqual({
      ok: true,
      value: [['7']],
    });
  });

  test('asks which workspace that is, once', async () => {
    await addSentinel();
    await run();
    await run();
    expect(user.questions.map(({ title }) => title)).toEqual(['Workspace of Sentinel']);
    expect(workspace.asked).toHaveLength(2);
  });

  test('asks which destination, where there are several', async () => {
    await addSentinel();
    await parts.destinations.add({ ...SENTINEL, id: 'other', displayName: 'Other' }, 'client-secret');
    user.answers = ['Other', GUID];
    await run();
    expect(user.questions[0]?.choices.map((choice) => choice.split(' — ')[0])).toEqual(['Other', 'Sentinel']);
    expect(workspace.asked).toMatchObject([{ destination: 'other' }]);
  });

  test.each<[Answer[]]>([[[DISMISS]], [['Sentinel', DISMISS]]])(
    'is not asked when a question is dismissed',
    async (answers) => {
      await addSentinel();
      await parts.destinations.add({ ...SENTINEL, id: 'other', displayName: 'Other' }, 'client-secret');
      user.answers = answers;
      await run();
      expect(workspace.asked).toEqual([]);
      expect(state()).toEqual({ kind: 'nothing' });
    },
  );

  test('takes a destination in Azure, which can be added', async () => {
    await parts.destinations.add(FOLDER, undefined);
    const added = vi.fn();
    user.commands.set('confluenceAudit.addDestination', added);
    const running = run();
    await until(() => user.messages.length > 0);
    expect(user.messages).toMatchObject([{ kind: 'info', buttons: ['Add Destination…'] }]);
    user.messages[0]?.press('Add Destination…');
    await running;
    expect(added).toHaveBeenCalledOnce();
    expect(workspace.asked).toEqual([]);
  });

  test('is not there any more when it has been replaced by a local one', async () => {
    await addSentinel();
    await run();
    await parts.kql.queries.run(queryIn('print 1^'));
    expect(state()).toMatchObject({ result: { query: { target: 'local' }, rowsOut: 1 } });
  });
});

describe('a workspace that gives no rows', () => {
  const HOST = 'api.loganalytics.io';
  test.each<[WorkspaceRefusal['reason'], number, string | undefined, string]>([
    ['query', 400, "'where' operator: Failed to resolve 'x'", "'where' operator: Failed to resolve 'x'"],
    ['query', 400, undefined, `${HOST} does not accept the query.`],
    [
      'unauthorized',
      401,
      undefined,
      `${HOST} does not accept the sign-in. Check that the destination's cloud fits the workspace.`,
    ],
    [
      'roleMissing',
      403,
      'secret words',
      `${HOST} does not let this client query the workspace. Give the destination's client the role Log Analytics Reader on the workspace; a new role can take some minutes to work.`,
    ],
    [
      'notFound',
      404,
      undefined,
      `${HOST} does not know this workspace. Check its id: the GUID on its overview page, not its name. You are asked for it again.`,
    ],
    ['throttled', 429, undefined, `${HOST} has more queries of this client than it allows. Try again in a minute.`],
    ['timedOut', 504, undefined, `The query took ${HOST} too long. Look at a shorter time, or at fewer records.`],
    [
      'tooLarge',
      200,
      undefined,
      `The answer of ${HOST} is larger than 64 MB. Filter, summarize, or take fewer columns.`,
    ],
    ['serverError', 503, undefined, `${HOST} has a problem of its own (status 503). Try again later.`],
    ['unexpectedStatus', 418, undefined, `${HOST} answered in an unexpected way (status 418).`],
  ])('says why: %s (%i)', async (reason, status, message, sentence) => {
    await addSentinel();
    workspace.answer = async () => ({ kind: 'refused', reason, status, message });
    await run();
    expect(state()).toMatchObject({ kind: 'failed', message: sentence, canShow: false });
  });

  test('and is not known is asked for again, with the former one to correct', async () => {
    await addSentinel();
    workspace.answer = async () => ({ kind: 'refused', reason: 'notFound', status: 404, message: undefined });
    await run();
    const other = GUID.replaceAll('0a', '0b');
    user.answers = [other];
    await run();
    expect(user.questions.map(({ value }) => value)).toEqual(['', GUID]);
    expect(workspace.asked.map(({ id }) => id)).toEqual([GUID, other]);
  });

  test('because the network fails says so', async () => {
    await addSentinel();
    workspace.answer = () => Promise.reject(new Failure('connectionRefused', { where: 'https://api.loganalytics.io' }));
    await run();
    expect(state()).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining(`${HOST} does not accept connections.`),
    });
    expect(user.log).toHaveLength(1);
  });

  test.each(['', '<html>', '{"tables":[]}'])('because it answers with something else says so: %j', async (body) => {
    await addSentinel();
    workspace.answer = async () => ({ kind: 'tables', body });
    await run();
    expect(state()).toMatchObject({ message: 'The workspace answered with something that is no result.' });
  });
});

describe('stopping it', () => {
  test('ends the wait at once, whatever it waits for', async () => {
    await addSentinel();
    let heard: AbortSignal | undefined;
    workspace.answer = (signal) => {
      heard = signal;
      return new Promise(() => undefined);
    };
    const running = run();
    await until(() => heard !== undefined);
    parts.kql.queries.stop();
    await running;
    expect(heard?.aborted).toBe(true);
    expect(state()).toEqual({ kind: 'nothing' });
    expect(user.log).toEqual([]);
  });

  test('leaves what was shown before', async () => {
    await addSentinel();
    await parts.kql.queries.run(queryIn('print 1^'));
    const before = state();
    workspace.answer = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const running = run();
    await until(() => workspace.asked.length > 0);
    parts.kql.queries.stop();
    await running;
    expect(state()).toBe(before);
  });
});
