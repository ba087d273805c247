import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunFailure } from '../../core/sync/run.ts';

/** A row of the tree: what it shows, and what commands act upon when they are called on it. */
export interface ActivityNode {
  /** The same for the same thing after a refresh, so that what is expanded stays expanded. */
  readonly id: string;
  readonly organization: Organization;
  readonly label: string;
  readonly description?: string;
  readonly icon?: string;
  /** The id of a colour of the theme. */
  readonly color?: string;
  /** What the menus ask for. */
  readonly context?: string;
  /** More than fits the row, one below the other. */
  readonly lines?: readonly string[];
  /** What a screen reader says where label and description do not tell the state that the icon shows. */
  readonly state?: string;
  /** Read when the row is expanded; undefined where there is nothing below. */
  readonly children?: () => readonly ActivityNode[] | Promise<readonly ActivityNode[]>;
  readonly expanded?: true;
  /** What opens when the row is chosen, called with the node. */
  readonly opens?: string;

  readonly window?: AuditWindow;
  readonly job?: string;
  readonly quarantined?: string;
  readonly failure?: RunFailure;
}

/** Texts may come from the site, so that none is taken for markup: labels and tooltips are plain. */
export function activityItem(node: ActivityNode): vscode.TreeItem {
  const { label, description, icon, color, lines, state, children, expanded, opens } = node;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, children === undefined ? None : expanded ? Expanded : Collapsed);
  item.id = node.id;
  item.contextValue = node.context ?? 'detail';
  if (description !== undefined) item.description = description;
  if (icon !== undefined)
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? color : new vscode.ThemeColor(color));
  item.tooltip = (lines ?? [description ? `${label}: ${description}` : label]).join('\n');
  item.accessibilityInformation = { label: [state, label, description].filter(Boolean).join(', ') };
  if (opens !== undefined) item.command = { command: opens, title: vscode.l10n.t('Open'), arguments: [node] };
  return item;
}

/** The row of a failure's sentence: choosing it does what repairs the failure. */
export function repairNode(telling: ActivityNode, failure: RunFailure): ActivityNode {
  return { ...telling, icon: 'lightbulb', failure, context: 'failure', opens: 'confluenceAudit.repairRun' };
}

/** A row that only tells something. */
export function tellingNode(organization: Organization, id: string, label: string): ActivityNode {
  return { id, organization, label, icon: 'info' };
}
