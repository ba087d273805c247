import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { readFrom, readRange, readTo, typedText } from '../../../src/shell/syncActivity/rangeInput.ts';

const before = process.env['TZ'];
afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});
const HOUR_MS = 3_600_000;
const iso = (time: ReturnType<typeof readFrom>) => (time.ok ? new Date(time.atMs).toISOString() : time.message);

describe('a range that is typed, in UTC', () => {
  beforeEach(() => {
    process.env['TZ'] = 'UTC';
  });
  const NOW_MS = Date.UTC(2026, 10, 22, 12, 30);

  test.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01 14:00', '2026-11-01T14:00:00.000Z'],
    [' 2026-11-01T9:05 ', '2026-11-01T09:05:00.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2025-11-22', '2025-11-22T00:00:00.000Z'],
  ])('begins at %j', (typed, expected) => {
    expect(iso(readFrom(typed, NOW_MS))).toBe(expected);
  });

  test.each([
    ['', 'Enter a day'],
    ['yesterday', 'Enter a day'],
    ['01.11.2026', 'Enter a day'],
    ['2026-11-01 14', 'Enter a day'],
    ['2026-02-30', 'There is no such day.'],
    ['2026-13-01', 'There is no such day.'],
    ['2026-00-10', 'There is no such day.'],
    ['0026-01-10', 'There is no such day.'],
    ['2026-11-01 24:00', 'There is no such time.'],
    ['2026-11-01 12:60', 'There is no such time.'],
    ['2026-11-22 12:30', 'This is in the future.'],
    ['2027-01-01', 'This is in the future.'],
    ['2025-11-21', 'No site keeps its records for more than a year.'],
    ['1999-01-01', 'No site keeps its records for more than a year.'],
  ])('does not begin at %j', (typed, message) => {
    expect(iso(readFrom(typed, NOW_MS))).toMatch(new RegExp(`^${message.replaceAll('.', '\\.')}`));
  });

  test('ends with the last millisecond of a day, today now', () => {
    const fromMs = Date.UTC(2026, 10, 1);
    expect(iso(readTo('2026-11-01', fromMs, NOW_MS))).toBe('2026-11-01T23:59:59.999Z');
    expect(iso(readTo('2026-11-22', fromMs, NOW_MS))).toBe('2026-11-22T12:30:00.000Z');
    expect(iso(readTo('2026-11-22 12:30', fromMs, NOW_MS))).toBe('2026-11-22T12:30:00.000Z');
    expect(iso(readTo('2026-11-22 12:31', fromMs, NOW_MS))).toBe('This is in the future.');
    expect(iso(readTo('2026-11-23', fromMs, NOW_MS))).toBe('This is in the future.');
  });

  test('ends later than it begins', () => {
    const fromMs = Date.UTC(2026, 10, 1, 14);
    expect(iso(readTo('2026-11-01 14:00', fromMs, NOW_MS))).toBe('The end must be later than the beginning.');
    expect(iso(readTo('2026-10-31', fromMs, NOW_MS))).toBe('The end must be later than the beginning.');
    expect(readRange('2026-11-01 14:00', '2026-11-01 14:01', NOW_MS)).toEqual({ fromMs, toMs: fromMs + 60_000 });
    expect(readRange('2026-11-01 14:00', '2026-11-01 13:59', NOW_MS)).toBeUndefined();
  });
});

describe('a range that is typed in Berlin', () => {
  beforeEach(() => {
    process.env['TZ'] = 'Europe/Berlin';
  });
  const NOW_MS = Date.UTC(2026, 10, 22, 12, 30);

  test('is in local time', () => {
    expect(iso(readFrom('2026-11-01 14:00', NOW_MS))).toBe('2026-11-01T13:00:00.000Z');
    expect(iso(readFrom('2026-07-01', NOW_MS))).toBe('2026-06-30T22:00:00.000Z');
    expect(typedText(Date.UTC(2026, 6, 1, 8, 5))).toBe('2026-07-01 10:05');
  });

  test('has no time that the clocks leave out', () => {
    expect(iso(readFrom('2026-03-29 02:30', NOW_MS))).toMatch(/the clocks are put forward/);
    expect(iso(readFrom('2026-03-29 03:00', NOW_MS))).toBe('2026-03-29T01:00:00.000Z');
    expect(readRange('2026-03-29', '2026-03-29', NOW_MS)).toEqual({
      fromMs: Date.UTC(2026, 2, 28, 23),
      toMs: Date.UTC(2026, 2, 28, 23) + 23 * HOUR_MS - 1,
    });
  });

  test('takes in all of a time that comes twice', () => {
    const firstMs = Date.UTC(2026, 9, 25, 0, 30);
    const range = readRange('2026-10-25 02:30', '2026-10-25 02:45', NOW_MS);
    expect(range).toEqual({ fromMs: firstMs, toMs: firstMs + HOUR_MS + 15 * 60_000 });
    expect(readRange('2026-10-25', '2026-10-25', NOW_MS)).toEqual({
      fromMs: Date.UTC(2026, 9, 24, 22),
      toMs: Date.UTC(2026, 9, 24, 22) + 25 * HOUR_MS - 1,
    });
  });
});

test('a day without a midnight begins when it begins', () => {
  process.env['TZ'] = 'Africa/Cairo';
  const nowMs = Date.UTC(2026, 5, 1);
  // The clocks go from 00:00 to 01:00 on the last Friday of April.
  expect(iso(readFrom('2026-04-24', nowMs))).toBe('2026-04-23T22:00:00.000Z');
});
