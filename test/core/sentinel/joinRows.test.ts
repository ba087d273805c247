import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRows } from '../../../src/core/sentinel/joinRows.ts';

test('joined rows are the bytes of the joined text', () => {
  // Lone surrogates cannot be in JSON of ours: JSON.stringify escapes them.
  const rows = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }));
  const frame = fc.constantFrom(
    { before: '[', between: ',', after: ']' },
    { before: '', between: '\n', after: '\n' },
    { before: '\n', between: '', after: '' },
  );
  fc.assert(
    fc.property(rows, frame, (texts, { before, between, after }) => {
      const text = before + texts.join(between) + after;
      expect(joinRows(texts, { before, between, after }).toString('utf8')).toBe(text);
    }),
  );
});
