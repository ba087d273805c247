import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellText, utcTime, visibleLines, visibleText } from '../../../webview/grid/cellText.ts';

describe('visibleText', () => {
  test.each([
    ['plain', 'Page “Ünïcode” 日本 👩‍👩‍👧', 'Page “Ünïcode” 日本 👩‍👩‍👧'],
    ['line breaks and tabs', 'a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['control characters', '\u0000\u001b[31m\u007f\u0085', '\\u0000\\u001b[31m\\u007f\\u0085'],
    ['bidirectional marks', 'x\u202ey\u2066z\u200f\u061c', 'x\\u202ey\\u2066z\\u200f\\u061c'],
    ['what is not to be seen', 'a\u200bb\u00adc\ufeffd\u2060', 'a\\u200bb\\u00adc\\ufeffd\\u2060'],
    ['tag characters', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
  ])('%s', (_what, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test('of JSON means the same as the JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        expect(JSON.parse(visibleText(json))).toEqual(JSON.parse(json));
        expect(JSON.parse(visibleText(JSON.stringify(text)))).toBe(text);
      }),
    );
  });
});

test('visibleLines keeps the line breaks and nothing else', () => {
  expect(visibleLines('{\n  "a": "\u202e"\n}\r')).toBe('{\n  "a": "\\u202e"\n}\\r');
});

describe('cellText', () => {
  test.each([
    ['2026-11-22T09:15:03.123Z', 'datetime', '2026-11-22 09:15:03.123'],
    ['2026-11-22T09:15:03Z', 'datetime', '2026-11-22 09:15:03'],
    ['not a time\u202e', 'datetime', 'not a time\\u202e'],
    ['2026-11-22T09:15:03.123Z', 'string', '2026-11-22T09:15:03.123Z'],
  ])('shows %s as %s like this: %s', (text, type, shown) => {
    expect(cellText(text, type)).toBe(shown);
  });

  test('cuts what no cell can hold', () => {
    expect(cellText('x'.repeat(301), 'string')).toBe(`${'x'.repeat(300)}…`);
    expect(cellText('x'.repeat(300), 'string')).toBe('x'.repeat(300));
  });
});

test('utcTime takes years beyond 9999 only in the form they have here', () => {
  expect(utcTime('+010000-01-01T00:00:00.000Z')).toBe('+010000-01-01T00:00:00.000Z');
});
