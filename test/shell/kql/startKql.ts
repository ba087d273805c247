import { onTestFinished } from 'vitest';
import { createKql, type Kql } from '../../../src/shell/kql/kql.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { registerCommands } from '../registerCommands.ts';
import { type Shell, startShell } from '../startShell.ts';
import { editors } from './fakeKql.ts';

export interface StartedKql {
  readonly shell: Shell;
  readonly parts: Parts;
  readonly kql: Kql;
  /** What ends with the test, sooner. */
  end(): Promise<void>;
}

/** The extension's own parts with those for queries and their real threads, which are ended with the test. */
export async function startKql(): Promise<StartedKql> {
  const shell = await startShell();
  const { workspaceState, globalState } = shell.computer.openWindow(shell.folder);
  const { kql: _, ...common } = shell.parts;
  const kql = createKql({ parts: common, workspaceState, globalState });
  const parts = { ...common, kql };
  const commands = registerCommands(parts);
  const end = async (): Promise<void> => {
    commands.dispose();
    kql.dispose();
    await kql.close();
  };
  onTestFinished(async () => {
    await end();
    editors.reset();
  });
  return { shell, parts, kql, end };
}
