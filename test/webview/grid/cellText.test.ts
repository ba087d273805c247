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
    ['variation selectors', 'a\ufe0fb\ufe00\u{e0100}', 'a\\ufe0fb\\ufe00\\udb40\\udd00'],
    ['deprecated format characters', 'a\u206ab\u206f', 'a\\u206ab\\u206f'],
    ['fillers', '\u115f\u3164\uffa0', '\\u115f\\u3164\\uffa0'],
    ['joiners of Latin letters', 'pay\u200dpal\u200c\u034f', 'pay\\u200dpal\\u200c\\u034f'],
    ['joiners of some letters only', 'نامه\u200cای ن\u200c x\u200cن', 'نامه\u200cای ن\\u200c x\\u200cن'],
    ['joiners in Devanagari', 'क्\u200dष श्री\u200c', 'क्\u200dष श्री\\u200c'],
    ['Mongolian selectors', '\u180b\u180e', '\\u180b\\u180e'],
    ['a blank of Braille', '\u2801\u2800', '\u2801\\u2800'],
    ['annotation and music marks', '\ufff9\ufffb\u{1d173}', '\\ufff9\\ufffb\\ud834\\udd73'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['half a character', 'a\ud83d b\udc69', 'a\\ud83d b\\udc69'],
    [
      'the form of a picture',
      '❤\ufe0f 1\ufe0f\u20e3 👁\ufe0f\u200d🗨\ufe0f',
      '❤\ufe0f 1\ufe0f\u20e3 👁\ufe0f\u200d🗨\ufe0f',
    ],
    ['the form of nothing', '❤\ufe0f\ufe0f 1\ufe0f', '❤\ufe0f\\ufe0f 1\\ufe0f'],
    ['a family and one with nobody in it', '👩🏽\u200d💻 👩\u200d\u200d x', '👩🏽\u200d💻 👩\\u200d\\u200d x'],
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
    // No half of a character is left at the end.
    expect(cellText(`${'x'.repeat(299)}👩x`, 'string')).toBe(`${'x'.repeat(299)}…`);
    expect(cellText(`${'x'.repeat(298)}👩x`, 'string')).toBe(`${'x'.repeat(298)}👩…`);
  });
});

test('utcTime takes years beyond 9999 only in the form they have here', () => {
  expect(utcTime('+010000-01-01T00:00:00.000Z')).toBe('+010000-01-01T00:00:00.000Z');
});
