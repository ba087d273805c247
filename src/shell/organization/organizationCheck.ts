import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';
import { hostOf } from '../localText.ts';
import type { Parts } from '../parts.ts';
import type { DiagnosisRun } from './diagnosisRun.ts';
import type { DiagnosisSubject } from './diagnosisSteps.ts';
import { type IdentifiedOrganization, identifySite, joined } from './siteIdentity.ts';

/** The checks of one form, one at a time: which site is meant, and whether it works. */
export interface OrganizationCheck {
  /** Begins anew, which ends the one that is running. Throws the reason of its abort when it was ended itself. */
  test(subject: DiagnosisSubject): Promise<readonly OrganizationNote[]>;
  /**
   * The same before what was typed is stored. What does not work, or is not as it was typed, is told once; who saves the
   * same again wants it so.
   */
  beforeSave(typed: OrganizationFormValues, subject: DiagnosisSubject): Promise<CheckedOrganization>;
  cancel(): void;
}

export interface CheckedOrganization {
  /** As it is to be stored: at the address of its site's API. */
  readonly organization: Organization;
  /** Why it is not stored now; empty where it may be. */
  readonly notes: readonly OrganizationNote[];
}

export function createOrganizationCheck(
  parts: Pick<Parts, 'connections' | 'organizations' | 'log' | 'nowMs'>,
  diagnosis: DiagnosisRun,
): OrganizationCheck {
  let abort = new AbortController();
  let told:
    | { readonly typed: string; readonly found: Pick<Organization, 'site' | 'cloudId' | 'displayName'> }
    | undefined;

  const cancel = (): void => {
    abort.abort();
    diagnosis.cancel();
  };
  const check = async ({ organization, apiToken }: DiagnosisSubject): Promise<IdentifiedOrganization> => {
    cancel();
    abort = new AbortController();
    const identified = await identifySite(parts, organization, abort.signal);
    if (identified.refused) return identified;
    const tested = await diagnosis.start({ organization: identified.organization, apiToken });
    return { ...identified, notes: joined(identified.notes, tested) };
  };

  return {
    cancel,
    test: async (subject) => (await check(subject)).notes,
    async beforeSave(typedValues, subject) {
      const typed = JSON.stringify(typedValues);
      if (told?.typed === typed) return { organization: { ...subject.organization, ...told.found }, notes: [] };
      const { organization, notes, refused } = await check(subject);
      if (refused) return { organization, notes };
      const { site, cloudId, displayName } = organization;
      const worksAsTyped = !notes.some(isFailed) && site === subject.organization.site;
      if (worksAsTyped) return { organization, notes: [] };
      told = { typed, found: { site, cloudId, displayName } };
      return { organization, notes: [...notes, notes.some(isFailed) ? NOT_WORKING() : anotherAddress(organization)] };
    },
  };
}

function isFailed({ verdict }: OrganizationNote): boolean {
  return verdict === 'failed';
}

const NOT_WORKING = (): OrganizationNote => ({
  field: 'form',
  verdict: 'failed',
  text: l10n.t('The connection does not work yet. Press Save again to save it anyway.'),
});
function anotherAddress({ site }: Organization): OrganizationNote {
  const text = l10n.t(
    'The connection works, at {0}. Press Save again to save that instead of what was typed.',
    hostOf(site),
  );
  return { field: 'form', verdict: 'warning', text };
}
