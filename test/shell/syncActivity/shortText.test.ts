import { beforeAll, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { FAILURE_CODES } from '../../../src/core/failure.ts';
import { durationText } from '../../../src/shell/syncActivity/activityText.ts';
import { doubtReasonText } from '../../../src/shell/syncActivity/doubtReason.ts';
import { shortSpanText, shortTimeText } from '../../../src/shell/syncActivity/shortText.ts';
import { NOON_MS } from '../examples.ts';
import { plain } from './startActivity.ts';

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

test.each([
  ['today', '2026-10-07T09:00', '2026-10-07T11:00', '9:00 AM – 11:00 AM'],
  ['an instant', '2026-10-07T09:00', '2026-10-07T09:00', '9:00 AM'],
  ['one day', '2026-10-05T09:00', '2026-10-05T11:00', 'Oct 5, 9:00 AM – 11:00 AM'],
  ['into today', '2026-10-06T09:00', '2026-10-07T11:00', 'Oct 6, 9:00 AM – 11:00 AM'],
  ['three days at most', '2026-10-02T09:00', '2026-10-05T09:00', 'Oct 2, 9:00 AM – Oct 5, 9:00 AM'],
  ['more than three days', '2026-10-02T09:00', '2026-10-05T09:01', 'Oct 2 – Oct 5'],
  ['full days', '2026-10-02T00:00', '2026-10-03T23:59:59.999', 'Oct 2 – Oct 3'],
  ['a full day', '2026-10-02T00:00', '2026-10-02T23:59', 'Oct 2'],
  ['an end on a full day alone', '2026-10-02T00:01', '2026-10-02T23:59', 'Oct 2, 12:01 AM – 11:59 PM'],
  ['a beginning on a full day alone', '2026-10-02T00:00', '2026-10-03T12:00', 'Oct 2, 12:00 AM – Oct 3, 12:00 PM'],
  ['over a year', '2025-12-01T00:00', '2026-10-03T12:00', 'Dec 1, 2025 – Oct 3'],
  ['another year', '2025-12-01T09:00', '2025-12-02T12:00', 'Dec 1, 2025, 9:00 AM – Dec 2, 2025, 12:00 PM'],
])('a range of %s is as short as it can be', (_what, from, to, text) => {
  const window = { fromMs: Date.parse(`${from}Z`), toMs: Date.parse(`${to}Z`) };
  expect(plain(shortSpanText(window, NOON_MS))).toBe(text);
});

test('a time beyond every calendar is told as unknown', () => {
  expect(shortTimeText(Number.MAX_VALUE, NOON_MS)).toBe('an unknown time');
  expect(shortSpanText({ fromMs: 0, toMs: Number.MAX_VALUE }, NOON_MS)).toBe('Jan 1, 1970 – an unknown time');
});

test.each([
  [-5, '< 1 s'],
  [999, '< 1 s'],
  [1000, '1 s'],
])('%i ms are %s', (lengthMs, text) => {
  expect(durationText(lengthMs)).toBe(text);
});

describe('why a batch is in doubt', () => {
  test.each([
    ['connectionLost', /^The connection to the destination broke off\. Try again/],
    ['ingestionServerError', /^The destination has a problem of its own\. The sync/],
    ['cancelled', /^The sync was cancelled/],
    ['interrupted', /^The program ended/],
    ['a word of\nits own', /^a word of its own$/],
  ])('%s is told in a sentence', (reason, text) => {
    expect(doubtReasonText(reason)).toMatch(text);
  });

  test('is no code, and holds no empty brackets', () => {
    for (const code of FAILURE_CODES) expect(doubtReasonText(code), code).toMatch(/^(?!.*\((\w+ )?\)).* .*[.]$/s);
  });
});
