import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from './projectFolder.ts';

const manifestSchema = z.object({ name: z.string(), publisher: z.string(), version: z.string() });
const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')));

/** The extension's identifier, as `vscode.extensions.getExtension` takes it. */
export const extensionId = `${manifest.publisher}.${manifest.name}`;

/** Where `npm run package` puts the extension, and where everything that installs it takes it from. */
export const vsixFile = join(projectFolder, `${manifest.name}-${manifest.version}.vsix`);
