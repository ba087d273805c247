import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import type { Work } from '../../core/sync/work.ts';
import type { Parts } from '../parts.ts';
import { askChoice } from '../quickInput.ts';
import { durationText, spanText } from './activityText.ts';
import { askRange } from './askRange.ts';
import { askConsent, isApproved, type Sending, withDestination } from './consent.ts';
import { openHoles } from './coverageNodes.ts';
import { windowOf } from './nodeMembers.ts';
import { tellEnding } from './runEnding.ts';
import { watchRun } from './watchRun.ts';

/** Reads a range, and sends what of it was never delivered, after a question that names the destination. */
export async function backfill(parts: Parts, organization: Organization): Promise<void> {
  const sending = await withDestination(parts, organization);
  if (sending === undefined) return;
  const title = vscode.l10n.t('What of {0} shall be sent?', organization.displayName);
  const windows = await askRange({ title, nowMs: parts.nowMs(), holes: holesOf(parts, sending.organization) });
  if (windows === undefined) return;
  const consent = await askConsent(parts, sending, windows);
  if (consent !== undefined) await runJobs(parts, sending, { job: 'backfill', windows, consent });
}

/** Reads a range again, and sends what is missing. */
export async function reconcile(parts: Parts, organization: Organization): Promise<void> {
  const sending = await withDestination(parts, organization);
  if (sending === undefined) return;
  const title = vscode.l10n.t('What of {0} shall be compared with what was delivered?', organization.displayName);
  const windows = await askRange({ title, nowMs: parts.nowMs(), holes: [] });
  if (windows === undefined) return;
  // It sends what was to be sent all along, so that an earlier consent is enough.
  const consent = isApproved(parts, sending) ? 'missing' : await askConsent(parts, sending, windows);
  if (consent !== undefined) await runJobs(parts, sending, { job: 'reconcile', windows, consent });
}

/** Fills one hole: that of the row, or one that is asked for. */
export async function fillHole(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const sending = await withDestination(parts, organization);
  if (sending === undefined) return;
  const holes = holesOf(parts, sending.organization);
  const named = windowOf(node);
  // What is no hole any more, or never was one, is not read.
  const hole = named === undefined ? await askHole(parts, sending, holes) : holes.find((one) => isSame(one, named));
  if (hole === undefined) return;
  const consent = isApproved(parts, sending) ? 'missing' : await askConsent(parts, sending, [hole]);
  if (consent === undefined) return;
  const known = parts.sync
    .viewOf(sending.organization)
    .state?.jobs.find(({ kind, window }) => kind === 'backfill' && isSame(window, hole));
  if (known === undefined) return runJobs(parts, sending, { job: 'backfill', windows: [hole], consent });
  const work: Work = { kind: 'job', id: known.id };
  const run = { organization: sending.organization, work, kind: 'backfill', window: hole, consent } as const;
  tellEnding(parts, { ...sending, kind: 'backfill', summaries: [await watchRun(parts, run)] });
}

interface Jobs {
  readonly job: 'backfill' | 'reconcile';
  readonly windows: readonly AuditWindow[];
  readonly consent: 'given' | 'missing';
}

/** One after the other, until one does not succeed. */
async function runJobs(parts: Parts, sending: Sending, { job, windows, consent }: Jobs): Promise<void> {
  const summaries: RunSummary[] = [];
  for (const window of windows) {
    const work: Work = { kind: 'newJob', job, window };
    summaries.push(await watchRun(parts, { organization: sending.organization, work, kind: job, window, consent }));
    if (summaries.at(-1)?.outcome !== 'succeeded') break;
  }
  await parts.sync.refresh(sending.organization);
  tellEnding(parts, { ...sending, kind: job, summaries });
}

export function holesOf({ sync, nowMs }: Pick<Parts, 'sync' | 'nowMs'>, organization: Organization) {
  const { state } = sync.viewOf(organization);
  return state === undefined ? [] : openHoles(organization, state, nowMs());
}

async function askHole(
  { nowMs }: Parts,
  { organization }: Sending,
  holes: readonly AuditWindow[],
): Promise<AuditWindow | undefined> {
  const { displayName } = organization;
  if (holes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no hole in what was read.', displayName));
    return undefined;
  }
  const choices = holes.map((value) => {
    return { label: spanText(value, nowMs()), description: durationText(value.toMs - value.fromMs + 1), value };
  });
  return (await askChoice(vscode.l10n.t('Which hole of {0} shall be filled?', displayName), choices))?.value;
}

function isSame(one: AuditWindow, other: AuditWindow): boolean {
  return one.fromMs === other.fromMs && one.toMs === other.toMs;
}
