import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { runCommand } from '../../../src/shell/commands.ts';
import { SHOWN_QUERY } from '../../../src/shell/kql/kql.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { ACME, DAY_MS, NOON_MS, SAMPLE } from '../examples.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { editors, type TextDocument, workspace } from './fakeKql.ts';
import { startThreads } from './runParts.ts';
import { startQueries } from './startQueries.ts';

const threads = startThreads();
const NO_QUERY = 'There is no query at the cursor.';
let shell: Shell;
let parts: Parts;
beforeEach(async () => {
  ({ shell, parts } = await startQueries(threads));
  await shell.addOrganization(ACME);
  await shell.addOrganization(SAMPLE);
});

const call = (name: string, target?: unknown) => runCommand(parts, `confluenceAudit.${name}`, target);
const lens = (document: TextDocument, query: number) => ({ document: String(document.uri), query });
const told = () => user.messages.map(({ kind, text }) => `${kind} ${text}`);
async function firstRow(): Promise<unknown> {
  const state = parts.kql.queries.state();
  if (state.kind !== 'result') return state;
  const rows = await threads.runs.ask('rows', { id: state.result.id, offset: 0, count: 1 });
  return rows.ok ? rows.value[0] : rows;
}

describe('running', () => {
  test('takes the query at the cursor', async () => {
    editors.open('/a.kql', 'print 1\n\nprint ^2');
    await call('runQuery');
    expect(await firstRow()).toEqual(['2']);
  });

  test('takes the query below a lens, whatever editor is active', async () => {
    const document = editors.open('/a.kql', 'print 1\n\nprint 2');
    editors.open('/b.txt', 'print 3', 'plaintext');
    await call('runQuery', lens(document, 1));
    expect(await firstRow()).toEqual(['2']);
  });

  test('takes the query whose result is shown', async () => {
    editors.open('/a.kql', 'print 1\n\nprint ^2');
    await call('runQuery');
    editors.open('/b.kql', 'print 3');
    await call('runQuery', SHOWN_QUERY);
    expect(await firstRow()).toEqual(['2']);
    await call('copyQueryWithData', SHOWN_QUERY);
    expect(user.clipboard).toContain('print 2');
  });

  test('runs the query whose result is shown as it stands by now', async () => {
    const document = editors.open('/a.kql', 'print 1\n\nprint x = ^2');
    await call('runQuery');
    document.type('print 1\n\nprint x = 2\n| where x > 5\n\nprint 3');
    await call('runQuery', SHOWN_QUERY);
    expect(parts.kql.queries.state()).toMatchObject({ kind: 'result', result: { rowsOut: 0 } });
  });

  test.each(['runQuery', 'runQueryInWorkspace', 'copyQueryWithData', 'chooseQueryData'])(
    '%s: says when there is nothing to do it with',
    async (name) => {
      await call(name);
      editors.open('/a.txt', 'print 1', 'plaintext');
      await call(name);
      expect(told()).toEqual(Array(2).fill(`info ${NO_QUERY}`));
      expect(parts.kql.queries.state()).toEqual({ kind: 'nothing' });
    },
  );

  test.each(['runQuery', 'runQueryInWorkspace', 'copyQueryWithData'])(
    '%s: says when nothing was run yet',
    async (name) => {
      editors.open('/a.kql', 'print 1');
      await call(name, SHOWN_QUERY);
      expect(told()).toEqual(['info No query was run yet.']);
    },
  );

  test('says when there is no query in the document', async () => {
    editors.open('/a.kql', '// nothing');
    await call('runQuery');
    expect(told()).toEqual([`info ${NO_QUERY}`]);
  });

  test.each([
    { document: 'file:///a.kql', query: 1 },
    { document: 'file:///a.kql', query: -1 },
    { document: 'file:///a.kql', query: 0.5 },
    { document: 'file:///a.kql', query: Number.NaN },
    { document: 'file:///etc/passwd', query: 0 },
    { document: 'untitled:Untitled-9', query: 0 },
    { document: '', query: 0 },
  ])('says so for a lens that is none: %j', async (target) => {
    editors.open('/a.kql', 'print 1');
    editors.files.set('/etc/passwd', 'print 1');
    await call('runQuery', target);
    expect(told()).toEqual([`info ${NO_QUERY}`]);
    expect(workspace.textDocuments).toHaveLength(1);
  });
});

describe('a query with its data', () => {
  test('gives the same rows without any data', async () => {
    const site = shell.connections.site(ACME.site);
    for (const day of [1, 2]) site.records.push({ summary: `Login "${day}"`, creationDate: NOON_MS - day * DAY_MS });
    const document = editors.open('/a.kql', 'ConfluenceAudit\n| where EventMessage has "1"\n| project EventMessage^');
    parts.kql.data.choose(document.uri as never, { kind: 'preview', organizationId: ACME.id });
    await call('runQuery');
    const row = await firstRow();
    expect(row).toEqual(['Login "1"']);
    await call('copyQueryWithData');
    expect(editors.said).toEqual(['The query and its data are on the clipboard.']);
    expect(user.clipboard).toContain('let ConfluenceAudit = ');
    expect(user.clipboard).toContain('datatable');

    await shell.parts.organizations.remove(ACME.id);
    editors.open('/b.kql', `^${user.clipboard}^`);
    await call('runQuery');
    expect(await firstRow()).toEqual(row);
    expect(parts.kql.queries.state()).toMatchObject({ result: { rowsOut: 1, query: { data: 'Sample organization' } } });
  });

  test.each([
    ['print nothere^', { kind: 'sample' }, /nothere/],
    ['ConfluenceAuditLogs_CL^', { kind: 'file', file: '/none.json' }, /^\/none\.json cannot be read\.$/],
    [
      'ConfluenceAuditLogs_CL^',
      { kind: 'preview', organizationId: 'gone' },
      /not there any more\. Choose other data\.$/,
    ],
  ] as const)('is not copied when it cannot be: %s on %j', async (text, choice, sentence) => {
    const document = editors.open('/a.kql', text);
    parts.kql.data.choose(document.uri as never, choice);
    await call('copyQueryWithData');
    expect(user.messages).toMatchObject([{ kind: 'error', text: expect.stringMatching(sentence) }]);
    expect(user.clipboard).toBe('');
    expect(parts.kql.queries.state()).toEqual({ kind: 'nothing' });
  });

  test('is not copied when the reading of its data is cancelled', async () => {
    shell.connections.site(ACME.site).answers = new Promise(() => undefined);
    const document = editors.open('/a.kql', 'ConfluenceAuditLogs_CL^');
    parts.kql.data.choose(document.uri as never, { kind: 'preview', organizationId: ACME.id });
    const copying = call('copyQueryWithData');
    await vi.waitFor(() => expect(shell.connections.site(ACME.site).openReads).toBe(1));
    user.progress[0]?.cancel();
    await copying;
    expect([user.clipboard, editors.said, told()]).toEqual(['', [], []]);
  });
});

describe('the data of a document', () => {
  const chosen = (document: TextDocument) => parts.kql.data.choiceOf(document.uri as never);

  test('is chosen in its editor, or by its lens', async () => {
    const [first, second] = [editors.open('/a.kql', 'A'), editors.open('/b.kql', 'B')];
    user.answers = ['Acme', 'Audit files', DISMISS];
    await call('chooseQueryData');
    await call('chooseQueryData', lens(first, 0));
    await call('chooseQueryData', lens(first, 0));
    expect(chosen(second)).toEqual({ kind: 'preview', organizationId: ACME.id });
    expect(chosen(first)).toEqual({ kind: 'folder', destinationId: 'f' });
  });

  test('is chosen for no other document', async () => {
    editors.open('/a.txt', 'A', 'plaintext');
    await call('chooseQueryData', { document: 'file:///a.txt', query: 0 });
    expect(told()).toEqual([`info ${NO_QUERY}`]);
  });

  test.each([
    [ACME, { kind: 'preview', organizationId: ACME.id }],
    [SAMPLE, { kind: 'sample' }],
  ])('is that of the organization that a query is opened on: %j', async (organization, expected) => {
    await call('queryRecords', { organization });
    const { document } = editors.active ?? {};
    expect(document?.languageId).toBe('kusto');
    expect(document && chosen(document)).toEqual(expected);
    // Nothing is read before somebody runs it.
    expect(shell.connections.site(ACME.site).readAtMs).toEqual([]);
  });
});

test('an organization that is gone is no error', async () => {
  const other = await startShell();
  await runCommand({ ...other.parts, kql: parts.kql }, 'confluenceAudit.queryRecords', {
    organization: { id: 'gone' },
  });
  expect(told()).toEqual([]);
});
