import { describe, expect, test } from 'vitest';
import { referencesAt, renameEdits, renamePlace } from '../../../../src/core/kql/language/references.ts';
import { applied } from './applied.ts';
import { opened } from './kustoForTests.ts';

describe('references', () => {
  test.each<[marked: string, places: readonly string[]]>([
    ['let a = 1;\nprint a + ^a', ['d4', 'r17', 'r21']],
    ['print 9\n\nlet ^a = 1;\nprint a', ['d13', 'r26']],
    ['T | extend Y = 1 | where ^Y > 2 | project Y', ['d11', 'r25', 'r41']],
    ['ConfluenceAuditLogs_CL | where 1 == 1 | union ^ConfluenceAuditLogs_CL', ['r0', 'r46']],
    ['print ^1', []],
  ])('at %s', (marked, places) => {
    const { document, position } = opened(marked);
    const found = referencesAt(document, position).map(
      ({ place, isDeclaration }) => `${isDeclaration ? 'd' : 'r'}${place.start}`,
    );
    expect(found).toEqual(places);
  });

  test.each<[marked: string, name: string, result: string]>([
    ['let a = 1;\nprint ^a', 'b', 'let b = 1;\nprint b'],
    ['print 1\n\nlet a = 1;\nprint ^a', 'the b', "print 1\n\nlet ['the b'] = 1;\nprint ['the b']"],
    ['let f = (x: long) { x + x };\nprint f(1), ^f(2)', 'g', 'let g = (x: long) { x + x };\nprint g(1), g(2)'],
  ])('rename %s to %s', (marked, name, result) => {
    const { document, position, text } = opened(marked);
    expect(applied(text, renameEdits(document, position, name))).toBe(result);
  });

  test('rename nothing that the query does not declare', () => {
    for (const marked of [
      '^ConfluenceAuditLogs_CL | count',
      'ConfluenceAuditLogs_CL | where ^Category == ""',
      'print ^strlen("")',
    ]) {
      const { document, position } = opened(marked);
      expect(renamePlace(document, position)).toBeUndefined();
      expect(renameEdits(document, position, 'x')).toEqual([]);
    }
  });
});
