import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { huntingQueries } from '../../src/core/kql/library/huntingQueries.ts';
import { projectFolder } from './projectFolder.ts';

/** Every text for translators: those that the code hands to `l10n.t`, and those of the library of queries. */
export async function collectTexts(): ReturnType<typeof getL10nJson> {
  const scripts = ['src', 'webview'].flatMap((folder) =>
    readdirSync(path.join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        extension: '.ts' as const,
        contents: readFileSync(path.join(projectFolder, folder, file), 'utf8'),
      })),
  );
  const library = huntingQueries.flatMap(({ title, finds, tactic }) => [title, finds, tactic]);
  return { ...(await getL10nJson(scripts)), ...Object.fromEntries(library.map((text) => [text, text])) };
}
