import { getRandomValues } from 'node:crypto';
import type { AuditSource } from '../core/audit/auditWindow.ts';
import type { ConfluenceHttp } from '../core/confluence/confluenceHttp.ts';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import type { OpenHttp } from '../core/confluence/routedHttp.ts';
import { Failure } from '../core/failure.ts';
import { SAMPLE_SEED } from '../core/organization/organization.ts';
import { daysLeft } from '../core/organization/tokenExpiry.ts';
import type { SourceRequest } from './engineRequest.ts';
import { nodeClock } from './nodeClock.ts';
import { doorOf, type SiteAccess, type SiteDoors, siteOpener } from './openSite.ts';

export interface SourceAccess extends SiteAccess {
  readonly doors: SiteDoors;
  /** Told when the site is given time before the next try, and with undefined when that is over. */
  readonly onWait: (waiting: Waiting | undefined) => void;
}

export interface OpenedSource {
  readonly source: AuditSource;
  close(): Promise<void>;
}

/** Connects to where an organization's audit records come from; what that takes is loaded on first use. */
export async function openSource(request: SourceRequest, access: SourceAccess): Promise<OpenedSource> {
  if (request.kind === 'sample') {
    const { createSampleSource } = await import('../core/confluence/sampleSource.ts');
    return { source: createSampleSource({ seed: SAMPLE_SEED, nowMs: access.nowMs }), close: async () => undefined };
  }
  const { createAuditSource } = await import('../core/confluence/auditSource.ts');
  const http = await openPatiently(request, access);
  return { source: createAuditSource(http, request.site), close: http.close };
}

async function openPatiently(
  request: Extract<SourceRequest, { kind: 'confluence' }>,
  access: SourceAccess,
): Promise<ConfluenceHttp> {
  const { createPatientHttp } = await import('../core/confluence/patientHttp.ts');
  const { createRoutedHttp } = await import('../core/confluence/routedHttp.ts');
  const { site, tokenExpiresOn } = request;
  const { onWait, doors, nowMs } = access;
  const open = (await siteOpener(access))(site, request);
  // Each door is given time by itself: a refusal at one is not asked for again because the other one stumbles.
  const openDoor: OpenHttp = (base, as) =>
    createPatientHttp(open(base, as), { random: randomShare, wait: nodeClock.wait, onWait });
  const http = createRoutedHttp(site, openDoor, doorOf(site, request, doors));
  return {
    ...http,
    async getJson(path, signal) {
      try {
        return await http.getJson(path, signal);
      } catch (error) {
        throw isExpired(error, tokenExpiresOn, nowMs()) ? new Failure('siteTokenExpired', error.detail) : error;
      }
    },
  };
}

/** A site refuses an expired token like a wrong one; only who knows its last day can tell them apart. */
function isExpired(error: unknown, lastDay: string | undefined, nowMs: number): error is Failure {
  const refused = error instanceof Failure && error.code === 'siteWrongCredentials';
  return refused && lastDay !== undefined && daysLeft(lastDay, nowMs) < 0;
}

function randomShare(): number {
  const [word = 0] = getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
