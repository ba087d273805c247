import { expect, test } from 'vitest';
import type { PageMemory } from '../../../src/core/audit/auditWindow.ts';
import { type AuditPage, PAGE_LIMIT, parseAuditPage } from '../../../src/core/confluence/auditPage.ts';

const query = { fromMs: 0, toMs: 9999 };
const results = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ creationDate: 9999 - index, summary: `${index}` }));

interface Answer {
  readonly count: number;
  readonly limit?: number;
  /** `none`: links without a next one; `silent`: no links at all. */
  readonly next: 'named' | 'none' | 'silent';
  readonly asked?: number;
}

function moreOf({ count, limit = PAGE_LIMIT, next, asked }: Answer, pages?: PageMemory): AuditPage['more'] {
  const links = next === 'silent' ? {} : { _links: next === 'named' ? { next: '/rest/api/audit?start=1' } : {} };
  const body = { results: results(count), limit, ...links };
  const request = { query, start: 0, ...(asked !== undefined && { limit: asked }), ...(pages && { pages }) };
  return parseAuditPage(body, 'https://acme.example', request).more;
}

test.each<[AuditPage['more'], number, Answer]>([
  ['no', 0, { count: 0, next: 'named' }],
  ['yes', 0, { count: 7, next: 'named' }],
  ['no', 0, { count: 7, next: 'none' }],
  // A round number may be a cap that the site does not tell of.
  ['perhaps', 0, { count: 50, next: 'none' }],
  ['no', 1000, { count: 50, next: 'none' }],
  ['no', 51, { count: 50, next: 'none' }],
  // A page as large as those that had a next one.
  ['perhaps', 50, { count: 50, next: 'none' }],
  // Capped lower than ever before: the site says so by its next page or its limit.
  ['yes', 1000, { count: 100, next: 'named' }],
  ['perhaps', 1000, { count: 100, limit: 100, next: 'none' }],
  // Something in between has taken the links away, or the site has changed.
  ['perhaps', 1000, { count: 100, next: 'silent' }],
  ['perhaps', 1000, { count: 1000, next: 'none' }],
  ['perhaps', 2000, { count: 1000, next: 'none' }],
  // What was asked for makes pages smaller.
  ['perhaps', 1000, { count: 700, next: 'none', asked: 700 }],
  ['perhaps', 1000, { count: 350, next: 'none', asked: 700 }],
])('there are more: %s, where pages of %i had a next one: %j', (more, largest, answer) => {
  expect(moreOf(answer, { largest })).toBe(more);
});

test('nothing is known without a memory', () => {
  expect(moreOf({ count: 50, next: 'none' })).toBe('perhaps');
});

test('only a page of the usual limit that names a next one teaches', () => {
  const pages: PageMemory = { largest: 0 };
  moreOf({ count: 1000, next: 'none' }, pages);
  moreOf({ count: 1000, next: 'silent' }, pages);
  moreOf({ count: 700, asked: 700, next: 'named' }, pages);
  expect(pages).toEqual({ largest: 0 });
  moreOf({ count: 250, next: 'named' }, pages);
  moreOf({ count: 100, next: 'named' }, pages);
  expect(pages).toEqual({ largest: 250 });
});

test('what is no record keeps its time where it has one', () => {
  const bodies = [{ creationDate: 5, summary: 5 }, { creationDate: '5' }, 'text'];
  const { items } = parseAuditPage({ results: bodies }, 'https://acme.example', { query, start: 0 });
  expect(items.map((item) => ('unreadable' in item ? item.unreadable.timeMs : 'readable'))).toEqual([
    5,
    undefined,
    undefined,
  ]);
});
