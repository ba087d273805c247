import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import type { Cell } from '../../../../../src/core/kql/values.ts';
import { column, columns, rows, run } from '../plans.ts';

function parsed(text: string, keys: string, options: Readonly<Record<string, string | boolean>>): readonly Cell[] {
  const input = rows('text:string', [text]);
  const wanted = columns(keys);
  const plan = {
    kind: 'parseKv' as const,
    input,
    subject: column(input, 'text'),
    keys: wanted.map((key, index) => ({ ...key, column: index + 1 })),
    options,
    columns: [...input.columns, ...wanted],
  };
  return run(plan)[0]?.slice(1) ?? [];
}

const DELIMITERS = { pair_delimiter: ' ', kv_delimiter: '=' };

describe('parse-kv', () => {
  test.each<[string, string, string, Readonly<Record<string, string | boolean>>, readonly Cell[]]>([
    [
      'delimited pairs',
      'n:5, t: a text, x:1',
      't:string, n',
      { pair_delimiter: ',', kv_delimiter: ':' },
      ['a text', 5],
    ],
    ['the first of a key', 'a=1 a=2', 'a', DELIMITERS, [1]],
    ['nothing for what is missing', 'a=1', 'b:string, c', DELIMITERS, ['', null]],
    ['quoted values', 'a="x y" b=1', 'a:string, b', { ...DELIMITERS, quote: '"' }, ['x y', 1]],
    ['quoted keys', '"the key"=5', 'the key', { ...DELIMITERS, quote: '"' }, [5]],
    ['quotes of two kinds', 'a=(x y) b=1', 'a:string, b', { ...DELIMITERS, quote: '()' }, ['x y', 1]],
    ['escaped quotes', 'a="x \\"y\\"" b=1', 'a:string, b', { ...DELIMITERS, quote: '"', escape: '\\' }, ['x "y"', 1]],
    ['the first word', 'a=New York b=1', 'a:string, b', DELIMITERS, ['New', 1]],
    [
      'all words when greedy',
      'a=New York b=1 2',
      'a:string, b:string',
      { ...DELIMITERS, greedy: true },
      ['New York', '1 2'],
    ],
    ['words without delimiters', '[INFO] Id:45, State: Ok', 'State:string, Id', {}, ['Ok', 45]],
    ['quoted words', "Text: 'it \\'s up' x", 'Text:string', { quote: "'", escape: '\\' }, ["it 's up"]],
    ['by a regular expression', '"a": 5, "b c":x;', 'b c:string, a', { regex: '"([\\w ]+)":\\s*([^,;]*)' }, ['x', 5]],
  ])('reads %s', (_, text, keys, options, expected) => {
    expect(parsed(text, keys, options)).toEqual(expected);
  });

  test.each([[{ pair_delimiter: ',' }], [{ regex: '(a)' }]])('refuses the options %j', (options) => {
    expect(() => parsed('a', 'a', options)).toThrow(QueryError);
  });
});
