import { describe, expect, test } from 'vitest';
import { trims } from '../../../../../src/core/kql/engine/scalar/trims.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('trim, trim_start and trim_end', () => {
  testScalarCases(trims, [
    ['trim', ['string --', 'string --https://bing.com--'], 'string https://bing.com'],
    ['trim', ['string [^\\w]+', 'string -  Te st1// $'], 'string Te st1'],
    ['trim', ['string \\s+', 'string     Hello, world!    '], 'string Hello, world!'],
    ['trim', ['string 1', 'long 11'], 'string '],
    ['trim', ['string 1', 'long 12'], 'string 2'],
    ['trim', ['string a|ab', 'string abxab'], 'string bx'],
    ['trim', ['string x', 'string '], 'string '],
    ['trim_start', ['string https://', 'string https://bing.com'], 'string bing.com'],
    ['trim_start', ['string [^\\w]+', 'string -  Te st1// $'], 'string Te st1// $'],
    ['trim_end', ['string .com', 'string bing.com'], 'string bing'],
    ['trim_end', ['string [^\\w]+', 'string -  Te st1// $'], 'string -  Te st1'],
    ['trim_end', ['string x', 'string abc'], 'string abc'],
  ]);
  testRefused(trims, [
    ['trim', ['string  ', 'string   x  ']],
    ['trim_start', ['string a', 'string aab']],
  ]);

  test('soon refuse a long text', () => {
    const args = ['string  ', `string a${' '.repeat(40_000)}`];
    expect(() => evaluate(trims, { name: 'trim_end', args, type: 'string', isConstant: false })).toThrow(/with \+/);
  });
});
