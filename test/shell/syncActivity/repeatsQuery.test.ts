import { expect, test } from 'vitest';
import { kqlString, repeatsQuery } from '../../../src/shell/syncActivity/repeatsQuery.ts';

test('the query gives each record of a site once', () => {
  expect(repeatsQuery('https://acme.atlassian.net').split('\n')).toEqual([
    'ConfluenceAuditLogs_CL',
    '| where SiteUrl == "https://acme.atlassian.net"',
    '| summarize arg_max(TimeGenerated, *) by EventOriginalUid',
  ]);
});

test('the query of a range goes by the time of the events', () => {
  const lines = repeatsQuery('https://acme.atlassian.net', { fromMs: 5, toMs: 70 }).split('\n');
  expect(lines[2]).toBe('| where CreationDate between (5 .. 70)');
  expect(lines).toHaveLength(4);
});

test.each([
  ['plain', '"plain"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['C:\\x\\', '"C:\\\\x\\\\"'],
  ['a\nb\r\u0000', '"a\\u000ab\\u000d\\u0000"'],
  ['\u202eevil\u2028', '"\\u202eevil\\u2028"'],
  ['x" | take 1 //', '"x\\" | take 1 //"'],
])('%j stays inside its literal', (text, literal) => {
  expect(kqlString(text)).toBe(literal);
  // JSON has the same escapes.
  expect(JSON.parse(literal)).toBe(text);
});
