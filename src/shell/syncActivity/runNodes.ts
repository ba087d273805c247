import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { InDoubtEntry, LedgerEntry, WindowEntry } from '../../core/sync/ledger.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import { failureSentence } from '../failureSentences.ts';
import { countText, recordsText, timeText } from '../localText.ts';
import { damageText } from '../sync/damageText.ts';
import { type ActivityNode, repairNode, tellingNode } from './activityNode.ts';
import { durationText, kindText, oneLine, spanText, tallyLines, tallyText } from './activityText.ts';
import { doubtReasonText } from './doubtReason.ts';
import { foldRuns, type LedgerEvent, type LedgerRow, type LedgerRun, type QuietRuns } from './foldRuns.ts';
import { shortSpanText, shortTimeText } from './shortText.ts';

const MAX_RUNS = 100;

/** The rows below "Runs". */
export function runNodes(
  organization: Organization,
  ledger: readonly LedgerEntry[],
  nowMs: number,
): readonly ActivityNode[] {
  const rows = foldRuns(ledger, MAX_RUNS);
  if (rows.length === 0) return [tellingNode(organization, `${organization.id}/noRuns`, l10n.t('Nothing was run yet'))];
  return rows.map((row) => rowNode(organization, row, nowMs));
}

function rowNode(organization: Organization, row: LedgerRow, nowMs: number): ActivityNode {
  if (row.type === 'quiet') return quietNode(organization, row, nowMs);
  return row.type === 'run' ? runNode(organization, row, nowMs) : eventNode(organization, row, nowMs);
}

function quietNode(organization: Organization, { id, runs }: QuietRuns, nowMs: number): ActivityNode {
  const fromMs = runs.at(-1)?.entry.startedAtMs ?? nowMs;
  const toMs = runs[0]?.entry.endedAtMs ?? nowMs;
  return {
    ...{ id: `${organization.id}/quiet/${id}`, organization, icon: 'ellipsis', context: 'quiet' },
    label: l10n.t('{0} syncs without news', countText(runs.length)),
    description: shortSpanText({ fromMs, toMs }, nowMs),
    lines: [spanText({ fromMs, toMs }, nowMs)],
    children: () => runs.map((run) => runNode(organization, run, nowMs)),
  };
}

function runNode(organization: Organization, run: LedgerRun, nowMs: number): ActivityNode {
  const { entry } = run;
  const { failure, kind, startedAtMs, endedAtMs, tally, outcome } = entry;
  const [icon, color, outcomeText] = sentNothing(entry) ? STILL_UNSENT : OUTCOMES[outcome];
  const word = outcomeText();
  const sentence = failure && failureSentence(failure, endedAtMs);
  const children = runChildren(organization, run, nowMs);
  return {
    ...{ id: `${organization.id}/run/${entry.id}`, organization, icon, color, state: word },
    label: `${kindText(kind)}, ${shortTimeText(startedAtMs, nowMs)}`,
    description: [
      ...(outcome === 'succeeded' && !sentNothing(entry) ? [] : [word]),
      tallyText(tally),
      durationText(endedAtMs - startedAtMs),
    ].join(' · '),
    lines: [...(sentence === undefined ? [] : [sentence]), ...runLines(entry, nowMs)],
    context: failure === undefined ? 'run' : 'run.failed',
    ...(failure === undefined ? {} : { failure }),
    ...(children.length === 0 ? {} : { children: () => children }),
  };
}

type Outcome = readonly [icon: string, color: string, word: () => string];

const OUTCOMES: Readonly<Record<RunSummary['outcome'], Outcome>> = {
  succeeded: ['pass', 'testing.iconPassed', () => l10n.t('succeeded')],
  failed: ['error', 'problemsErrorIcon.foreground', () => l10n.t('failed')],
  interrupted: ['debug-disconnect', 'problemsWarningIcon.foreground', () => l10n.t('interrupted')],
  cancelled: ['circle-slash', 'problemsWarningIcon.foreground', () => l10n.t('cancelled')],
  paused: ['debug-pause', 'foreground', () => l10n.t('paused')],
  yielded: ['arrow-swap', 'foreground', () => l10n.t('goes on later')],
};

const STILL_UNSENT: Outcome = ['warning', 'problemsWarningIcon.foreground', () => l10n.t('still cannot be sent')];

/** A retry reads nothing: where it sent nothing, all of what was meant stays in quarantine. */
function sentNothing({ kind, outcome, tally }: RunSummary): boolean {
  return kind === 'retry' && outcome === 'succeeded' && tally.delivered === 0;
}

function runLines(entry: RunSummary, nowMs: number): readonly string[] {
  const { kind, window, startedAtMs, endedAtMs, tally, lagMs, lost, outcome } = entry;
  return [
    `${kindText(kind)}, ${(sentNothing(entry) ? STILL_UNSENT : OUTCOMES[outcome])[2]()}`,
    l10n.t(
      '{0}, for {1}',
      spanText({ fromMs: startedAtMs, toMs: endedAtMs }, nowMs),
      durationText(endedAtMs - startedAtMs),
    ),
    ...(window === undefined ? [] : [l10n.t('Range: {0}', spanText(window, nowMs))]),
    ...tallyLines(tally),
    ...(lagMs === undefined ? [] : [l10n.t('At its end {0} behind', durationText(lagMs))]),
    ...(lost === undefined ? [] : [lostText(lost, nowMs)]),
  ];
}

function lostText(lost: WindowEntry['window'], nowMs: number): string {
  return l10n.t('No longer kept by the site, so lost: {0}', spanText(lost, nowMs));
}

function runChildren(organization: Organization, { entry, windows, doubts }: LedgerRun, nowMs: number): ActivityNode[] {
  const id = `${organization.id}/run/${entry.id}`;
  const { failure, endedAtMs, lost } = entry;
  const telling = (name: string, text: string): ActivityNode => tellingNode(organization, `${id}/${name}`, text);
  return [
    ...(failure === undefined ? [] : [repairNode(telling('failure', failureSentence(failure, endedAtMs)), failure)]),
    ...(lost === undefined ? [] : [{ ...telling('lost', lostText(lost, nowMs)), icon: 'circle-slash' }]),
    ...doubts.map((doubt) => doubtNode(organization, doubt, nowMs)),
    ...windows.map((window) => windowNode(organization, window, nowMs)),
  ];
}

function windowNode(organization: Organization, entry: WindowEntry, nowMs: number): ActivityNode {
  const { id, window, tally, startedAtMs, endedAtMs } = entry;
  const label = shortSpanText(window, nowMs);
  return {
    ...{ id: `${organization.id}/window/${id}`, organization, label, icon: 'history', window, context: 'window' },
    description: `${tallyText(tally)} · ${durationText(endedAtMs - startedAtMs)}`,
    lines: [spanText(window, nowMs), ...tallyLines(tally)],
  };
}

/** A batch of which nobody knows whether it arrived. */
export function doubtNode(organization: Organization, entry: InDoubtEntry, nowMs: number): ActivityNode {
  const { id, records, window, atMs, reason } = entry;
  return {
    ...{ id: `${organization.id}/doubt/${id}`, organization, icon: 'question', context: 'doubt' },
    label: l10n.t('{0} in doubt', recordsText(records)),
    description: window === undefined ? shortTimeText(atMs, nowMs) : shortSpanText(window, nowMs),
    lines: [
      ...(window === undefined ? [] : [l10n.t('Range: {0}', spanText(window, nowMs))]),
      l10n.t('Sent at {0}, without an acknowledgement.', timeText(atMs, nowMs)),
      doubtReasonText(reason),
      l10n.t(
        'These records were sent again, so they may stand in the table twice. Copy the query that removes repeats.',
      ),
    ],
    ...(window === undefined ? {} : { window }),
  };
}

function eventNode(organization: Organization, event: LedgerEvent, nowMs: number): ActivityNode {
  const [icon, text] = eventText(event);
  const lines =
    event.type === 'damaged'
      ? [damageText(organization.displayName, event), l10n.t('What was left of it is {0}.', oneLine(event.file))]
      : [text];
  const node = tellingNode(organization, `${organization.id}/event/${event.id}`, text);
  return {
    ...node,
    icon,
    description: shortTimeText(event.atMs, nowMs),
    lines: [...lines, timeText(event.atMs, nowMs)],
  };
}

function eventText(event: LedgerEvent): readonly [icon: string, text: string] {
  switch (event.type) {
    case 'damaged':
      return ['warning', l10n.t('Damage was found on this computer')];
    case 'discarded':
      return ['trash', l10n.t('{0} discarded from quarantine', recordsText(event.records))];
    case 'reset':
      return ['discard', l10n.t('The sync state was reset')];
    case 'imported':
      return ['cloud-download', l10n.t('A sync state was imported')];
    case 'approved':
      return ['thumbsup', l10n.t('Sending was agreed to')];
  }
}
