import * as vscode from 'vscode';
import { huntingQueries } from '../../core/kql/library/huntingQueries.ts';
import { askChoice } from '../quickInput.ts';

/** Lets the user pick a query of the library, and opens it as a new document. */
export async function openLibraryQuery(): Promise<void> {
  const choices = huntingQueries.map(({ title, finds, tactic, text }) => ({
    label: vscode.l10n.t(title),
    description: vscode.l10n.t(tactic),
    detail: vscode.l10n.t(finds),
    value: text,
  }));
  const chosen = await askChoice(vscode.l10n.t('Which query?'), choices);
  if (chosen !== undefined) await openQueryText(chosen.value);
}

/** A document to begin with. */
export async function openNewQuery(): Promise<vscode.TextDocument> {
  // The tab of a document without a file shows forty characters of its first line.
  const lines = [
    vscode.l10n.t('Audit events of the last 7 days'),
    vscode.l10n.t('Press Shift+Enter to run the query.'),
  ];
  return openQueryText(`${lines.map((line) => `// ${line}\n`).join('')}${FIRST_QUERY}`);
}

export async function openQueryText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'kusto', content });
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

const FIRST_QUERY = `ConfluenceAuditLogs_CL
| where TimeGenerated > ago(7d)
| summarize Events = count(), Actors = dcount(AuthorAccountId) by Category, Summary
| sort by Events desc
`;
