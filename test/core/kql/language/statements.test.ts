import { describe, expect, test } from 'vitest';
import { kqlBlocks, kqlStatements } from '../../../../src/core/kql/language/statements.ts';

describe('the queries of a file', () => {
  test.each<[name: string, text: string, queries: readonly string[]]>([
    ['nothing', '', []],
    ['blank lines', '\n \n', []],
    ['one query', 'T | count', ['T | count']],
    ['a blank line between', 'T\n| count\n\nU', ['T\n| count', 'U']],
    ['a line of spaces between', 'T\n  \t\nU', ['T', 'U']],
    ['other line breaks', 'T\r\n| count\r\n\r\nU', ['T\r\n| count', 'U']],
    ['semicolons', 'T; U  ;', ['T', 'U']],
    ['declarations before their query', 'let a = 1;\nT\n| where x == a', ['let a = 1;\nT\n| where x == a']],
    ['declarations and a blank line', 'let a = 1;\n\nT | where x == a', ['let a = 1;\n\nT | where x == a']],
    ['declarations of the second query', 'T; let a = 1; U', ['T', 'let a = 1; U']],
    ['a blank line before a pipe', 'T\n\n| count', ['T\n\n| count']],
    [
      'a blank line in a function',
      'let f = () {\n  T\n\n  | count\n};\nf()',
      ['let f = () {\n  T\n\n  | count\n};\nf()'],
    ],
    [
      'semicolons in a function',
      'let f = () { let a = 1; print a };\n\nf()',
      ['let f = () { let a = 1; print a };\n\nf()'],
    ],
    ['a bracket without a partner', 'T | where (\n\nU | where (a)', ['T | where (', 'U | where (a)']],
    ['signs in strings', 'print ";", \'|\', @"\\;"\n\nU', ['print ";", \'|\', @"\\;"', 'U']],
    ['a string that is being typed', 'T | where a == "x;\n\nU', ['T | where a == "x;', 'U']],
    ['an escaped quote', 'print "a\\";b"; U', ['print "a\\";b"', 'U']],
    ['a string of several lines', 'print ```a\n\nb;```; U', ['print ```a\n\nb;```', 'U']],
    ['comments', '// first; not\nT // a\n\n// only a comment\n\nU', ['T', 'U']],
    ['management commands and directives', '.show tables\n\n#connect x\n\nT', ['T']],
    ['names that begin as a declaration', 'letters | count; settings', ['letters | count', 'settings']],
  ])('%s', (_, text, queries) => {
    const statements = kqlStatements(text);
    expect(statements.map(({ start, length }) => text.slice(start, start + length))).toEqual(queries);
  });

  test('run with the declarations of their block, without the other queries, at the same places', () => {
    const text = 'T\n\nlet a = 1;\nU | where x == a;\nlet b = 2;\nV | where x == b';
    const [, first, second] = kqlStatements(text);
    expect(first).toMatchObject({ blockStart: 3, text: 'let a = 1;\nU | where x == a' });
    expect(second?.text).toBe(`let a = 1;\n${' '.repeat(17)}\nlet b = 2;\nV | where x == b`);
    expect(second?.text.indexOf('V |')).toBe(text.indexOf('V |') - 3);
  });

  test('keep no semicolon of a query that is blanked out', () => {
    expect(kqlStatements('T  // a\n;U').at(-1)?.text).toBe('       \n U');
  });

  test('are in blocks that reach to the line on which they go on', () => {
    expect(kqlBlocks('T\n| count\n  \n\nU').map(({ start, text }) => [start, text])).toEqual([
      [0, 'T\n| count\n  '],
      [14, 'U'],
    ]);
  });

  test('are found in a file of ten thousand lines', () => {
    const text = 'let a = 1;\nT | where x in ("a", "b") | where (a) == 1\n| count\n\n'.repeat(2500);
    expect(kqlStatements(text)).toHaveLength(2500);
  });
});
