import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

test('l10n/bundle.l10n.json holds every text of the code; `npm run l10n` writes it', async () => {
  const scripts = ['src', 'webview']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ extension: '.ts' as const, contents: readFileSync(path.join(root, file), 'utf8') }));
  const exported = await getL10nJson(scripts);
  expect(Object.keys(exported).length).toBeGreaterThan(100);
  expect(JSON.parse(readFileSync(path.join(root, 'l10n', 'bundle.l10n.json'), 'utf8'))).toEqual(exported);
}, 120_000);
