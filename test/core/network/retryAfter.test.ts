import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/core/network/retryAfter.ts';

const SENT = 'Sun, 06 Nov 1994 08:49:37 GMT';
const DAY_MS = 86_400_000;

test.each<[string, Record<string, string>, number | undefined]>([
  ['nothing', {}, undefined],
  ['an empty text', { 'retry-after': ' ' }, undefined],
  ['no number and no date', { 'retry-after': 'soon' }, undefined],
  ['seconds', { 'retry-after': '7' }, 7000],
  ['part of a second', { 'retry-after': '0.5' }, 500],
  ['at once', { 'retry-after': '0' }, 0],
  ['a date', { 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT', date: SENT }, 60_000],
  ['a date that is over', { 'retry-after': 'Sun, 06 Nov 1994 08:48:37 GMT', date: SENT }, 0],
  ['a date by a clock that is not told', { 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT' }, undefined],
  ['more than a month', { 'retry-after': '999999999' }, 30 * DAY_MS],
  ['milliseconds', { 'retry-after-ms': '250' }, 250],
  ['milliseconds of Azure', { 'x-ms-retry-after-ms': '250' }, 250],
  ['milliseconds, which are more exact', { 'retry-after': '1', 'x-ms-retry-after-ms': '250' }, 250],
])('%s', (_name, headers, expected) => {
  expect(retryAfterMs((name) => headers[name])).toBe(expected);
});
