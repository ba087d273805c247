import type { Organization } from '../../core/organization/organization.ts';
import type { Parts } from '../parts.ts';

export interface OrganizationChange {
  readonly edited: Organization | undefined;
  readonly organization: Organization;
  /** Undefined: keep the stored one. */
  readonly apiToken: string | undefined;
}

/** Stores an organization that was added or edited. */
export async function saveOrganization({ organizations, sync }: Parts, change: OrganizationChange): Promise<void> {
  const { edited, organization, apiToken } = change;
  // How far one site was read says nothing about another. Forgetting comes first: if it is all that happens, records
  // are read again; the other way round, the new site's would be skipped.
  if (edited !== undefined && edited.site !== organization.site) await sync.forget(organization.id);
  await organizations.save(organization, apiToken);
}
