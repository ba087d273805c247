import { onTestFinished } from 'vitest';
import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import type { WorkspaceAnswer } from '../../../src/core/sentinel/workspaceQuery.ts';
import type { WorkspaceOrder } from '../../../src/shell/connections.ts';
import { createDataMemory } from '../../../src/shell/kql/dataMemory.ts';
import { createQueryRuns } from '../../../src/shell/kql/queryRuns.ts';
import { createWorkspaceMemory } from '../../../src/shell/kql/workspaces.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { type Shell, startShell } from '../startShell.ts';
import { editors } from './fakeKql.ts';
import type { startThreads } from './runParts.ts';

/** A Log Analytics service that is asked nothing but queries. */
export interface FakeWorkspace {
  readonly asked: (Omit<WorkspaceOrder, 'signal'> & { readonly destination: string })[];
  answer: (signal: AbortSignal) => Promise<WorkspaceAnswer>;
}

export interface StartedQueries {
  readonly shell: Shell;
  readonly parts: Parts;
  readonly workspace: FakeWorkspace;
}

/** What commands on queries work with, on threads that all tests of a file share. */
export async function startQueries({ client, runs }: ReturnType<typeof startThreads>): Promise<StartedQueries> {
  const shell = await startShell();
  const { workspaceState, globalState } = shell.computer.openWindow(shell.folder);
  const workspace: FakeWorkspace = {
    asked: [],
    answer: async () => ({ kind: 'tables', body: '{"tables":[]}' }),
  };
  const queryWorkspace = ({ id: destination }: AzureDestination, { signal, ...order }: WorkspaceOrder) => {
    workspace.asked.push({ destination, ...order });
    return workspace.answer(signal);
  };
  const { kql: _, ...others } = shell.parts;
  const common = { ...others, connections: { ...others.connections, queryWorkspace } };
  const data = createDataMemory(workspaceState, common.log);
  const queries = createQueryRuns({ parts: common, client, runs, data, setData: () => undefined });
  onTestFinished(() => {
    queries.dispose();
    data.dispose();
    editors.reset();
  });
  const workspaces = createWorkspaceMemory(globalState);
  const nothing = { dispose: () => undefined, close: async () => undefined };
  return { shell, workspace, parts: { ...common, kql: { data, client, runs, queries, workspaces, ...nothing } } };
}
