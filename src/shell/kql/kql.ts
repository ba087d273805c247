import * as vscode from 'vscode';
import { createLanguageClient, type LanguageClient } from '../../kqlThread/languageClient.ts';
import { createRunClient, type RunClient } from '../../kqlThread/runClient.ts';
import { startLanguageThread } from '../../kqlThread/startLanguageThread.ts';
import { startRunThread } from '../../kqlThread/startRunThread.ts';
import type { Parts } from '../parts.ts';
import { createDataMemory, type DataMemory } from './dataMemory.ts';
import { dataText, describeData, isAtHand } from './describeData.ts';
import type { KqlLanguage } from './language/kqlLanguage.ts';
import { createLazyLanguage } from './lazyLanguage.ts';
import { isKql } from './queryAt.ts';
import { registerQueryLenses } from './queryLenses.ts';
import { createQueryRuns, type QueryRuns } from './queryRuns.ts';
import { registerResultsView } from './resultsView.ts';
import { showRunning } from './runningItem.ts';
import { createWorkspaceMemory, type WorkspaceMemory } from './workspaces.ts';

/** What queries are written, run and looked at with. Its threads start when a KQL document is open. */
export interface Kql extends vscode.Disposable {
  readonly data: DataMemory;
  readonly workspaces: WorkspaceMemory;
  readonly client: LanguageClient;
  readonly runs: RunClient;
  readonly queries: QueryRuns;
  /** Ends the threads. */
  close(): Promise<void>;
}

export interface KqlOptions {
  readonly parts: Omit<Parts, 'kql'>;
  /** Of the window's folder: which data belongs to which document. */
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
}

export function createKql({ parts, workspaceState, globalState }: KqlOptions): Kql {
  const client = createLanguageClient({ startThread: startLanguageThread });
  const runs = createRunClient({ startThread: startRunThread, onResultGone: (id) => queries.resultGone(id) });
  const data = createDataMemory(workspaceState, parts.log);
  const language = createLazyLanguage({ client, log: parts.log });
  const queries = createQueryRuns({ parts, client, runs, data, setData: language.setData });
  const command = (name: string) => async (): Promise<void> => {
    await vscode.commands.executeCommand(`confluenceAudit.${name}`, SHOWN_QUERY);
  };
  const actions = {
    runAgain: () => command(queries.query()?.shown.target === 'workspace' ? 'runQueryInWorkspace' : 'runQuery')(),
    // In its own panel, whether it was copied is told there.
    copyQueryWithData: async () => (await import('./kqlCommands.ts')).copyQueryWithData({ ...parts, kql }, SHOWN_QUERY),
    runInWorkspace: command('runQueryInWorkspace'),
  };
  const registered = vscode.Disposable.from(
    ...[language, data, queries, showRunning(queries)],
    registerResultsView({ parts, runs, queries, actions }),
    registerQueryLenses(data, (document) => dataText(parts, data.choiceOf(document))),
    loadAhead({ parts, runs, data, language }),
  );
  const kql: Kql = {
    ...{ data, client, runs, queries },
    workspaces: createWorkspaceMemory(globalState),
    dispose: () => registered.dispose(),
    async close() {
      // Before the threads end: nothing that this does to a result is news.
      registered.dispose();
      await Promise.all([client.close(), runs.close()]);
    },
  };
  return kql;
}

/** What a command of the results panel is called on: the query whose result is shown. */
export const SHOWN_QUERY = 'shownQuery';

interface LoadAhead {
  readonly parts: Omit<Parts, 'kql'>;
  readonly runs: RunClient;
  readonly data: DataMemory;
  readonly language: KqlLanguage;
}

/**
 * Loads what the queries of a visible document run on before anybody runs one: completions offer its values, and the first
 * run is quick. Nothing is asked of any site for that.
 */
function loadAhead({ parts, runs, data, language }: LoadAhead): vscode.Disposable {
  /** What was loaded for each document, as its choice. */
  const loaded = new Map<string, string>();
  const load = async (document: vscode.Uri): Promise<void> => {
    const choice = data.choiceOf(document);
    const name = JSON.stringify(choice);
    if (loaded.get(String(document)) === name || !isAtHand(parts, choice)) return;
    loaded.set(String(document), name);
    const described = await describeData(parts, choice, NEVER).catch(() => undefined);
    const outcome = described && (await runs.load(described));
    // What is wrong with the data is said when a query runs on it.
    if (loaded.get(String(document)) === name)
      language.setData(document, outcome?.ok ? outcome.value.summary : undefined);
  };
  const look = (): void => {
    for (const { document } of vscode.window.visibleTextEditors) if (isKql(document)) void load(document.uri);
  };
  look();
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(look),
    data.onDidChange(look),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => loaded.delete(String(uri))),
  );
}

const NEVER = new AbortController().signal;
