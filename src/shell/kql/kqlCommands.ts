import * as vscode from 'vscode';
import { kqlStatements } from '../../core/kql/language/statements.ts';
import { letFunctions } from '../../core/kql/schema/letFunctions.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Parts } from '../parts.ts';
import { UserSentence } from '../userSentence.ts';
import { chooseData } from './chooseData.ts';
import { describeData } from './describeData.ts';
import { SHOWN_QUERY } from './kql.ts';
import { openNewQuery } from './openQuery.ts';
import { planRun } from './planRun.ts';
import { type DocumentQuery, isKql, queryAt, queryOf } from './queryAt.ts';
import { queryAsItStands } from './queryEdits.ts';
import { lensDocument, lensTarget } from './queryLenses.ts';
import { runInWorkspace } from './workspaceRun.ts';

/** Runs the query that a command was called on: that of a lens, that of the results, or the one at the cursor. */
export async function runQuery(parts: Parts, target: unknown): Promise<void> {
  const query = queryOfCommand(parts, target);
  if (query !== undefined) await parts.kql.queries.run(target === SHOWN_QUERY ? queryAsItStands(query) : query);
}

export async function runQueryInWorkspace(parts: Parts, target: unknown): Promise<void> {
  const query = queryOfCommand(parts, target);
  if (query !== undefined) await runInWorkspace(parts, target === SHOWN_QUERY ? queryAsItStands(query) : query);
}

/**
 * Puts the query on the clipboard with the data that it runs on here, so that it runs anywhere. False when there is no
 * query, or when reading its data was cancelled.
 */
export async function copyQueryWithData(parts: Parts, target: unknown): Promise<boolean> {
  const query = queryOfCommand(parts, target);
  if (query === undefined) return false;
  const { client, runs, data: choices } = parts.kql;
  const { signal } = new AbortController();
  const data = await describeData(parts, choices.choiceOf(query.document.uri), signal);
  if (data === undefined) return false;
  const loaded = await runs.load(data);
  if (!loaded.ok) throw new UserSentence(loaded.message);
  const { summary } = loaded.value;
  const planned = await planRun({ client, runs, query, data, summary, signal });
  if (planned.kind === 'failed') throw new UserSentence(planned.message);
  if (planned.kind === 'stopped') return false;
  const { text } = query;
  const order = { data, plan: planned.plan, text, functions: letFunctions(text) };
  const written = await runs.queryWithData(order);
  if (!written.ok) throw new UserSentence(written.message);
  await vscode.env.clipboard.writeText(written.value);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The query and its data are on the clipboard.'), STATUS_MS);
  return true;
}

/** Lets the user say what the queries of a document run on. */
export async function chooseQueryData(parts: Parts, target: unknown): Promise<void> {
  const { data } = parts.kql;
  const uri = documentOfCommand(target)?.uri;
  if (uri === undefined) return tell(vscode.l10n.t('There is no query at the cursor.'));
  const chosen = await chooseData(parts, data.choiceOf(uri));
  if (chosen !== undefined) data.choose(uri, chosen);
}

/** Opens a query on an organization's records. */
export async function queryRecords({ kql }: Parts, { kind, id }: Organization): Promise<void> {
  const { uri } = await openNewQuery();
  kql.data.choose(uri, kind === 'sample' ? { kind: 'sample' } : { kind: 'preview', organizationId: id });
}

const STATUS_MS = 5000;

function queryOfCommand({ kql }: Parts, target: unknown): DocumentQuery | undefined {
  if (target === SHOWN_QUERY) {
    const query = kql.queries.query()?.query;
    if (query === undefined) tell(vscode.l10n.t('No query was run yet.'));
    return query;
  }
  const query = queryOfEditor(target);
  if (query === undefined) tell(vscode.l10n.t('There is no query at the cursor.'));
  return query;
}

function queryOfEditor(target: unknown): DocumentQuery | undefined {
  const lens = lensTarget(target);
  if (lens !== undefined) {
    const document = lensDocument(lens);
    return document && queryOf(document, kqlStatements(document.getText())[lens.query]);
  }
  const editor = vscode.window.activeTextEditor;
  return editor && isKql(editor.document) ? queryAt(editor) : undefined;
}

function documentOfCommand(target: unknown): vscode.TextDocument | undefined {
  const lens = lensTarget(target);
  if (lens !== undefined) return lensDocument(lens);
  const document = vscode.window.activeTextEditor?.document;
  return document && isKql(document) ? document : undefined;
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}
