import { describe, expect, test } from 'vitest';
import { descriptions } from '../../../../src/core/kql/language/descriptions.ts';
import { hoverAt } from '../../../../src/core/kql/language/hover.ts';
import { opened } from './kustoForTests.ts';

function hover(marked: string) {
  const { document, position, text } = opened(marked);
  const found = hoverAt(document, position);
  return found === undefined
    ? undefined
    : { ...found, at: text.slice(found.place.start, found.place.start + found.place.length) };
}

describe('hovers', () => {
  test.each<[marked: string, at: string, code: string, text: string]>([
    ['ConfluenceAuditLogs_CL | wh^ere Extra == 1', 'where', 'T | where predicate', 'Keeps the rows'],
    ['ConfluenceAuditLogs_CL | project-aw^ay Extra', 'project-away', 'T | project-away', 'Leaves out'],
    ['ConfluenceAuditLogs_CL | mv-ex^pand ChangedValues', 'mv-expand', 'T | mv-expand', 'one row for each element'],
    ['ConfluenceAuditLogs_CL | where strl^en(Category) > 1', 'strlen', 'strlen(string): long', 'Number of characters'],
    ['ConfluenceAuditLogs_CL | summarize dco^unt(Category)', 'dcount', 'dcount(', 'different values'],
    [
      'ConfluenceAuditLogs_CL | where Cat^egory == ""',
      'Category',
      'Category: string',
      'group that the event belongs to',
    ],
    ['ConfluenceAuditLogs_CL | where Category h^as "x"', 'has', 'has', 'whole word'],
    ['ConfluenceAuditLogs_CL | where Category in^~ ("x")', 'in~', 'in~', 'whatever the case'],
    [
      'print 1\n\nConfluence^AuditLogs_CL',
      'ConfluenceAuditLogs_CL',
      'ConfluenceAuditLogs_CL',
      'Audit records of Confluence',
    ],
    ['Confluence^Audit', 'ConfluenceAudit', 'ConfluenceAudit', 'Audit records of Confluence'],
    ['let a = 5;\nprint ^a', 'a', 'a: long', ''],
  ])('at %s', (marked, at, code, text) => {
    const found = hover(marked);
    expect(found?.at).toBe(at);
    expect(found?.code).toContain(code);
    expect(found?.text).toContain(text);
  });

  test('of a column show values of the data', () => {
    expect(hover('ConfluenceAuditLogs_CL | where Cat^egory == ""')?.values).toContain('Permissions');
  });

  test.each(['print "whe^re"', '// whe^re', 'T | ^ ', '^', 'ConfluenceAuditLogs_CL | where Categ^ry == ""'])(
    'at %s: none',
    (marked) => {
      expect(hover(marked)).toBeUndefined();
    },
  );

  test('describe the common operators and functions in our own words', () => {
    const entries = Object.values(descriptions);
    expect(entries.length).toBeGreaterThan(150);
    for (const [signature, text] of entries)
      expect([signature !== '', /^[A-Z0-9].*\.$/s.test(text)]).toEqual([true, true]);
  });
});
