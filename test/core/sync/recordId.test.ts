import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeFingerprints,
  encodeFingerprints,
  FINGERPRINT_BYTES,
  fingerprintOf,
  timeOf,
} from '../../../src/core/sync/recordId.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const LATEST_MS = 8_640_000_000_000_000;
const TIME_MS = fc.oneof(fc.integer({ min: 0, max: LATEST_MS }), fc.constantFrom(0, 2 ** 32, LATEST_MS, undefined));
const ID = fc.record({
  timeMs: TIME_MS,
  key: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
});

describe('a fingerprint', () => {
  test('differs in the time, in the key and between twins', () => {
    const ids = [
      { timeMs: 5, key: KEY },
      { timeMs: 6, key: KEY },
      { timeMs: 5 + 2 ** 32, key: KEY },
      { timeMs: undefined, key: KEY },
      { timeMs: 5, key: `1${KEY.slice(1)}` },
      { timeMs: 5, key: `${KEY.slice(0, 15)}0${KEY.slice(16)}` },
      { timeMs: 5, key: `${KEY}-2` },
      { timeMs: 5, key: `${KEY}-3` },
      { timeMs: 5, key: `${KEY}-22` },
      { timeMs: 5, key: KEY.toUpperCase() },
      { timeMs: 5, key: '' },
    ];
    expect(new Set(ids.map(fingerprintOf)).size).toBe(ids.length);
  });

  test.each([-1, 1.5, Number.NaN, LATEST_MS + 1])('takes %d for no time at all', (timeMs) => {
    expect(timeOf(fingerprintOf({ timeMs, key: KEY }))).toBeUndefined();
  });

  test('keeps the time, and is in order of it', () => {
    fc.assert(
      fc.property(fc.array(ID), (ids) => {
        const sorted = ids.map(fingerprintOf).sort().map(timeOf);
        const times = ids.map(({ timeMs }) => timeMs);
        expect(sorted).toEqual(times.sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY)));
      }),
    );
  });

  test('survives being bytes', () => {
    fc.assert(
      fc.property(fc.array(ID), (ids) => {
        const fingerprints = ids.map(fingerprintOf);
        const bytes = encodeFingerprints(fingerprints);
        expect(bytes.length).toBe(ids.length * FINGERPRINT_BYTES);
        expect(decodeFingerprints(bytes)).toEqual(fingerprints);
      }),
    );
  });

  test('is not read from a part of one', () => {
    const bytes = encodeFingerprints([fingerprintOf({ timeMs: 1, key: KEY })]);
    expect(() => decodeFingerprints(bytes.subarray(1))).toThrow(RangeError);
  });
});
