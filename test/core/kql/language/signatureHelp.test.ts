import { describe, expect, test } from 'vitest';
import { signatureHelpAt } from '../../../../src/core/kql/language/signatureHelp.ts';
import { opened } from './kustoForTests.ts';

function help(marked: string) {
  const { document, position } = opened(marked);
  const found = signatureHelpAt(document, position);
  const active = found?.signatures[found.activeSignature];
  const [start = 0, end = 0] = active?.parameters[found?.activeParameter ?? 0] ?? [];
  return {
    ...found,
    label: active?.label,
    parameter: active?.label.slice(start, end),
    documentation: active?.documentation,
  };
}

describe('signature help', () => {
  test.each<[marked: string, label: string | undefined, parameter: string | undefined]>([
    ['print strlen(^', 'strlen(string)', 'string'],
    ['print substring("abc", ^', 'substring(', 'start'],
    ['print substring("abc", 1, ^)', 'substring(', 'length'],
    ['ConfluenceAuditLogs_CL | where iff(Extra == 1, ^', 'iff(', 'then'],
    ['print strlen(strcat("a", ^"b"))', 'strcat(', 'arg'],
    ['print strcat("(", ",", ^', 'strcat(', 'arg'],
    ['print bin(pack_array(1, 2)[0], ^', 'bin(', 'roundTo'],
    [
      'let f = (needle: string, count: long) { print needle };\nf("x", ^)',
      'f(needle: string, count: long)',
      'count: long',
    ],
    ['print strlen("x")^', undefined, ''],
    ['ConfluenceAuditLogs_CL | where (^', undefined, ''],
    ['print "strlen(^', undefined, ''],
  ])('at %s', (marked, label, parameter) => {
    const found = help(marked);
    if (label === undefined) expect(found.label).toBeUndefined();
    else expect(found.label).toContain(label);
    expect(found.parameter ?? '').toContain(parameter ?? '');
  });

  test('brings the description of the function', () => {
    expect(help('print strlen(^').documentation).toBe('Number of characters.');
  });
});
