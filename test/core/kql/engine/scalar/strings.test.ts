import { describe } from 'vitest';
import { strings } from '../../../../../src/core/kql/engine/scalar/strings.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('lengths', () => {
  testScalarCases(strings, [
    ['strlen', ['string hello'], 'long 5'],
    ['strlen', ['string ⒦⒰⒮⒯⒪'], 'long 5'],
    ['strlen', ['string 😀'], 'long 1'],
    ['strlen', ['dynamic [1,2]'], 'long 5'],
    ['strlen', ['dynamic null'], 'long 0'],
    ['string_size', ['string hello'], 'long 5'],
    ['string_size', ['string ⒦⒰⒮⒯⒪'], 'long 15'],
  ]);
});

describe('substring', () => {
  testScalarCases(strings, [
    ['substring', ['string abcdefg', 'long 1', 'long 3'], 'string bcd'],
    ['substring', ['string abcdefg', 'long 5', 'long 10'], 'string fg'],
    ['substring', ['string abcdefg', 'long 10', 'long 3'], 'string '],
    ['substring', ['string abcdefg', 'long 1', 'long 0'], 'string '],
    ['substring', ['string abcdefg', 'long 1', 'long -1'], 'string '],
    ['substring', ['string abcdefg', 'long -3', 'long 2'], 'string ef'],
    ['substring', ['string abcdefg', 'long -3'], 'string efg'],
    ['substring', ['string abc', 'long -10', 'long 2'], 'string '],
    ['substring', ['string abc', 'long 3'], 'string '],
    ['substring', ['string a😀b', 'long 1', 'long 1'], 'string 😀'],
    ['substring', ['dynamic "abc"', 'long 1'], 'string bc'],
    ['substring', ['long 12345', 'long 1'], 'string 2345'],
  ]);
});

describe('compositions', () => {
  testScalarCases(strings, [
    ['strcat', ['string a', 'string -', 'long 123'], 'string a-123'],
    ['strcat', ['string a', 'dynamic null', 'bool true'], 'string aTrue'],
    ['strcat_delim', ['string -', 'long 1', 'string 2', 'string A', 'timespan 00:00:01'], 'string 1-2-A-00:00:01'],
    ['strcat_delim', ['string -', 'string a', 'int null', 'string b'], 'string a--b'],
    ['strcat_array', ['dynamic [1,2,3]', 'string ->'], 'string 1->2->3'],
    [
      'strcat_array',
      ['dynamic ["a", 1, 2.5, true, null, {"x":1}, [1,2]]', 'string -'],
      'string a-1-2.5-true--{"x":1}-[1,2]',
    ],
    ['strcat_array', ['dynamic []', 'string -'], 'string '],
    ['strcat_array', ['dynamic "abc"', 'string -'], 'string abc'],
    ['strcat_array', ['dynamic null', 'string -'], 'string '],
    ['strrep', ['string ABC', 'long 2'], 'string ABCABC'],
    ['strrep', ['long 123', 'long 3', 'string .'], 'string 123.123.123'],
    ['strrep', ['timespan 00:00:03', 'long 2', 'string  '], 'string 00:00:03 00:00:03'],
  ]);
  testRefused(strings, [
    ['strrep', ['string x', 'long 0']],
    ['strrep', ['string x', 'long 1025']],
    ['strrep', ['string x', 'long null']],
  ]);
});

describe('characters', () => {
  testScalarCases(strings, [
    ['tolower', ['string Hello ÄΣ'], 'string hello äσ'],
    ['toupper', ['string hello äß'], 'string HELLO Äß'],
    ['toupper', ['dynamic null'], 'string '],
    ['reverse', ['string ABC😀'], 'string 😀CBA'],
    ['reverse', ['long 12345'], 'string 54321'],
    ['reverse', ['real 123.45'], 'string 54.321'],
    ['reverse', ['datetime 2017-10-15 12:00'], 'string Z0000000.00:00:21T51-01-7102'],
    ['reverse', ['timespan 03:00:00'], 'string 00:00:30'],
    ['strcmp', ['string ABC', 'string ABC'], 'long 0'],
    ['strcmp', ['string abc', 'string ABC'], 'long 1'],
    ['strcmp', ['string ABC', 'string abc'], 'long -1'],
    ['strcmp', ['string abcde', 'string abc'], 'long 1'],
    ['isascii', ['string some string'], 'bool True'],
    ['isascii', ['string sôme'], 'bool False'],
    ['isutf8', ['string sôme'], 'bool True'],
    ['translate', ['string abc', 'string x', 'string abc'], 'string xxx'],
    ['translate', ['string abc', 'string ', 'string ab'], 'string '],
    ['translate', ['string krasp', 'string otsku', 'string spark'], 'string kusto'],
    ['make_string', ['long 75', 'long 117', 'long 115', 'long 116', 'long 111'], 'string Kusto'],
    ['unicode_codepoints_to_string', ['dynamic [75, 117, 115]', 'long 116', 'long 111'], 'string Kusto'],
    ['unicode_codepoints_to_string', ['long 75', 'long -1'], 'string '],
    ['unicode_codepoints_from_string', ['string ⒦⒰⒮⒯⒪'], 'dynamic [9382,9392,9390,9391,9386]'],
    ['unicode_codepoints_from_string', ['string '], 'dynamic []'],
  ]);
});
