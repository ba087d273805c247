import * as vscode from 'vscode';
import type { DriftEntry } from '../../core/audit/drift.ts';
import { type Organization, SAMPLE_SITE } from '../../core/organization/organization.ts';
import { countText, recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { type OrganizationStatus, organizationStatus, type StatusKind } from './organizationStatus.ts';

/** An organization, or one line of what is known of it. */
export type OrganizationNode =
  | { readonly organization: Organization; readonly detail?: never }
  | { readonly organization: Organization; readonly detail: Detail };

interface Detail {
  readonly name: string;
  readonly value: string;
  readonly icon: string;
  /** More than fits the row, one below the other; by default the value. */
  readonly lines?: readonly string[];
  /** What a click on it does, with the organization. */
  readonly command?: { readonly title: string; readonly command: string };
}

type TreeParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'nowMs'>;

export function createOrganizationTree(parts: TreeParts): vscode.Disposable {
  const { organizations, destinations, sync } = parts;
  const changed = new vscode.EventEmitter<undefined>();
  const read = new Set<string>();
  const provider: vscode.TreeDataProvider<OrganizationNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node === undefined) {
        const list = organizations.list();
        const unread = list.filter((organization) => sync.viewOf(organization).state === undefined);
        // What cannot be read says so, and is not tried again by each drawing.
        await Promise.all(unread.filter(({ id }) => !read.has(id)).map(sync.refresh));
        for (const { id } of unread) read.add(id);
        return list.map((organization) => ({ organization }));
      }
      return node.detail === undefined ? details(node.organization, parts) : [];
    },
    getTreeItem: (node) =>
      node.detail === undefined
        ? organizationItem(node.organization, parts)
        : detailItem(node.organization, node.detail),
  };
  const view = vscode.window.createTreeView('confluenceAudit.organizations', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  const refresh = atMostEvery(250, () => changed.fire(undefined));
  return vscode.Disposable.from(
    view,
    changed,
    organizations.onDidChange(refresh),
    destinations.onDidChange(refresh),
    sync.onDidChange(refresh),
  );
}

const ICONS: Readonly<Record<StatusKind, readonly [icon: string, color?: string]>> = {
  syncing: ['sync~spin'],
  elsewhere: ['multiple-windows'],
  offline: ['debug-disconnect'],
  awaitsApproval: ['question', 'problemsWarningIcon.foreground'],
  failed: ['error', 'problemsErrorIcon.foreground'],
  noDestination: ['circle-outline'],
  neverSynced: ['circle-outline'],
  cancelled: ['circle-slash', 'problemsWarningIcon.foreground'],
  synced: ['pass', 'testing.iconPassed'],
};

const TOKEN_WARNING: (typeof ICONS)[StatusKind] = ['warning', 'problemsWarningIcon.foreground'];

function statusIcon(status: OrganizationStatus): vscode.ThemeIcon {
  // What goes on, or has failed, is more than what will fail.
  const warns = status.tokenWarning !== undefined && status.kind !== 'failed' && status.kind !== 'syncing';
  const [icon, color] = warns ? TOKEN_WARNING : ICONS[status.kind];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function organizationItem(organization: Organization, parts: TreeParts): vscode.TreeItem {
  const status = organizationStatus(organization, parts);
  const item = new vscode.TreeItem(organization.displayName, vscode.TreeItemCollapsibleState.Expanded);
  item.id = organization.id;
  const site = siteText(organization);
  const warning = status.tokenWarning;
  const elsewhere = site === organization.displayName ? undefined : site;
  item.description = joined([status.word, warning, elsewhere], ' · ');
  item.iconPath = statusIcon(status);
  // What the menus ask for.
  const state = status.kind === 'syncing' || status.kind === 'failed' ? `.${status.kind}` : '';
  item.contextValue = `organization.${organization.kind}${state}`;
  item.tooltip = tooltip(organization, status);
  item.accessibilityInformation = {
    label: joined([organization.displayName, site, status.word, status.sentence, warning], ', '),
  };
  return item;
}

function joined(texts: readonly (string | undefined)[], separator: string): string {
  return texts.filter((text) => text !== undefined).join(separator);
}

function detailItem(organization: Organization, detail: Detail): vscode.TreeItem {
  const item = new vscode.TreeItem(detail.name);
  item.id = `${organization.id}/${detail.icon}`;
  item.description = detail.value;
  item.iconPath = new vscode.ThemeIcon(detail.icon);
  item.tooltip = plainMarkdown(detail.lines ?? [detail.value || detail.name]);
  item.contextValue = 'detail';
  if (detail.command !== undefined) item.command = { ...detail.command, arguments: [{ organization }] };
  item.accessibilityInformation = { label: detail.value === '' ? detail.name : `${detail.name}: ${detail.value}` };
  return item;
}

function details(organization: Organization, parts: TreeParts): OrganizationNode[] {
  const status = organizationStatus(organization, parts);
  const destination = parts.destinations.get(organization.destinationId ?? '')?.displayName ?? vscode.l10n.t('none');
  const failed = status.kind === 'failed';
  const { tokenExpiry, tokenWarning } = status;
  const isAsked = status.kind === 'awaitsApproval';
  const approve = { title: vscode.l10n.t('Sync Now'), command: 'confluenceAudit.syncNow' };
  const tokenIcon = tokenWarning === undefined ? 'key' : 'warning';
  const rows: readonly Detail[] = [
    { name: vscode.l10n.t('State'), value: stateText(status), icon: failed ? 'error' : 'info' },
    ...(failed ? [{ name: status.sentence, value: '', icon: 'lightbulb' }] : []),
    ...(isAsked ? [{ name: status.sentence, value: '', icon: 'unverified', command: approve }] : []),
    { name: vscode.l10n.t('Last sync'), value: status.lastSync, icon: 'history' },
    { name: vscode.l10n.t('Delivered'), value: status.records, icon: 'output' },
    ...(tokenExpiry === undefined
      ? []
      : [{ name: vscode.l10n.t('API token'), value: tokenExpiry.wordsAndDay, icon: tokenIcon }]),
    { name: vscode.l10n.t('Destination'), value: destination, icon: 'cloud-upload' },
    {
      name: vscode.l10n.t('Background sync'),
      value: status.background,
      icon: status.stopped ? 'sync-ignored' : 'sync',
    },
    ...(status.drift.length === 0 ? [] : [driftDetail(status.drift)]),
  ];
  return rows.map((detail) => ({ organization, detail }));
}

/** Names come from the site, in any number: the most frequent are enough to see what is new. */
function driftDetail(drift: readonly DriftEntry[]): Detail {
  const shown = drift.slice(0, MAX_DRIFT_LINES).map(({ name, records }) => `${name}: ${recordsText(records)}`);
  return {
    name: vscode.l10n.t('Not in the catalogue'),
    value:
      drift.length === 1
        ? vscode.l10n.t('1 kind of event or field')
        : vscode.l10n.t('{0} kinds of events or fields', countText(drift.length)),
    icon: 'question',
    lines: [
      vscode.l10n.t('Confluence is not known to send these. They were synced like all others.'),
      ...shown,
      ...othersLine(drift.length - shown.length),
    ],
  };
}

function othersLine(count: number): readonly string[] {
  if (count === 0) return [];
  return [count === 1 ? vscode.l10n.t('And 1 other.') : vscode.l10n.t('And {0} others.', countText(count))];
}

const MAX_DRIFT_LINES = 15;

function stateText({ kind, word, sentence }: OrganizationStatus): string {
  return isLong(kind) ? `${word}. ${sentence}` : word;
}

/** The word alone would leave open how far it is, or until when. */
function isLong(kind: StatusKind): boolean {
  return kind === 'syncing' || kind === 'elsewhere' || kind === 'offline';
}

export function siteText({ site }: Organization): string {
  return site === SAMPLE_SITE ? vscode.l10n.t('sample') : new URL(site).host;
}

function tooltip(organization: Organization, status: OrganizationStatus): vscode.MarkdownString {
  const { tokenExpiry } = status;
  const lines = [
    organization.displayName,
    siteText(organization),
    ...(organization.userName === '' ? [] : [organization.userName]),
    isLong(status.kind) ? stateText(status) : status.sentence,
    ...(tokenExpiry === undefined || tokenExpiry.stage === 'unknown'
      ? []
      : [vscode.l10n.t('API token: {0}', tokenExpiry.wordsAndDay)]),
    vscode.l10n.t('Last sync: {0}', status.lastSync),
    vscode.l10n.t('Delivered: {0}', status.records),
    vscode.l10n.t('Background sync: {0}', status.background),
  ];
  return plainMarkdown(lines);
}

/** Lines of text that may come from anywhere: nothing in them is taken as markup. */
function plainMarkdown(lines: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const line of lines) text.appendText(line).appendMarkdown('\n\n');
  return text;
}

/** Progress comes many times a second; the tree need not follow each step, but must show the last one. */
function atMostEvery(intervalMs: number, run: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      run();
    }, intervalMs);
  };
}
