import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Job } from '../../core/sync/syncState.ts';
import type { Parts } from '../parts.ts';
import { askChoice } from '../quickInput.ts';
import { kindText, percentText, shareOf, spanText } from './activityText.ts';
import { hasDestination } from './consent.ts';
import { type JobStage, jobStage } from './jobNodes.ts';
import { textOf } from './nodeMembers.ts';
import { tellEnding } from './runEnding.ts';
import { watchRun } from './watchRun.ts';

/** Lets a job rest until somebody resumes it. */
export async function pauseJob(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const job = await pickJob(parts, organization, { node, fits: (stage) => stage !== 'paused' });
  if (job !== undefined) await parts.sync.change(organization.id, { kind: 'pauseJob', id: job.id });
}

/** Ends a job for good. What it has sent stays sent; what it has not read may stay a hole. */
export async function cancelJob(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const job = await pickJob(parts, organization, { node, fits: () => true });
  if (job !== undefined) await parts.sync.change(organization.id, { kind: 'cancelJob', id: job.id });
}

/** Goes on with a job, with progress and a closing sentence. */
export async function resumeJob(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const job = await pickJob(parts, organization, { node, fits: (stage) => stage === 'paused' || stage === 'waiting' });
  if (job === undefined) return;
  const { kind, window, id } = job;
  const work = { kind: 'job', id } as const;
  const summary = await watchRun(parts, { organization, work, kind, window, consent: 'missing' });
  await parts.sync.refresh(organization);
  const destination = parts.destinations.get(organization.destinationId ?? '');
  tellEnding(parts, { organization, destination, kind, summaries: [summary] });
}

interface JobQuestion {
  readonly node: unknown;
  readonly fits: (stage: JobStage) => boolean;
}

/** The job of the row; without one, the only one that fits, or the one that is picked. */
async function pickJob(
  parts: Parts,
  organization: Organization,
  { node, fits }: JobQuestion,
): Promise<Job | undefined> {
  if (!hasDestination(parts, organization)) return undefined;
  const { sync, nowMs } = parts;
  const view = await sync.refresh(organization);
  const jobs = view.state?.jobs ?? [];
  const named = textOf(node, 'job');
  // It may have come to its end meanwhile.
  if (named !== undefined) return jobs.find(({ id }) => id === named);
  const fitting = jobs.filter((job) => fits(jobStage(job, view)));
  if (fitting.length === 0) {
    const sentence = vscode.l10n.t('{0} has no job for which this could be done.', organization.displayName);
    void vscode.window.showInformationMessage(sentence);
  }
  if (fitting.length <= 1) return fitting[0];
  const choices = fitting.map((value) => ({
    label: `${kindText(value.kind)}, ${spanText(value.window, nowMs())}`,
    description: percentText(shareOf(value.window, value.doneThroughMs)),
    value,
  }));
  return (await askChoice(vscode.l10n.t('Which job of {0}?', organization.displayName), choices))?.value;
}
