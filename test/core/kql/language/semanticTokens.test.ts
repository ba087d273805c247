import { expect, test } from 'vitest';
import { semanticTokensOf, TOKEN_TYPES } from '../../../../src/core/kql/language/semanticTokens.ts';
import { opened } from './kustoForTests.ts';

function tokens(text: string): readonly string[] {
  const data = semanticTokensOf(opened(text).document);
  const lines = text.split(/\r\n|\n/);
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 5);
    [line, character] = [line + down, down === 0 ? character + right : right];
    found.push(`${lines[line]?.slice(character, character + length)} ${TOKEN_TYPES[type]}`);
  }
  return found;
}

test('semantic tokens are of the types that the editor knows', () => {
  expect(tokens('let a = 1;\nConfluenceAuditLogs_CL\n| where Category has "x" and strlen(Summary) > a // why')).toEqual(
    [
      ...[
        'let keyword',
        'a variable',
        '1 number',
        'ConfluenceAuditLogs_CL class',
        'where keyword',
        'Category property',
      ],
      ...[
        'has operator',
        '"x" string',
        'and operator',
        'strlen function',
        'Summary property',
        '> operator',
        'a variable',
      ],
      '// why comment',
    ],
  );
});

test('semantic tokens follow lines of every kind, blocks, and strings of several lines', () => {
  expect(tokens('print 1\r\n\r\nprint ```a\r\nb```, 2')).toEqual([
    ...['print keyword', '1 number', 'print keyword', '```a string', 'b``` string', '2 number'],
  ]);
});
