import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { DiagnosisViewCalls, DiagnosisViewEvents } from '../../protocol/diagnosis.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import { openWebviewPanel, showPanel } from '../webview/webviewPanel.ts';
import { createDiagnosisRun } from './diagnosisRun.ts';
import { siteText } from './organizationTree.ts';

/** Diagnoses an organization in a view of its own; an organization's diagnosis is open at most once. */
export function openDiagnosis(parts: Parts, organization: Organization): void {
  showPanel(`diagnosis ${organization.id}`, () => createPanel(parts, organization));
}

function createPanel(parts: Parts, organization: Organization): vscode.WebviewPanel {
  const { organizations, log, nowMs } = parts;
  // As it is now: a step's button may have led to its form.
  const current = (): Organization => organizations.get(organization.id) ?? organization;
  const diagnosis = createDiagnosisRun({
    ...parts,
    onBegun: (begun) => server.emit('diagnosisBegun', begun),
    onFinished: (step) => server.emit('stepFinished', step),
    editable: current,
  });
  const begin = async (): Promise<void> => {
    try {
      await diagnosis.start({ organization: current(), apiToken: undefined });
      server.emit('diagnosisEnded', { message: '' });
    } catch (error) {
      // Whoever cancelled it, or began the next one, has told so.
      if (error instanceof Error && error.name === 'AbortError') return;
      log.error(error, 'diagnosis');
      server.emit('diagnosisEnded', { message: errorSentence(error, nowMs()) });
    }
  };
  const nothing = { parse: () => undefined };
  const { panel, server } = openWebviewPanel<DiagnosisViewCalls, DiagnosisViewEvents>({
    ...parts,
    view: 'diagnosis',
    title: titleOf(organization),
    handlers: {
      ...diagnosis.handlers,
      ready: {
        ...nothing,
        run: () => ({ ...diagnosis.state(), organization: current().displayName, site: siteText(current()) }),
      },
      run: { ...nothing, run: () => void begin() },
      cancel: {
        ...nothing,
        run() {
          if (!diagnosis.state().running) return undefined;
          diagnosis.cancel();
          server.emit('diagnosisEnded', { message: vscode.l10n.t('The diagnosis was cancelled.') });
          return undefined;
        },
      },
    },
  });
  const following = organizations.onDidChange(() => {
    const now = organizations.get(organization.id);
    if (now === undefined) panel.dispose();
    else panel.title = titleOf(now);
  });
  panel.onDidDispose(() => {
    diagnosis.cancel();
    following.dispose();
  });
  void begin();
  return panel;
}

function titleOf({ displayName }: Organization): string {
  return vscode.l10n.t('{0}: Diagnostics', displayName);
}
