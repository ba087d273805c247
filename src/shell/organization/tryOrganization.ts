import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Verdict } from '../../protocol/form.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import { identifySite } from './siteIdentity.ts';

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
  parts: Pick<Parts, 'connections' | 'organizations' | 'testOrganization' | 'nowMs'>,
  { organization, apiToken }: { readonly organization: Organization; readonly apiToken: string | undefined },
): Promise<TriedOrganization> {
  let tried: TriedOrganization = { organization, news: undefined, refusal: undefined, failed: undefined };
  const run = async (signal: AbortSignal): Promise<void> => {
    const identified = await identifySite(parts, organization, signal);
    const { notes } = identified;
    tried = {
      ...tried,
      organization: identified.organization,
      news: said('ok', notes),
      refusal: said('failed', notes),
    };
    if (tried.refusal !== undefined) return;
    const tested = await parts.testOrganization({ organization: identified.organization, apiToken, signal });
    tried = { ...tried, failed: said('failed', tested) };
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
      if (!abort.signal.aborted && !(error instanceof Failure)) throw error;
      const cancelled = vscode.l10n.t('The test was cancelled.');
      tried = { ...tried, failed: abort.signal.aborted ? cancelled : errorSentence(error, parts.nowMs()) };
    }
  });
  return tried;
}

function said(verdict: Verdict, notes: readonly OrganizationNote[]): string | undefined {
  const texts = notes.filter((note) => note.verdict === verdict).map(({ text }) => text);
  return texts.length === 0 ? undefined : texts.join(' ');
}
