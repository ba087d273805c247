import * as vscode from 'vscode';
import { unlessAborted } from '../../core/network/unlessAborted.ts';
import type { AzureDestination } from '../../core/sentinel/destination.ts';
import type { WorkspaceRefusal } from '../../core/sentinel/workspaceQuery.ts';
import { hostOf } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { pickDestination } from '../pickers.ts';
import type { DocumentQuery } from './queryAt.ts';
import type { Performed } from './queryRuns.ts';
import { stoppedWith } from './stoppedWith.ts';
import type { Workspace } from './workspaces.ts';

/** Runs a query in the Log Analytics workspace of a destination, and shows what that gives. */
export async function runInWorkspace(parts: Parts, query: DocumentQuery): Promise<void> {
  const { kql } = parts;
  const destination = await pickAzure(parts);
  if (destination === undefined) return;
  const workspace = await kql.workspaces.workspaceOf(destination);
  if (workspace === undefined) return;
  const data = vscode.l10n.t('Workspace of {0}', destination.displayName);
  const shown = { query, shown: { text: query.text, file: query.file, data, target: 'workspace' as const } };
  await kql.queries.perform(shown, async (signal): Promise<Performed> => {
    const startedMs = parts.nowMs();
    const asking = parts.connections.queryWorkspace(destination, { ...workspace, text: query.text, signal });
    const answer = await unlessAborted(asking, signal);
    if (answer.kind === 'refused') {
      if (answer.reason === 'notFound') kql.workspaces.doubt(destination);
      return { kind: 'failed', message: refusalSentence(answer, workspace) };
    }
    const adopted = await stoppedWith(kql.runs.adopt({ body: answer.body }), signal);
    if (adopted.kind !== 'result') return adopted;
    const tookMs = parts.nowMs() - startedMs;
    return { kind: 'result', result: { ...adopted, rowsIn: undefined, now: undefined, tookMs } };
  });
}

async function pickAzure(parts: Parts): Promise<AzureDestination | undefined> {
  const isAzure = ({ kind }: { readonly kind: string }): boolean => kind === 'azure';
  if (!parts.destinations.list().some(isAzure)) {
    const add = vscode.l10n.t('Add Destination…');
    const sentence = vscode.l10n.t(
      "A workspace is queried with an Azure destination's client. Add such a destination first.",
    );
    const pressed = await vscode.window.showInformationMessage(sentence, add);
    if (pressed === add) await vscode.commands.executeCommand('confluenceAudit.addDestination');
    return undefined;
  }
  const picked = await pickDestination(parts, undefined, isAzure);
  return picked?.kind === 'azure' ? picked : undefined;
}

function refusalSentence({ reason, status, message }: WorkspaceRefusal, { endpoint }: Workspace): string {
  const where = hostOf(endpoint);
  switch (reason) {
    case 'query':
      return message ?? vscode.l10n.t('{0} does not accept the query.', where);
    case 'unauthorized':
      return vscode.l10n.t(
        "{0} does not accept the sign-in. Check that the destination's cloud fits the workspace.",
        where,
      );
    case 'roleMissing':
      return vscode.l10n.t(
        "{0} does not let this client query the workspace. Give the destination's client the role Log Analytics Reader on the workspace; a new role can take some minutes to work.",
        where,
      );
    case 'notFound':
      return vscode.l10n.t(
        '{0} does not know this workspace. Check its id: the GUID on its overview page, not its name. You are asked for it again.',
        where,
      );
    case 'throttled':
      return vscode.l10n.t('{0} has more queries of this client than it allows. Try again in a minute.', where);
    case 'timedOut':
      return vscode.l10n.t('The query took {0} too long. Look at a shorter time, or at fewer records.', where);
    case 'tooLarge':
      return vscode.l10n.t('The answer of {0} is larger than 64 MB. Filter, summarize, or take fewer columns.', where);
    case 'serverError':
      return vscode.l10n.t('{0} has a problem of its own (status {1}). Try again later.', where, status);
    case 'unexpectedStatus':
      return vscode.l10n.t('{0} answered in an unexpected way (status {1}).', where, status);
  }
}
