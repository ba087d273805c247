export const FIRST_SYNCS = ['everything', 'last30Days', 'last7Days', 'last24Hours', 'newOnly'] as const;
/** How far back the first sync of an organization reads. */
export type FirstSync = (typeof FIRST_SYNCS)[number];

/** An organization as it is stored; its API token is a secret and is kept apart from it. */
export interface Organization {
  /** Stable for its whole life: names its secret and its sync state. */
  readonly id: string;
  /** The sample needs no network and no token. */
  readonly kind: 'confluence' | 'sample';
  readonly displayName: string;
  /** Origin of the site, for instance `https://acme.atlassian.net`. */
  readonly site: string;
  /** The same for every address of the site; undefined where it was not found out yet. */
  readonly cloudId: string | undefined;
  /** The e-mail address of the Atlassian account that the token belongs to; empty for the sample. */
  readonly userName: string;
  /** The last day on which the token works, as `2026-12-31`; undefined where nobody said. */
  readonly tokenExpiresOn: string | undefined;
  readonly destinationId: string | undefined;
  readonly firstSync: FirstSync;
  readonly backgroundSync: BackgroundSync;
  /** Epoch milliseconds; the first sync's range is counted back from here. */
  readonly addedAtMs: number;
}

export interface BackgroundSync {
  readonly enabled: boolean;
  readonly intervalMinutes: number;
}

export const DEFAULT_INTERVAL_MINUTES = 5;
export const MIN_INTERVAL_MINUTES = 1;
export const MAX_INTERVAL_MINUTES = 24 * 60;

export function isIntervalMinutes(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= MIN_INTERVAL_MINUTES && minutes <= MAX_INTERVAL_MINUTES;
}

/** A reserved name (RFC 2606), so that the sample can never be mistaken for somebody's site. */
export const SAMPLE_SITE = 'https://sample.example';
/** Decides what its records are: the same for everybody, so that people can talk about them. */
export const SAMPLE_SEED = 1;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Confluence keeps audit records for at most one year. Source: Atlassian support, "View the audit log". */
const MAX_RETENTION_MS = 366 * DAY_MS;

/** The oldest instant that the first sync reads, in epoch milliseconds. */
export function firstSyncFromMs(organization: Pick<Organization, 'firstSync' | 'addedAtMs'>): number {
  const reachMs: Record<FirstSync, number> = {
    everything: MAX_RETENTION_MS,
    last30Days: 30 * DAY_MS,
    last7Days: 7 * DAY_MS,
    last24Hours: DAY_MS,
    newOnly: 0,
  };
  return organization.addedAtMs - reachMs[organization.firstSync];
}

/** What Basic authentication against a site takes. */
export interface SiteCredential {
  readonly userName: string;
  readonly apiToken: string;
}
