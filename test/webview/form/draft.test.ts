import { describe, expect, test } from 'vitest';
import { applyDraft, draftOf } from '../../../webview/form/draft.ts';

const INITIAL = { url: 'https://a', token: '', on: false };

test('a draft holds everything but the secret', () => {
  const draft = draftOf({ url: 'https://b', token: 'canary', on: true }, 'token');
  expect(draft).toEqual({ values: { url: 'https://b', on: true }, secretTyped: true });
  expect(applyDraft(INITIAL, draft)).toEqual({ values: { url: 'https://b', token: '', on: true }, secretTyped: true });
});

describe('a draft that does not fit is left aside', () => {
  test.each([[undefined], [null], ['x'], [{}], [{ values: null }], [{ values: { url: 7, on: 'yes', other: 1 } }]])(
    '%j',
    (draft) => {
      expect(applyDraft(INITIAL, draft)).toEqual({ values: INITIAL, secretTyped: false });
    },
  );
});
