import { readFileSync } from 'node:fs';
import { COMMANDS, runCommand } from '../../src/shell/commands.ts';
import type { Parts } from '../../src/shell/parts.ts';
import { commands } from './fakeVscode.ts';

/** The ids of the manifest's commands. */
export const DECLARED_COMMANDS: readonly string[] = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).contributes.commands.map(({ command }: { readonly command: string }) => command);

/** The ids of the commands that there are. */
export const KNOWN_COMMANDS: readonly string[] = Object.keys(COMMANDS).map((name) => `confluenceAudit.${name}`);

/** What activation does once the extension has started. */
export function registerCommands(parts: Parts): { dispose(): void } {
  const registered = DECLARED_COMMANDS.map((id) =>
    commands.registerCommand(id, (node: unknown) => runCommand(parts, id, node)),
  );
  return { dispose: () => registered.forEach((each) => void each.dispose()) };
}
