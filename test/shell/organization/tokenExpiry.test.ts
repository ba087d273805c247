import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { judgeTokenExpiry, tokenExpiry } from '../../../src/shell/organization/tokenExpiry.ts';
import { ACME, SAMPLE } from '../examples.ts';

/** Noon of 7 October 2026 by the clock on the wall, wherever this runs. */
const nowMs = new Date(2026, 9, 7, 12).getTime();

describe('the end of a token', () => {
  test.each([
    [undefined, 'unknown', 'no expiry date known', 'no expiry date known'],
    ['2026-10-06', 'expired', 'has expired', 'has expired (Oct 6, 2026)'],
    ['2026-10-07', 'soon', 'expires today', 'expires today (Oct 7, 2026)'],
    ['2026-10-08', 'soon', 'expires tomorrow', 'expires tomorrow (Oct 8, 2026)'],
    ['2026-10-21', 'soon', 'expires in 14 days', 'expires in 14 days (Oct 21, 2026)'],
    ['2026-10-22', 'later', 'expires in 15 days', 'expires in 15 days (Oct 22, 2026)'],
  ])('on %s: %s', (tokenExpiresOn, stage, words, wordsAndDay) => {
    expect(tokenExpiry({ ...ACME, tokenExpiresOn }, nowMs)).toEqual({ stage, words, wordsAndDay });
  });

  test('is none of the sample', () => expect(tokenExpiry(SAMPLE, nowMs)).toBeUndefined());
});

describe('a typed last day', () => {
  const FORMER = '2026-12-01';
  const [wrong, past] = [/^Enter the day like/, /^This day is past/];
  const [expired, far, former] = [/^This token has expired/, /a year at most/, /of the former token/];

  test.each<[day: string, kept: readonly [string, RegExp] | undefined, renewed: readonly [string, RegExp] | undefined]>(
    [
      ['', undefined, undefined],
      ['2027-01-01', undefined, undefined],
      ['2026-10-07', undefined, undefined],
      ['2026-10-06', ['warning', expired], ['failed', past]],
      [FORMER, undefined, ['warning', former]],
      ['2027-10-08', undefined, undefined],
      ['2027-10-09', ['warning', far], ['warning', far]],
      ['31.12.2026', ['failed', wrong], ['failed', wrong]],
      ['2026-02-30', ['failed', wrong], ['failed', wrong]],
    ],
  )('%s', (day, kept, renewed) => {
    for (const [newToken, expected] of [
      [false, kept],
      [true, renewed],
    ] as const) {
      const notes = judgeTokenExpiry({ day, newToken, storedDay: FORMER, nowMs });
      const [verdict, sentence] = expected ?? [];
      const note = { field: 'tokenExpiresOn', verdict, text: expect.stringMatching(sentence ?? '') };
      expect(notes, `new token: ${newToken}`).toEqual(expected === undefined ? [] : [note]);
    }
  });
});
