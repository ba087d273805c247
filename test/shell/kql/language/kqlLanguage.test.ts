import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeLanguages.ts'));

import { createLanguageClient } from '../../../../src/kqlThread/languageClient.ts';
import { startLanguageThread } from '../../../../src/kqlThread/startLanguageThread.ts';
import { type KqlLanguage, registerKqlLanguage } from '../../../../src/shell/kql/language/kqlLanguage.ts';
import {
  CancellationError,
  close,
  diagnostics,
  open,
  providers,
  Range,
  TextDocument,
  workspace,
} from './fakeLanguages.ts';

const warnings: string[] = [];
const log = { warn: (message: string) => warnings.push(message) };
const client = createLanguageClient({ startThread: startLanguageThread });
afterAll(() => client.close());

let language: KqlLanguage | undefined;
afterEach(() => {
  for (const document of workspace.textDocuments) close(document);
  language?.dispose();
  expect(warnings.splice(0)).toEqual([]);
});

/** A document that is open, with the cursor where `^` stands. */
function editing(marked: string) {
  language ??= undefined;
  language = registerKqlLanguage({ client, log });
  const [before = '', behind = ''] = marked.split('^');
  const document = open(new TextDocument('/a.kql', before + behind));
  const position = document.positionAt(before.length);
  const ask = async (kind: string, method: string, ...more: unknown[]): Promise<unknown> =>
    providers.get(kind)?.[method]?.(document, position, ...more);
  return { document, position, ask };
}

const codes = () => diagnostics.get('file:///a.kql')?.map(({ code }) => code);

describe('a KQL document', () => {
  test('has diagnostics, which follow it while somebody types and go when it is closed', async () => {
    const { document } = editing('ConfluenceAuditLogs_CL | where Categry == ""');
    await expect.poll(codes, { timeout: 15_000 }).toEqual(['KS142']);
    expect(diagnostics.get('file:///a.kql')?.[0]).toMatchObject({
      severity: 'Error',
      source: 'KQL',
      range: new Range(0, 31, 0, 38),
    });
    document.type('ConfluenceAuditLogs_CL | where Category');
    document.type('ConfluenceAuditLogs_CL | where Category == ""');
    await expect.poll(codes, { timeout: 15_000 }).toEqual([]);
    document.type('SigninLogs | count');
    await expect.poll(codes, { timeout: 15_000 }).toEqual(['noSample']);
    close(document);
    expect(codes()).toBeUndefined();
  });

  test('of another language has none', async () => {
    const { ask } = editing('print 1');
    const other = new TextDocument('/b.txt', 'Categry');
    other.languageId = 'plaintext';
    open(other);
    await ask('hover', 'provideHover');
    expect(diagnostics.get('file:///b.txt')).toBeUndefined();
  });

  test('is completed, values of its data in whole strings included', async () => {
    const { document, ask } = editing('ConfluenceAuditLogs_CL | where Category == "^"');
    const column = { name: 'Category', type: 'string' as const, values: ['Pages $1'] };
    language?.setData(Object(document.uri), { tables: [{ name: 'ConfluenceAuditLogs_CL', columns: [column] }] });
    expect(await ask('completion', 'provideCompletionItems')).toMatchObject([
      {
        label: { label: 'Pages $1' },
        kind: 'Value',
        insertText: '"Pages $1"',
        filterText: '"Pages $1',
        range: new Range(0, 43, 0, 45),
      },
    ]);
  });

  test('is completed with the cursor between parentheses', async () => {
    const { ask } = editing('print strl^');
    const items = await ask('completion', 'provideCompletionItems');
    expect(items).toContainEqual(
      expect.objectContaining({
        ...{
          label: { label: 'strlen', detail: '(string)' },
          insertText: expect.objectContaining({ value: 'strlen($0)' }),
        },
        command: { title: '', command: 'editor.action.triggerParameterHints' },
      }),
    );
  });

  test('throws away what is about an older text', async () => {
    const { document, ask } = editing('print strl^en("")');
    const answer = ask('hover', 'provideHover');
    document.type('print strle');
    await expect(answer).rejects.toThrow(CancellationError);
  });

  test('is completed for who types on in the same word', async () => {
    const { document, ask } = editing('print s^ | count');
    const answer = ask('completion', 'provideCompletionItems', { isCancellationRequested: false });
    document.type('print st | count');
    document.type('print strl | count');
    // The editor itself counts what was typed since it asked.
    const range = { inserting: new Range(0, 6, 0, 7), replacing: new Range(0, 6, 0, 7) };
    expect(await answer).toContainEqual(
      expect.objectContaining({ label: expect.objectContaining({ label: 'strlen' }), range }),
    );
  });

  test('is not completed where nobody waits any more', async () => {
    const { document, ask } = editing('print s^');
    const answer = ask('completion', 'provideCompletionItems', { isCancellationRequested: true });
    document.type('print st');
    await expect(answer).rejects.toThrow(CancellationError);
  });

  test('shows text of records as text', async () => {
    const { document, ask } = editing('ConfluenceAuditLogs_CL | where Cate^gory == ""');
    const column = { name: 'Category', type: 'string' as const, values: ['[x](command:y)'] };
    language?.setData(Object(document.uri), { tables: [{ name: 'ConfluenceAuditLogs_CL', columns: [column] }] });
    const { contents } = Object(await ask('hover', 'provideHover'));
    expect(contents).toMatchObject({ isTrusted: false, supportHtml: false });
    expect(contents.value).toContain('```kusto\nCategory: string\n```');
    expect(contents.value).toContain('\\[x\\]\\(command:y\\)');
  });

  test('is mended, with the likeliest name first', async () => {
    const { document } = editing('ConfluenceAuditLogs_CL | where Categry == ""');
    await expect.poll(codes, { timeout: 15_000 }).toEqual(['KS142']);
    const known = diagnostics.get('file:///a.kql');
    const range = new Range(0, 33, 0, 33);
    const actions = providers.get('codeActions')?.['provideCodeActions'];
    const [first] = Object(await actions?.(document, range, { diagnostics: known, only: undefined }));
    expect(first).toMatchObject({ title: 'Change to "Category"', isPreferred: true, diagnostics: known });
    expect(first.edit.edits).toEqual([{ uri: 'file:///a.kql', range: new Range(0, 31, 0, 38), text: 'Category' }]);
  });

  test('lets its author name an extracted value', async () => {
    const { document } = editing('print 1\n\nConfluenceAuditLogs_CL\n| where CreationDate > 5000');
    const at = new Range(3, 24, 3, 24);
    const actions = providers.get('codeActions')?.['provideCodeActions'];
    const found = Object(await actions?.(document, at, { diagnostics: [], only: undefined }));
    const [value] = found.filter(({ title }: { title: string }) => title === 'Extract Value');
    expect(value.command).toMatchObject({
      ...{ command: 'editor.action.rename', arguments: [[document.uri, { line: 2, character: 4 }]] },
    });
  });

  test('says where its names are declared, and renames those only', async () => {
    const { ask, document } = editing('let a = 1;\nprint ^a');
    expect(await ask('definition', 'provideDefinition')).toMatchObject([{ range: new Range(0, 4, 0, 5) }]);
    expect(await ask('references', 'provideReferences', { includeDeclaration: false })).toHaveLength(1);
    expect(await ask('highlights', 'provideDocumentHighlights')).toMatchObject([{ kind: 'Write' }, { kind: 'Read' }]);
    expect(await ask('rename', 'prepareRename')).toEqual(new Range(1, 6, 1, 7));
    expect(Object(await ask('rename', 'provideRenameEdits', 'b')).edits).toHaveLength(2);
    document.type('print 1 + 1');
    await expect(ask('rename', 'prepareRename')).rejects.toThrow('Only what the query itself declares');
  });

  test('is formatted, folded, outlined and coloured', async () => {
    const { ask, document } = editing('let a = 1;\nT|where x==a\n| count^');
    const format = providers.get('format')?.['provideDocumentFormattingEdits'];
    expect(await format?.(document, { tabSize: 4, insertSpaces: true })).toContainEqual({
      range: new Range(1, 1, 1, 1),
      text: '\n',
    });
    expect(await ask('folding', 'provideFoldingRanges')).toMatchObject([{ start: 0, end: 2 }]);
    expect(await ask('symbols', 'provideDocumentSymbols')).toMatchObject([
      { name: 'T|where x==a', kind: 'Event', children: [{ name: 'a', kind: 'Variable' }] },
    ]);
    const { data } = Object(await ask('tokens', 'provideDocumentSemanticTokens'));
    expect([...data.slice(0, 5)]).toEqual([0, 0, 3, 3, 0]);
  });

  test('shows the parameters of a function', async () => {
    const { ask } = editing('print substring("a", ^');
    expect(await ask('signature', 'provideSignatureHelp')).toMatchObject({
      ...{ activeParameter: 1, signatures: [{ label: expect.stringContaining('substring(') }] },
    });
  });
});
