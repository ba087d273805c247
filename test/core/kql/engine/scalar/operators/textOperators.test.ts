import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../../src/core/kql/engine/functionTable.ts';
import { hasTerm } from '../../../../../../src/core/kql/engine/scalar/operators/termOperators.ts';
import type { Cell, ScalarType } from '../../../../../../src/core/kql/values.ts';
import { call, literal, resultOf, text } from '../../plans.ts';

const cases: readonly [string, string, string, boolean][] = [
  ['aBc', '=~', 'ABC', true],
  ['aBc', '!~', 'ABC', false],
  ['FabriKam', 'contains', 'BRik', true],
  ['FabriKam', '!contains', 'xyz', true],
  ['FabriKam', 'contains_cs', 'BRik', false],
  ['FabriKam', '!contains_cs', 'Kam', false],
  ['FabriKam', 'startswith', 'fab', true],
  ['FabriKam', '!startswith', 'kam', true],
  ['FabriKam', 'startswith_cs', 'fab', false],
  ['FabriKam', 'endswith', 'KAM', true],
  ['FabriKam', 'endswith_cs', 'KAM', false],
  ['FabriKam', '!endswith', 'brik', true],
  ['North America', 'has', 'america', true],
  ['North America', '!has', 'amer', true],
  ['North America', 'has', 'north', true],
  ['North America', 'has', 'north am', false],
  ['North America', 'has', 'north america', true],
  ['North America', 'has_cs', 'America', true],
  ['North America', 'has_cs', 'america', false],
  ['North America', '!has_cs', 'amer', true],
  ['North America', 'hasprefix', 'ame', true],
  ['North America', 'hasprefix', 'mer', false],
  ['North America', 'hasprefix_cs', 'Ame', true],
  ['North America', '!hasprefix_cs', 'CA', true],
  ['North America', 'hassuffix', 'ica', true],
  ['North America', 'hassuffix', 'americ', false],
  ['North America', '!hassuffix_cs', 'icA', true],
  ['a first_second b', 'has', 'first', true],
  ['amerAmerican American', 'has', 'american', true],
  ['10.0.0.1 and more', 'has', '10.0.0.1', true],
  ['10.0.0.11 and more', 'has', '10.0.0.1', false],
  ['in Zürich', 'has', 'z', false],
  ['in Zürich', 'has', 'ZÜRICH', true],
  ['anything', 'has', '', true],
  ['Fabrikam', 'matches regex', 'b.*k', true],
  ['Fabrikam', 'matches regex', 'B.*k', false],
  ['Fabrikam', 'matches regex', '(?i)B.*K', true],
];

describe('operators on text', () => {
  test.each(cases)('%s %s %s is %s', (subject, name, part, expected) => {
    expect(resultOf(call('bool', name, text(subject), text(part)))).toBe(expected);
  });

  test.each<[string, Cell, string, boolean]>([
    ['a string', 'folder A', 'has', true],
    ['an array', ['folder', 'a'], 'has', true],
    ['null', null, 'has', false],
    ['a bag', { x: 'a' }, 'contains', true],
  ])('looks into %s in a dynamic value', (_, value, name, expected) => {
    expect(resultOf(call('bool', name, literal('dynamic', value), text('a')))).toBe(expected);
  });

  test.each<[string, readonly [ScalarType, Cell][], boolean]>([
    [
      'has_any',
      [
        ['string', 'south'],
        ['string', 'NORTH'],
      ],
      true,
    ],
    ['has_any', [['dynamic', ['south', 'east']]], false],
    ['has_any', [['dynamic', ['south', 'america']]], true],
    ['has_any', [['long', 42]], false],
    [
      'has_all',
      [
        ['string', 'north'],
        ['string', 'america'],
      ],
      true,
    ],
    [
      'has_all',
      [
        ['string', 'north'],
        ['string', 'amer'],
      ],
      false,
    ],
  ])('%s %j is %s', (name, list, expected) => {
    const args = list.map(([type, value]) => literal(type, value));
    expect(resultOf(call('bool', name, text('North America'), ...args))).toBe(expected);
  });

  test('refuses a text that is no regular expression of RE2', () => {
    expect(() => resultOf(call('bool', 'matches regex', text('a'), text('(?=a)')))).toThrow(QueryError);
  });

  test('ends on a regular expression that backtracking would never end on', () => {
    const subject = text('a'.repeat(30_000));
    expect(resultOf(call('bool', 'matches regex', subject, text('^(a+)+$b')))).toBe(false);
  });

  test('finds a single term exactly where the text splits into it', () => {
    const letters = fc.constantFrom('a', 'b', '1', '_', ' ', '.', 'é');
    fc.assert(
      fc.property(
        fc.array(letters),
        fc.array(fc.constantFrom('a', 'b', '1', 'é'), { minLength: 1 }),
        (subject, term) => {
          const terms = subject.join('').split(/[^\p{L}\p{N}]+/u);
          expect(hasTerm(subject.join(''), term.join(''))).toBe(terms.includes(term.join('')));
        },
      ),
    );
  });
});

describe('in', () => {
  test.each<[ScalarType, Cell, string, readonly [ScalarType, Cell][], boolean]>([
    [
      'string',
      'a',
      'in',
      [
        ['string', 'b'],
        ['string', 'a'],
      ],
      true,
    ],
    ['string', 'A', 'in', [['string', 'a']], false],
    ['string', 'A', 'in~', [['string', 'a']], true],
    ['string', 'A', '!in~', [['string', 'a']], false],
    ['string', 'A', '!in', [['string', 'a']], true],
    ['string', 'a', 'in', [['dynamic', ['a', 'b']]], true],
    ['string', 'A', 'in~', [['dynamic', ['a', 'b']]], true],
    [
      'long',
      2,
      'in',
      [
        ['long', 1],
        ['real', 2],
      ],
      true,
    ],
    ['long', 2, 'in', [['dynamic', [1, 2]]], true],
    ['long', null, 'in', [['long', 1]], false],
    ['long', null, '!in', [['long', 1]], true],
    ['dynamic', 'a', 'in', [['string', 'a']], true],
    ['dynamic', 5, 'in', [['long', 5]], true],
    ['datetime', 5, 'in', [['datetime', 5]], true],
  ])('%s %s %s %j is %s', (type, value, name, list, expected) => {
    const args = list.map(([listType, element]) => literal(listType, element));
    expect(resultOf(call('bool', name, literal(type, value), ...args))).toBe(expected);
  });
});

describe('paths', () => {
  const bag = { a: { b: [10, 20, 30] }, 'x y': 1 };

  test.each<[string, readonly (string | number | boolean)[], Cell]>([
    ['a member', ['x y'], 1],
    ['a member of a member', ['a', 'b', 1], 20],
    ['an index from the end', ['a', 'b', -1], 30],
    ['an index that is not there', ['a', 'b', 3], null],
    ['a member that is not there', ['z'], null],
    ['a member of what every object has', ['constructor'], null],
    ['a member of a number', ['x y', 'a'], null],
    ['an index of a bag', [0], null],
  ])('reads %s', (_, path, expected) => {
    const expression = path.reduce(
      (inner, key) =>
        typeof key === 'string'
          ? call('dynamic', 'member', inner, text(key))
          : call('dynamic', 'element', inner, literal(typeof key === 'number' ? 'long' : 'bool', key)),
      literal('dynamic', bag),
    );
    expect(resultOf(expression)).toEqual(expected);
  });
});
