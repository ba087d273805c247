import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { ResultInfo, ResultState } from '../../../src/protocol/kqlResults.ts';
import { createDataMemory, type DataMemory } from '../../../src/shell/kql/dataMemory.ts';
import { createQueryRuns, type Performed, type QueryRuns } from '../../../src/shell/kql/queryRuns.ts';
import { UserSentence } from '../../../src/shell/userSentence.ts';
import { ACME, DAY_MS, NOON_MS } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';
import { editors, type TextDocument } from './fakeKql.ts';
import { ENDLESS, queryIn, startThreads } from './runParts.ts';

const { client, runs, threads, listeners } = startThreads();
let shell: Shell;
let data: DataMemory;
let queries: QueryRuns;
let states: ResultState[];
/** Called after the data is loaded, before the query is planned. */
let onLoaded: (() => void) | undefined;
/** Called when a run was handed to its thread. */
let onRun: (() => void) | undefined;
/** What is loaded, and what is planned, waits for this. */
let loading: Promise<unknown>;
let planning: Promise<unknown>;
let summaries: string[];
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization(ACME);
  data = createDataMemory(shell.computer.openWindow(shell.folder).workspaceState, shell.parts.log);
  summaries = [];
  loading = Promise.resolve();
  planning = Promise.resolve();
  onLoaded = undefined;
  onRun = undefined;
  queries = createQueryRuns({
    ...{ parts: shell.parts, data },
    client: {
      ...client,
      async ask(...asked) {
        await planning;
        return client.ask(...asked);
      },
    },
    runs: {
      ...runs,
      async load(described) {
        await loading;
        return runs.load(described);
      },
      run(order) {
        const call = runs.run(order);
        onRun?.();
        return call;
      },
    },
    setData(document) {
      summaries.push(String(document));
      onLoaded?.();
    },
  });
  states = [];
  queries.onDidChange((state) => states.push(state));
  const told = (id: number): void => queries.resultGone(id);
  listeners.add(told);
  onTestFinished(() => {
    listeners.delete(told);
    queries.dispose();
    data.dispose();
    editors.reset();
  });
});

const EMPTY = { columns: [], rowsIn: 0, rowsOut: 0, tookMs: 0, now: undefined, remark: undefined, render: undefined };
const kinds = () => states.map(({ kind }) => kind);
const isRunning = () => user.contexts.get('confluenceAudit.hasRunningQuery');
function result(): ResultInfo {
  const state = queries.state();
  if (state.kind !== 'result') throw new Error(`There is no result: ${JSON.stringify(state)}`);
  return state.result;
}
async function firstCell(id = result().id): Promise<unknown> {
  const rows = await runs.ask('rows', { id, offset: 0, count: 1 });
  return rows.ok ? rows.value[0]?.[0] : rows.message;
}
const GONE = 'This result is not there any more. Run the query again.';
/** Begins a run that does not end by itself; its thread has it when this is over. */
async function startEndless(): Promise<{ readonly ended: Promise<void> }> {
  const handed = Promise.withResolvers<void>();
  onRun = handed.resolve;
  const ended = queries.run(queryIn(`${ENDLESS}^`));
  await handed.promise;
  return { ended };
}

describe('a query', () => {
  test('runs on the sample, and is shown', async () => {
    expect(queries.state()).toEqual({ kind: 'nothing' });
    expect(queries.query()).toBeUndefined();
    const query = queryIn('ConfluenceAuditLogs_CL | summarize N = count()^');
    await queries.run(query);
    const shown = { text: query.text, file: 'hunt.kql', data: 'Sample organization', target: 'local' };
    expect(states[0]).toEqual({ kind: 'running', query: shown });
    expect(kinds()).toEqual(['running', 'result']);
    expect(result()).toMatchObject({
      query: shown,
      columns: [{ name: 'N', type: 'long' }],
      rowsOut: 1,
      now: expect.stringContaining('2026-10-07T'),
      remark: undefined,
      render: undefined,
    });
    expect(Number(await firstCell())).toBe(result().rowsIn);
    expect(queries.query()).toMatchObject({ query: { document: query.document } });
    expect(summaries).toEqual(['file:///hunt.kql']);
    expect(isRunning()).toBe(false);
  });

  test('runs on what was chosen for its document', async () => {
    shell.connections.site(ACME.site).records.push({ summary: 'Login', creationDate: NOON_MS - DAY_MS });
    const query = queryIn('ConfluenceAuditLogs_CL | project Summary^');
    data.choose(query.document.uri, { kind: 'preview', organizationId: ACME.id });
    await queries.run(query);
    expect(result()).toMatchObject({ rowsIn: 1, query: { data: 'Acme' } });
    expect(await firstCell()).toBe('Login');
    expect(user.progress).toHaveLength(1);
  });

  test('that is wrong says where', async () => {
    await queries.run(queryIn('print 1\n\nConfluenceAuditLogs_CL | where Categry == ""^'));
    expect(kinds()).toEqual(['running', 'failed']);
    expect(queries.state()).toMatchObject({ message: expect.stringContaining('Categry'), canShow: true });
    expect(queries.query()?.place).toEqual({ start: 31, length: 7 });
  });

  test('that fails while it runs says why, without a place', async () => {
    await queries.run(queryIn('externaldata (a: string) ["/none/none.csv"]^'));
    expect(queries.state()).toMatchObject({ message: 'There is no file /none/none.csv.', canShow: false });
    expect(queries.query()?.place).toBeUndefined();
    expect(isRunning()).toBe(false);
  });

  test.each([
    [{ kind: 'folder', destinationId: 'gone' } as const, 'What this query was to run on is not there any more.'],
    [{ kind: 'file', file: '/none/none.json' } as const, '/none/none.json cannot be read.'],
  ])('on data that is not there says so: %j', async (choice, message) => {
    const query = queryIn('ConfluenceAuditLogs_CL^');
    data.choose(query.document.uri, choice);
    await queries.run(query);
    expect(queries.state()).toMatchObject({ kind: 'failed', message: expect.stringContaining(message) });
  });

  test('whose document is closed meanwhile is run all the same, and its completions are not thought of any more', async () => {
    const query = queryIn('ConfluenceAuditLogs_CL | count^');
    const running = queries.run(query);
    editors.close(query.document as unknown as TextDocument);
    await running;
    expect(result().rowsOut).toBe(1);
    expect(summaries).toEqual([]);
    await queries.run(query);
    expect(kinds()).toEqual(['running', 'result', 'running', 'result']);
  });
});

describe('a second run', () => {
  test('ends the first, of which nothing is shown', async () => {
    const { ended } = await startEndless();
    await queries.run(queryIn('print 2^'));
    await ended;
    expect(kinds()).toEqual(['running', 'running', 'result']);
    expect(await firstCell()).toBe('2');
  });

  test('ends the first wherever that is', async () => {
    const first = queries.run(queryIn(`${ENDLESS}^`));
    const second = queries.run(queryIn('print 2^'));
    const third = queries.run(queryIn('print 3^'));
    await Promise.all([first, second, third]);
    expect(kinds()).toEqual(['running', 'running', 'running', 'result']);
    expect(await firstCell()).toBe('3');
  });

  test('ends the first also in the moment before that is handed to its thread', async () => {
    let second: Promise<void> | undefined;
    onLoaded = () => {
      onLoaded = undefined;
      // Planning has not begun; the run is begun behind it.
      queueMicrotask(() => {
        second = queries.run(queryIn('print 2^'));
      });
    };
    await queries.run(queryIn(`${ENDLESS}^`));
    await second;
    expect(await firstCell()).toBe('2');
  });
});

describe('stopping', () => {
  test('without a run does nothing', () => {
    queries.stop();
    expect(states).toEqual([]);
  });

  test('shows nothing where nothing was', async () => {
    const { ended } = await startEndless();
    expect(isRunning()).toBe(true);
    queries.stop();
    await ended;
    expect(kinds()).toEqual(['running', 'nothing']);
    expect(isRunning()).toBe(false);
  });

  test('brings back what was there, which is still looked at', async () => {
    await queries.run(queryIn('print 1^'));
    const before = queries.state();
    const query = queries.query();
    const { ended } = await startEndless();
    queries.stop();
    await ended;
    expect(queries.state()).toBe(before);
    expect(queries.query()).toBe(query);
    expect(await firstCell()).toBe('1');
    expect(isRunning()).toBe(false);
  });

  test('brings it back also after several runs', async () => {
    await queries.run(queryIn('print 1^'));
    const before = queries.state();
    const first = queries.run(queryIn(`${ENDLESS}^`));
    const second = queries.run(queryIn(`${ENDLESS}^`));
    queries.stop();
    await Promise.all([first, second]);
    expect(queries.state()).toBe(before);
    expect(await firstCell()).toBe('1');
  });

  test('brings back why the last one failed', async () => {
    await queries.run(queryIn('print x^'));
    const before = queries.state();
    const run = queries.run(queryIn('print 1^'));
    queries.stop();
    await run;
    expect(queries.state()).toBe(before);
    expect(queries.query()?.place).toEqual({ start: 6, length: 1 });
  });

  test('ends the reading of an organization', async () => {
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const query = queryIn('ConfluenceAuditLogs_CL^');
    data.choose(query.document.uri, { kind: 'preview', organizationId: ACME.id });
    const run = queries.run(query);
    await until(() => site.openReads === 1);
    queries.stop();
    await run;
    await until(() => site.openReads === 0);
    expect(queries.state()).toEqual({ kind: 'nothing' });
  });

  test('waits for nothing that is being loaded', async () => {
    loading = new Promise(() => undefined);
    const run = queries.run(queryIn('print 1^'));
    await until(isRunning);
    queries.stop();
    await run;
    expect(queries.state()).toEqual({ kind: 'nothing' });
  });
});

describe('a result', () => {
  test('that is replaced by a failure is forgotten', async () => {
    await queries.run(queryIn('print 1^'));
    const { id } = result();
    await queries.run(queryIn('print x^'));
    expect(await firstCell(id)).toBe(GONE);
  });

  test('that comes although its run was ended is what is brought back', async () => {
    await queries.run(queryIn('print 1^'));
    const { query, shown } = queries.query() ?? {};
    if (query === undefined || shown === undefined) throw new Error('nothing was run');
    const late = Promise.withResolvers<Performed>();
    const first = queries.perform({ query, shown: { ...shown, text: 'late' } }, () => late.promise);
    const second = queries.perform({ query, shown }, untilStopped);
    late.resolve({ kind: 'result', result: { ...EMPTY, id: 77 } });
    await first;
    expect(queries.state().kind).toBe('running');
    queries.stop();
    await second;
    expect(result()).toMatchObject({ id: 77, query: { text: 'late' } });
  });

  test('that comes when nothing runs any more is shown, because it has replaced the one before', async () => {
    await queries.run(queryIn('print 1^'));
    const { query, shown } = queries.query() ?? {};
    if (query === undefined || shown === undefined) throw new Error('nothing was run');
    const late = Promise.withResolvers<Performed>();
    const first = queries.perform({ query, shown }, () => late.promise);
    const second = queries.perform({ query, shown }, untilStopped);
    queries.stop();
    await second;
    late.resolve({ kind: 'result', result: { ...EMPTY, id: 78 } });
    await first;
    expect(result().id).toBe(78);
  });

  test('that went with its thread is told to be gone', async () => {
    await queries.run(queryIn('print 1^'));
    await threads.at(-1)?.terminate();
    await until(() => queries.state().kind !== 'result');
    expect(queries.state()).toMatchObject({
      kind: 'failed',
      message: 'This result is not in memory any more. Run the query again.',
      canShow: false,
      query: { text: 'print 1' },
    });
    expect(queries.query()).toMatchObject({ shown: { text: 'print 1' } });
    await queries.run(queryIn('print 2^'));
    expect(await firstCell()).toBe('2');
  });

  test('that went while another query ran is not brought back', async () => {
    await queries.run(queryIn('print 1^'));
    const { ended } = await startEndless();
    queries.stop();
    await threads.at(-1)?.terminate();
    await ended;
    await until(() => queries.state().kind === 'failed');
    expect(queries.state()).toMatchObject({
      message: 'This result is not in memory any more. Run the query again.',
      query: { text: 'print 1' },
    });
    expect(kinds().slice(0, 3)).toEqual(['running', 'result', 'running']);
    expect(isRunning()).toBe(false);
  });

  test('that nobody looks at any more is forgotten', async () => {
    await queries.run(queryIn('print 1^'));
    const { id } = result();
    queries.forgetResult();
    expect(queries.state()).toEqual({ kind: 'nothing' });
    expect(queries.query()).toBeUndefined();
    expect(await firstCell(id)).toBe(GONE);
    queries.forgetResult();
    expect(kinds()).toEqual(['running', 'result', 'nothing']);
  });

  test('of another number is not told to be gone', async () => {
    await queries.run(queryIn('print 1^'));
    queries.resultGone(result().id + 1);
    expect(queries.state().kind).toBe('result');
  });
});

function untilStopped(signal: AbortSignal): Promise<Performed> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'stopped' })));
}

describe('a thread', () => {
  test('that dies between loading and running is followed by another one', async () => {
    onLoaded = () => {
      planning = Promise.resolve(threads.at(-1)?.terminate());
    };
    const query = queryIn('ConfluenceAuditLogs_CL | count^');
    const count = threads.length;
    await queries.run(query);
    expect(result().rowsOut).toBe(1);
    expect(threads.length).toBeGreaterThan(count);
  });

  test('that dies while a query runs is told, and the next query runs', async () => {
    const { ended } = await startEndless();
    await threads.at(-1)?.terminate();
    await ended;
    expect(queries.state()).toMatchObject({
      kind: 'failed',
      message: 'The thread that runs queries ended unexpectedly.',
    });
    await queries.run(queryIn('print 2^'));
    expect(await firstCell()).toBe('2');
  });
});

describe('whatever gives a result', () => {
  const about = () => {
    const query = queryIn('print 1^');
    const shown = { text: query.text, file: query.file, data: 'Workspace of Sentinel', target: 'workspace' } as const;
    return { query, shown };
  };

  test.each<[string, Error, string]>([
    ['a sentence of ours', new UserSentence('Choose other data.'), 'Choose other data.'],
    ['what nobody expected', new TypeError('secret-of-ann'), 'TypeError'],
  ])('may throw %s', async (_, error, message) => {
    await queries.perform(about(), () => Promise.reject(error));
    expect(queries.state()).toMatchObject({ kind: 'failed', message: expect.stringContaining(message) });
    expect(user.log).toHaveLength(1);
    expect(JSON.stringify([user.log, queries.state()])).not.toContain('secret-of-ann');
  });

  test('may throw when it is stopped, which is no failure', async () => {
    const run = queries.perform(
      about(),
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    queries.stop();
    await run;
    expect(kinds()).toEqual(['running', 'nothing']);
    expect(user.log).toEqual([]);
  });

  test('is stopped when everything ends', async () => {
    let heard: AbortSignal | undefined;
    const run = queries.perform(about(), (signal) => {
      heard = signal;
      return untilStopped(signal);
    });
    queries.dispose();
    await run;
    expect(heard?.aborted).toBe(true);
  });
});

test('a file that changes is read again', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'queries-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.json');
  const query = queryIn('ConfluenceAuditLogs_CL | summarize take_any(Summary), count()^');
  data.choose(query.document.uri, { kind: 'file', file });
  await writeFile(file, JSON.stringify([{ summary: 'first', creationDate: NOON_MS }]));
  await queries.run(query);
  expect(await firstCell()).toBe('first');
  await writeFile(file, JSON.stringify([{ summary: 'second one', creationDate: NOON_MS }]));
  await queries.run(query);
  expect(await firstCell()).toBe('second one');
  expect(result().query.data).toBe('a.json');
});
