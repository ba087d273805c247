import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readWorkspaceAnswer } from '../../../src/core/kql/results/workspaceAnswer.ts';
import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import { createWorkspaceQuery, type WorkspaceQuery } from '../../../src/core/sentinel/workspaceQuery.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { batchesOf, createSinkMaker, failureOf, never, rowsOf } from './sandboxSink.ts';

let sandbox: Sandbox;
const { sinkTo, closeAll } = createSinkMaker(() => sandbox);
const opened: WorkspaceQuery[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ records: 300 });
  const sink = sinkTo();
  for (const batch of batchesOf(sink, rowsOf(sandbox))) await sink.send(batch, never);
});
afterEach(async () => {
  sandbox.azure.faults.clear();
  for (const workspace of opened.splice(0)) await workspace.close();
});
afterAll(async () => {
  await closeAll();
  await sandbox.stop();
});

function workspace(client = sandbox.azure.app, clientSecret = client.clientSecret): WorkspaceQuery {
  const { azure, caPem } = sandbox;
  const destination: AzureDestination = {
    ...{ id: 'az', kind: 'azure', displayName: 'Sentinel', endpoint: azure.endpoint, ruleId: azure.ruleId },
    ...{ streamName: azure.stream, tenantId: azure.tenantId, clientId: client.clientId },
    cloud: { name: 'custom', authorityHost: azure.authorityHost, audience: azure.audience },
  };
  const made = createWorkspaceQuery({
    ...{ destination, clientSecret, endpoint: azure.endpoint, userAgentPrefix: 'test' },
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [caPem] },
  });
  opened.push(made);
  return made;
}

const ask = (text: string, id = sandbox.azure.workspaceId) => workspace().run(id, text, never);

describe('a query of a workspace', () => {
  test('gives what was ingested, with exact types', async () => {
    const answer = await ask(
      'ConfluenceAuditLogs_CL | summarize Events = count(), First = min(TimeGenerated), Some = make_set(Category, 3)' +
        ' | extend Big = 9007199254740993, Long = time(1.02:03:04), Nothing = int(null)',
    );
    const result = answer.kind === 'tables' ? readWorkspaceAnswer(answer.body) : undefined;
    expect(result?.table.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
      'Events:long',
      'First:datetime',
      'Some:dynamic',
      'Big:long',
      'Long:timespan',
      'Nothing:int',
    ]);
    const [row] = result?.table.rows ?? [];
    expect(row?.[0]).toBe(300);
    expect(row?.[2]).toHaveLength(3);
    expect(row?.slice(3)).toEqual([9007199254740993n, 937_840_000_000, null]);
  });

  test('says in the words of the service what is wrong with the query', async () => {
    expect(await ask('ConfluenceAuditLogs_CL | where Nonsense == 1')).toMatchObject({
      kind: 'refused',
      reason: 'query',
      message: expect.stringContaining('Nonsense'),
    });
  });

  test('tells what else keeps it from an answer', async () => {
    expect(await ask('print 1', '00000000-0000-4000-8000-000000000000')).toMatchObject({ reason: 'notFound' });
    const { appWithoutRole, workspaceId } = sandbox.azure;
    expect(await workspace(appWithoutRole).run(workspaceId, 'print 1', never)).toMatchObject({ reason: 'roleMissing' });
    for (const [status, reason] of [
      [401, 'unauthorized'],
      [429, 'throttled'],
      [504, 'timedOut'],
      [500, 'serverError'],
      [418, 'unexpectedStatus'],
    ] as const) {
      sandbox.azure.faults.next('query', { kind: 'status', status });
      expect(await ask('print 1')).toMatchObject({ kind: 'refused', reason, status });
    }
  });

  test('is not taken when it gives more than anybody could look at', async () => {
    sandbox.azure.faults.next('query', { kind: 'status', status: 200, body: ' '.repeat(65 * 1024 * 1024) });
    expect(await ask('SigninLogs')).toMatchObject({ kind: 'refused', reason: 'tooLarge' });
  });

  test('fails by the network and by signing in as everything else does', async () => {
    sandbox.azure.faults.next('query', { kind: 'reset', at: 'body' });
    expect((await failureOf(ask('print 1'))).code).toBe('connectionLost');
    const wrong = workspace(sandbox.azure.app, 'wrong').run(sandbox.azure.workspaceId, 'print 1', never);
    expect((await failureOf(wrong)).code).toBe('entraWrongSecret');
  });

  test('ends with a cancel', async () => {
    sandbox.azure.faults.always('query', { kind: 'hang' });
    const abort = new AbortController();
    const asking = workspace().run(sandbox.azure.workspaceId, 'print 1', abort.signal);
    await expect.poll(() => sandbox.azure.traffic.counters('query').requests).toBeGreaterThan(0);
    abort.abort(new Error('left'));
    await expect(asking).rejects.toThrow('left');
  });

  test('gives no tables where the answer is something else', () => {
    for (const body of ['', 'null', '[]', '{"tables":{}}', '<html>', '{"tables":[]}'])
      expect(readWorkspaceAnswer(body)).toBeUndefined();
  });
});
