import { describe, expect, test } from 'vitest';
import { catalogue, isKnownCategory, isKnownEvent } from '../../../src/core/audit/catalogue.ts';

describe('the catalogue', () => {
  test('knows everything it lists, whatever the case', () => {
    for (const { name, summaries } of catalogue) {
      expect(isKnownCategory(name.toUpperCase())).toBe(true);
      for (const summary of summaries) expect(isKnownEvent(name.toLowerCase(), summary.toUpperCase())).toBe(true);
    }
  });

  test.each([
    ['Whiteboards', 'Whiteboard exported'],
    ['Spaces', 'Page archived'],
    ['Spaces', ''],
    ['', ''],
    ['constructor', 'toString'],
  ])('does not know %j, %j', (category, summary) => {
    expect(isKnownEvent(category, summary)).toBe(false);
  });

  test('does not tell surrounding blanks apart', () => {
    expect(isKnownEvent(' Spaces ', 'Space created\n')).toBe(true);
  });
});
