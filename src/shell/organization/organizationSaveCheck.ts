import { l10n } from 'vscode';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import type { DiagnosisRun } from './diagnosisRun.ts';
import type { DiagnosisSubject } from './diagnosisSteps.ts';
import { identifySite } from './siteIdentity.ts';

export interface CheckedOrganization {
  /** As it is to be stored: at the address of its site's API. */
  readonly organization: Organization;
  /** Why it is not stored now; empty where it may be. */
  readonly notes: readonly OrganizationNote[];
}

/** Finds out which site is meant, and tests it. */
export type SaveCheck = (typed: OrganizationFormValues, subject: DiagnosisSubject) => Promise<CheckedOrganization>;

type CheckParts = Pick<Parts, 'connections' | 'organizations' | 'log' | 'nowMs'>;

/** What does not work, or is not as it was typed, is told once; who saves the same again wants it so. */
export function createSaveCheck(parts: CheckParts, diagnosis: DiagnosisRun, signal: AbortSignal): SaveCheck {
  let told:
    | { readonly typed: string; readonly found: Pick<Organization, 'site' | 'cloudId' | 'displayName'> }
    | undefined;

  return async (typedValues, { organization, apiToken }) => {
    const typed = JSON.stringify(typedValues);
    if (told?.typed === typed) return { organization: { ...organization, ...told.found }, notes: [] };
    const tellOnce = (
      { site, cloudId, displayName }: Organization,
      notes: readonly OrganizationNote[],
    ): CheckedOrganization => {
      told = { typed, found: { site, cloudId, displayName } };
      return { organization, notes };
    };
    const identified = await identify(parts, organization, signal);
    const { organization: found, notes } = identified;
    if (identified.known && notes.some(isFailed)) return { organization, notes };
    const tested = identified.known ? await diagnosis.start({ organization: found, apiToken }) : [];
    if ([...notes, ...tested].some(isFailed)) return tellOnce(found, [...notes, ...tested, NOT_WORKING()]);
    if (found.site === organization.site) return { organization: found, notes: [] };
    return tellOnce(found, [...notes, ...tested, ANOTHER_ADDRESS()]);
  };
}

/** Where it cannot be found out which site it is, the note says why; it may be stored all the same. */
async function identify(parts: CheckParts, organization: Organization, signal: AbortSignal) {
  try {
    return { known: true, ...(await identifySite(parts, organization, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Failure)) parts.log.error(error, 'organizationForm');
    const note: OrganizationNote = { field: 'siteUrl', verdict: 'failed', text: errorSentence(error, parts.nowMs()) };
    return { known: false, organization, notes: [note] };
  }
}

function isFailed({ verdict }: OrganizationNote): boolean {
  return verdict === 'failed';
}

const NOT_WORKING = (): OrganizationNote => ({
  field: 'form',
  verdict: 'failed',
  text: l10n.t('The connection does not work yet. Press Save again to save it anyway.'),
});
const ANOTHER_ADDRESS = (): OrganizationNote => ({
  field: 'form',
  verdict: 'warning',
  text: l10n.t('The connection works, by another address than was typed. Press Save again to save it with that one.'),
});
