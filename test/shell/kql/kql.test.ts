import type { Worker } from 'node:worker_threads';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { KqlResultsCalls, KqlResultsEvents } from '../../../src/protocol/kqlResults.ts';
import { ACME, DAY_MS, NOON_MS, SENTINEL } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { Uri } from '../fakeValues.ts';
import { until } from '../until.ts';
import { diagnostics, editors, lensesOf, openResults, providers, type TextDocument } from './fakeKql.ts';
import { type StartedKql, startKql } from './startKql.ts';

/** The threads that live. */
const threads = new Set<Worker>();
const onThread = (thread: Worker): void => {
  threads.add(thread);
  thread.on('exit', () => threads.delete(thread));
};
process.on('worker', onThread);
afterAll(() => process.off('worker', onThread));

let started: StartedKql;
beforeEach(async () => {
  expect(threads.size).toBe(0);
  started = await startKql();
  await started.shell.addOrganization(ACME);
});

const OF_ACME = { kind: 'preview', organizationId: ACME.id } as const;
const chooseFor = (document: TextDocument, choice: Parameters<StartedKql['kql']['data']['choose']>[1]) =>
  started.kql.data.choose(document.uri as never, choice);
/** The values that are proposed where `^` stands. */
async function proposed(document: TextDocument): Promise<readonly string[]> {
  const position = document.positionAt(document.getText().indexOf('""') + 1);
  const provide = providers.get('completion')?.['provideCompletionItems'];
  const items = (await Promise.resolve(provide?.(document, position)).catch(() => [])) as readonly {
    readonly label: { readonly label: string };
  }[];
  return (items ?? []).map(({ label }) => label.label);
}
const CATEGORIES = 'ConfluenceAuditLogs_CL | where Category == ""';

describe('before a KQL document is open', () => {
  test('no thread is started, and nothing is known of the language', async () => {
    editors.open('/a.txt', 'print 1', 'plaintext');
    // Whoever loads it now gets it before this goes on.
    await import('../../../src/shell/kql/language/kqlLanguage.ts');
    await new Promise((resolve) => setImmediate(resolve));
    expect(threads.size).toBe(0);
    expect(providers.size).toBe(0);
    expect(started.kql.queries.state()).toEqual({ kind: 'nothing' });
  });

  test('ending it is no work', async () => {
    await started.kql.close();
    expect(threads.size).toBe(0);
  });
});

describe('a KQL document', () => {
  test.each(['kusto', 'kql'])(
    'of the language %s has diagnostics, lenses and the values of its data',
    async (language) => {
      const document = editors.open('/a.kql', CATEGORIES, language);
      expect(lensesOf(document).map(({ command }) => command.title)).toContain('$(database)\u00a0Sample organization');
      await expect.poll(() => diagnostics.get('file:///a.kql'), { timeout: 20_000 }).toEqual([]);
      await expect.poll(() => proposed(document), { timeout: 20_000 }).toContain('Permissions');
      expect(threads.size).toBe(2);
      await started.kql.close();
      expect(threads.size).toBe(0);
    },
  );

  test('that was open before is known, too', async () => {
    await started.end();
    const document = editors.open('/a.kql', CATEGORIES);
    await startKql();
    await expect.poll(() => proposed(document), { timeout: 20_000 }).toContain('Permissions');
  });

  test('has the values of what is chosen for it, without asking any site', async () => {
    const { parts, shell } = started;
    const document = editors.open('/a.kql', CATEGORIES);
    await expect.poll(() => proposed(document), { timeout: 20_000 }).toContain('Permissions');
    chooseFor(document, OF_ACME);
    expect(lensesOf(document)[2]?.command.title).toBe('$(database)\u00a0Acme');
    const record = { record: { summary: 'x', category: 'Ours', creationDate: NOON_MS - DAY_MS }, key: 'k' };
    parts.previews.keep(ACME.id, { site: ACME.site, records: [record], readAtMs: NOON_MS });
    editors.show({ document, selection: editors.active?.selection as never });
    await expect.poll(() => proposed(document), { timeout: 20_000 }).toEqual(['Ours']);
    chooseFor(document, { kind: 'file', file: '/none.json' });
    await expect.poll(() => proposed(document), { timeout: 20_000 }).not.toContain('Ours');
    expect(shell.connections.site(ACME.site).readAtMs).toEqual([]);
    expect(user.progress).toEqual([]);
    expect(user.messages).toEqual([]);
    expect(started.kql.queries.state()).toEqual({ kind: 'nothing' });
  });

  test('asks no site either when what is at hand is of a former site', async () => {
    const { parts, shell } = started;
    parts.previews.keep(ACME.id, { site: 'https://former.atlassian.net', records: [], readAtMs: NOON_MS });
    started.kql.data.choose(Uri.file('/a.kql') as never, OF_ACME);
    const document = editors.open('/a.kql', CATEGORIES);
    await expect.poll(() => diagnostics.get('file:///a.kql'), { timeout: 20_000 }).toEqual([]);
    expect(await proposed(document)).not.toContain('Permissions');
    expect(shell.connections.site(ACME.site).readAtMs).toEqual([]);
    expect(user.progress).toEqual([]);
  });
});

describe('the panel', () => {
  test('runs its query again where it was run', async () => {
    const { kql, parts } = started;
    await parts.destinations.add(SENTINEL, 'client-secret');
    const document = editors.open('/a.kql', 'print 1^');
    const view = (await openResults()).connect<KqlResultsCalls, KqlResultsEvents>();
    await kql.queries.run({
      document: document as never,
      file: 'a.kql',
      text: 'print 1',
      start: 0,
      end: 7,
      isSelection: false,
    });
    user.executed.length = 0;
    await view.call('runAgain');
    expect(user.executed.map(({ command }) => command)).toContain('confluenceAudit.runQuery');
    expect(kql.queries.state()).toMatchObject({ kind: 'result', result: { query: { target: 'local' } } });

    user.answers = ['0a0a0a0a-1111-2222-3333-444444444444'];
    await view.call('runInWorkspace');
    // Nobody answers there.
    expect(kql.queries.state()).toMatchObject({ kind: 'failed', query: { target: 'workspace' } });
    user.executed.length = 0;
    await view.call('runAgain');
    expect(user.executed).toContainEqual({ command: 'confluenceAudit.runQueryInWorkspace', argument: 'shownQuery' });
    expect(kql.queries.state()).toMatchObject({ kind: 'failed', query: { target: 'workspace' } });
  });

  test('is told whether its query was copied with the data', async () => {
    const view = (await openResults()).connect<KqlResultsCalls, KqlResultsEvents>();
    expect(await view.call('copyQueryWithData')).toEqual({ ok: true, value: false });
    const document = editors.open('/a.kql', 'ConfluenceAuditLogs_CL | take 1^');
    const text = document.getText();
    const query = { document: document as never, file: 'a.kql', text, start: 0, end: text.length, isSelection: false };
    await started.kql.queries.run(query);
    expect(await view.call('copyQueryWithData')).toEqual({ ok: true, value: true });
    expect(user.clipboard).toContain('datatable');
    chooseFor(document, { kind: 'file', file: '/none.json' });
    expect(await view.call('copyQueryWithData')).toEqual({ ok: false, message: '/none.json cannot be read.' });
  });

  test('is not brought to the front by ending', async () => {
    const { kql } = started;
    const document = editors.open('/a.kql', 'print 1^');
    await kql.queries.run({
      document: document as never,
      file: 'a.kql',
      text: 'print 1',
      start: 0,
      end: 7,
      isSelection: false,
    });
    user.executed.length = 0;
    const shows = editors.views[0]?.shows.length;
    await kql.close();
    expect(editors.views[0]?.shows).toHaveLength(shows ?? 0);
    expect(user.executed.filter(({ command }) => command.endsWith('.focus'))).toEqual([]);
    expect(threads.size).toBe(0);
  });
});

test('an untitled document that is saved keeps what it runs on', async () => {
  const document = editors.open(new Uri('untitled', 'Untitled-1'), CATEGORIES);
  chooseFor(document, OF_ACME);
  const saved = editors.open('/saved.kql', CATEGORIES);
  editors.close(document);
  await until(() => lensesOf(saved)[2]?.command.title === '$(database)\u00a0Acme');
});
