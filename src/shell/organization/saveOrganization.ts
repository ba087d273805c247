import type { Organization } from '../../core/organization/organization.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import { changedMembers } from '../changedMembers.ts';
import type { DiagnosisSubject } from './diagnosisSteps.ts';
import type { OrganizationStore } from './organizationStore.ts';
import { judgeTwin } from './siteIdentity.ts';

/**
 * Stores what was typed and checked, and of one that is there only what was changed. Gives why it is not stored: the
 * same one may have been added while it was tested, or since its user was told what does not work.
 */
export async function saveOrganization(
  organizations: OrganizationStore,
  edited: Organization | undefined,
  { organization, apiToken }: DiagnosisSubject,
): Promise<readonly OrganizationNote[]> {
  const twin = judgeTwin(organization, organizations.list()).filter(({ verdict }) => verdict === 'failed');
  if (twin.length > 0) return twin;
  if (edited === undefined) await organizations.add(organization, apiToken);
  else {
    const changed = changedMembers(edited, organization);
    await organizations.update(edited.id, (now) => ({ ...now, ...changed }), apiToken);
  }
  return [];
}

/** What is sent to whom decides whether it works; of what was removed meanwhile, the saving tells. */
export function needsCheck(
  organizations: OrganizationStore,
  edited: Organization | undefined,
  { organization, apiToken }: DiagnosisSubject,
): boolean {
  if (edited === undefined) return true;
  const now = organizations.get(edited.id);
  if (now === undefined) return false;
  return apiToken !== undefined || now.site !== organization.site || now.userName !== organization.userName;
}
