import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { LedgerEntry } from '../../core/sync/ledger.ts';
import { failureSentence } from '../failureSentences.ts';
import { countText, recordsText } from '../localText.ts';
import { organizationStatus } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';
import type { SyncView } from '../sync/syncService.ts';
import { type ActivityNode, repairNode, tellingNode } from './activityNode.ts';
import { batchesText, durationText } from './activityText.ts';
import { coverageNode, holesText, openHoles } from './coverageNodes.ts';
import { jobNodes } from './jobNodes.ts';
import { quarantineNode } from './quarantineNodes.ts';
import { doubtNode, runNodes } from './runNodes.ts';

export type ActivityParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'nowMs'>;

/** Reads an organization's ledger, newest first. */
export type ReadLedger = (organization: Organization) => Promise<readonly LedgerEntry[]>;

/** The row of an organization, with everything below it. */
export function organizationNode(
  organization: Organization,
  parts: ActivityParts,
  readLedger: ReadLedger,
): ActivityNode {
  const { destinations, sync, nowMs } = parts;
  const hasDestination = destinations.get(organization.destinationId ?? '') !== undefined;
  const view = sync.viewOf(organization);
  const [icon, color, word] = stateOf(view, hasDestination, nowMs());
  return {
    ...{ id: organization.id, organization, label: organization.displayName, icon, ...(color && { color }) },
    description: [word, ...troubles(organization, view, nowMs())].join(' · '),
    context: 'organization',
    expanded: true,
    children: () => childrenOf(organization, parts, readLedger),
  };
}

type State = readonly [icon: string, color: string | undefined, word: string];
const ERROR = 'problemsErrorIcon.foreground';
const WARNING = 'problemsWarningIcon.foreground';

/** What goes on is told first, then what keeps it from going on. */
function stateOf(view: SyncView, hasDestination: boolean, nowMs: number): State {
  const { state, running, elsewhere, failure, stopped, awaitsApproval, offline } = view;
  if (running?.wait !== undefined) return ['clock', undefined, l10n.t('waiting')];
  if (running !== undefined) return ['sync~spin', undefined, l10n.t('syncing')];
  if (elsewhere !== undefined) return ['sync~spin', undefined, l10n.t('syncing in another window')];
  if (!hasDestination) return ['circle-outline', undefined, l10n.t('no destination')];
  if (stopped) return ['error', ERROR, l10n.t('stopped until repaired')];
  if (offline) return ['debug-disconnect', undefined, l10n.t('offline')];
  if (failure !== undefined || state?.lastRun?.outcome === 'failed') return ['error', ERROR, l10n.t('failed')];
  if (awaitsApproval !== undefined) return ['question', WARNING, l10n.t('waits for your agreement')];
  const cursorMs = state?.cursorMs;
  if (cursorMs === undefined) return ['circle-outline', undefined, l10n.t('not synced yet')];
  return ['pass', 'testing.iconPassed', lagText(nowMs - cursorMs)];
}

/** In minutes: seconds would be wrong as soon as they are read. */
function lagText(lagMs: number): string {
  return lagMs < 2 * 60_000 ? l10n.t('up to date') : l10n.t('{0} behind', durationText(lagMs));
}

function troubles(organization: Organization, { state, quarantined }: SyncView, nowMs: number): readonly string[] {
  const holes = state === undefined ? 0 : openHoles(organization, state, nowMs).length;
  return [
    ...(holes === 0 ? [] : [holesText(holes)]),
    ...(quarantined === 0 ? [] : [l10n.t('{0} in quarantine', countText(quarantined))]),
  ];
}

function childrenOf(organization: Organization, parts: ActivityParts, readLedger: ReadLedger): readonly ActivityNode[] {
  const { destinations, sync } = parts;
  const nowMs = parts.nowMs();
  const view = sync.viewOf(organization);
  const { state } = view;
  const quarantine = quarantineNode(organization, parts);
  return [
    ...(destinations.get(organization.destinationId ?? '') === undefined ? [noDestinationNode(organization)] : []),
    ...problemNodes(organization, view, nowMs),
    ...offlineNodes(organization, parts),
    ...jobNodes(organization, view, nowMs),
    ...(state === undefined ? [] : [coverageNode(organization, { ...view, state }, nowMs)]),
    ...(quarantine === undefined ? [] : [quarantine]),
    ...(state === undefined || state.inDoubtTotal === 0 ? [] : [doubtsNode(organization, parts, readLedger)]),
    runsNode(organization, parts, readLedger),
  ];
}

function noDestinationNode(organization: Organization): ActivityNode {
  const text = l10n.t('Choose a destination with Sync Now; then you see here what was sent.');
  return tellingNode(organization, `${organization.id}/noDestination`, text);
}

/** What keeps syncs from even beginning; what ended a run is told below the run. */
function problemNodes(organization: Organization, view: SyncView, nowMs: number): readonly ActivityNode[] {
  const { failure, awaitsApproval } = view;
  const nodes: ActivityNode[] = [];
  if (failure !== undefined) {
    const sentence = tellingNode(organization, `${organization.id}/failure`, failureSentence(failure, nowMs));
    nodes.push(repairNode(sentence, failure));
  }
  if (awaitsApproval !== undefined) {
    const found = awaitsApproval.found?.tally.delivered;
    const text =
      found === undefined
        ? l10n.t('Nothing was sent to this destination yet. Sync Now asks whether to begin.')
        : l10n.t('{0} would be sent. Sync Now asks whether to begin.', recordsText(found));
    nodes.push({
      ...tellingNode(organization, `${organization.id}/approval`, text),
      icon: 'question',
      context: 'approval',
    });
  }
  return nodes;
}

function offlineNodes(organization: Organization, parts: ActivityParts): readonly ActivityNode[] {
  const { kind, sentence } = organizationStatus(organization, parts);
  return kind === 'offline' ? [tellingNode(organization, `${organization.id}/offline`, sentence)] : [];
}

function doubtsNode(organization: Organization, parts: ActivityParts, readLedger: ReadLedger): ActivityNode {
  const count = parts.sync.viewOf(organization).state?.inDoubtTotal ?? 0;
  return {
    ...{
      id: `${organization.id}/doubts`,
      organization,
      label: l10n.t('In doubt'),
      icon: 'question',
      context: 'doubts',
    },
    description: batchesText(count),
    lines: [
      l10n.t(
        'Batches that may have arrived without being acknowledged. Their records were sent again, so some may stand in the table twice. Copy the query that removes repeats.',
      ),
    ],
    async children() {
      const entries = await readLedger(organization);
      const doubts = entries.filter((entry) => entry.type === 'inDoubt');
      if (doubts.length > 0) return doubts.map((entry) => doubtNode(organization, entry, parts.nowMs()));
      const text = l10n.t('Too long ago: the ledger does not tell more');
      return [tellingNode(organization, `${organization.id}/doubts/none`, text)];
    },
  };
}

function runsNode(organization: Organization, { nowMs }: ActivityParts, readLedger: ReadLedger): ActivityNode {
  return {
    ...{ id: `${organization.id}/runs`, organization, label: l10n.t('Runs'), icon: 'history', context: 'runs' },
    children: async () => runNodes(organization, await readLedger(organization), nowMs()),
  };
}
