import { describe } from 'vitest';
import { searches } from '../../../../../src/core/kql/engine/scalar/searches.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('indexof', () => {
  testScalarCases(searches, [
    ['indexof', ['string abcdefg', 'string cde'], 'long 2'],
    ['indexof', ['string abcdefg', 'string cde', 'long 1', 'long 4'], 'long 2'],
    ['indexof', ['string abcdefg', 'string cde', 'long 1', 'long 2'], 'long -1'],
    ['indexof', ['string abcdefg', 'string cde', 'long 3', 'long 4'], 'long -1'],
    ['indexof', ['string abcdefg', 'string cde', 'long -5'], 'long 2'],
    ['indexof', ['long 1234567', 'long 5', 'long 1', 'long 4'], 'long 4'],
    ['indexof', ['string abcdefg', 'string cde', 'long 2', 'long -1'], 'long 2'],
    ['indexof', ['string abcdefgabcdefg', 'string cde', 'long 1', 'long 10', 'long 2'], 'long 9'],
    ['indexof', ['string abcdefgabcdefg', 'string cde', 'long 1', 'long -1', 'long 3'], 'long -1'],
    ['indexof', ['string abcdefg', 'string cde', 'long 0', 'long -2'], 'long null'],
    ['indexof', ['string abcdefg', 'string cde', 'long 0', 'long -1', 'long -1'], 'long null'],
    ['indexof', ['string abc', 'string c', 'long 9'], 'long -1'],
    ['indexof', ['string 😀x', 'string x'], 'long 1'],
  ]);
  testRefused(searches, [['indexof', ['string a', 'string a', 'long 0', 'long -1', 'long 0']]]);
});

describe('split', () => {
  testScalarCases(searches, [
    ['split', ['string aa_bb', 'string _'], 'dynamic ["aa","bb"]'],
    ['split', ['string aaa_bbb_ccc', 'string _', 'long 1'], 'dynamic ["bbb"]'],
    ['split', ['string aaa_bbb_ccc', 'string _', 'long 3'], 'dynamic null'],
    ['split', ['string ', 'string _'], 'dynamic [""]'],
    ['split', ['string a__b', 'string _'], 'dynamic ["a","","b"]'],
    ['split', ['string aabbcc', 'string bb'], 'dynamic ["aa","cc"]'],
    ['split', ['dynamic "x"', 'string x'], 'dynamic ["",""]'],
    ['split', ['string abc', 'string '], 'dynamic null'],
  ]);
});

describe('replace_string and replace_strings', () => {
  testScalarCases(searches, [
    [
      'replace_string',
      ['string A magic trick can turn a cat into a dog', 'string cat', 'string hamster'],
      'string A magic trick can turn a hamster into a dog',
    ],
    ['replace_string', ['string a$b', 'string $', 'string $&'], 'string a$&b'],
    ['replace_string', ['string ', 'string a', 'string b'], 'string '],
    ['replace_strings', ['string This is', 'dynamic ["This","is"]', 'dynamic ["This","was"]'], 'string This was'],
    ['replace_strings', ['string This is', 'dynamic ["is","This"]', 'dynamic ["was","This"]'], 'string Thwas was'],
    [
      'replace_strings',
      ['string a cat into a dog', 'dynamic ["cat","dog"]', 'dynamic ["dog","pigeon"]'],
      'string a dog into a pigeon',
    ],
    ['replace_strings', ['string This is', 'dynamic ["This","is"]', 'dynamic [12345,"was"]'], 'string This was'],
    [
      'replace_strings',
      ['string can turn a cat into a dog', 'dynamic ["turn"," into a dog"]', 'dynamic ["disappear",""]'],
      'string can disappear a cat',
    ],
  ]);
  testRefused(searches, [
    ['replace_string', ['string a', 'string ', 'string b']],
    ['replace_strings', ['string a', 'dynamic ["a","b"]', 'dynamic ["x"]']],
  ]);
});

describe('has_any_index', () => {
  testScalarCases(searches, [
    ['has_any_index', ['string this is an example', 'dynamic ["this", "example"]'], 'long 0'],
    ['has_any_index', ['string this is an example', 'dynamic ["not", "EXAMPLE"]'], 'long 1'],
    ['has_any_index', ['string this is an example', 'dynamic ["not", "exam"]'], 'long -1'],
    ['has_any_index', ['string Example number 2', 'dynamic [1,2,3]'], 'long 1'],
    ['has_any_index', ['string this is an example', 'dynamic []'], 'long -1'],
  ]);
  testRefused(searches, [['has_any_index', ['string a', 'dynamic null']]]);
});
