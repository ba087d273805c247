import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Verdict } from '../../protocol/form.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import type { DiagnosisSubject } from './diagnosisSteps.ts';
import { identifySite, joined } from './siteIdentity.ts';

/** An organization with what was found out about it; the sentences are undefined where there is nothing to say. */
export interface TriedOrganization {
  readonly organization: Organization;
  /** That another address than the one that was typed will be used. */
  readonly news: string | undefined;
  /** Why it cannot be stored at all. */
  readonly refusal: string | undefined;
  /** What does not work, or was not tried to its end. */
  readonly failed: string | undefined;
}

/** Finds out which site an organization belongs to and tests it, with a notification by which to cancel. */
export async function tryOrganization(
  parts: Pick<Parts, 'connections' | 'organizations' | 'testOrganization' | 'log' | 'nowMs'>,
  { organization, apiToken }: DiagnosisSubject,
): Promise<TriedOrganization> {
  let tried = untried(organization);
  const run = async (signal: AbortSignal): Promise<void> => {
    const { organization: found, notes, refused } = await identifySite(parts, organization, signal);
    tried = { ...untried(found), news: said('ok', notes), refusal: refused ? said('failed', notes) : undefined };
    if (refused) return;
    const tested = await parts.testOrganization({ organization: found, apiToken, signal });
    tried = { ...tried, failed: said('failed', joined(notes, tested)) };
  };
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Testing the connection to {0}', organization.displayName),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (_progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    try {
      await run(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      tried = { ...tried, failed: vscode.l10n.t('The test was cancelled.') };
    }
  });
  return tried;
}

/** What is stored without a test. */
export function untried(organization: Organization): TriedOrganization {
  return { organization, news: undefined, refusal: undefined, failed: undefined };
}

function said(verdict: Verdict, notes: readonly OrganizationNote[]): string | undefined {
  const texts = notes.filter((note) => note.verdict === verdict).map(({ text }) => text);
  return texts.length === 0 ? undefined : texts.join(' ');
}
