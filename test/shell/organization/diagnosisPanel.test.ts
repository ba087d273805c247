import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import {
  DIAGNOSIS_STEPS,
  type DiagnosisStep,
  type Seen,
  type StepResult,
} from '../../../src/core/confluence/diagnosis.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import type { DiagnosisViewCalls, DiagnosisViewEvents, FinishedStep } from '../../../src/protocol/diagnosis.ts';
import { openDiagnosis } from '../../../src/shell/organization/diagnosisPanel.ts';
import { ACME, GLOBEX, NOON_MS, SAMPLE } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { commands } from '../fakeVscode.ts';
import { registerCommands } from '../registerCommands.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';
import { HEALTHY, healthyBut, NO_ADMINISTRATOR, SEEN } from './diagnosisExamples.ts';

let shell: Shell;
let site: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  site = shell.connections.site(ACME.site);
  site.steps = HEALTHY;
  await shell.addOrganization(ACME);
});

/** The page of a diagnosis: what it was told, as it would draw it. */
function open(organization: Organization = ACME) {
  openDiagnosis(shell.parts, organization);
  const panel = user.panel();
  const view = panel.connect<DiagnosisViewCalls, DiagnosisViewEvents>();
  const told: string[] = [];
  const steps: FinishedStep[] = [];
  view.on('diagnosisBegun', (begun) => told.push(`begun ${begun.steps.length}`));
  view.on('stepFinished', (step) => {
    told.push(`${step.id} ${step.verdict}`);
    steps.push(step);
  });
  view.on('diagnosisEnded', ({ message }) => told.push(`ended ${message}`.trim()));
  const ended = () => until(() => told.at(-1)?.startsWith('ended'));
  return { panel, view, told, steps, ended };
}

const COUNT = DIAGNOSIS_STEPS.length + 1;

describe('the diagnosis of an organization', () => {
  test('begins at once, and tells each step', async () => {
    const { view, told, steps, ended, panel } = open();
    expect(panel).toMatchObject({ title: 'Acme: Diagnostics', viewType: 'confluenceAudit.diagnosis' });
    expect(await view.call('ready')).toMatchObject({
      value: { organization: 'Acme', site: 'acme.atlassian.net', running: true },
    });
    await ended();
    expect(told).toEqual([...[...DIAGNOSIS_STEPS, 'destination'].map((id) => `${id} ok`), 'ended']);
    expect(steps[0]).toEqual({
      id: 'nameResolution',
      title: 'Name resolution',
      verdict: 'ok',
      seen: 'acme.atlassian.net is found at 104.192.142.1, 2401:1d80::1.',
      meaning: '',
    });
    const ready = await view.call('ready');
    expect(ready).toMatchObject({ value: { running: false, finished: steps } });
    expect(ready.ok && ready.value.steps.map(({ id }) => id)).toEqual([...DIAGNOSIS_STEPS, 'destination']);
    expect(site.credentials).toEqual([{ userName: ACME.userName, apiToken: 'stored' }]);
  });

  test('begins anew, and tells nothing more of the one before', async () => {
    const { view, told, ended } = open();
    await ended();
    told.length = 0;
    site.answers = new Promise(() => undefined);
    await view.call('run');
    await until(() => site.credentials.length === 2);
    site.answers = Promise.resolve();
    await view.call('run');
    await ended();
    expect(told.slice(0, 2)).toEqual([`begun ${COUNT}`, `begun ${COUNT}`]);
    expect(told.slice(2)).toHaveLength(COUNT + 1);
  });

  test('can be cancelled, and then is silent', async () => {
    let answer: () => void = () => undefined;
    site.answers = new Promise((resolve) => {
      answer = resolve;
    });
    const { view, told } = open();
    await until(() => site.credentials.length === 1);
    await view.call('cancel');
    answer();
    expect(await view.call('ready')).toMatchObject({ value: { running: false, finished: [] } });
    await view.call('cancel');
    expect(told).toEqual(['ended The diagnosis was cancelled.']);
    expect(user.log).toEqual([]);
  });

  test('that is cancelled at its last step ends once', async () => {
    const { view, told } = open();
    view.on('stepFinished', ({ id }) => {
      if (id === 'destination') void view.call('cancel');
    });
    await until(() => told.includes('destination ok'));
    await view.call('ready');
    expect(told.filter((one) => one.startsWith('ended'))).toEqual(['ended The diagnosis was cancelled.']);
  });

  test('leads to where a step is repaired, and only to what it offered', async () => {
    registerCommands(shell.parts);
    const opened: string[] = [];
    user.commands.set('vscode.open', (address) => opened.push(String(address)));
    const failure = new Failure('siteWrongCredentials', { where: ACME.site, status: 401 });
    site.steps = [
      ...NO_ADMINISTRATOR.slice(0, 5),
      { step: 'authentication', verdict: 'failed', failure },
      ...NO_ADMINISTRATOR.slice(6),
    ];
    shell.connections.destination('f').failure = new Failure('folderMissing', { where: '/srv/audit' });
    const { view, steps, ended } = open();
    await ended();
    expect(steps.filter(({ repair }) => repair).map(({ id, repair }) => `${id}: ${repair}`)).toEqual([
      'authentication: Edit Organization',
      'administrator: Open Atlassian Administration',
      'destination: Edit Destination',
    ]);
    await view.call('repairStep', { id: 'administrator' });
    await view.call('repairStep', { id: 'clock' });
    expect(await view.call('repairStep', {} as { id: string })).toMatchObject({ ok: false });
    expect(opened).toEqual(['https://admin.atlassian.com']);
    await view.call('repairStep', { id: 'authentication' });
    await view.call('repairStep', { id: 'destination' });
    await until(() => user.panels.length === 3);
    expect(user.panels.map(({ title }) => title)).toEqual(['Acme: Diagnostics', 'Edit Acme', 'Edit Audit files']);
  });

  const account = (tokenDaysLeft: number): Seen => ({ ...SEEN.account, tokenDaysLeft });
  const certificate = { ...SEEN.certificate.certificate, publiclyIssued: false };
  test.each<[DiagnosisStep, Seen, string | undefined]>([
    ['tokenKind', { kind: 'token', scopes: false }, 'About API Tokens'],
    ['authentication', account(3), 'Create API Token'],
    ['authentication', account(-3), 'Edit Organization'],
    ['tls', { kind: 'certificate', certificate }, 'Open Proxy Settings'],
    ['tls', SEEN.certificate, undefined],
    ['rateLimit', SEEN.limits, 'About Rate Limits'],
    ['clock', { kind: 'clock', aheadMs: 500_000 }, undefined],
  ])('leads from a warning at %s, %j, to %s', async (step, seen, button) => {
    site.steps = healthyBut({ step, verdict: 'warning', seen });
    const { steps, ended } = open();
    await ended();
    expect(steps.find(({ id }) => id === step)?.repair).toBe(button);
  });

  test('leads to the organization where its destination is gone', async () => {
    await shell.parts.destinations.remove('f');
    const { steps, ended } = open();
    await ended();
    expect(steps.at(-1)).toMatchObject({ id: 'destination', verdict: 'failed', repair: 'Edit Organization' });
  });

  test('offers a page to read where nothing is wrong, and no more', async () => {
    const { steps, ended } = open();
    await ended();
    expect(steps.flatMap(({ repair }) => repair ?? [])).toEqual(['About the Audit Log']);
  });

  test('of the sample is one sentence, besides its destination', async () => {
    await shell.addOrganization(SAMPLE);
    const { told, steps, ended, view } = open(SAMPLE);
    await ended();
    expect(told).toEqual(['sample ok', 'destination ok', 'ended']);
    expect(steps[0]?.meaning).toMatch(/^The sample organization needs no connection/);
    expect(await view.call('ready')).toMatchObject({
      value: { steps: [{ title: 'Connection' }, { id: 'destination' }] },
    });
  });

  test('is open once, follows the name, uses what is stored now, and closes with the organization', async () => {
    await shell.addOrganization(GLOBEX);
    const { panel, view, ended, told } = open();
    openDiagnosis(shell.parts, ACME);
    expect([user.panels.length, panel.reveals]).toEqual([1, 1]);
    await ended();
    told.length = 0;
    await shell.parts.organizations.update(
      ACME.id,
      (now) => ({ ...now, displayName: 'Renamed', userName: 'eve@acme.example' }),
      'new',
    );
    expect(panel.title).toBe('Renamed: Diagnostics');
    await view.call('run');
    await ended();
    expect(site.credentials.at(-1)?.userName).toBe('eve@acme.example');
    site.answers = new Promise(() => undefined);
    await view.call('run');
    await until(() => site.credentials.length === 3);
    await shell.parts.organizations.remove(GLOBEX.id);
    expect(panel.disposed).toBe(false);
    await shell.parts.organizations.remove(ACME.id);
    expect(panel.disposed).toBe(true);
    expect(user.log).toEqual([]);
  });

  test('keeps the cloud id of a site that was stored without one', async () => {
    const { organizations } = shell.parts;
    await organizations.update(ACME.id, (now) => ({ ...now, cloudId: undefined }));
    const { ended } = open();
    await ended();
    expect(organizations.get(ACME.id)).toEqual({ ...ACME, cloudId: SEEN.site.cloudId });
    expect(await organizations.secretOf(ACME)).toBe('ATATT-stored');
  });

  test.each<[string, Partial<Organization>]>([
    ['one that is known', {}],
    ['that of another site', { site: GLOBEX.site, cloudId: undefined }],
  ])('leaves a cloud id alone: %s', async (_which, change) => {
    const { organizations } = shell.parts;
    const { ended } = open({ ...ACME, cloudId: undefined });
    await organizations.update(ACME.id, (now) => ({ ...now, ...change }));
    await ended();
    expect(organizations.get(ACME.id)).toEqual({ ...ACME, ...change });
  });

  test('is what Run Diagnostics opens', async () => {
    registerCommands(shell.parts);
    await commands.executeCommand('confluenceAudit.runDiagnostics', { organization: ACME });
    expect(user.panel().title).toBe('Acme: Diagnostics');
  });

  test('names who signed in to the user, but not to whom a copy is given', async () => {
    const { view, ended } = open();
    const steps: (string | undefined)[] = [];
    view.on('stepFinished', ({ seen }) => steps.push(seen));
    await ended();
    await view.call('copyDiagnosis');
    expect(steps).toContain('Signed in as Ann Lee.');
    expect(user.clipboard).toContain('Signed in as A…e.');
    expect(user.clipboard).toMatch(/The newest is of Oct 7, 2026, \d/);
    expect(user.clipboard).not.toContain('Ann');
  });

  test('is copied without a secret or an address of a person', async () => {
    const canary = 'ATATT-canary';
    await shell.parts.organizations.update(ACME.id, (now) => now, canary);
    const proxy = { origin: 'http://proxy.example', authorization: () => canary, password: canary };
    const failed: StepResult = {
      step: 'auditRead',
      verdict: 'failed',
      failure: Object.assign(new Failure('siteNotJson', { where: `${ACME.site}/wiki?token=${canary}`, status: 200 }), {
        cause: canary,
      }),
    };
    site.steps = healthyBut(
      { step: 'proxy', verdict: 'ok', seen: { kind: 'way', choice: { kind: 'proxy', source: 'http.proxy', proxy } } },
      {
        step: 'authentication',
        verdict: 'ok',
        seen: { kind: 'account', name: ACME.userName, type: 'atlassian', tokenDaysLeft: 9 },
      },
      failed,
    );
    shell.connections.destination('f').failure = new TypeError(canary);
    const { panel, view, ended } = open();
    await ended();
    await view.call('copyDiagnosis');
    expect(user.clipboard).toContain('# Diagnostics of Acme');
    expect(user.clipboard).toContain('a…n@acme.example');
    expect(user.clipboard).toContain(`**Audit log**: failed. acme.atlassian.net, status 200`);
    expect(user.clipboard).toContain(`Begun: ${new Date(NOON_MS).toISOString()}`);
    expect(user.clipboard).not.toContain(ACME.userName);
    expect(user.clipboard + panel.posted.join() + panel.webview.html + user.log.join()).not.toContain('canary');
  });
});
