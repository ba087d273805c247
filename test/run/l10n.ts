import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectTexts } from './collectTexts.ts';
import { projectFolder } from './projectFolder.ts';

/** Writes the texts for translators. */
const file = join(projectFolder, 'l10n', 'bundle.l10n.json');
await writeFile(file, `${JSON.stringify(await collectTexts(), null, 2)}\n`);
