import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { DIAGNOSIS_STEPS, type DiagnosisStep } from '../../../src/core/confluence/diagnosis.ts';
import { Failure, type FailureCode } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import type { Diagnosed } from '../../../src/shell/organization/diagnosisSteps.ts';
import { createOrganizationTester, type OrganizationTester } from '../../../src/shell/organization/organizationTest.ts';
import { ACME, FOLDER, SAMPLE } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';
import { HEALTHY, healthyBut, NO_ADMINISTRATOR, SEEN } from './diagnosisExamples.ts';

let shell: Shell;
let site: FakeSite;
let tester: OrganizationTester;
beforeEach(async () => {
  shell = await startShell();
  tester = createOrganizationTester(shell.parts);
  site = shell.connections.site(ACME.site);
  site.steps = HEALTHY;
  await shell.addOrganization(ACME);
});

const run = (organization: Organization = ACME, apiToken?: string, signal = new AbortController().signal) =>
  tester({ organization, apiToken, signal });
const verdicts = async (...test: Parameters<typeof run>) =>
  (await run(...test)).map(({ field, verdict }) => `${field} ${verdict}`);
const stepsOf = async (organization: Organization) => {
  const steps: Diagnosed[] = [];
  await tester({
    organization,
    apiToken: undefined,
    signal: new AbortController().signal,
    onStep: (step) => steps.push(step),
  });
  return steps.map(({ step, verdict }) => `${step} ${verdict}`);
};

const preview = { ...ACME, destinationId: undefined };
const failing = (step: DiagnosisStep, code: FailureCode) =>
  healthyBut({ step, verdict: 'failed', failure: new Failure(code, { where: ACME.site, status: 500, remark: 'x' }) });

describe('a test of an organization', () => {
  test('that works says so once', async () => {
    const [note, ...others] = await run();
    expect(others).toEqual([]);
    expect(note).toMatchObject({
      field: 'userName',
      verdict: 'ok',
      text: expect.stringMatching(/^May read the audit log\. 12 records of the last 30 days\. The newest is of .*\.$/),
    });
  });

  test('tells each step, the destination last', async () => {
    expect(await stepsOf(ACME)).toEqual([...DIAGNOSIS_STEPS, 'destination'].map((step) => `${step} ok`));
    expect(await stepsOf(preview)).toEqual(DIAGNOSIS_STEPS.map((step) => `${step} ok`));
  });

  test('tries what is typed, else what is stored', async () => {
    await run();
    await run(ACME, 'typed');
    expect(site.credentials.map(({ apiToken }) => apiToken)).toEqual(['stored', 'typed']);
  });

  test.each<[DiagnosisStep, FailureCode, string]>([
    ['authentication', 'siteWrongCredentials', 'apiToken'],
    ['authentication', 'siteTokenExpired', 'apiToken'],
    ['scope', 'siteScopeMissing', 'apiToken'],
    ['auditRead', 'siteScopeMissing', 'apiToken'],
    ['administrator', 'siteNotAdministrator', 'userName'],
    ['productAccess', 'siteNoConfluenceAccess', 'userName'],
    ['auditRead', 'siteForbidden', 'userName'],
    ['plan', 'sitePlanWithoutAudit', 'siteUrl'],
    ['reachability', 'siteNotCloud', 'siteUrl'],
    ['nameResolution', 'nameNotFound', 'siteUrl'],
    ['proxy', 'proxyRefused', 'siteUrl'],
    ['auditRead', 'siteServerError', 'siteUrl'],
    // Nobody's token is wrong because a site, or the way to it, fails.
    ['authentication', 'siteServerError', 'siteUrl'],
    ['authentication', 'siteRateLimited', 'siteUrl'],
    ['tokenKind', 'connectionLost', 'siteUrl'],
    ['productAccess', 'timedOut', 'siteUrl'],
    ['scope', 'siteNotJson', 'siteUrl'],
  ])('says at the field that mends it that %s failed with %s', async (step, code, field) => {
    site.steps = failing(step, code);
    expect(await verdicts(preview)).toEqual([`${field} failed`]);
    expect((await run(preview))[0]?.text).toContain('acme.atlassian.net');
  });

  test('says a failure once, however much is skipped because of it', async () => {
    site.steps = NO_ADMINISTRATOR;
    expect(await verdicts()).toEqual(['userName failed']);
  });

  test('says the same failure once, whichever steps it meets', async () => {
    const failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    const everywhere = (['reachability', 'authentication', 'auditRead'] as const).map((step) => ({
      step,
      verdict: 'failed' as const,
      failure,
    }));
    site.steps = healthyBut(...everywhere);
    expect(await verdicts(preview)).toEqual(['siteUrl failed']);
  });

  test('leaves what is remarkable about a certificate to the list of steps', async () => {
    const { certificate } = SEEN.certificate;
    const seen = { kind: 'certificate', certificate: { ...certificate, publiclyIssued: false } } as const;
    site.steps = healthyBut({ step: 'tls', verdict: 'warning', seen });
    expect(await verdicts()).toEqual(['userName ok']);
    expect(await stepsOf(ACME)).toContain('tls warning');
  });

  test('tells a warning with what was seen, and that all works', async () => {
    site.steps = healthyBut({ step: 'clock', verdict: 'warning', seen: { kind: 'clock', aheadMs: 7 * 60_000 } });
    expect(await verdicts()).toEqual(['form warning', 'userName ok']);
    expect((await run())[0]?.text).toMatch(/^This computer's clock is ahead .* 7 minutes\. A sync .* right\.$/);
  });

  test('tells how the destination is, whatever the site does', async () => {
    const destination = shell.connections.destination(FOLDER.id);
    destination.verdict = 'reached';
    expect(await verdicts()).toEqual(['destinationId warning', 'userName ok']);
    destination.failure = new Failure('folderMissing', { where: FOLDER.folder });
    expect(await verdicts()).toEqual(['destinationId failed', 'userName ok']);
    destination.failure = new Failure('secretMissing', { where: FOLDER.displayName });
    expect(await verdicts()).toEqual(['destinationId failed', 'userName ok']);
    site.steps = NO_ADMINISTRATOR;
    expect(await verdicts()).toEqual(['userName failed', 'destinationId failed']);
    await shell.parts.destinations.remove(FOLDER.id);
    expect((await run()).at(-1)?.text).toBe('Acme has no destination. Choose one first.');
  });

  test('of the sample needs no site, but its destination', async () => {
    expect(await stepsOf(SAMPLE)).toEqual(['sample ok', 'destination ok']);
    expect(await run(SAMPLE)).toEqual([
      { field: 'form', verdict: 'ok', text: expect.stringContaining('needs no connection') },
    ]);
  });

  test('that is cancelled is no failure of the site', async () => {
    site.answers = new Promise(() => undefined);
    const abort = new AbortController();
    const tested = run(ACME, undefined, abort.signal);
    await until(() => site.credentials.length > 0);
    abort.abort();
    await expect(tested).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('a test that is cancelled in between tells no further step', async () => {
  const abort = new AbortController();
  const steps: string[] = [];
  const onStep = ({ step }: Diagnosed): void => {
    steps.push(step);
    abort.abort();
  };
  // What is seen here does not look at the signal by itself.
  const tested = tester({ organization: ACME, apiToken: undefined, signal: abort.signal, onStep });
  await expect(tested).rejects.toMatchObject({ name: 'AbortError' });
  expect(steps).toEqual(['nameResolution']);
});

describe('a diagnosis that throws', () => {
  /** Of what is thrown after the first results. */
  const throwing = (thrown: Error, ...steps: typeof HEALTHY) => {
    const connections = {
      ...shell.connections,
      async *diagnose() {
        yield* steps;
        throw thrown;
      },
    };
    tester = createOrganizationTester({ ...shell.parts, connections });
  };

  test('because no token is stored asks for it, and skips the rest', async () => {
    throwing(new Failure('secretMissing', { where: 'Acme' }));
    const steps = await stepsOf(preview);
    expect(steps).toContain('tokenKind failed');
    expect(steps.filter((step) => step.endsWith('skipped'))).toHaveLength(DIAGNOSIS_STEPS.length - 1);
    expect(await verdicts(preview)).toEqual(['apiToken failed']);
  });

  test('what is not ours shows nothing of what that says', async () => {
    throwing(new TypeError('token ATATT-stored'), ...HEALTHY.slice(0, 2));
    expect(await stepsOf(preview)).toContain('tls failed');
    const notes = await run(preview);
    expect(notes.map(({ text }) => text)).toEqual([
      'Something unexpected happened (TypeError). The log has the details.',
    ]);
    expect(JSON.stringify(notes) + user.log.join()).not.toContain('ATATT');
    expect(user.log.join()).toContain('diagnosis: TypeError');
  });
});
