import { describe, expect, test } from 'vitest';
import { createKeyer, recordKey } from '../../../src/core/audit/recordKey.ts';

const SITE = 'https://acme.atlassian.net';

describe('a record key', () => {
  test('does not depend on the order of the members', () => {
    const a = { summary: 's', author: { displayName: 'A', type: 'user' }, creationDate: 1 };
    const b = { creationDate: 1, author: { type: 'user', displayName: 'A' }, summary: 's' };
    expect(recordKey(SITE, a)).toBe(recordKey(SITE, b));
  });

  test('differs by site, by value, by type and by order in lists', () => {
    const base = { changedValues: [1, 2], extra: null };
    const keys = [
      recordKey(SITE, base),
      recordKey('https://other.atlassian.net', base),
      recordKey(SITE, { changedValues: [2, 1], extra: null }),
      recordKey(SITE, { changedValues: [1, '2'], extra: null }),
      recordKey(SITE, { changedValues: [1, 2] }),
      recordKey(SITE, { changedValues: [12], extra: null }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('stays what it is: keys are stored in workspaces', () => {
    expect(recordKey(SITE, { summary: 'Space created', creationDate: 1 })).toMatchInlineSnapshot(
      `"24e2d906fdadfeeee040eb6ec9bb102b"`,
    );
  });

  test('counts twins', () => {
    const keyOf = createKeyer(SITE);
    const twin = { summary: 'same', creationDate: 5 };
    const [first, other, second, third] = [keyOf(twin), keyOf({ summary: 'other' }), keyOf(twin), keyOf({ ...twin })];
    expect(second).toBe(`${first}-2`);
    expect(third).toBe(`${first}-3`);
    expect(other).not.toContain('-');
  });
});
