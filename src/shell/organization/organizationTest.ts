import { l10n } from 'vscode';
import { Failure, type FailureCode } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { OrganizationField, OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Connections } from '../connections.ts';
import { errorSentence } from '../failureSentences.ts';
import type { DestinationStore } from '../sentinel/destinationStore.ts';

export interface OrganizationTest {
  readonly organization: Organization;
  /** Undefined: the stored one. */
  readonly apiToken: string | undefined;
  readonly signal: AbortSignal;
}

/** Tries site, sign-in, permission and destination; one note for each, at the field that repairs it. */
export type OrganizationTester = (test: OrganizationTest) => Promise<readonly OrganizationNote[]>;

export function createOrganizationTester(parts: {
  readonly connections: Connections;
  readonly destinations: DestinationStore;
  readonly apiTokenOf: (organization: Organization) => Promise<string | undefined>;
  readonly nowMs: () => number;
}): OrganizationTester {
  const { connections, destinations, apiTokenOf, nowMs } = parts;

  const testSite = async ({
    organization,
    apiToken,
    signal,
  }: OrganizationTest): Promise<readonly OrganizationNote[]> => {
    const { site, userName, displayName } = organization;
    if (organization.kind === 'sample') {
      return [{ field: 'form', verdict: 'ok', text: l10n.t('The sample organization needs no connection.') }];
    }
    try {
      const token = apiToken ?? (await apiTokenOf(organization));
      if (token === undefined) throw new Failure('secretMissing', { where: displayName });
      const { newestMs, count, more } = await connections.checkSite(site, { userName, apiToken: token }, signal);
      const found = describeFound({ newestMs, count, more, nowMs: nowMs() });
      return [
        { field: 'siteUrl', verdict: 'ok', text: l10n.t('{0} answers.', new URL(site).host) },
        { field: 'userName', verdict: 'ok', text: l10n.t('May read the audit log. {0}', found) },
        { field: 'apiToken', verdict: 'ok', text: l10n.t('Accepted.') },
      ];
    } catch (error) {
      signal.throwIfAborted();
      return failedSite(error, site);
    }
  };

  const testDestination = async ({ organization, signal }: OrganizationTest): Promise<readonly OrganizationNote[]> => {
    const { destinationId, displayName } = organization;
    if (destinationId === undefined) {
      const text = l10n.t('No destination yet: records can be previewed, not synced.');
      return [{ field: 'destinationId', verdict: 'skipped', text }];
    }
    try {
      const destination = destinations.get(destinationId);
      if (destination === undefined) throw new Failure('destinationMissing', { where: displayName });
      const sink = await connections.openSink(destination);
      const { displayName: name } = destination;
      if ((await sink.check(signal)) === 'accepted') {
        return [{ field: 'destinationId', verdict: 'ok', text: l10n.t('{0} accepts records.', name) }];
      }
      const text = l10n.t('{0} can be reached; whether it takes the rows shows at the first sync.', name);
      return [{ field: 'destinationId', verdict: 'warning', text }];
    } catch (error) {
      signal.throwIfAborted();
      return [{ field: 'destinationId', verdict: 'failed', text: errorSentence(error) }];
    }
  };

  return async (test) => (await Promise.all([testSite(test), testDestination(test)])).flat();
}

/** What failed is said at the field that repairs it; what was reached before it is said too. */
function failedSite(error: unknown, site: string): readonly OrganizationNote[] {
  const text = errorSentence(error);
  const code = error instanceof Failure ? error.code : undefined;
  const field = (code && FIELD_OF[code]) ?? 'siteUrl';
  const host = new URL(site).host;
  const reached: OrganizationNote = { field: 'siteUrl', verdict: 'ok', text: l10n.t('{0} answers.', host) };
  const accepted: OrganizationNote = { field: 'apiToken', verdict: 'ok', text: l10n.t('Accepted.') };
  const notes: OrganizationNote[] = [{ field, verdict: 'failed', text }];
  if (field === 'apiToken') return [reached, ...notes];
  if (field === 'userName') return [reached, accepted, ...notes];
  return notes;
}

const FIELD_OF: Partial<Record<FailureCode, OrganizationField>> = {
  siteWrongCredentials: 'apiToken',
  siteScopeMissing: 'apiToken',
  secretMissing: 'apiToken',
  siteNotAdministrator: 'userName',
  siteNoConfluenceAccess: 'userName',
  siteForbidden: 'userName',
};

interface Found {
  readonly newestMs: number | undefined;
  readonly count: number;
  readonly more: boolean;
  readonly nowMs: number;
}

function describeFound({ newestMs, count, more, nowMs }: Found): string {
  if (newestMs === undefined) return l10n.t('It holds no records of the last 30 days.');
  const minutes = Math.max(0, Math.round((nowMs - newestMs) / 60_000));
  const newest = new Date(newestMs).toISOString().slice(0, 16).replace('T', ' ');
  if (minutes < 60) return l10n.t('The newest record is {0} minutes old.', minutes);
  if (more) return l10n.t('More than {0} records in 30 days, the newest of {1} UTC.', count, newest);
  return l10n.t('{0} records in 30 days, the newest of {1} UTC.', count, newest);
}
