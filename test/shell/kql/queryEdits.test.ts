import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { type DocumentQuery, queryAt } from '../../../src/shell/kql/queryAt.ts';
import { appendStep, showQuery } from '../../../src/shell/kql/queryEdits.ts';
import { Uri } from '../fakeValues.ts';
import { editors, type TextDocument } from './fakeKql.ts';

const STEP = '| where x == 1';
const UNTITLED = new Uri('untitled', 'Untitled-1');
beforeEach(() => editors.reset());

/** A document and the query at its cursor, see queryAt. */
function run(marked: string, uri: Uri | string = '/hunt.kql'): { document: TextDocument; query: DocumentQuery } {
  const document = editors.open(uri, marked);
  const query = queryAt(editors.active as never);
  if (query === undefined) throw new Error('no query');
  return { document, query };
}

/** The text of the active editor, with its selection marked as above. */
function shown(): string {
  const { document, selection } = editors.active ?? {};
  if (document === undefined || selection === undefined) return 'nothing';
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  const text = document.getText();
  return `${text.slice(0, start)}^${start === end ? '' : `${text.slice(start, end)}^`}${text.slice(end)}`;
}

describe('a step', () => {
  test.each([
    ['A^', 'A\n^| where x == 1'],
    ['A | take 5^', 'A | take 5\n^| where x == 1'],
    ['A\n\n^B\n| take 5\n\nC', 'A\n\nB\n| take 5\n^| where x == 1\n\nC'],
    ['A^; B', 'A\n^| where x == 1; B'],
    ['A; B^', 'A; B\n^| where x == 1'],
    ['A | render piechart; B^', 'A | render piechart; B\n^| where x == 1'],
    ['A^\n| render timechart', 'A\n^| where x == 1\n| render timechart'],
    [
      'A | take 5 | render  timechart with (title="a | b")^',
      'A | take 5\n^| where x == 1 | render  timechart with (title="a | b")',
    ],
    ['A^ // all\n| render timechart // shown', 'A // all\n^| where x == 1\n| render timechart // shown'],
    ['A^\n// | render timechart\n| take 5', 'A\n// | render timechart\n| take 5\n^| where x == 1'],
    ['A | take 5^ // five', 'A | take 5\n^| where x == 1 // five'],
    ['A | where y == "| render"^', 'A | where y == "| render"\n^| where x == 1'],
    ['A | where render == 1^', 'A | where render == 1\n^| where x == 1'],
    ['let f = () { A | render piechart };\nf()^', 'let f = () { A | render piechart };\nf()\n^| where x == 1'],
    ['let n = 5;\nA^ | take n\n| render piechart', 'let n = 5;\nA | take n\n^| where x == 1\n| render piechart'],
    ['A | extend render = 1 | take^ 1', 'A | extend render = 1 | take 1\n^| where x == 1'],
  ])('goes behind the steps of a query, before its chart: %j', async (marked, expected) => {
    await appendStep(run(marked).query, STEP);
    expect(shown()).toBe(expected);
  });

  test('stands on its own line in a document with CRLF', async () => {
    await appendStep(run('// c\r\nA^\r\n| render piechart\r\n').query, STEP);
    expect(shown()).toBe('// c\r\nA\r\n^| where x == 1\r\n| render piechart\r\n');
  });

  test.each([
    ['^A | take 5^ | count', 'A | take 5\n^| where x == 1 | count'],
    ['^A\n| take 5;\n^\n\nB', 'A\n| take 5\n^| where x == 1;\n\n\nB'],
    ['A | take 5\n\n^A | take 5^ | count', 'A | take 5\n\nA | take 5\n^| where x == 1 | count'],
  ])('goes behind what was selected, because its rows are of that: %j', async (marked, expected) => {
    await appendStep(run(marked).query, STEP);
    expect(shown()).toBe(expected);
  });

  test('finds its query after others were written above it', async () => {
    const { document, query } = run('A | take 5\n\nB | take^ 5');
    document.type('B | count\n\nA | take 5\n\n\nB | take 5\n\nC');
    await appendStep(query, STEP);
    expect(shown()).toBe('B | count\n\nA | take 5\n\n\nB | take 5\n^| where x == 1\n\nC');
  });

  test('goes into the one of several equal queries that was run', async () => {
    const { query } = run('A\n\nA^\n\nA');
    await appendStep(query, STEP);
    expect(shown()).toBe('A\n\nA\n^| where x == 1\n\nA');
  });

  test('goes into the query that somebody has changed', async () => {
    const { query } = run('A\n\nB | take^ 5\n| render piechart\n\nC');
    await appendStep(query, '| where y');
    await appendStep(query, STEP);
    expect(shown()).toBe('A\n\nB | take 5\n| where y\n^| where x == 1\n| render piechart\n\nC');
  });

  test('goes nowhere when the query became another one', async () => {
    const { document, query } = run('A\n\nB | take^ 5');
    for (const text of ['A\n\nB | take 50', 'A\n\nprint 1', 'A\n\nB']) {
      document.type(text);
      await expect(appendStep(query, STEP)).rejects.toThrow('The query in hunt.kql was changed since it ran.');
      expect(document.getText()).toBe(text);
    }
  });

  test('goes nowhere when the query is gone', async () => {
    const { document, query } = run('A\n\nB | take^ 5');
    document.type('A\n');
    await expect(appendStep(query, STEP)).rejects.toThrow('The query is not in hunt.kql any more.');
    document.type('');
    await expect(appendStep(query, STEP)).rejects.toThrow('The query is not in hunt.kql any more.');
    expect(document.getText()).toBe('');
  });

  test('goes into a document that was closed, as it now is on the disk', async () => {
    const { document, query } = run('A\n\nB^');
    editors.close(document);
    editors.files.set('/hunt.kql', 'New\n\nA\n\nB\n\nC');
    await appendStep(query, STEP);
    expect(shown()).toBe('New\n\nA\n\nB\n^| where x == 1\n\nC');
  });

  test('is told when its document is gone', async () => {
    const { document, query } = run('A^');
    editors.close(document);
    await expect(appendStep(query, STEP)).rejects.toMatchObject({
      name: 'UserSentence',
      message: 'hunt.kql is not there any more.',
    });
  });

  test('is told when its document cannot be changed', async () => {
    const { document, query } = run('A^');
    editors.readOnly.add('/hunt.kql');
    await expect(appendStep(query, STEP)).rejects.toThrow('hunt.kql cannot be changed.');
    expect(document.getText()).toBe('A');
  });

  test('is never written into another untitled document of the same name', async () => {
    const { document, query } = run('A | take 5^', UNTITLED);
    editors.close(document);
    const next = editors.open(UNTITLED, 'A | take 5');
    await expect(appendStep(query, STEP)).rejects.toThrow('A | take 5 is not there any more.');
    expect(next.getText()).toBe('A | take 5');
  });

  test('goes into the file that an untitled document was saved as', async () => {
    const { document, query } = run('A^', UNTITLED);
    const saved = editors.open('/saved.kql', 'A');
    editors.close(document);
    await appendStep(query, STEP);
    expect(saved.getText()).toBe(`A\n${STEP}`);
  });
});

describe('showing a query', () => {
  test.each([
    ['A\n\n  B^ | take x', { start: 11, length: 1 }, 'A\n\n  B | take ^x^'],
    ['A\n\n  B^ | take x', undefined, 'A\n\n  ^B | take x'],
    ['A\n\nB^ |', { start: 3, length: 0 }, 'A\n\nB |^'],
    ['A\r\n\r\nB^\r\n| take x', { start: 10, length: 1 }, 'A\r\n\r\nB\r\n| take ^x^'],
    ['A | take 1; B^ | take x', { start: 21, length: 1 }, 'A | take 1; B | take ^x^'],
    ['A\n^| take x^ | count', { start: 7, length: 1 }, 'A\n| take ^x^ | count'],
  ])('selects the place in it: %j, %j', async (marked, place, expected) => {
    await showQuery(run(marked).query, place);
    expect(shown()).toBe(expected);
  });

  test('finds it where it is now', async () => {
    const { document, query } = run('A\n\nB^ | take x');
    document.type('A | count\n\n\nB | take x');
    await showQuery(query, { start: 9, length: 1 });
    expect(shown()).toBe('A | count\n\n\nB | take ^x^');
  });

  test('shows where it was, when it was changed', async () => {
    const { document, query } = run('A\n\nB^ | take x');
    document.type('A\n\nC');
    await showQuery(query, { start: 9, length: 1 });
    expect(shown()).toBe('A\n\nC^');
  });

  test('opens it again where it was closed', async () => {
    const { document, query } = run('A | take x^');
    editors.close(document);
    editors.files.set('/hunt.kql', 'A | take x');
    await showQuery(query, { start: 9, length: 1 });
    expect(editors.active?.document.uri.path).toBe('/hunt.kql');
    expect(shown()).toBe('A | take ^x^');
  });

  test.each([['/hunt.kql'], [UNTITLED]])('of %s, which is gone, shows it in a new document', async (uri) => {
    const { document, query } = run('A\n\nB | take x^', uri);
    editors.close(document);
    const next = editors.open(UNTITLED, 'something else');
    await showQuery(query, { start: 9, length: 1 });
    expect(shown()).toBe('B | take ^x^');
    expect(editors.active?.document.languageId).toBe('kusto');
    expect(next.getText()).toBe('something else');
  });
});
