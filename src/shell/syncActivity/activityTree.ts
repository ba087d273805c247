import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { destinationIdentity } from '../../core/sentinel/destination.ts';
import type { LedgerEntry } from '../../core/sync/ledger.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import { type ActivityNode, activityItem, tellingNode } from './activityNode.ts';
import { jobNodes, runningText } from './jobNodes.ts';
import { type ActivityParts, organizationNode } from './organizationNode.ts';
import { quarantineNode } from './quarantineNodes.ts';
import { redrawWhileVisible } from './redrawWhileVisible.ts';

/** The view in the side bar. */
interface ActivityTree {
  /** Shows an organization's quarantine, expanded; false where nothing is in it. */
  revealQuarantine(organization: Organization): Promise<boolean>;
  dispose(): void;
}

/** The view of what was read and sent: what is covered, what runs, what ran, and what is left to decide. */
export function createActivityTree(parts: ActivityParts & Pick<Parts, 'log'>): ActivityTree {
  const { organizations, destinations, sync, log } = parts;
  const changed = new vscode.EventEmitter<ActivityNode | undefined>();
  const readLedger = createLedgerReader(sync);
  /** The rows of what is running, as they were given last. */
  const shown = new Map<string, ActivityNode>();

  /** By organization: what was read of this route is not read with each refresh, also where it is unknown still. */
  const asked = new Map<string, string>();
  const isUnread = (organization: Organization): boolean => {
    const destination = destinations.get(organization.destinationId ?? '');
    const route = `${organization.site} ${destination === undefined ? '' : destinationIdentity(destination)}`;
    if (asked.get(organization.id) === route) return false;
    asked.set(organization.id, route);
    return sync.viewOf(organization).state === undefined;
  };
  const rootNodes = async (): Promise<readonly ActivityNode[]> => {
    const list = organizations.list();
    await Promise.all(list.filter(isUnread).map((organization) => sync.refresh(organization)));
    return list.map((organization) => organizationNode(organization, parts, readLedger));
  };
  /** A single row that is drawn anew is asked for by what it was. */
  const current = (node: ActivityNode): ActivityNode => {
    if (!isOfRunning(node)) return node;
    const now = jobNodes(node.organization, sync.viewOf(node.organization), parts.nowMs());
    return now.find(({ id }) => id === node.id) ?? node;
  };

  const provider: vscode.TreeDataProvider<ActivityNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      try {
        const children = await (node === undefined ? rootNodes() : (node.children?.() ?? []));
        for (const child of children) if (isOfRunning(child)) shown.set(child.organization.id, child);
        return [...children];
      } catch (error) {
        if (node === undefined) throw error;
        log.error(error, 'sync activity');
        const text = errorSentence(error, parts.nowMs());
        return [{ ...tellingNode(node.organization, `${node.id}/unreadable`, text), icon: 'error' }];
      }
    },
    getTreeItem: (node) => activityItem(current(node)),
    // Asked for only of what is revealed, which is never deeper.
    getParent: ({ id, organization }) =>
      id === organization.id ? undefined : organizationNode(organization, parts, readLedger),
  };
  const view = vscode.window.createTreeView('confluenceAudit.syncActivity', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });

  const refresh = (): void => changed.fire(undefined);
  const follow = createFollower({
    parts,
    onChange: refresh,
    onProgress(organization) {
      const node = shown.get(organization.id);
      if (node !== undefined) changed.fire(node);
    },
  });
  const made = vscode.Disposable.from(
    view,
    changed,
    organizations.onDidChange(refresh),
    destinations.onDidChange(refresh),
    sync.onDidChange(follow),
    // How far something is behind changes by itself.
    redrawWhileVisible(view, refresh),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && refresh()),
  );
  return {
    async revealQuarantine(organization) {
      await sync.refresh(organization);
      const node = quarantineNode(organization, parts);
      if (node !== undefined) await view.reveal(node, { select: true, focus: true, expand: true });
      return node !== undefined;
    },
    dispose: () => void made.dispose(),
  };
}

function isOfRunning({ context = '' }: ActivityNode): boolean {
  return context.startsWith('running') || context === 'job.running' || context === 'job.elsewhere';
}

interface FollowerOptions {
  readonly parts: ActivityParts;
  readonly onChange: () => void;
  /** Only the text of what is running has changed. */
  readonly onProgress: (organization: Organization) => void;
}

/** Progress comes many times a second: what has changed decides how much is drawn anew, and whether anything is. */
function createFollower({ parts, onChange, onProgress }: FollowerOptions): () => void {
  const { organizations, sync } = parts;
  let before = new Map<string, readonly unknown[]>();
  let texts = new Map<string, string>();
  return () => {
    const list = organizations.list();
    const now = new Map(
      list.map((organization) => {
        const view = sync.viewOf(organization);
        const { running, elsewhere, state, quarantined, failure, stopped, awaitsApproval, offline } = view;
        const doing = running?.kind ?? elsewhere?.progress?.kind;
        const window = running?.progress.window ?? elsewhere?.progress?.window;
        // Told only while it is waited for.
        const nextMs = offline ? view.nextSyncMs : undefined;
        const at = [nextMs, doing, window?.fromMs, window?.toMs, elsewhere?.title, running?.wait?.untilMs];
        return [organization.id, [state, quarantined, failure, stopped, awaitsApproval, offline, ...at]];
      }),
    );
    const nowTexts = new Map(list.map((organization) => [organization.id, runningText(sync.viewOf(organization))]));
    const isSame = [...now].every(([id, values]) =>
      values.every((value, at) => Object.is(value, before.get(id)?.[at])),
    );
    const moved = list.filter(({ id }) => nowTexts.get(id) !== texts.get(id));
    before = now;
    texts = nowTexts;
    if (!isSame) onChange();
    else for (const organization of moved) onProgress(organization);
  };
}

/** Enough for the windows of a hundred runs, most of the time. */
const MAX_ENTRIES = 2000;

/** While something runs, each save makes a new state, but the ledger's runs stay as they are: it is read once. */
function createLedgerReader({ viewOf, ledger }: ActivityParts['sync']) {
  const read = new Map<
    string,
    { readonly of: unknown; readonly inDoubt: number; readonly entries: Promise<readonly LedgerEntry[]> }
  >();
  return (organization: Organization): Promise<readonly LedgerEntry[]> => {
    const { state } = viewOf(organization);
    const of = state?.running?.run ?? state;
    const inDoubt = state?.inDoubtTotal ?? 0;
    const known = read.get(organization.id);
    if (known !== undefined && of !== undefined && known.of === of && known.inDoubt === inDoubt) return known.entries;
    const entries = ledger(organization, MAX_ENTRIES).then((written) => withOutbox(state, written));
    read.set(organization.id, { of, inDoubt, entries });
    // What could not be read is tried again.
    entries.catch(() => read.delete(organization.id));
    return entries;
  };
}

/** Lines that were saved with the state come into the file a moment later. */
function withOutbox(state: SyncState | undefined, written: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const ids = new Set(written.map(({ id }) => id));
  return [...(state?.outbox ?? []).filter(({ id }) => !ids.has(id)).reverse(), ...written];
}
