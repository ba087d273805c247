import { getEventListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { DataDescription } from '../../../src/core/kql/data/dataDescription.ts';
import { createLanguageClient } from '../../../src/kqlThread/languageClient.ts';
import { startLanguageThread } from '../../../src/kqlThread/startLanguageThread.ts';
import { planRun } from '../../../src/shell/kql/planRun.ts';
import type { DocumentQuery } from '../../../src/shell/kql/queryAt.ts';
import { editors, type TextDocument } from './fakeKql.ts';
import { ENDLESS, queryIn, startThreads } from './runParts.ts';

const record = (summary: string, extra: object) => ({ record: { creationDate: 1, summary, ...extra }, key: summary });
const data: DataDescription = {
  ...{ kind: 'records', id: 'one', site: 'https://a.example', receivedAtMs: 0 },
  records: [record('a', { changedValues: [{ name: 'limit', oldValue: '1', newValue: '2' }] })],
};
const { client, runs } = startThreads();
let stop: AbortController;
beforeEach(() => {
  editors.reset();
  stop = new AbortController();
});

async function plan(query: DocumentQuery, changes: Partial<Parameters<typeof planRun>[0]> = {}) {
  const loaded = await runs.load(data);
  if (!loaded.ok) throw new Error(loaded.message);
  const { summary } = loaded.value;
  return planRun({ ...{ client, runs, query, data, summary, signal: stop.signal }, ...changes });
}

describe('planning a query', () => {
  test('gives its plan', async () => {
    const planned = await plan(queryIn('ConfluenceAuditLogs_CL | count^'));
    expect(planned).toMatchObject({ kind: 'plan', plan: { root: { columns: [{ name: 'Count', type: 'long' }] } } });
  });

  test('says the first problem with its place in the query, and how many more there are', async () => {
    const text = 'ConfluenceAuditLogs_CL | where Categry == "" | where Summry == "" | where Nam == ""';
    const query = queryIn(`print 1\n\n${text}^`);
    expect(await plan(query)).toEqual({
      kind: 'failed',
      message: expect.stringMatching(/Categry.*\(2 more problems in the query\)$/),
      place: { start: text.indexOf('Categry'), length: 7 },
    });
  });

  test('says of one more problem that it is one', async () => {
    const planned = await plan(queryIn('ConfluenceAuditLogs_CL | where Categry == "" | where Summry == ""^'));
    expect(planned).toMatchObject({ message: expect.stringMatching(/Categry.*\(1 more problem in the query\)$/) });
  });

  test('says what is not supported, at its place', async () => {
    const planned = await plan(queryIn('ConfluenceAuditLogs_CL | evaluate autocluster()^'));
    expect(planned).toMatchObject({ kind: 'failed', place: { start: expect.any(Number) } });
    expect(planned).toMatchObject({ message: expect.stringContaining('autocluster') });
  });

  test('finds the columns that a plugin gives by running what is below it', async () => {
    const query = queryIn(
      'ConfluenceAuditLogs_CL | mv-expand ChangedValues | project Summary, Bag = ChangedValues | evaluate bag_unpack(Bag) | project newValue^',
    );
    const planned = await plan(query);
    expect(planned).toMatchObject({ kind: 'plan', plan: { root: { columns: [{ name: 'newValue' }] } } });
  });

  test('says which column such a plugin does not give', async () => {
    const query = queryIn(
      'ConfluenceAuditLogs_CL | mv-expand ChangedValues | project Bag = ChangedValues | evaluate bag_unpack(Bag) | project nothere^',
    );
    expect(await plan(query)).toMatchObject({ kind: 'failed', message: expect.stringContaining('nothere') });
  });

  test('says why what is below a plugin cannot be run', async () => {
    const query = queryIn('externaldata (d: dynamic) ["/none/none.csv"] | evaluate bag_unpack(d)^');
    const message = 'There is no file /none/none.csv.';
    expect(await plan(query)).toEqual({ kind: 'failed', message, place: undefined });
  });
});

describe('the document of a query', () => {
  test('may be typed in all the time', async () => {
    const query = queryIn('ConfluenceAuditLogs_CL | count^');
    const document = query.document as unknown as TextDocument;
    let isPlanned = false;
    const planning = plan(query).finally(() => {
      isPlanned = true;
    });
    const others: Promise<unknown>[] = [];
    while (!isPlanned) {
      document.type(`${document.getText()} `);
      const text = { uri: String(document.uri), version: document.version, text: document.getText() };
      others.push(client.ask('diagnostics', text, {}));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await planning).toMatchObject({ kind: 'plan' });
    await Promise.all(others);
  });

  test.each<[string, (query: DocumentQuery) => void]>([
    ['closed', ({ document }) => editors.close(document as unknown as TextDocument)],
    ['of another language', ({ document }) => editors.changeLanguage(document as unknown as TextDocument, 'plaintext')],
  ])('that is %s is not needed, and nobody is left waiting for it', async (_, change) => {
    const asked: string[] = [];
    const forgotten: string[] = [];
    const query = queryIn('ConfluenceAuditLogs_CL | where Extra == "" | count^');
    change(query);
    const column = { name: 'Extra', type: 'string', values: [] } as const;
    const planned = await plan(query, {
      summary: { tables: [{ name: 'ConfluenceAuditLogs_CL', columns: [column] }] },
      client: {
        ...client,
        ask: (name, document, params) => {
          asked.push(document.uri);
          return client.ask(name, document, params);
        },
        forget: (uri) => {
          forgotten.push(uri);
          client.forget(uri);
        },
      },
    });
    expect(planned).toMatchObject({ kind: 'plan' });
    expect(asked).not.toContain(String(query.document.uri));
    expect(forgotten).toEqual(asked);
  });

  test('that is closed while the service looks at it is not needed any more', async () => {
    const query = queryIn('ConfluenceAuditLogs_CL | count^');
    const document = query.document as unknown as TextDocument;
    const asked: string[] = [];
    const planned = await plan(query, {
      client: {
        ...client,
        ask(name, about, params) {
          asked.push(about.uri);
          if (asked.length > 1) return client.ask(name, about, params);
          // The diagnostics say that it is closed, and what was asked about it is dropped.
          editors.close(document);
          return Promise.resolve({ kind: 'outdated' });
        },
      },
    });
    expect(planned).toMatchObject({ kind: 'plan' });
    expect(asked).toEqual([String(document.uri), expect.stringMatching(/^kql-run:/)]);
  });
});

/** The code of a thread that never gets done with a plan. */
const HANGS = `
  const { parentPort: port } = require('node:worker_threads');
  port.on('message', ({ name, params }) => {
    if (name !== 'plan') return;
    port.postMessage({ kind: 'event', name: 'working', data: { uri: params.uri, version: params.version } });
    for (;;) {}
  });`;

describe('a service', () => {
  const query = () => queryIn('print 1^');

  test('that does not get done with the query is no reason to wait', async () => {
    const language = createLanguageClient({ startThread: () => new Worker(HANGS, { eval: true }), hangMs: 50 });
    const planned = await plan(query(), { client: language });
    await language.close();
    expect(planned).toMatchObject({
      kind: 'failed',
      message: 'This query takes the language service too long.',
      place: undefined,
    });
  });

  test('that is ended says so', async () => {
    const language = createLanguageClient({ startThread: startLanguageThread });
    await language.close();
    expect(await plan(query(), { client: language })).toMatchObject({
      kind: 'failed',
      message: 'The language service was ended.',
    });
  });
});

describe('stopping', () => {
  test('ends the wait for the service at once', async () => {
    const planning = plan(queryIn('print 1^'), { client: { ...client, ask: () => new Promise(() => undefined) } });
    const expected = expect(planning).rejects.toThrow();
    await vi.waitFor(() => expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1));
    stop.abort();
    await expected;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('ends the run for a plugin', async () => {
    const query = queryIn(
      `${ENDLESS.replace('count', 'summarize d = make_bag(bag_pack("a", x))')} | evaluate bag_unpack(d)^`,
    );
    const planned = await plan(query, {
      runs: {
        schemas(order) {
          const call = runs.schemas(order);
          setImmediate(() => stop.abort());
          return call;
        },
      },
    });
    expect(planned).toEqual({ kind: 'stopped' });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('leaves nobody listening', async () => {
    await plan(queryIn('print d = dynamic({"a": 1}) | evaluate bag_unpack(d)^'));
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });
});
