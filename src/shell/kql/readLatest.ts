import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { KeptPreview } from '../audit/previewMemory.ts';
import { createPreviewSession } from '../audit/previewSession.ts';
import { countText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { waitingSentence } from '../waitingSentence.ts';

/**
 * Reads the records of the last week, as the organization's preview does by itself; undefined when it was cancelled, or
 * stopped by the signal.
 */
export async function readLatest(
  parts: Pick<Parts, 'connections' | 'previews' | 'nowMs'>,
  organization: Organization,
  signal: AbortSignal,
): Promise<KeptPreview | undefined> {
  const { connections, previews, nowMs } = parts;
  const title = vscode.l10n.t('Reading the last 7 days of {0}', organization.displayName);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const session = createPreviewSession({
      ...{ organization, withSource: connections.withSource, nowMs },
      onProgress: (read) => progress.report({ message: vscode.l10n.t('{0} records so far', countText(read)) }),
      onWait: (waiting) => {
        if (waiting === undefined) return;
        progress.report({ message: waitingSentence({ waiting, untilMs: nowMs() + waiting.delayMs }) });
      },
      onRead: (preview) => previews.keep(organization.id, preview),
    });
    token.onCancellationRequested(session.cancel);
    signal.addEventListener('abort', session.cancel);
    try {
      const reading = session.load({ range: 'last7Days', fromMs: undefined, toMs: undefined, search: '' });
      if (signal.aborted) session.cancel();
      return (await reading).superseded ? undefined : previews.latest(organization.id);
    } finally {
      signal.removeEventListener('abort', session.cancel);
    }
  });
}
