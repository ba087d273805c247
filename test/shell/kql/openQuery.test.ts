import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { kqlStatements } from '../../../src/core/kql/language/statements.ts';
import { huntingQueries } from '../../../src/core/kql/library/huntingQueries.ts';
import { openLibraryQuery, openNewQuery } from '../../../src/shell/kql/openQuery.ts';
import { queryAt } from '../../../src/shell/kql/queryAt.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { editors, workspace } from './fakeKql.ts';

beforeEach(() => {
  user.reset();
  editors.reset();
});

describe('the library', () => {
  test.each(huntingQueries.map(({ title, text }) => [title, text] as const))('opens %s', async (title, text) => {
    user.answers = [title];
    await openLibraryQuery();
    const { document } = editors.active ?? {};
    expect(document).toMatchObject({ languageId: 'kusto', uri: { scheme: 'untitled' } });
    expect(document?.getText()).toBe(text);
    // One key press runs it, wherever its text begins.
    expect(queryAt(editors.active as never)).toMatchObject({ file: title.slice(0, 40).trim(), start: 0 });
    expect(kqlStatements(text)).toHaveLength(1);
  });

  test('says of each what it finds, and its tactic', async () => {
    user.answers = [DISMISS];
    await openLibraryQuery();
    expect(user.questions[0]?.choices).toEqual(huntingQueries.map(({ title, tactic }) => `${title} — ${tactic}`));
    expect(workspace.textDocuments).toEqual([]);
  });
});

test('a new query says in its first line, which its tab shows, what it is', async () => {
  const document = await openNewQuery();
  const [first = '', second = '', ...query] = document.getText().split('\n');
  expect(first).toBe('// Audit events of the last 7 days');
  // VS Code shows as many characters.
  expect(first.length).toBeLessThanOrEqual(40);
  expect(second).toBe('// Press Shift+Enter to run the query.');
  expect(query[0]).toBe('ConfluenceAuditLogs_CL');
  expect(document.languageId).toBe('kusto');
  expect(editors.active?.document).toBe(document);
  expect(queryAt(editors.active as never)).toMatchObject({ file: 'Audit events of the last 7 days' });
});
