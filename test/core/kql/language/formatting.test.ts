import { describe, expect, test } from 'vitest';
import { formattingEdits } from '../../../../src/core/kql/language/formatting.ts';
import { applied } from './applied.ts';
import { opened } from './kustoForTests.ts';

const SPACES = { indentationSize: 4, useTabs: false };

function formatted(text: string, style = SPACES): string {
  return applied(text, formattingEdits(opened(text).document, style));
}

describe('formatting', () => {
  test.each<[text: string, result: string]>([
    ['T|where a==1|take 5', 'T\n| where a == 1\n| take 5'],
    ['T\n  |   where  a==1', 'T\n| where a == 1'],
    ['T | summarize count()by a,b', 'T\n| summarize count() by a, b'],
    ['print "a  b" ,x=@"c\\  d"// a  b', 'print "a  b", x = @"c\\  d"// a  b'],
    ['let f=(a:long){T|where x==a};\nf(1)', 'let f = (a: long)\n{\n    T\n    | where x == a\n};\nf(1)'],
    ['T|take 5\n\n\n\nU|count\n', 'T\n| take 5\n\n\n\nU\n| count\n'],
    ['T | where a == ', 'T\n| where a == '],
    ['T|count\r\n', 'T\r\n| count\r\n'],
    ['', ''],
    ['// only a  comment', '// only a  comment'],
    ['print ```a\n   b```, 1', 'print ```a\n   b```, 1'],
  ])('of %s', (text, result) => {
    expect(formatted(text)).toBe(result);
    expect(formatted(result)).toBe(result);
  });

  test('indents as the editor does', () => {
    const text = 'let f=(){T|take 1};f()';
    expect(formatted(text, { indentationSize: 2, useTabs: false })).toContain('\n  T\n  | take 1');
    expect(formatted(text, { indentationSize: 2, useTabs: true })).toContain('\n\tT\n\t| take 1');
  });

  test('of a part changes nothing outside of it', () => {
    const text = 'T|take  5\n|count\n\nU|take  5';
    const edits = formattingEdits(opened(text).document, SPACES, { start: text.indexOf('U'), length: 10 });
    expect(applied(text, edits)).toBe('T|take  5\n|count\n\nU\n| take 5');
  });

  test('keeps every character that is no space, whatever is typed', () => {
    for (const text of [
      'T | where (',
      'T | where a == "x',
      'let',
      'T |',
      '.show tables',
      'T | summarize by',
      ')',
      'print {[',
      'T | extend a = b.',
    ]) {
      expect(formatted(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }
  });
});
