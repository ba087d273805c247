import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { lensDocument, lensTarget, registerQueryLenses } from '../../../src/shell/kql/queryLenses.ts';
import { EventEmitter, editors, lensesChanged, lensesOf, Uri } from './fakeKql.ts';

const dataChanged = new EventEmitter<Uri>();
let data = 'Sample organization';
beforeEach(() => {
  data = 'Sample organization';
  editors.reset();
  const registered = registerQueryLenses({ onDidChange: dataChanged.event as never }, () => data);
  onTestFinished(() => registered.dispose());
});

const titlesOf = (text: string) => lensesOf(editors.open('/a.kql', text)).map(({ command }) => command.title);

describe('above a query', () => {
  test('stands how to run it, and above the first one what it runs on', () => {
    const lenses = lensesOf(editors.open('/a.kql', '// Title\nA\n\nlet n = 1;\nB | take n'));
    expect(lenses.map(({ range, command: { command } }) => `${range.start.line} ${command}`)).toEqual([
      '1 confluenceAudit.runQuery',
      '1 confluenceAudit.runQueryInWorkspace',
      '1 confluenceAudit.chooseQueryData',
      '3 confluenceAudit.runQuery',
      '3 confluenceAudit.runQueryInWorkspace',
    ]);
    expect(lenses.map(({ command }) => command.arguments)).toEqual([
      ...Array(3).fill([{ document: 'file:///a.kql', query: 0 }]),
      ...Array(2).fill([{ document: 'file:///a.kql', query: 1 }]),
    ]);
  });

  test('stands nothing where there is none', () => {
    expect(titlesOf('')).toEqual([]);
    expect(titlesOf('// only a comment')).toEqual([]);
    const other = editors.open('/a.txt', 'A');
    other.languageId = 'plaintext';
    expect(lensesOf(other)).toEqual([]);
  });

  test('an icon keeps its distance, because VS Code draws no other space behind it', () => {
    expect(titlesOf('A')).toEqual(['$(play)\u00a0Run', 'Run in Workspace…', '$(database)\u00a0Sample organization']);
  });

  test('a name is text, whatever icons it seems to hold', () => {
    data = 'Acme $(bug) $(sync~spin) $(not one) $(';
    expect(titlesOf('A')[2]).toBe('$(database)\u00a0Acme \\$(bug) \\$(sync~spin) $(not one) $(');
  });

  test('stands something else as soon as it runs on something else', () => {
    let changes = 0;
    lensesChanged(() => {
      changes += 1;
    });
    dataChanged.fire(Uri.file('/a.kql'));
    expect(changes).toBe(1);
  });
});

describe('what a command of a lens is given', () => {
  test('is read back', () => {
    const document = editors.open('/a.kql', 'A');
    const target = lensTarget(lensesOf(document)[0]?.command.arguments[0]);
    expect(target).toEqual({ document: 'file:///a.kql', query: 0 });
    expect(target && lensDocument(target)).toBe(document);
  });

  test.each([
    ...[undefined, null, 1, 'file:///a.kql', [], {}, { document: 'file:///a.kql' }, { query: 0 }],
    ...[
      { document: 1, query: 0 },
      { document: 'file:///a.kql', query: '0' },
    ],
  ])('is nothing where it is %j', (hostile) => {
    expect(lensTarget(hostile)).toBeUndefined();
  });

  test('is a KQL document that is open', () => {
    editors.open('/a.txt', 'A', 'plaintext');
    const closed = editors.open('/b.kql', 'A');
    editors.close(closed);
    editors.files.set('/c.kql', 'A');
    for (const path of ['a.txt', 'b.kql', 'c.kql', '..', ''])
      expect(lensDocument({ document: `file:///${path}`, query: 0 })).toBeUndefined();
    expect(lensDocument({ document: 'no address', query: 0 })).toBeUndefined();
  });
});
