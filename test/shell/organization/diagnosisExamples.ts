import {
  DIAGNOSIS_STEPS,
  type DiagnosisStep,
  type Seen,
  type StepResult,
} from '../../../src/core/confluence/diagnosis.ts';
import { Failure } from '../../../src/core/failure.ts';
import { ACME, DAY_MS, NOON_MS } from '../examples.ts';

const certificate = {
  issuer: 'DigiCert Inc',
  validToMs: NOON_MS + 90 * DAY_MS,
  publiclyIssued: true,
  problem: undefined,
};
const proxy = { origin: 'http://proxy.acme.example:3128', authorization: () => 'Basic c2VjcmV0' };

/** Something seen of each kind, as it is when all is well. */
export const SEEN: { readonly [K in Seen['kind']]: Extract<Seen, { kind: K }> } = {
  addresses: { kind: 'addresses', host: 'acme.atlassian.net', addresses: ['104.192.142.1', '2401:1d80::1'] },
  proxyAddresses: { kind: 'proxyAddresses', host: 'proxy.acme.example', addresses: ['10.1.2.3'] },
  way: { kind: 'way', choice: { kind: 'proxy', source: 'http.proxy', proxy } },
  certificate: { kind: 'certificate', certificate },
  unencrypted: { kind: 'unencrypted' },
  site: { kind: 'site', cloudId: '11111111-aaaa', customDomain: false },
  token: { kind: 'token', scopes: true },
  account: { kind: 'account', name: 'Ann Lee', type: 'atlassian', tokenDaysLeft: undefined },
  impliedByAudit: { kind: 'impliedByAudit' },
  productAccess: { kind: 'productAccess' },
  administrator: { kind: 'administrator' },
  plan: { kind: 'plan', edition: 'PREMIUM' },
  noScopesNeeded: { kind: 'noScopesNeeded' },
  scopeFits: { kind: 'scopeFits' },
  records: {
    kind: 'records',
    count: 12,
    more: false,
    newestMs: NOON_MS - 5 * 60_000,
    unreadable: 0,
    unknown: 0,
    days: 30,
  },
  retention: { kind: 'retention', retention: { number: 1, units: 'YEARS' }, horizonMs: NOON_MS - 365 * DAY_MS },
  clock: { kind: 'clock', aheadMs: 400 },
  limits: { kind: 'limits', headers: { 'x-ratelimit-remaining': '99' } },
  noLimits: { kind: 'noLimits' },
};

const KIND_OF: Readonly<Record<DiagnosisStep, Seen['kind']>> = {
  nameResolution: 'addresses',
  proxy: 'way',
  tls: 'certificate',
  reachability: 'site',
  tokenKind: 'token',
  authentication: 'account',
  productAccess: 'productAccess',
  administrator: 'administrator',
  plan: 'plan',
  scope: 'scopeFits',
  auditRead: 'records',
  retention: 'retention',
  clock: 'clock',
  rateLimit: 'noLimits',
};

/** A site where nothing is wrong. */
export const HEALTHY: readonly StepResult[] = DIAGNOSIS_STEPS.map((step) => ({
  step,
  verdict: 'ok',
  seen: SEEN[KIND_OF[step]],
}));

/** The same, but for these results. */
export function healthyBut(...results: readonly StepResult[]): readonly StepResult[] {
  return HEALTHY.map((healthy) => results.find(({ step }) => step === healthy.step) ?? healthy);
}

/** A site that knows the token, whose user is no administrator. */
export const NO_ADMINISTRATOR = healthyBut(
  {
    step: 'administrator',
    verdict: 'failed',
    failure: new Failure('siteNotAdministrator', { where: ACME.site, status: 403 }),
  },
  { step: 'auditRead', verdict: 'skipped', because: 'administrator' },
  { step: 'retention', verdict: 'skipped', because: 'auditRead' },
);
