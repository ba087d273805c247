import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { collectTexts } from './run/collectTexts.ts';

test('l10n/bundle.l10n.json holds every text; `npm run l10n` writes it', async () => {
  const texts = await collectTexts();
  expect(Object.keys(texts).length).toBeGreaterThan(100);
  const bundle = path.resolve(import.meta.dirname, '..', 'l10n', 'bundle.l10n.json');
  expect(JSON.parse(readFileSync(bundle, 'utf8'))).toEqual(texts);
}, 120_000);
