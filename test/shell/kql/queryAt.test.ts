import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { isKql, queryAt } from '../../../src/shell/kql/queryAt.ts';
import { Uri } from '../fakeValues.ts';
import { editors } from './fakeKql.ts';

beforeEach(() => editors.reset());

/** The query at the cursor, which stands where `^` does; between two of them is the selection. */
function found(marked: string, uri: Uri | string = '/srv/hunt.kql') {
  const document = editors.open(uri, marked);
  const query = queryAt(editors.active as never);
  return query === undefined ? undefined : { ...query, inDocument: document.getText().slice(query.start, query.end) };
}
const textAt = (marked: string) => found(marked)?.text.trim();

describe('the query at the cursor', () => {
  test.each([
    ['in its text', 'A | ta^ke 1\n\nB', 'A | take 1'],
    ['at its beginning', '^A\n\nB', 'A'],
    ['at its end', 'A\n\nB^', 'B'],
    ['on a blank line behind it', 'A\n^\nB', 'A'],
    ['on the second blank line behind it', 'A\n\n^\n\nB', 'A'],
    ['behind the last one', 'A\n\nB\n\n\n^', 'B'],
    ['before the first one', '\n^\n\nA', 'A'],
    ['in the comment above it', 'A\n\n// ab^out B\nB', '// about B\nB'],
    ['in a comment that stands alone above it', 'A\n\n// ab^out B\n\nB', 'B'],
    ['in a comment below the last one', 'A\n\n// no^thing', 'A'],
    ['in a comment inside it', 'A\n// th^e rest\n| take 1\n\nB', 'A\n// the rest\n| take 1'],
    ['in a comment behind it on its line', 'A | take 1 // a fe^w\n\nB', 'A | take 1'],
    ['in a string with a semicolon', "A | where x == 'a;^b'; B", "A | where x == 'a;b'"],
    ['on its line, behind its end', 'A;  ^\n\nB', 'A'],
    ['in a declaration of it', 'let n^ = 1;\nA | take n', 'let n = 1;\nA | take n'],
    ['in the first one of a line', 'A^; B', 'A'],
    ['in the second one of a line', 'A; B^', 'B'],
    ['below the second one of a block', 'A;\nB;\n^', 'B'],
  ])('is the one that the cursor is %s', (_, marked, text) => {
    expect(textAt(marked)).toBe(text);
  });

  test.each(['^', '\n\n^', '// no^thing', 'let x^ = 1;'])('is none in %j', (marked) => {
    expect(found(marked)).toBeUndefined();
  });

  test.each(['\n', '\r\n', '\r'])('stands where the document says, with lines that end with %j', (end) => {
    const lines = ['// One', 'A', '| take 1', '', '// Two', 'let n = 2;', 'B', '| ta^ke n', '', 'C'];
    const query = found(lines.join(end));
    const before = lines.slice(0, 4).join(end).length + end.length;
    expect(query).toMatchObject({ start: before, isSelection: false, file: 'hunt.kql' });
    expect(query?.inDocument).toBe(query?.text);
    expect(query?.text).toBe(['// Two', 'let n = 2;', 'B', '| take n'].join(end));
  });

  test('keeps its places where another query of its block is left out', () => {
    const query = found('A | take 1;\nB | ta^ke 2');
    expect(query?.text).toBe(`${' '.repeat(11)}\nB | take 2`);
    expect(query).toMatchObject({ start: 0, end: 22 });
  });
});

describe('what is selected', () => {
  test('is run as it is', () => {
    const query = found('A | take 1\n^| where x\n^\n\nB');
    expect(query).toMatchObject({ text: '| where x\n', start: 11, end: 20, isSelection: true });
    expect(query?.inDocument).toBe('| where x');
  });

  test('is nothing when it is blank', () => {
    expect(found('A^ \n\n^B')).toBeUndefined();
  });

  test('stands where the document says with CRLF', () => {
    const query = found('A\r\n\r\n^B\r\n| take 1^\r\n');
    expect(query).toMatchObject({ text: 'B\r\n| take 1', start: 5 });
    expect(query?.inDocument).toBe('B\r\n| take 1');
  });
});

describe('the name of a document', () => {
  test.each([
    ['// Anonymous access granted\nA^', 'Anonymous access granted'],
    ['A^uditLogs | take 1', 'AuditLogs | take 1'],
    [`//  a  long${' title'.repeat(9)}\nA^`, `a long${' title'.repeat(5)} tit`],
    ['\nA^', 'Untitled-1'],
    ['//\nA^', 'Untitled-1'],
  ])('without a file is its first line, as of its tab: %j', (marked, file) => {
    expect(found(marked, new Uri('untitled', 'Untitled-1'))?.file).toBe(file);
  });

  test('is that of its file otherwise', () => {
    expect(found('// Title\nA^')?.file).toBe('hunt.kql');
  });
});

test('both names of the language are KQL', () => {
  const uri = Uri.parse('file:///a.kql') as never;
  const languages = ['kusto', 'kql', 'plaintext', 'sql'];
  expect(languages.filter((languageId) => isKql({ languageId, uri }))).toEqual(['kusto', 'kql']);
});

test('the cells of notebooks are left to those who run them', () => {
  const uri = Uri.parse('vscode-notebook-cell:/srv/a.ipynb#c1') as never;
  expect(isKql({ languageId: 'kusto', uri })).toBe(false);
});
