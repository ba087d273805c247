import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { KqlResultsCalls, KqlResultsEvents, ResultState } from '../../../src/protocol/kqlResults.ts';
import type { Client } from '../../../src/protocol/rpc.ts';
import { createDataMemory } from '../../../src/shell/kql/dataMemory.ts';
import { createQueryRuns, type QueryRuns } from '../../../src/shell/kql/queryRuns.ts';
import { registerResultsView } from '../../../src/shell/kql/resultsView.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';
import { editors, openResults } from './fakeKql.ts';
import { queryIn, startThreads } from './runParts.ts';

const { client, runs } = startThreads();
const GONE = { ok: false, message: 'This result is not there any more. Run the query again.' };
const ROWS =
  'datatable (Name: string, Number: long, Bag: dynamic) ["=a", 1, dynamic({"x": 1}), "b", 2, dynamic(null), "c", 3, dynamic([1])]';
const ALL = { sort: undefined, filters: [], columns: [0, 1, 2] };
type View = Client<KqlResultsCalls, KqlResultsEvents>;

let shell: Shell;
let queries: QueryRuns;
let acted: string[];
/** How the buttons of the header end. */
let failure: Error | undefined;
beforeEach(async () => {
  shell = await startShell();
  const data = createDataMemory(shell.computer.openWindow(shell.folder).workspaceState, shell.parts.log);
  queries = createQueryRuns({ parts: shell.parts, client, runs, data, setData: () => undefined });
  acted = [];
  failure = undefined;
  const act = (name: string) => async () => {
    acted.push(name);
    if (failure !== undefined) throw failure;
  };
  const registered = registerResultsView({
    ...{ parts: shell.parts, runs, queries },
    actions: {
      runAgain: act('runAgain'),
      copyQueryWithData: async () => {
        await act('copyQueryWithData')();
        return true;
      },
      runInWorkspace: act('runInWorkspace'),
    },
  });
  onTestFinished(() => {
    registered.dispose();
    queries.dispose();
    data.dispose();
    editors.reset();
  });
});

const run = (marked: string) => queries.run(queryIn(`${marked}^`));
async function connect() {
  const panel = await openResults();
  return { panel, view: panel.connect<KqlResultsCalls, KqlResultsEvents>() };
}
/** The view with the rows above. */
async function showRows(): Promise<{ readonly view: View; readonly id: number }> {
  await run(`// Rows\n${ROWS}`);
  const { view } = await connect();
  const state = queries.state();
  if (state.kind !== 'result') throw new Error(JSON.stringify(state));
  return { view, id: state.result.id };
}

describe('the view of results', () => {
  test('is told what there is when it is ready, and whatever comes then', async () => {
    const { view } = await connect();
    expect(await view.call('ready')).toEqual({ ok: true, value: { kind: 'nothing' } });
    const states: ResultState[] = [];
    view.on('state', (state) => states.push(state));
    await run('print 1');
    expect(states.map(({ kind }) => kind)).toEqual(['running', 'result']);
    expect(await view.call('ready')).toEqual({ ok: true, value: states[1] });
  });

  test('is brought to the front by a run, without the focus', async () => {
    await run('print 1');
    expect(user.executed.at(0)).toMatchObject({ command: 'setContext' });
    expect(user.executed).toContainEqual({
      command: 'confluenceAudit.kqlResults.focus',
      argument: { preserveFocus: true },
    });
    const [view] = editors.views;
    await run('print 2');
    expect(editors.views).toHaveLength(1);
    expect(view?.shows.length).toBeGreaterThan(0);
    expect(new Set(view?.shows)).toEqual(new Set([true]));
  });

  test('is not brought to the front by what happens to an old result', async () => {
    await run('print 1');
    const [view] = editors.views;
    const shows = view?.shows.length;
    const state = queries.state();
    queries.resultGone(state.kind === 'result' ? state.result.id : 0);
    expect(queries.state().kind).toBe('failed');
    expect(view?.shows).toHaveLength(shows ?? 0);
  });

  test('may load nothing but what the extension has built, and run nothing else', async () => {
    const { panel } = await connect();
    expect(panel.webview).toMatchObject({
      options: { enableScripts: true, localResourceRoots: [{ path: '/extension/dist/webview' }] },
    });
    expect(panel.webview.html).toContain('/extension/dist/webview/kqlResults.js');
    expect(panel.webview.html).toContain("default-src 'none'");
  });

  test('that is closed while it is being opened is left alone', async () => {
    const { FakeView, resolveView } = await import('./fakeKql.ts');
    const view = new FakeView('confluenceAudit.kqlResults', 'KQL Results');
    const opening = resolveView(view);
    view.dispose();
    await opening;
    expect(view.webview.html).toBe('');
    await run('print 1');
    expect(view.shows).toEqual([]);
  });

  test('that another one has replaced is not thought to be the one that is shown', async () => {
    const { FakeView, resolveView } = await import('./fakeKql.ts');
    const [first, second] = [1, 2].map(() => new FakeView('confluenceAudit.kqlResults', 'KQL Results'));
    await resolveView(first);
    await resolveView(second);
    first?.dispose();
    await run('print 1');
    expect(second?.shows.length).toBeGreaterThan(0);
  });
});

describe('a view that is closed', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  test('takes its result along', async () => {
    const { id } = await showRows();
    editors.views[0]?.dispose();
    vi.advanceTimersByTime(9_999);
    expect(queries.state().kind).toBe('result');
    vi.advanceTimersByTime(1);
    expect(queries.state()).toEqual({ kind: 'nothing' });
    expect(await runs.ask('rows', { id, offset: 0, count: 1 })).toEqual(GONE);
    // Nobody wants to see that there is nothing.
    expect(editors.views).toHaveLength(1);
  });

  test('keeps it when it is only moved', async () => {
    const { id } = await showRows();
    editors.views[0]?.dispose();
    vi.advanceTimersByTime(5000);
    const { view } = await connect();
    vi.advanceTimersByTime(60_000);
    expect(await view.call('ready')).toMatchObject({ value: { kind: 'result', result: { id } } });
    expect(await view.call('rows', { id, offset: 0, count: 1 })).toMatchObject({ ok: true });
  });

  test('takes nothing along that comes later', async () => {
    await connect();
    editors.views[0]?.dispose();
    await run('print 1');
    vi.advanceTimersByTime(60_000);
    expect(queries.state().kind).toBe('result');
  });
});

describe('what the view may ask', () => {
  test('view and rows: sorted, filtered, and in its columns', async () => {
    const { view, id } = await showRows();
    const sort = { column: 1, descending: true };
    const filters = [{ column: 0, contains: 'A' }];
    expect(await view.call('view', { id, view: { ...ALL, sort, columns: [1, 0, 99] } })).toEqual({
      ok: true,
      value: { rows: 3 },
    });
    expect(await view.call('rows', { id, offset: 1, count: 1000 })).toEqual({
      ok: true,
      value: {
        rows: [
          ['2', 'b'],
          ['1', '=a'],
        ],
      },
    });
    expect(await view.call('view', { id, view: { ...ALL, filters } })).toEqual({ ok: true, value: { rows: 1 } });
    expect(await view.call('rows', { id, offset: 5, count: 1 })).toEqual({ ok: true, value: { rows: [] } });
  });

  test('detail: all cells of a row', async () => {
    const { view, id } = await showRows();
    expect(await view.call('detail', { id, row: 0 })).toMatchObject({
      value: {
        cells: [
          { name: 'Name', text: '=a' },
          { name: 'Number', text: '1' },
          { name: 'Bag', json: '{"x":1}' },
        ],
      },
    });
    expect(await view.call('detail', { id, row: 3 })).toEqual({ ok: false, message: 'There is no such row.' });
  });

  test('figures: of what is selected', async () => {
    const { view, id } = await showRows();
    const range = { firstRow: 0, lastRow: 2, firstColumn: 1, lastColumn: 1 };
    expect(await view.call('figures', { id, range })).toMatchObject({ value: { cells: 3, sum: '6', average: '2' } });
  });

  test('copy: to the clipboard, as it is shown; of one cell, the value alone', async () => {
    const { view, id } = await showRows();
    expect(await view.call('copy', { id, range: undefined, format: 'csv' })).toEqual({ ok: true, value: { rows: 3 } });
    expect(user.clipboard.split('\r\n').slice(0, 3)).toEqual(['Name,Number,Bag', `=a,1,"{""x"":1}"`, 'b,2,']);
    const range = { firstRow: 1, lastRow: 2, firstColumn: 0, lastColumn: 0 };
    expect(await view.call('copy', { id, range, format: 'in' })).toEqual({ ok: true, value: { rows: 2 } });
    expect(user.clipboard).toBe('in ("b", "c")');
    const oneCell = { firstRow: 0, lastRow: 0, firstColumn: 0, lastColumn: 0 };
    await view.call('copy', { id, range: oneCell, format: 'text' });
    expect(user.clipboard).toBe('=a');
    await view.call('copy', { id, range: { ...oneCell, lastRow: 1 }, format: 'text' });
    expect(user.clipboard).toBe('Name\n=a\nb\n');
  });

  test('export: whole, into a file of the name that the query has', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'results-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { view, id } = await showRows();
    user.answers = [DISMISS, path.join(folder, 'a.json')];
    expect(await view.call('export', { id, format: 'json' })).toEqual({ ok: true, value: false });
    expect(editors.saveDialogs[0]?.defaultUri.path).toBe('/hunt.json');
    expect(await view.call('export', { id, format: 'json' })).toEqual({ ok: true, value: true });
    expect(JSON.parse(await readFile(path.join(folder, 'a.json'), 'utf8'))).toHaveLength(3);
    user.answers = [path.join(folder, 'none', 'b.csv')];
    expect(await view.call('export', { id, format: 'csv' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Writing to .+b\.csv failed \(ENOENT\)\.$/),
    });
    user.answers = [path.join(folder, 'c.csv')];
    expect(await view.call('export', { id: id - 1, format: 'csv' })).toEqual(GONE);
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  test('filterQuery: writes a step into the query', async () => {
    const { view, id } = await showRows();
    expect(await view.call('filterQuery', { id, row: 1, column: 0, exclude: true })).toMatchObject({ ok: true });
    const { document } = editors.active ?? {};
    expect(document?.getText()).toBe(`// Rows\n${ROWS}\n| where Name != "b"`);
    expect(await view.call('filterQuery', { id, row: 9, column: 0, exclude: true })).toMatchObject({ ok: false });
    expect(await view.call('filterQuery', { id, row: 0, column: 9, exclude: true })).toEqual({
      ok: false,
      message: 'There is no such column.',
    });
    if (document !== undefined) editors.close(document);
    expect(await view.call('filterQuery', { id, row: 1, column: 0, exclude: true })).toEqual({
      ok: false,
      message: 'hunt.kql is not there any more.',
    });
  });

  test('chart: of its rows, or why there is none', async () => {
    const { view, id } = await showRows();
    await view.call('view', { id, view: { ...ALL, columns: [0, 1] } });
    expect(await view.call('chart', { id, kind: 'barchart' })).toMatchObject({
      value: { ok: true, chart: { kind: 'barchart', series: [{ name: 'Number', values: [1, 2, 3] }] } },
    });
    await run('print x = "a"');
    const state = queries.state();
    const next = state.kind === 'result' ? state.result.id : 0;
    expect(await view.call('chart', { id: next, kind: 'timechart' })).toMatchObject({
      value: { ok: false, reason: expect.any(String) },
    });
  });

  test('showQuery: brings the place of a failure to the front', async () => {
    const { view } = await connect();
    expect(await view.call('showQuery')).toEqual({ ok: false, message: 'No query was run yet.' });
    await run('print nothere');
    editors.open('/other.kql', '');
    expect(await view.call('showQuery')).toMatchObject({ ok: true });
    expect(editors.active).toMatchObject({
      document: { uri: { path: '/hunt.kql' } },
      selection: { start: { line: 0, character: 6 }, end: { line: 0, character: 13 } },
    });
  });

  test('stop: ends what runs', async () => {
    const { view } = await connect();
    const running = run('range x from 1 to 1000000000000000 step 1 | count');
    expect(await view.call('stop')).toMatchObject({ ok: true });
    await running;
    expect(queries.state()).toEqual({ kind: 'nothing' });
  });

  test.each(['runAgain', 'copyQueryWithData', 'runInWorkspace'] as const)('%s, which may fail', async (name) => {
    const { view } = await connect();
    expect(await view.call(name)).toMatchObject({ ok: true });
    failure = new TypeError('secret-of-ann');
    expect(await view.call(name)).toMatchObject({ ok: false, message: expect.stringContaining('TypeError') });
    expect(acted).toEqual([name, name]);
    expect(JSON.stringify([user.log, editors.views[0]?.posted])).not.toContain('secret-of-ann');
  });
});

describe('hostile calls', () => {
  const RANGE = { firstRow: 0, lastRow: 0, firstColumn: 0, lastColumn: 0 };
  test.each<[string, unknown]>([
    ['view', undefined],
    ['view', { id: 1 }],
    ['view', { id: '1', view: ALL }],
    ['view', { id: 1, view: { ...ALL, columns: [-1] } }],
    ['view', { id: 1, view: { ...ALL, columns: 'all' } }],
    ['view', { id: 1, view: { ...ALL, filters: [{ column: 0, contains: {} }] } }],
    ['view', { id: 1, view: { ...ALL, sort: { column: 0.5, descending: true } } }],
    ['rows', { id: 1, offset: 0, count: 1001 }],
    ['rows', { id: 1, offset: -1, count: 1 }],
    ['rows', { id: 1, offset: null, count: 1 }],
    ['detail', { id: 1, row: '0' }],
    ['detail', { id: 1e300, row: 0.1 }],
    ['figures', { id: 1, range: { ...RANGE, lastRow: -1 } }],
    ['figures', { id: 1 }],
    ['copy', { id: 1, format: 'html' }],
    ['copy', { id: 1, format: '__proto__' }],
    ['copy', { id: 1, range: [], format: 'csv' }],
    ['export', { id: 1, format: 'in' }],
    ['export', { id: 1, format: 'csv', file: '/etc/passwd', row: 0 }],
    ['filterQuery', { id: 1, row: 0, column: 0 }],
    ['filterQuery', { id: 1, row: 0, column: 0, exclude: 'yes' }],
    ['chart', { id: 1, kind: 'treemap' }],
    ['forget', { id: 1 }],
    ['piece', { id: 1, format: 'csv', first: 0 }],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('%s with %j gets one reply, which is a refusal', async (name, params) => {
    const { panel } = await connect();
    const anybody = panel.connect<Record<string, { params: unknown; result: unknown }>, KqlResultsEvents>();
    const before = panel.posted.length;
    const outcome = await anybody.call(name, params);
    expect(outcome).toMatchObject({ ok: false, message: expect.any(String) });
    expect(panel.posted.length - before).toBe(1);
    expect(user.questions).toEqual([]);
    expect(editors.active).toBeUndefined();
  });
});

test.each<[keyof KqlResultsCalls, object]>([
  ['view', { view: ALL }],
  ['rows', { offset: 0, count: 1 }],
  ['detail', { row: 0 }],
  ['figures', { range: { firstRow: 0, lastRow: 0, firstColumn: 0, lastColumn: 0 } }],
  ['copy', { format: 'csv' }],
  ['chart', { kind: 'barchart' }],
  ['filterQuery', { row: 0, column: 0, exclude: false }],
])('%s about a result that is gone says so', async (name, params) => {
  const { id } = await showRows();
  await run('print nothere');
  const { panel } = await connect();
  const anybody = panel.connect<Record<string, { params: unknown; result: unknown }>, KqlResultsEvents>();
  expect(await anybody.call(name, { id, ...params })).toEqual(GONE);
  await until(() => user.log.length > 0);
});
