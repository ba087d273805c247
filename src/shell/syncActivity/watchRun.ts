import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunKind, RunSummary } from '../../core/sync/run.ts';
import type { Work } from '../../core/sync/work.ts';
import type { Parts } from '../parts.ts';
import type { RunningView } from '../sync/syncService.ts';
import { waitingSentence } from '../waitingSentence.ts';
import { kindText, percentText, shareOf, tallyText } from './activityText.ts';

export interface WatchedRun {
  readonly organization: Organization;
  readonly work: Work;
  /** What the run is, once it runs. */
  readonly kind: RunKind;
  /** Undefined for what has none. */
  readonly window: AuditWindow | undefined;
  readonly consent: 'given' | 'missing';
}

/** Runs it with a notification that shows how far it is, by time and by records, and can cancel it. */
export async function watchRun({ sync }: Pick<Parts, 'sync'>, run: WatchedRun): Promise<RunSummary> {
  const { organization, work, kind, consent } = run;
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('{0} of {1}', kindText(kind), organization.displayName),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    let shownPercent = 0;
    let cancels = false;
    const running = (): RunningView | undefined => {
      const now = sync.viewOf(organization).running;
      return now !== undefined && isOwn(now, run) ? now : undefined;
    };
    const stopOwn = (): void => {
      // What runs before it is another wish; it is ended as soon as its own turn has come.
      if (!cancels || running() === undefined) return;
      cancels = false;
      sync.stop(organization.id, 'cancel');
    };
    const show = (): void => {
      const now = running();
      if (now === undefined) return;
      const { window, doneThroughMs, tally } = now.progress;
      const share = window === undefined ? 0 : shareOf(window, doneThroughMs);
      const percent = Math.floor(share * 100);
      const done = [...(window === undefined ? [] : [percentText(share)]), tallyText(tally)].join(' · ');
      progress.report({
        message: now.wait ? waitingSentence(now.wait) : done,
        increment: Math.max(0, percent - shownPercent),
      });
      shownPercent = Math.max(shownPercent, percent);
    };
    const following = vscode.Disposable.from(
      sync.onDidChange(() => {
        show();
        stopOwn();
      }),
      cancellation.onCancellationRequested(() => {
        cancels = true;
        stopOwn();
      }),
    );
    try {
      return await sync.run(organization.id, work, consent);
    } finally {
      following.dispose();
    }
  });
}

/** Before its first progress a run has not told its window. */
function isOwn({ kind, progress: { window } }: RunningView, own: WatchedRun): boolean {
  if (kind !== own.kind) return false;
  return window === undefined || (window.fromMs === own.window?.fromMs && window.toMs === own.window.toMs);
}
