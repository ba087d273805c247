import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Job } from '../../core/sync/syncState.ts';
import { organizationStatus } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';
import { askChoice, type Choice } from '../quickInput.ts';
import { kindText } from '../syncActivity/activityText.ts';
import { runRepairs } from './runRepairs.ts';

interface Action {
  readonly command: string;
  readonly argument?: unknown;
}

/** The menu of the status bar item: what needs somebody, how each organization stands, and what can be done. */
export async function showStatusMenu(parts: Parts): Promise<void> {
  const list = parts.organizations.list();
  const choice = await askChoice<Action>(vscode.l10n.t('Confluence audit sync'), [
    ...list.flatMap((organization) => needs(parts, organization)),
    ...list.map((organization) => standing(parts, organization)),
    {
      label: `$(clock) ${vscode.l10n.t('Change the background sync…')}`,
      value: { command: 'confluenceAudit.configureBackgroundSync' },
    },
    {
      label: `$(tasklist) ${vscode.l10n.t('Show the sync activity')}`,
      value: { command: 'confluenceAudit.syncActivity.focus' },
    },
    {
      label: `$(list-tree) ${vscode.l10n.t('Show the organizations')}`,
      value: { command: 'confluenceAudit.organizations.focus' },
    },
    { label: `$(output) ${vscode.l10n.t('Show the log')}`, value: { command: 'confluenceAudit.showLog' } },
  ]);
  if (choice !== undefined) await vscode.commands.executeCommand(choice.value.command, choice.value.argument);
}

/** What does not go on by itself: the repair of what failed, the first send, and jobs that pause. */
function needs(parts: Parts, organization: Organization): readonly Choice<Action>[] {
  const { sync, destinations } = parts;
  const { displayName } = organization;
  const view = sync.viewOf(organization);
  const status = organizationStatus(organization, parts);
  const failure = view.failure ?? view.state?.lastRun?.failure;
  const destination = destinations.get(organization.destinationId ?? '');
  const repair = status.kind === 'failed' && failure ? runRepairs(failure, organization, destination)[0] : undefined;
  const paused = view.state?.jobs.filter((job) => job.paused) ?? [];
  return [
    ...(repair === undefined
      ? []
      : [{ label: `$(wrench) ${repair.title}`, description: displayName, detail: status.sentence, value: repair }]),
    ...(status.kind === 'awaitsApproval'
      ? [
          {
            label: `$(question) ${vscode.l10n.t('Agree to the first send of {0}…', displayName)}`,
            detail: status.sentence,
            value: { command: 'confluenceAudit.syncNow', argument: { organization } },
          },
        ]
      : []),
    ...paused.map(({ id, kind }) => ({
      label: `$(debug-continue) ${vscode.l10n.t('Resume: {0} of {1}', kindText(kind), displayName)}`,
      value: { command: 'confluenceAudit.resumeJob', argument: { organization, job: id } },
    })),
  ];
}

function standing(parts: Parts, organization: Organization): Choice<Action> {
  const { sync } = parts;
  const { displayName } = organization;
  const { running } = sync.viewOf(organization);
  const status = organizationStatus(organization, parts);
  const row = { description: status.word, detail: status.sentence };
  if (running === undefined) {
    const value = { command: 'confluenceAudit.syncNow', argument: { organization } };
    return { ...row, label: `$(sync) ${vscode.l10n.t('Sync {0} now', displayName)}`, value };
  }
  const job = runningJob(parts, organization);
  if (job !== undefined) {
    const label = `$(debug-pause) ${vscode.l10n.t('Pause: {0} of {1}', kindText(job.kind), displayName)}`;
    return { ...row, label, value: { command: 'confluenceAudit.pauseJob', argument: { organization, job: job.id } } };
  }
  const value = { command: 'confluenceAudit.cancelSync', argument: { organization } };
  return { ...row, label: `$(stop-circle) ${vscode.l10n.t('Cancel the sync of {0}', displayName)}`, value };
}

/** The job that runs just now; it is known by what it does. */
function runningJob({ sync }: Parts, organization: Organization): Job | undefined {
  const { running, state } = sync.viewOf(organization);
  const window = running?.progress.window;
  return state?.jobs.find((job) => {
    return job.kind === running?.kind && job.window.fromMs === window?.fromMs && job.window.toMs === window.toMs;
  });
}
