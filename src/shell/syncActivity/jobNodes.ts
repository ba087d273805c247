import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Tally } from '../../core/sync/run.ts';
import type { RunProgress } from '../../core/sync/runSync.ts';
import type { Job } from '../../core/sync/syncState.ts';
import { recordsText } from '../localText.ts';
import type { SyncView } from '../sync/syncService.ts';
import { waitingSentence } from '../waitingSentence.ts';
import type { ActivityNode } from './activityNode.ts';
import { kindText, percentText, shareOf, spanText, tallyLines, tallyText } from './activityText.ts';
import { shortSpanText } from './shortText.ts';

/** What is being done for an organization, and what goes on later. */
export function jobNodes(organization: Organization, view: SyncView, nowMs: number): readonly ActivityNode[] {
  const jobs = view.state?.jobs ?? [];
  const doing = progressOf(view);
  const isJob = jobs.some((job) => isDoing(job, doing, jobs));
  return [
    ...(doing === undefined || isJob ? [] : [runningNode(organization, view, nowMs)]),
    ...jobs.map((job) => jobNode(organization, job, { view, nowMs })),
  ];
}

export type JobStage = 'running' | 'elsewhere' | 'paused' | 'waiting';

/** What a job is doing, as far as this window knows. */
export function jobStage(job: Job, view: SyncView): JobStage {
  const jobs = view.state?.jobs ?? [];
  if (isDoing(job, view.running?.progress, jobs)) return 'running';
  if (isDoing(job, view.elsewhere?.progress, jobs)) return 'elsewhere';
  return job.paused ? 'paused' : 'waiting';
}

/**
 * Neither runs nor their progress name their job; two jobs of one kind over one window are the same work. Before its
 * first progress a run does not tell its window.
 */
function isDoing({ kind, window }: Job, now: RunProgress | undefined, jobs: readonly Job[]): boolean {
  if (now?.kind !== kind) return false;
  if (now.window === undefined) return jobs.filter((job) => job.kind === kind).length === 1;
  return now.window.fromMs === window.fromMs && now.window.toMs === window.toMs;
}

function progressOf({ running, elsewhere }: SyncView): RunProgress | undefined {
  return running?.progress ?? elsewhere?.progress;
}

/** The row of what is running: its text follows the progress, also where nothing else of the tree changes. */
export function runningText({ running, elsewhere }: SyncView): string {
  if (running?.wait !== undefined) return waitingSentence(running.wait);
  const progress = running?.progress ?? elsewhere?.progress;
  if (progress === undefined) return '';
  const share = progress.window && percentText(shareOf(progress.window, progress.doneThroughMs));
  return [share, tallyText(progress.tally)].filter(Boolean).join(' · ');
}

function runningNode(organization: Organization, view: SyncView, nowMs: number): ActivityNode {
  const { running, elsewhere } = view;
  const progress = progressOf(view);
  const isHere = running !== undefined;
  const where = isHere ? undefined : l10n.t('in another window');
  const kind = kindText(running?.kind ?? progress?.kind ?? 'sync');
  return {
    ...{ id: `${organization.id}/running`, organization, label: kind },
    description: [where, runningText(view)].filter(Boolean).join(' · '),
    lines: [
      ...(isHere ? [kind] : [l10n.t('{0}, in another window: {1}', kind, elsewhere?.title ?? '')]),
      ...(progress?.window === undefined ? [] : [spanText(progress.window, nowMs)]),
      ...(progress === undefined ? [] : tallyLines(progress.tally)),
    ],
    icon: running?.wait === undefined ? 'sync~spin' : 'clock',
    state: l10n.t('Running'),
    context: isHere ? 'running' : 'running.elsewhere',
  };
}

interface JobContext {
  readonly view: SyncView;
  readonly nowMs: number;
}

function jobNode(organization: Organization, job: Job, { view, nowMs }: JobContext): ActivityNode {
  const stage = jobStage(job, view);
  const active = stage === 'running' || stage === 'elsewhere';
  const progress = active ? progressOf(view) : undefined;
  const tally = progress === undefined ? job.tally : further(job.tally, progress.tally);
  const share = percentText(shareOf(job.window, progress?.doneThroughMs ?? job.doneThroughMs));
  const wait = stage === 'running' ? view.running?.wait : undefined;
  const done = `${share} · ${recordsText(tally.fetched)}`;
  const [icon, word] = STAGES[stage];
  return {
    ...{ id: `${organization.id}/job/${job.id}`, organization, job: job.id, window: job.window },
    label: kindText(job.kind),
    // The range comes last, as the first to be cut off.
    description: [...(wait === undefined ? [done, word()] : [waitingSentence(wait)]), shortSpanText(job.window, nowMs)]
      .filter(Boolean)
      .join(' · '),
    lines: [
      kindText(job.kind),
      spanText(job.window, nowMs),
      ...(stage === 'elsewhere' ? [l10n.t('Runs in another window: {0}', view.elsewhere?.title ?? '')] : []),
      l10n.t('{0} of the time range', share),
      ...tallyLines(tally),
    ],
    ...{ icon, context: `job.${stage}`, state: l10n.t('Job') },
  };
}

const STAGES: Readonly<Record<JobStage, readonly [icon: string, word: () => string]>> = {
  running: ['sync~spin', () => ''],
  elsewhere: ['sync~spin', () => l10n.t('runs in another window')],
  paused: ['debug-pause', () => l10n.t('paused')],
  waiting: ['clock', () => l10n.t('waits for its turn')],
};

/** What was saved of a job includes what its run had done by then; the run's own count began with the run. */
function further(saved: Tally, now: Tally): Tally {
  return now.fetched > saved.fetched ? now : saved;
}
