import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DataDescription } from '../../src/core/kql/data/dataDescription.ts';
import { createRunClient, type RunClientOptions } from '../../src/kqlThread/runClient.ts';
import { startRunThread } from '../../src/kqlThread/startRunThread.ts';
import { auditRows, counted, literal, numbers, query, rawRows } from './plans.ts';

const SOURCE = new URL('../../src/kqlThread/runThread.ts', import.meta.url);
const TIME_MS = Date.UTC(2026, 10, 22);
const GONE = { ok: false, message: 'This result is not there any more. Run the query again.' };
const ENDLESS = query(counted(numbers(1e15)));
const records = handed('one', 3);

function handed(id: string, count: number): DataDescription {
  const all = Array.from({ length: count }, (_, index) => ({
    record: { creationDate: TIME_MS + index, summary: `s${index}` },
    key: `${index}`,
  }));
  return { kind: 'records', id, site: 'https://a.example', receivedAtMs: 0, records: all };
}

/** A client whose threads are counted, and which is closed with the test. */
function startClient(options: Partial<RunClientOptions> = {}) {
  const threads: Worker[] = [];
  const gone: number[] = [];
  const client = createRunClient({
    onResultGone: (id) => gone.push(id),
    ...options,
    startThread() {
      const thread = (options.startThread ?? startRunThread)();
      threads.push(thread);
      return thread;
    },
  });
  onTestFinished(() => client.close());
  return { client, threads, gone };
}

async function resultOf(client: ReturnType<typeof startClient>['client'], plan = query(auditRows), data = records) {
  const answer = await client.run({ data, plan }).answer;
  if (answer.kind !== 'result') throw new Error(JSON.stringify(answer));
  return answer;
}

test('a query runs on the records that are handed over, in a thread that is started for it', async () => {
  const { client, threads } = startClient();
  expect(threads).toHaveLength(0);
  const result = await resultOf(client);
  expect(result).toMatchObject({ rowsIn: 3, rowsOut: 3, now: '2026-11-22T00:00:00.0020000Z', remark: undefined });
  expect(result.columns).toHaveLength(33);
  const view = { sort: { column: 0, descending: true }, filters: [], columns: [14, 30] };
  expect(await client.ask('view', { id: result.id, view })).toEqual({ ok: true, value: { rows: 3 } });
  expect(await client.ask('rows', { id: result.id, offset: 0, count: 2 })).toEqual({
    ok: true,
    value: [
      ['s2', 'https://a.example'],
      ['s1', 'https://a.example'],
    ],
  });
  const step = await client.ask('whereStep', { id: result.id, row: 0, column: 0, exclude: true });
  expect(step).toEqual({ ok: true, value: '| where Summary != "s2"' });
  const range = { firstRow: 0, lastRow: 0, firstColumn: 0, lastColumn: 0 };
  const copied = await client.ask('copy', { id: result.id, range, format: 'csv' });
  expect(copied).toEqual({ ok: true, value: { text: 'Summary\r\ns2\r\n', rows: 1 } });
  expect(threads).toHaveLength(1);
});

test('what is loaded is told, with what completions need', async () => {
  const { client } = startClient();
  expect(await client.load(records)).toMatchObject({
    ok: true,
    value: {
      tables: [
        { name: 'ConfluenceAuditLogs_CL', rows: 3 },
        { name: 'RawConfluenceAudit', rows: 3 },
      ],
      newest: { text: '2026-11-22T00:00:00.002Z' },
      summary: { tables: [{ name: 'ConfluenceAuditLogs_CL' }, { name: 'RawConfluenceAudit' }] },
    },
  });
});

test('now() can be given', async () => {
  const { client } = startClient();
  expect(await client.run({ data: records, plan: query(counted(auditRows)), now: 0 }).answer).toMatchObject({
    now: '2020-01-01T00:00:00.0000000Z',
  });
});

test('two documents query different data by turns', async () => {
  const { client } = startClient();
  const more = handed('two', 5);
  for (const [data, rowsOut] of [
    [records, 3],
    [more, 5],
    [records, 3],
  ] as const) {
    expect(await resultOf(client, query(rawRows), data)).toMatchObject({ rowsOut });
  }
});

test('data that the thread gave up is sent again', async () => {
  const { client } = startClient();
  for (const id of ['one', 'two', 'three', 'four', 'one']) await resultOf(client, query(rawRows), handed(id, 2));
});

test('a file is read in the thread, and a bad one is one sentence', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kql-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'records.ndjson');
  const { client } = startClient();
  const data = { kind: 'file', file, receivedAtMs: 0 } as const;
  expect(await client.run({ data, plan: query(auditRows) }).answer).toMatchObject({
    kind: 'failed',
    message: `${file} cannot be read.`,
  });
  await writeFile(file, `{"creationDate":${TIME_MS}}\n{"creationDate":`);
  expect(await resultOf(client, query(auditRows), data)).toMatchObject({
    rowsOut: 1,
    remark: 'records.ndjson ends within the record that begins in line 2, which was left out.',
  });
  await writeFile(file, 'nothing');
  expect(await client.load(data)).toMatchObject({
    ok: false,
    message: expect.stringContaining('holds no audit records'),
  });
});

test('a result of too many rows is cut off, and says so', async () => {
  const { client } = startClient();
  const answer = await client.run({ data: records, plan: query(numbers(1e9)), maxRows: 1000 }).answer;
  expect(answer).toMatchObject({ rowsOut: 1000, remark: 'The result was cut off after 1,000 rows.' });
});

test('a failure of the query keeps the result before it', async () => {
  const { client } = startClient();
  const { id } = await resultOf(client);
  const missing = { kind: 'table', name: 'SigninLogs', columns: [] } as const;
  expect(await client.run({ data: records, plan: query(missing) }).answer).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('SigninLogs'),
  });
  expect(await client.ask('rows', { id, offset: 0, count: 1 })).toMatchObject({ ok: true });
});

/** Whether the thread has been at work for a while since this was made. */
function createBusyCheck(thread: Worker | undefined): () => boolean {
  const activeMs = () => thread?.performance.eventLoopUtilization().active ?? 0;
  const beforeMs = activeMs();
  return () => activeMs() - beforeMs > 100;
}

describe('a run that is stopped', () => {
  test('ends at once, and the thread and the result before it live', async () => {
    const { client, threads } = startClient({ graceMs: 20_000 });
    const { id } = await resultOf(client);
    const isBusy = createBusyCheck(threads[0]);
    const call = client.run({ data: records, plan: ENDLESS });
    await expect.poll(isBusy).toBe(true);
    call.stop();
    expect(await call.answer).toEqual({ kind: 'stopped' });
    expect(await client.ask('rows', { id, offset: 0, count: 1 })).toMatchObject({ ok: true });
    expect(threads).toHaveLength(1);
  });

  test('is not begun when it was waiting for another', async () => {
    const { client } = startClient();
    const first = client.run({ data: records, plan: ENDLESS });
    const second = client.run({ data: records, plan: query(auditRows) });
    const third = client.run({ data: records, plan: query(rawRows) });
    second.stop();
    first.stop();
    expect(await first.answer).toEqual({ kind: 'stopped' });
    expect(await second.answer).toEqual({ kind: 'stopped' });
    expect(await third.answer).toMatchObject({ kind: 'result', rowsOut: 3 });
  });

  test('is ended with its thread when it does not end by itself; another thread does what comes then', async () => {
    const DEAF = "require('node:worker_threads').parentPort.on('message', () => { for (;;); });";
    const starts = [() => new Worker(DEAF, { eval: true }), startRunThread];
    const { client, threads } = startClient({ startThread: () => (starts.shift() ?? startRunThread)(), graceMs: 50 });
    const call = client.run({ data: records, plan: ENDLESS });
    const loading = client.load(records);
    await expect.poll(createBusyCheck(threads[0])).toBe(true);
    call.stop();
    expect(await call.answer).toEqual({ kind: 'stopped' });
    expect(await loading).toMatchObject({ ok: true });
    await resultOf(client);
    expect(threads).toHaveLength(2);
  });
});

describe('a thread that dies', () => {
  const small = () => new Worker(SOURCE, { resourceLimits: { maxOldGenerationSizeMb: 24 } });

  test('of too little memory ends the run with a sentence, and loses the last result', async () => {
    const { client, threads, gone } = startClient({ startThread: small });
    const { id } = await resultOf(client);
    const hungry = client.run({ data: records, plan: query(numbers(1e7)), maxRows: 1e7 });
    expect(await hungry.answer).toMatchObject({ kind: 'failed', message: expect.stringContaining('memory') });
    expect(gone).toEqual([id]);
    expect(await client.ask('rows', { id, offset: 0, count: 1 })).toEqual(GONE);
    expect(await resultOf(client)).toMatchObject({ rowsOut: 3 });
    expect(threads).toHaveLength(2);
  });

  test('before it answers fails, and so does one that cannot be started', async () => {
    const { client } = startClient({ startThread: () => new Worker('process.exit(1)', { eval: true }) });
    expect(await client.run({ data: records, plan: query(auditRows) }).answer).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('ended unexpectedly'),
    });
    const none = startClient({
      startThread() {
        throw new Error('no threads');
      },
    });
    expect(await none.client.load(records)).toMatchObject({
      ok: false,
      message: expect.stringContaining('no threads'),
    });
  });
});

describe('a thread without work', () => {
  const ended = (thread: Worker | undefined) => expect.poll(() => thread?.threadId).toBe(-1);

  test('ends after a while, once its result is not looked at any more', async () => {
    const { client, threads, gone } = startClient({ idleMs: 10 });
    const { id } = await resultOf(client);
    await client.load(records);
    expect(threads[0]?.threadId).toBeGreaterThan(0);
    await client.ask('forget', { id });
    await ended(threads[0]);
    expect(gone).toEqual([]);
    expect(await client.ask('rows', { id, offset: 0, count: 1 })).toEqual(GONE);
    await resultOf(client);
    expect(threads).toHaveLength(2);
  });

  test('does not end while it holds a result that nobody has looked at yet', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { client, threads, gone } = startClient({ idleMs: 10 });
    await resultOf(client);
    vi.advanceTimersByTime(1000);
    expect(gone).toEqual([]);
    expect(threads[0]?.threadId).toBeGreaterThan(0);
  });

  test('is ended by close, with what runs in it', async () => {
    const { client, threads } = startClient();
    await client.load(records);
    const call = client.run({ data: records, plan: ENDLESS });
    await client.close();
    expect(await call.answer).toEqual({ kind: 'stopped' });
    await ended(threads[0]);
    expect(await client.run({ data: records, plan: query(auditRows) }).answer).toMatchObject({ kind: 'failed' });
  });
});

test('of an earlier result nothing can be asked', async () => {
  const { client } = startClient();
  const first = await resultOf(client);
  const second = await resultOf(client);
  expect(await client.ask('detail', { id: first.id, row: 0 })).toEqual(GONE);
  expect(await client.ask('detail', { id: second.id, row: 0 })).toMatchObject({ ok: true });
  expect(await client.ask('detail', { id: second.id, row: 99 })).toEqual({
    ok: false,
    message: 'There is no such row.',
  });
});

test('what a workspace has answered is looked at like any other result', async () => {
  const { client } = startClient();
  const columns = [
    { name: 'n', type: 'long' },
    { name: 'r', type: 'real' },
    { name: 't', type: 'datetime' },
  ];
  const table = `{"columns":${JSON.stringify(columns)},"rows":[[9007199254740993,1.0,"2026-11-22T01:02:03.1234567Z"]]}`;
  const answer = await client.adopt({ body: `{"tables":[${table}],"render":{"visualization":"timechart"}}` }).answer;
  expect(answer).toMatchObject({ kind: 'result', rowsOut: 1, columns, render: 'timechart' });
  const id = answer.kind === 'result' ? answer.id : 0;
  expect(await client.ask('rows', { id, offset: 0, count: 5 })).toEqual({
    ok: true,
    value: [['9007199254740993', '1.0', '2026-11-22 01:02:03.1234567']],
  });
  expect(await client.adopt({ body: '<html>' }).answer).toMatchObject({
    kind: 'failed',
    message: 'The workspace answered with something that is no result.',
  });
});

test('a query is copied with its data', async () => {
  const { client } = startClient();
  const plan = query({ kind: 'take', input: auditRows, count: literal(1, 'long'), columns: auditRows.columns });
  const order = { data: records, plan, text: 'ConfluenceAuditLogs_CL | take 1', functions: [] };
  const { value } = { value: '', ...(await client.queryWithData(order)) };
  expect(value).toContain('let ConfluenceAuditLogs_CL = datatable (TimeGenerated:datetime, ');
  expect(value).not.toContain('RawConfluenceAudit');
});
