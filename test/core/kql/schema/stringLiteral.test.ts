import { expect, test } from 'vitest';
import { stringLiteral, textOfLiteral } from '../../../../src/core/kql/schema/stringLiteral.ts';

test.each([
  ['', '""'],
  ['plain', '"plain"'],
  ['say "so"', '"say \\"so\\""'],
  ['C:\\new', '"C:\\\\new"'],
  ['a\nb\tc\r', '"a\\nb\\tc\\r"'],
  ['\u0000\u2028', '"\\u0000\\u2028"'],
  ["it's ünicode 😀", '"it\'s ünicode 😀"'],
])('%j as a literal, and back', (text, literal) => {
  expect(stringLiteral(text)).toBe(literal);
  expect(textOfLiteral(literal)).toBe(text);
});
