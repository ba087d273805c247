import { describe, expect, test } from 'vitest';
import { nodeSummary, parseJson } from '../../../webview/kqlResults/jsonNode.ts';

describe('JSON for the tree', () => {
  test.each([
    ['9007199254740993', '9007199254740993'],
    ['-0.10', '-0.10'],
    ['1e400', '1e400'],
    ['true', 'true'],
    ['null', 'null'],
    ['"a\\u202eb"', '"a\\u202eb"'],
    ['[]', '[]'],
    ['{}', '{}'],
    ['[1,2]', '[ 2 ]'],
    ['{"a":1,"b":2,"c":3,"d":4}', '{ a, b, c, d }'],
    ['{"a":1,"b":2,"c":3,"d":4,"e":5}', '{ a, b, c, d, … }'],
    ['{"__proto__":1,"constructor":2}', '{ __proto__, constructor }'],
  ])('%s is shown as %s', (text, shown) => {
    const node = parseJson(text);
    expect(node && nodeSummary(node)).toBe(shown);
  });

  test('a text that is no JSON is none', () => {
    expect(parseJson('{"a":')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
  });
});
