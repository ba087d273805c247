import * as vscode from 'vscode';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { Parts } from '../parts.ts';

export interface DestinationNode {
  readonly destination: Destination;
}

export function createDestinationTree({ destinations }: Pick<Parts, 'destinations'>): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<DestinationNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? destinations.list().map((destination) => ({ destination })) : []),
    getTreeItem: ({ destination }) => destinationItem(destination),
  };
  return vscode.Disposable.from(
    vscode.window.createTreeView('confluenceAudit.destinations', { treeDataProvider: provider }),
    changed,
    destinations.onDidChange(() => changed.fire(undefined)),
  );
}

/** Where a destination leads, short enough for one line. */
export function destinationText(destination: Destination): string {
  if (destination.kind === 'folder') return destination.folder;
  return `${new URL(destination.endpoint).host} · ${destination.streamName}`;
}

function destinationItem(destination: Destination): vscode.TreeItem {
  const azure = destination.kind === 'azure';
  const item = new vscode.TreeItem(destination.displayName);
  item.id = destination.id;
  item.description = destinationText(destination);
  item.iconPath = new vscode.ThemeIcon(azure ? 'azure' : 'folder');
  item.contextValue = `destination.${destination.kind}`;
  const kind = azure ? vscode.l10n.t('Azure Monitor Logs Ingestion') : vscode.l10n.t('Local folder');
  item.tooltip = `${kind}: ${destinationText(destination)}`;
  item.accessibilityInformation = { label: `${destination.displayName}, ${item.tooltip}` };
  return item;
}
