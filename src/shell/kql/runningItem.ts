import * as vscode from 'vscode';
import type { QueryRuns } from './queryRuns.ts';

/** Shows in the status bar that a query runs, also when its panel is closed; a click stops it. */
export function showRunning({ onDidChange }: Pick<QueryRuns, 'onDidChange'>): vscode.Disposable {
  let item: vscode.StatusBarItem | undefined;
  const create = (): vscode.StatusBarItem => {
    const made = vscode.window.createStatusBarItem('confluenceAudit.runningQuery', vscode.StatusBarAlignment.Left);
    made.name = vscode.l10n.t('Running KQL Query');
    made.text = `$(loading~spin) ${vscode.l10n.t('KQL query runs')}`;
    made.tooltip = vscode.l10n.t('Stop the query');
    made.command = 'confluenceAudit.stopQuery';
    return made;
  };
  const following = onDidChange(({ kind }) => {
    if (kind !== 'running') item?.hide();
    else {
      item ??= create();
      item.show();
    }
  });
  return vscode.Disposable.from(following, { dispose: () => item?.dispose() });
}
