import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';

/** Shows an organization's quarantine in the view; false where nothing is in it. */
type RevealQuarantine = (organization: Organization) => Promise<boolean>;

/** By what it shows: the view that there is. */
const views = new WeakMap<Parts['sync'], RevealQuarantine>();

/** Lets the view be found by whoever leads to a quarantine. */
export function serveQuarantineView({ sync }: Pick<Parts, 'sync'>, reveal: RevealQuarantine): vscode.Disposable {
  views.set(sync, reveal);
  return new vscode.Disposable(() => views.delete(sync));
}

/** Shows an organization's records in quarantine, or says that there are none. */
export async function showQuarantine({ sync }: Pick<Parts, 'sync'>, organization: Organization): Promise<void> {
  if ((await views.get(sync)?.(organization)) !== false) return;
  const sentence = vscode.l10n.t('{0} has no records in quarantine.', organization.displayName);
  void vscode.window.showInformationMessage(sentence);
}

/** Warns with a sentence about records in quarantine, and a button that shows them, without waiting for it. */
export function warnOfQuarantine(
  parts: Pick<Parts, 'sync' | 'log' | 'nowMs'>,
  organization: Organization,
  sentence: string,
): void {
  const show: vscode.MessageItem = { title: vscode.l10n.t('Show Quarantine') };
  vscode.window.showWarningMessage(sentence, show).then(async (chosen) => {
    try {
      if (chosen !== undefined) await showQuarantine(parts, organization);
    } catch (error) {
      parts.log.error(error, 'showQuarantine');
      void vscode.window.showErrorMessage(errorSentence(error, parts.nowMs()));
    }
  });
}
