import type { AuditWindow } from '../audit/auditWindow.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { siteKind } from '../organization/siteAddress.ts';
import type { AnswerHead } from './answerHead.ts';
import { type AuditPage, readAuditPage } from './auditPage.ts';
import { gatewayBase } from './cloudId.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { KNOWS_NOTHING, KNOWS_TOKEN, type OpenHttp } from './routedHttp.ts';

/** Where the token is known, whether it is one with scopes, and what came of reading the audit log there. */
export interface Door {
  readonly http: ConfluenceHttp;
  readonly at: 'site' | 'gateway';
  /** Undefined where neither door has said whether it knows the token. */
  readonly scopes: boolean | undefined;
  readonly page: Outcome<AuditPage>;
  /** Of the answer with the page. */
  readonly head: AnswerHead | undefined;
}

export interface DoorOptions {
  readonly site: string;
  /** Undefined where it could not be found out; then there is no gateway to ask. */
  readonly cloudId: string | undefined;
  readonly open: OpenHttp;
  readonly window: AuditWindow;
}

/** Reads a page of the window at the site and, where the token is refused there, through the gateway. */
export async function findDoor({ site, cloudId, open, window }: DoorOptions, signal: AbortSignal): Promise<Door> {
  const knock = async (at: Door['at'], base: string): Promise<Omit<Door, 'scopes'>> => {
    const http = open(base, 'user');
    const page = await outcomeOf(readAuditPage(http, site, { query: window, start: 0, signal }));
    return { http, at, page, head: http.lastAnswer() };
  };
  const atSite = siteKind(site) === 'customDomain' ? undefined : await knock('site', site);
  if (atSite?.page.ok === true) return { ...atSite, scopes: false };
  const siteSays = atSite?.page.ok === false ? atSite.page.failure.code : undefined;
  const refused = siteSays === undefined || siteSays === 'siteWrongCredentials' || knowsToken(siteSays);
  const atGateway = refused && cloudId !== undefined ? await knock('gateway', gatewayBase(site, cloudId)) : undefined;
  const gatewaySays = atGateway?.page.ok === false ? atGateway.page.failure.code : undefined;
  // Where both say the same, the token need not be one with scopes.
  if (atGateway !== undefined && (gatewaySays === undefined || (gatewaySays !== siteSays && knowsToken(gatewaySays)))) {
    return { ...atGateway, scopes: true };
  }
  // What keeps the gateway from answering keeps a token with scopes from working.
  const unanswered = gatewaySays !== undefined && !knowsToken(gatewaySays) && !KNOWS_NOTHING.has(gatewaySays);
  if (unanswered && !knowsToken(siteSays)) return { ...required(atGateway), scopes: undefined };
  if (atSite !== undefined) {
    return { ...atSite, scopes: knowsToken(siteSays) && gatewaySays !== siteSays ? false : undefined };
  }
  const failure = new Failure('siteCustomDomain', { where: site });
  return { ...required(atGateway), scopes: undefined, page: { ok: false, failure } };
}

/** Asked whenever the site was not, or did not know the token. */
function required<T>(asked: T | undefined): T {
  if (asked === undefined) throw new Error('the gateway was not asked');
  return asked;
}

function knowsToken(code: FailureCode | undefined): boolean {
  return code !== undefined && KNOWS_TOKEN.has(code);
}
