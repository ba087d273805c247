import { describe, expect, test } from 'vitest';
import { foldedParts, outlineOf } from '../../../../src/core/kql/language/outline.ts';

describe('the outline of a file', () => {
  test('shows queries with what is declared before them', () => {
    const text = 'let a = 1;\nlet f = (x: long) { x };\n// why\nT | where x == a\n| count;\nU\n\nlet b = 2;';
    expect(
      outlineOf(text).map(({ kind, name, children }) => [kind, name, children.map((one) => [one.kind, one.name])]),
    ).toEqual([
      [
        'query',
        'T | where x == a',
        [
          ['variable', 'a'],
          ['function', 'f'],
        ],
      ],
      ['query', 'U', []],
      ['variable', 'b', []],
    ]);
  });

  test('knows the places of names, in brackets too', () => {
    const text = "print 1\n\nlet ['my name'] = 2;\nT";
    const [, query] = outlineOf(text);
    const [child] = query?.children ?? [];
    expect(child?.name).toBe('my name');
    expect(text.slice(child?.namePlace.start).startsWith("['my name']")).toBe(true);
    expect(query?.namePlace).toEqual({ start: text.length - 1, length: 1 });
  });
});

describe('folding', () => {
  test('is soon found in a query with its data', () => {
    const row = '    datetime(2025-01-01), "x", dynamic([{"name":"a","value":{"b":[1,2]}}])';
    const text = `let T = datatable (a:datetime, b:string, c:dynamic) [\n${`${row},\n`.repeat(6000)}];\nT`;
    expect(foldedParts(text)).toHaveLength(3);
  });

  test.each<[text: string, folded: readonly string[]]>([
    ['T\n| count\n\nU', ['T\n| count']],
    ['let f = () {\n  T\n};\nf()', ['let f = () {\n  T\n};\nf()', 'let f = () {\n  T\n}', '{\n  T\n}']],
    ['// a\n// b\nT', ['// a\n// b']],
    ['// a\nT', []],
    ['T | where (a\n', []],
  ])('of %s', (text, folded) => {
    expect(foldedParts(text).map(({ start, length }) => text.slice(start, start + length))).toEqual(folded);
  });
});
