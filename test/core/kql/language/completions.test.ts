import { describe, expect, test } from 'vitest';
import { completionsAt } from '../../../../src/core/kql/language/completions.ts';
import { opened } from './kustoForTests.ts';

function proposed(marked: string) {
  const { document, position, text } = opened(marked);
  const { items, replaced } = completionsAt(document, position);
  return {
    items,
    labels: items.map(({ label }) => label),
    replaced: text.slice(replaced.start, replaced.start + replaced.length),
  };
}

describe('completions', () => {
  test.each<[marked: string, expected: readonly string[], missing: readonly string[]]>([
    ['^', ['ConfluenceAuditLogs_CL', 'RawConfluenceAudit', 'ConfluenceAudit', 'SigninLogs', 'let', 'union'], ['where']],
    ['Conf^', ['ConfluenceAuditLogs_CL', 'ConfluenceAudit'], ['SecurityAlert', 'union']],
    ['ConfluenceAuditLogs_CL | ^', ['where', 'summarize', 'mv-expand'], ['let']],
    ['ConfluenceAuditLogs_CL\n^', [], ['let']],
    ['ConfluenceAuditLogs_CL | where Cat^', ['Category', 'EventCategoryType'], ['Summary']],
    ['ConfluenceAuditLogs_CL | where ^', ['Category', 'Extra', 'strlen'], ['RawConfluenceAudit']],
    ['ConfluenceAuditLogs_CL | where Category ^', ['has', '==', 'in~', 'matches regex'], ['Category']],
    ['ConfluenceAuditLogs_CL | summarize ^', ['count', 'dcount', 'make_set'], []],
    ['ConfluenceAuditLogs_CL | render ^', ['timechart', 'piechart'], []],
    ['let needle = 1;\nConfluenceAuditLogs_CL | where Extra == ne^', ['needle'], []],
    ['let needle = 1;\n\nConfluenceAuditLogs_CL | where Extra == ne^', ['needle'], []],
    ['let other = 1;\nprint other\n\nConfluenceAuditLogs_CL | where Extra == ^', ['Extra'], ['other']],
    ['ConfluenceAudit | where Event^', ['EventMessage', 'EventCategoryType'], []],
    ['ConfluenceAuditLogs_CL | where Extra == 1 // Cat^', [], ['Category']],
  ])('at %s', (marked, expected, missing) => {
    const { labels } = proposed(marked);
    expect(labels).toEqual(expect.arrayContaining([...expected]));
    for (const label of missing) expect(labels).not.toContain(label);
  });

  test.each([
    'ConfluenceAuditLogs_CL | where Category == ^',
    'ConfluenceAuditLogs_CL | where Category != ^',
    'ConfluenceAuditLogs_CL | where Category =~ ^',
    'ConfluenceAuditLogs_CL | where Category has ^',
    'ConfluenceAuditLogs_CL | where Category !contains_cs ^',
    'ConfluenceAuditLogs_CL | where Category startswith ^ and Extra == 1',
    'ConfluenceAuditLogs_CL | where Category in (^)',
    'ConfluenceAuditLogs_CL | where Category in~ ("x", ^)',
    'ConfluenceAuditLogs_CL | where Category has_any (^',
    'ConfluenceAuditLogs_CL | where Category == Perm^',
  ])('propose the values of the sample first at %s', (marked) => {
    const { items } = proposed(marked);
    const values = items.filter(({ kind }) => kind === 'value');
    expect(values.map(({ before }) => before)).toContain('"Permissions"');
    const sorted = [...items].sort((one, other) => (one.sortText < other.sortText ? -1 : 1));
    expect(sorted[0]?.kind).toBe('value');
  });

  test.each([
    ['ConfluenceAuditLogs_CL | where Category == "^"', '""'],
    ['ConfluenceAuditLogs_CL | where Category has "Per^', '"Per'],
    ["ConfluenceAuditLogs_CL | where Category in ('a', 'Per^') | take 1", "'Per'"],
  ])('replace the whole string at %s', (marked, replaced) => {
    const found = proposed(marked);
    expect(found.replaced).toBe(replaced);
    expect(found.items[0]).toMatchObject({ kind: 'value', label: 'Permissions', before: '"Permissions"' });
    expect(found.items[0]?.filterText.startsWith(replaced[0] ?? '')).toBe(true);
  });

  test('write values of records as literals', () => {
    const { items } = proposed('ConfluenceAuditLogs_CL | where Category == ^');
    expect(items.find(({ label }) => label.includes('so'))?.before).toBe('"Say \\"so\\""');
  });

  test.each([
    ['ConfluenceAuditLogs_CL | extend x = ChangedValues[0].^', ['name', 'oldValue']],
    ['ConfluenceAuditLogs_CL | mv-expand c = ChangedValues | where c.^', ['name', 'oldValue']],
    ['RawConfluenceAudit | where author.dis^', ['displayName']],
  ])('propose properties inside of dynamic columns at %s', (marked, expected) => {
    expect(proposed(marked).labels).toEqual(expected);
  });

  test('say what they are, and where the cursor goes', () => {
    const find = (marked: string, name: string) => proposed(marked).items.find(({ label }) => label === name);
    expect(find('ConfluenceAuditLogs_CL | where ^', 'strlen')).toMatchObject({
      ...{ kind: 'function', signature: '(string)', before: 'strlen(', after: ')', proposesNext: true },
      documentation: 'Number of characters.',
    });
    expect(find('ConfluenceAuditLogs_CL | where ^', 'Category')).toMatchObject({
      ...{ kind: 'column', before: 'Category', after: '', proposesNext: false },
      documentation: expect.stringContaining('group that the event belongs to'),
    });
    expect(find('ConfluenceAuditLogs_CL | ^', 'where')).toMatchObject({
      kind: 'keyword',
      before: 'where ',
      proposesNext: true,
    });
    expect(find('ConfluenceAuditLogs_CL | ^', 'count')).toMatchObject({
      before: 'count',
      documentation: expect.stringContaining('one row'),
    });
    expect(find('ConfluenceAuditLogs_CL | summarize ^', 'count')).toMatchObject({
      kind: 'aggregate',
      documentation: 'Number of rows.',
    });
    expect(find('^', 'ConfluenceAuditLogs_CL')).toMatchObject({ kind: 'table', before: 'ConfluenceAuditLogs_CL' });
    expect(find('ConfluenceAuditLogs_CL | where Category ^', 'has')).toMatchObject({
      before: 'has "',
      after: '"',
      proposesNext: true,
    });
  });
});
