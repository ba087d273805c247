import { describe, expect, test } from 'vitest';
import { letFunctions } from '../../../../src/core/kql/schema/letFunctions.ts';

describe('the stored functions of a query', () => {
  test('are declared by it', () => {
    const [declared, ...others] = letFunctions('ConfluenceAudit\n| take 1');
    expect(others).toEqual([]);
    expect(declared).toMatch(/^let ConfluenceAudit = \(\) \{\s+ConfluenceAuditLogs_CL\n[\s\S]+\};\n$/);
  });

  test.each(['ConfluenceAudit() | take 1', 'union (ConfluenceAudit), A', 'let x = ConfluenceAudit; x'])(
    'are found wherever they are named: %s',
    (text) => expect(letFunctions(text)).toHaveLength(1),
  );

  test.each([
    '',
    'ConfluenceAuditLogs_CL | take 1',
    'A // of ConfluenceAudit',
    'A | where x == "ConfluenceAudit"',
    "A | where x == @'ConfluenceAudit'",
    'confluenceaudit',
  ])('are none in %j', (text) => expect(letFunctions(text)).toEqual([]));
});
