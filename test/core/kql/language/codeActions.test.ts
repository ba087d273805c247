import { describe, expect, test } from 'vitest';
import { codeActionsAt } from '../../../../src/core/kql/language/codeActions.ts';
import { applied } from './applied.ts';
import { opened } from './kustoForTests.ts';

function actions(marked: string) {
  const { document, text, selection } = opened(marked);
  return codeActionsAt(document, selection).map((action) => ({ ...action, result: applied(text, action.edits) }));
}

describe('code actions', () => {
  test.each<[marked: string, result: string]>([
    ['ConfluenceAuditLogs_CL | where Cate^gry == "x"', 'ConfluenceAuditLogs_CL | where Category == "x"'],
    [
      'ConfluenceAuditLogs_CL | where ^TimeGenreated^ > ago(1d)',
      'ConfluenceAuditLogs_CL | where TimeGenerated > ago(1d)',
    ],
    ['^ConfluenceAuditLog_CL | take 1', 'ConfluenceAuditLogs_CL | take 1'],
    ['ConfluenceAuditLogs_CL | extend x = strl^ne(Category)', 'ConfluenceAuditLogs_CL | extend x = strlen(Category)'],
    ['ConfluenceAuditLogs_CL | whe^er Category == "x"', 'ConfluenceAuditLogs_CL | where Category == "x"'],
    [
      'print a\n\nConfluenceAuditLogs_CL | where Categ^ory1 == "x"',
      'print a\n\nConfluenceAuditLogs_CL | where Category == "x"',
    ],
  ])('mend the spelling of %s', (marked, result) => {
    const [first] = actions(marked).filter(({ replacement }) => replacement !== undefined);
    expect(first?.result).toBe(result);
    expect(first?.mends?.code).toMatch(/^KS\d+$/);
  });

  test('propose nothing for a name that is like no other', () => {
    expect(actions('ConfluenceAuditLogs_CL | where zzz^zzz == "x"').filter(({ kind }) => kind === 'quickFix')).toEqual(
      [],
    );
  });

  test.each(['^SigninLogs^ | take 5', 'union SigninLogs, Audit^Logs'])(
    'propose no macro for clusters in %s',
    (marked) => {
      expect(actions(marked).map(({ title }) => title)).not.toContainEqual(expect.stringContaining('macro-expand'));
    },
  );

  test('extract a value, in its own block, and let its author choose the name', () => {
    const [action] = actions('print 1\n\nConfluenceAuditLogs_CL | where Extra > 50^00').filter(
      ({ kind }) => kind === 'extract',
    );
    expect(action?.title).toBe('Extract Value');
    const { result = '', renameAt = 0 } = action ?? {};
    expect(result).toMatch(/^print 1\n\nlet (\w+) = 5000;\nConfluenceAuditLogs_CL \| where Extra > \1$/);
    expect(result.slice(renameAt)).toMatch(/^\w+ = 5000/);
  });

  test('do what an analyzer of the service proposes', () => {
    const found = actions('ConfluenceAuditLogs_CL | where Category con^tains "secret"');
    expect(found.map(({ result }) => result)).toContain('ConfluenceAuditLogs_CL | where Category has "secret"');
  });
});
