import { describe, expect, test } from 'vitest';
import { regexes } from '../../../../../src/core/kql/engine/scalar/regexes.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('extract', () => {
  testScalarCases(regexes, [
    ['extract', ['string ([0-9.]+) (s|ms)$', 'long 1', 'string Operation took 127.5 ms'], 'string 127.5'],
    ['extract', ['string ([0-9.]+) (s|ms)$', 'long 2', 'string Operation took 127.5 ms'], 'string ms'],
    ['extract', ['string ([0-9.]+) (s|ms)$', 'long 0', 'string Operation took 127.5 ms'], 'string 127.5 ms'],
    ['extract', ['string ([0-9.]+) (s|ms)$', 'long 3', 'string Operation took 127.5 ms'], 'string '],
    ['extract', ['string ([0-9.]+) (s|ms)$', 'long 1', 'string '], 'string '],
    ['extract', ['string -(\\d{2})-', 'long 1', 'string 21-07-2023', 'string int'], 'int 7'],
    ['extract', ['string (x)', 'long 1', 'string abc', 'string long'], 'long null'],
    ['extract', ['string (a)|(b)', 'long 1', 'string b'], 'string '],
    ['extract', ['dynamic "User: ([^,]+)"', 'long 1', 'dynamic "User: JohnDoe, Email"'], 'string JohnDoe'],
  ]);
  testRefused(regexes, [
    ['extract', ['string (?=a)', 'long 0', 'string a']],
    ['extract', ['string (a)\\1', 'long 0', 'string a']],
    ['extract', ['string (', 'long 0', 'string a']],
  ]);
});

describe('extract_all', () => {
  testScalarCases(regexes, [
    ['extract_all', ['string ([\\da-f]{2})', 'string 82b8-be'], 'dynamic ["82","b8","be"]'],
    ['extract_all', ['string (\\w)(\\w+)(\\w)', 'string 82b8be2d-dfa7'], 'dynamic [["8","2b8be2","d"],["d","fa","7"]]'],
    ['extract_all', ['string (?:^| )([a-z]+)', 'string  test word'], 'dynamic ["test","word"]'],
    ['extract_all', ['string (\\d+)', 'string test'], 'dynamic null'],
  ]);

  test.each([
    [
      '(\\w)(\\w+)(\\w)',
      '[1,3]',
      '82b8be2d-dfa7',
      [
        ['8', 'd'],
        ['d', '7'],
      ],
    ],
    ['(?P<first>\\w)(?P<middle>\\w+)(?P<last>\\w)', '["first",2,"last"]', '82b8be2d', [['8', '2b8be2', 'd']]],
    [
      '(?:^| )([a-z])([a-z]+)',
      '[2,1]',
      ' test word',
      [
        ['est', 't'],
        ['ord', 'w'],
      ],
    ],
    [
      '(?:^| )([a-z])([a-z]+)',
      '[1,1]',
      ' test word',
      [
        ['t', 't'],
        ['w', 'w'],
      ],
    ],
    ['(?:^| )([a-z])([a-z]+)', '[1,5]', ' test word', ['t', 'w']],
    [
      '(?:^| )([a-z])([a-z]+)',
      '[5]',
      ' test word',
      [
        ['t', 'est'],
        ['w', 'ord'],
      ],
    ],
  ])('of the regular expression %s with the groups %s', (regex, groups, text, expected) => {
    const args = [`string ${regex}`, `dynamic ${groups}`, `string ${text}`];
    const call = { name: 'extract_all', args, type: 'dynamic', isConstant: true } as const;
    expect(evaluate(regexes, call)).toEqual(expected);
  });

  testRefused(regexes, [
    ['extract_all', ['string [a-z]+', 'string a']],
    ['extract_all', [`string ${'(a)'.repeat(17)}`, 'string a']],
    ['extract_all', ['string (a)', 'dynamic ["w"]', 'string a']],
  ]);
});

describe('replace_regex', () => {
  testScalarCases(regexes, [
    ['replace_regex', ['string Number is 1', 'string is (\\d+)', 'string was: \\1'], 'string Number was: 1'],
    ['replace_regex', ['string abab', 'string a', 'string \\0\\0'], 'string aabaab'],
    ['replace_regex', ['string a.b', 'string \\.', 'string $1'], 'string a$1b'],
    ['replace_regex', ['string a b', 'string  ', 'string \\\\'], 'string a\\b'],
    ['replace_regex', ['string baac', 'string a*', 'string X'], 'string XbXcX'],
    ['replace_regex', ['string abc', 'string x', 'string y'], 'string abc'],
    ['replace', ['string is (\\d+)', 'string was: \\1', 'string Number is 1'], 'string Number was: 1'],
    ['replace_regex', ['string ', 'string x', 'string y'], 'string '],
    ['replace_regex', ['dynamic "HELLO"', 'string (?i)l', 'string _'], 'string HE__O'],
  ]);
  testRefused(regexes, [['replace_regex', ['string a', 'string a', 'string \\1']]]);
});

describe('countof', () => {
  testScalarCases(regexes, [
    ['countof', ['string aaa', 'string a'], 'long 3'],
    ['countof', ['string aaaa', 'string aa'], 'long 3'],
    ['countof', ['string ababa', 'string ab', 'string normal'], 'long 2'],
    ['countof', ['string ababa', 'string aba'], 'long 2'],
    ['countof', ['string ababa', 'string aba', 'string regex'], 'long 1'],
    ['countof', ['string abcabc', 'string a.c', 'string regex'], 'long 2'],
    ['countof', ['string AAAA', 'string aa'], 'long 0'],
    ['countof', ['string abc', 'string '], 'long 0'],
    ['countof', ['string ', 'string a'], 'long 0'],
  ]);
  testRefused(regexes, [
    ['countof', ['string a', 'string a', 'string fuzzy']],
    ['countof', ['string a', 'string x*', 'string regex']],
  ]);
});

describe('indexof_regex and regex_quote', () => {
  testScalarCases(regexes, [
    ['indexof_regex', ['string abcabc', 'string a.c'], 'long 0'],
    ['indexof_regex', ['string abcabcdefg', 'string a.c', 'long 0', 'long 9', 'long 2'], 'long 3'],
    ['indexof_regex', ['string abcabc', 'string a.c', 'long 1', 'long -1', 'long 2'], 'long -1'],
    ['indexof_regex', ['string ababaa', 'string a.a', 'long 0', 'long -1', 'long 2'], 'long -1'],
    ['indexof_regex', ['string abcabc', 'string a|ab', 'long -1'], 'long null'],
    ['indexof_regex', ['string 😀x', 'string x'], 'long 1'],
    ['indexof_regex', ['string abc', 'string c', 'long 7'], 'long -1'],
    ['regex_quote', ['string (so$me.Te^xt)'], 'string \\(so\\$me\\.Te\\^xt\\)'],
    ['regex_quote', ['string '], 'string '],
  ]);
  testRefused(regexes, [['regex_quote', ['string a-b']]]);
});
