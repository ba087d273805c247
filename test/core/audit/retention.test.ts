import { expect, test } from 'vitest';
import { horizonMs } from '../../../src/core/audit/retention.ts';

const AT = '2026-05-31T10:00:00Z';

test.each([
  [{ number: 1, units: 'YEARS' }, '2025-05-31T10:00:00.000Z'],
  [{ number: 3, units: 'MONTHS' }, '2026-02-28T10:00:00.000Z'],
  [{ number: 12, units: 'MONTHS' }, '2025-05-31T10:00:00.000Z'],
  [{ number: 2, units: 'WEEKS' }, '2026-05-17T10:00:00.000Z'],
  [{ number: 30, units: 'DAYS' }, '2026-05-01T10:00:00.000Z'],
  [{ number: 5, units: 'HOURS' }, '2026-05-31T05:00:00.000Z'],
  [{ number: 1, units: 'DECADES' }, '2016-05-31T10:00:00.000Z'],
])('%j before the last of May is %s', (retention, horizon) => {
  expect(new Date(horizonMs(retention, Date.parse(AT)) ?? 0).toISOString()).toBe(horizon);
});

test('a leap day has no anniversary', () => {
  const leapMs = Date.parse('2028-02-29T00:00:00Z');
  expect(horizonMs({ number: 1, units: 'YEARS' }, leapMs)).toBe(Date.parse('2027-02-28T00:00:00Z'));
});

test('a unit that nobody knows gives no horizon', () => {
  expect(horizonMs({ number: 1, units: 'FORTNIGHTS' }, Date.parse(AT))).toBeUndefined();
});

test.each([
  [{ number: 2_147_483_647, units: 'MONTHS' }],
  [{ number: 2_147_483_647, units: 'YEARS' }],
  [{ number: 1e300, units: 'DAYS' }],
])('a period that no calendar holds gives no horizon: %j', (retention) => {
  expect(horizonMs(retention, Date.parse(AT))).toBeUndefined();
});
