import type { FinishedStep, PlannedStep } from '../../src/protocol/diagnosis.ts';

/** A diagnosis of a site whose account may not read the audit log: every verdict is in it. */
export const FAILING: readonly FinishedStep[] = [
  step('name', { title: 'Name resolution', seen: 'acme.atlassian.net is 104.192.142.18 and two more.' }),
  step('proxy', { title: 'Proxy', seen: 'None; directly.' }),
  step('tls', { title: 'Encryption', seen: 'TLS 1.3, certificate by DigiCert Inc until 2027-03-02.' }),
  step('site', { title: 'Site', seen: 'Answers, cloud ID 1c7e7a2b-6d1f-4c0f-9e2e-5d3c1a9b8f70.' }),
  step('account', {
    title: 'Account',
    verdict: 'warning',
    seen: 'Ann Admin. The token expires in 9 days.',
    meaning: 'Make a new API token before 2026-12-01, and enter it here.',
    repair: 'Create an API token',
  }),
  step('administrator', {
    title: 'Confluence administrator',
    verdict: 'failed',
    seen: 'acme.atlassian.net answered 403 Forbidden to /wiki/rest/api/audit.',
    meaning:
      'The account ann@acme.example may not read the audit log. Only Confluence administrators may: ask one to make this account an administrator, or enter the token of one.',
    repair: 'Open user management',
  }),
  step('plan', { title: 'Plan', verdict: 'skipped', seen: 'Not visible to this account.' }),
  step('audit', { title: 'Audit log', verdict: 'skipped', meaning: 'It needs the step “Confluence administrator”.' }),
  step('clock', { title: 'Clock', seen: 'This computer is 0.4 seconds ahead of the site.' }),
];

export const PLANNED: readonly PlannedStep[] = FAILING.map(({ id, title }) => ({ id, title }));

/** The same steps, none of which found anything wrong. */
export const HEALTHY: readonly FinishedStep[] = PLANNED.map(({ id, title }) => step(id, { title, seen: 'Works.' }));

function step(id: string, parts: Partial<FinishedStep> & Pick<FinishedStep, 'title'>): FinishedStep {
  return { id, verdict: 'ok', seen: '', meaning: '', repair: undefined, ...parts };
}

export function parseStep(params: unknown): { readonly id: string } {
  if (typeof params !== 'object' || params === null || !('id' in params) || typeof params.id !== 'string') {
    throw new TypeError('the id of a step expected');
  }
  return { id: params.id };
}
