import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import type { OrganizationFormCalls, OrganizationFormEvents } from '../../../src/protocol/organizationForm.ts';
import { formValues, openOrganizationForm } from '../../../src/shell/organization/organizationForm.ts';
import { ACME, ACME_TYPED, FOLDER, GLOBEX, SAMPLE } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { registerCommands } from '../registerCommands.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';
import { HEALTHY, healthyBut, NO_ADMINISTRATOR } from './diagnosisExamples.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  for (const { site } of [ACME, GLOBEX]) shell.connections.site(site).steps = HEALTHY;
});

const TOKEN = ACME_TYPED.apiToken;
const stored = () => shell.parts.organizations.list();

function open(edited?: Organization) {
  openOrganizationForm(shell.parts, edited);
  const panel = user.panel();
  return { panel, view: panel.connect<OrganizationFormCalls, OrganizationFormEvents>() };
}

describe('the form of a new organization', () => {
  test('begins empty', async () => {
    await shell.parts.destinations.add(FOLDER, undefined);
    const { panel, view } = open();
    expect(panel).toMatchObject({ title: 'Add Organization', viewType: 'confluenceAudit.organizationForm' });
    expect(await view.call('ready')).toEqual({
      ok: true,
      value: {
        mode: 'add',
        tokenStored: false,
        sample: false,
        synced: false,
        values: { ...ACME_TYPED, siteUrl: '', userName: '', apiToken: '' },
        destinations: [{ id: FOLDER.id, label: FOLDER.displayName }],
      },
    });
  });

  test('tests, saves and closes', async () => {
    const { panel, view } = open();
    expect(await view.call('save', ACME_TYPED)).toEqual({ ok: true, value: { saved: true, notes: [] } });
    await until(() => panel.disposed);
    const [organization] = stored();
    expect(organization).toMatchObject({ displayName: 'acme', site: ACME.site, userName: ACME.userName });
    expect(organization && (await shell.parts.organizations.secretOf(organization))).toBe(TOKEN);
    expect(shell.connections.site(ACME.site).credentials).toEqual([{ userName: ACME.userName, apiToken: TOKEN }]);
  });

  test('judges what is typed without asking the site, and saves nothing that is wrong', async () => {
    const { view } = open();
    const wrong = { ...ACME_TYPED, siteUrl: 'https://id.atlassian.com' };
    const notes = [{ field: 'siteUrl', verdict: 'failed', text: expect.stringContaining("Atlassian's own address") }];
    expect(await view.call('validate', wrong)).toEqual({ ok: true, value: notes });
    expect(await view.call('testConnection', wrong)).toEqual({ ok: true, value: notes });
    expect(await view.call('save', wrong)).toEqual({ ok: true, value: { saved: false, notes } });
    expect(await view.call('validate', ACME_TYPED)).toEqual({ ok: true, value: [] });
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
    expect(shell.computer.writes).toEqual([]);
  });

  test('says what does not work, and saves it at the second press only', async () => {
    const site = shell.connections.site(ACME.site);
    site.failure = new Failure('siteNotFound', { where: ACME.site });
    const { view } = open();
    const first = await view.call('save', ACME_TYPED);
    expect(first).toMatchObject({ ok: true, value: { saved: false } });
    const fields = first.ok ? first.value.notes.map(({ field, verdict }) => `${field} ${verdict}`) : [];
    expect(fields).toEqual(['siteUrl failed', 'form failed']);
    // Something else is another thing to doubt.
    expect(await view.call('save', { ...ACME_TYPED, apiToken: 'other' })).toMatchObject({ value: { saved: false } });
    expect(stored()).toEqual([]);
    expect(await view.call('save', { ...ACME_TYPED, apiToken: 'other' })).toMatchObject({ value: { saved: true } });
    expect(stored()).toHaveLength(1);
    expect(site.credentials).toHaveLength(2);
  });

  test('never gives the token back, whatever is called', async () => {
    const { panel, view } = open();
    shell.connections.site(ACME.site).failure = new TypeError(TOKEN);
    await view.call('ready');
    await view.call('validate', ACME_TYPED);
    await view.call('testConnection', ACME_TYPED);
    await view.call('save', ACME_TYPED);
    await view.call('save', { ...ACME_TYPED, surplus: TOKEN } as typeof ACME_TYPED);
    await view.call('save', { ...ACME_TYPED, firstSync: TOKEN } as unknown as typeof ACME_TYPED);
    shell.computer.losesSecrets = true;
    const lost = await view.call('save', ACME_TYPED);
    expect(lost).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^This computer did not keep the secret of acme/),
    });
    expect(stored()).toEqual([]);
    const replies = panel.posted.filter((message) => message.includes('"reply"'));
    expect(replies).toHaveLength(7);
    expect(panel.posted.join() + panel.webview.html + user.log.join()).not.toContain(TOKEN);
    expect(user.log).not.toEqual([]);
  });

  test('shows a diagnosis step by step, and where to repair what it has no field for', async () => {
    const opened: string[] = [];
    user.commands.set('vscode.open', (address) => opened.push(String(address)));
    shell.connections.site(ACME.site).steps = NO_ADMINISTRATOR;
    const { view } = open();
    const told: string[] = [];
    view.on('diagnosisBegun', ({ steps }) => told.push(`begun ${steps.length}`));
    view.on('stepFinished', ({ id, verdict }) => told.push(`${id} ${verdict}`));
    const tested = await view.call('testConnection', ACME_TYPED);
    expect(tested).toMatchObject({ ok: true, value: [{ field: 'userName', verdict: 'failed' }] });
    expect(told).toEqual([`begun ${HEALTHY.length}`, ...NO_ADMINISTRATOR.map((one) => `${one.step} ${one.verdict}`)]);
    await view.call('repairStep', { id: 'administrator' });
    expect(opened).toEqual(['https://admin.atlassian.com']);
    await view.call('copyDiagnosis');
    expect(user.clipboard).toMatch(/^# Diagnostics of acme\n/);
    expect(user.clipboard).not.toContain(ACME.userName);
  });

  test('offers no button to the form that is open already', async () => {
    const failure = new Failure('siteWrongCredentials', { where: ACME.site, status: 401 });
    shell.connections.site(ACME.site).failure = failure;
    const { view } = open();
    const repairs: (string | undefined)[] = [];
    view.on('stepFinished', ({ repair }) => repairs.push(repair));
    await view.call('testConnection', ACME_TYPED);
    expect(repairs).toEqual(['Create API Token']);
  });

  test('stores a custom domain as the site that it belongs to, and says so first', async () => {
    const typed = { ...ACME_TYPED, siteUrl: 'wiki.acme.example', displayName: '' };
    const custom = shell.connections.site('https://wiki.acme.example');
    custom.belongsTo = ACME.site;
    const { view } = open();
    const first = await view.call('save', typed);
    expect(first).toMatchObject({ ok: true, value: { saved: false } });
    const notes = first.ok ? first.value.notes.map(({ field, verdict }) => `${field} ${verdict}`) : [];
    expect(notes).toEqual(['siteUrl ok', 'userName ok', 'form warning']);
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: true } });
    expect(stored()).toMatchObject([{ site: ACME.site, cloudId: ACME.cloudId, displayName: 'acme' }]);
    // The token was shown to the site alone, and both were asked once.
    expect([custom.identified, custom.credentials.length]).toEqual([1, 0]);
    expect(shell.connections.site(ACME.site).credentials).toHaveLength(1);
  });

  test('says why a custom domain is not known, and stores it at the second press only', async () => {
    const custom = shell.connections.site('https://wiki.acme.example');
    custom.failure = new Failure('siteNotCloud', { where: 'https://wiki.acme.example' });
    const typed = { ...ACME_TYPED, siteUrl: 'wiki.acme.example' };
    const { view } = open();
    expect(await view.call('save', typed)).toMatchObject({
      value: {
        saved: false,
        notes: [
          { field: 'siteUrl', verdict: 'failed' },
          { field: 'form', verdict: 'failed' },
        ],
      },
    });
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: true } });
    expect(stored()).toMatchObject([{ site: 'https://wiki.acme.example', cloudId: undefined }]);
  });

  test('tests the site behind a custom domain, and says which it is', async () => {
    const custom = shell.connections.site('https://wiki.acme.example');
    custom.belongsTo = ACME.site;
    const { view } = open();
    const tested = await view.call('testConnection', { ...ACME_TYPED, siteUrl: 'wiki.acme.example' });
    expect(tested).toMatchObject({
      ok: true,
      value: [
        { field: 'siteUrl', verdict: 'ok', text: expect.stringContaining('a custom domain of acme.atlassian.net') },
        { field: 'userName', verdict: 'ok', text: expect.stringMatching(/^May read the audit log\./) },
      ],
    });
    expect([custom.identified, custom.credentials]).toEqual([1, []]);
    expect(shell.connections.site(ACME.site).credentials).toHaveLength(1);
  });

  test('tests nothing that is there already, by whichever address', async () => {
    await shell.addOrganization(ACME);
    shell.connections.site('https://wiki.acme.example').belongsTo = ACME.site;
    const { view } = open();
    expect(await view.call('testConnection', { ...ACME_TYPED, siteUrl: 'wiki.acme.example' })).toMatchObject({
      ok: true,
      value: [
        { field: 'siteUrl', verdict: 'ok' },
        { field: 'userName', verdict: 'failed' },
      ],
    });
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
  });

  test('tests a custom domain whose site is not known too, and says why once', async () => {
    const custom = shell.connections.site('https://wiki.acme.example');
    custom.failure = new Failure('siteNotCloud', { where: 'https://wiki.acme.example' });
    const { view } = open();
    const steps: string[] = [];
    view.on('stepFinished', ({ id, verdict }) => steps.push(`${id} ${verdict}`));
    const text = expect.stringMatching(/^There is no Confluence Cloud site at wiki\.acme\.example\./);
    expect(await view.call('testConnection', { ...ACME_TYPED, siteUrl: 'wiki.acme.example' })).toEqual({
      ok: true,
      value: [{ field: 'siteUrl', verdict: 'failed', text }],
    });
    expect(steps).toEqual(['reachability failed']);
  });

  test('judges the twin again at the second press', async () => {
    const failure = new Failure('timedOut', { where: ACME.site });
    shell.connections.site(ACME.site).steps = healthyBut({ step: 'auditRead', verdict: 'failed', failure });
    shell.connections.site('https://wiki.acme.example').belongsTo = ACME.site;
    const typed = { ...ACME_TYPED, siteUrl: 'wiki.acme.example' };
    const { view } = open();
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: false } });
    await shell.openWindow().organizations.add(ACME, 'ATATT-elsewhere');
    const text = 'This site is there already with the same user, as "Acme".';
    expect(await view.call('save', typed)).toEqual({
      ok: true,
      value: { saved: false, notes: [{ field: 'userName', verdict: 'failed', text }] },
    });
    expect(stored()).toEqual([ACME]);
  });

  test('never stores the same site twice for a user, by whichever address', async () => {
    await shell.addOrganization(ACME);
    shell.connections.site('https://wiki.acme.example').belongsTo = ACME.site;
    const { view } = open();
    for (let press = 0; press < 2; press += 1) {
      expect(await view.call('save', { ...ACME_TYPED, siteUrl: 'wiki.acme.example' })).toMatchObject({
        value: { saved: false, notes: expect.arrayContaining([expect.objectContaining({ field: 'userName' })]) },
      });
    }
    expect(stored()).toHaveLength(1);
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
  });

  test('says what a form says of a good address, and saves it all the same', async () => {
    const { view } = open();
    const typed = { ...ACME_TYPED, siteUrl: 'https://acme.atlassian.net/wiki/spaces/HR', tokenExpiresOn: '2026-12-31' };
    expect(await view.call('validate', typed)).toMatchObject({ value: [{ field: 'siteUrl', verdict: 'ok' }] });
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: true } });
    expect(stored()).toMatchObject([{ site: ACME.site, tokenExpiresOn: '2026-12-31' }]);
  });

  test('is open once, however fast it is asked for, and can be opened again', async () => {
    const { panel, view } = open();
    openOrganizationForm(shell.parts, undefined);
    expect(user.panels).toHaveLength(1);
    expect(panel.reveals).toBe(1);
    await view.call('cancel');
    await until(() => panel.disposed);
    expect(stored()).toEqual([]);
    expect(open().panel).not.toBe(panel);
  });

  test('ends a test when another one begins, or when it closes', async () => {
    const custom = shell.connections.site('https://wiki.acme.example');
    const site = shell.connections.site(ACME.site);
    const typed = { ...ACME_TYPED, siteUrl: 'wiki.acme.example' };
    const cancelled = { ok: false, message: 'Cancelled.' };
    custom.belongsTo = ACME.site;
    custom.answers = new Promise(() => undefined);
    site.answers = custom.answers;
    const { panel, view } = open();
    const first = view.call('testConnection', typed);
    await until(() => custom.identified === 1);
    custom.answers = Promise.resolve();
    const second = view.call('testConnection', typed);
    expect(await first).toEqual(cancelled);
    await until(() => site.credentials.length === 1);
    void view.call('testConnection', typed);
    expect(await second).toEqual(cancelled);
    await until(() => site.credentials.length === 2);
    panel.dispose();
    await until(() => site.openReads === 0);
    expect(user.log).toEqual([]);
  });

  test('ends a test when it is saved', async () => {
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const { view } = open();
    const tested = view.call('testConnection', ACME_TYPED);
    await until(() => site.identified === 1);
    site.answers = Promise.resolve();
    expect(await view.call('save', ACME_TYPED)).toMatchObject({ value: { saved: true } });
    expect(await tested).toEqual({ ok: false, message: 'Cancelled.' });
  });

  test('that closes while the site is looked for asks nothing more', async () => {
    const site = shell.connections.site(ACME.site);
    const { promise, resolve } = Promise.withResolvers<void>();
    site.answers = promise;
    const { panel, view } = open();
    void view.call('save', ACME_TYPED);
    await until(() => site.identified === 1);
    panel.dispose();
    resolve();
    await new Promise((resume) => setImmediate(resume));
    expect([site.credentials, stored()]).toEqual([[], []]);
  });

  test('leads to where tokens are made', async () => {
    await open().view.call('openTokenPage');
    expect(user.openedAddresses).toEqual(['https://id.atlassian.com/manage-profile/security/api-tokens']);
  });

  test('chooses the destination that was added from it, and no other', async () => {
    registerCommands(shell.parts);
    const { view } = open();
    const told: unknown[] = [];
    view.on('destinationsChanged', ({ selectId, destinations }) => told.push([selectId, destinations.length]));
    await shell.parts.destinations.add(FOLDER, undefined);
    await view.call('addDestination');
    await until(() => user.panels.length === 2);
    await shell.parts.destinations.update(FOLDER.id, (current) => ({ ...current, displayName: 'Renamed' }));
    await shell.parts.destinations.add({ ...FOLDER, id: 'g' }, undefined);
    await shell.parts.destinations.add({ ...FOLDER, id: 'h' }, undefined);
    await shell.parts.destinations.remove(FOLDER.id);
    expect(told).toEqual([
      [undefined, 1],
      [undefined, 1],
      ['g', 2],
      [undefined, 3],
      [undefined, 2],
    ]);
  });
});

describe('the form of an organization that is there', () => {
  beforeEach(() => shell.addOrganization(ACME));

  test('shows everything but the token', async () => {
    await shell.sync();
    const ready = await open(ACME).view.call('ready');
    const values = {
      ...formValues(ACME),
      siteUrl: ACME.site,
      displayName: 'Acme',
      destinationId: FOLDER.id,
      apiToken: '',
    };
    expect(ready).toMatchObject({ value: { mode: 'edit', tokenStored: true, sample: false, synced: true, values } });
    expect(user.panel().posted.join()).not.toContain('ATATT-stored');
  });

  test('saves without a test what needs none, and keeps the token', async () => {
    const { view } = open(ACME);
    expect(
      await view.call('save', { ...formValues(ACME), siteUrl: `${ACME.site}/wiki`, displayName: 'Renamed' }),
    ).toMatchObject({
      value: { saved: true },
    });
    expect(stored()).toEqual([{ ...ACME, displayName: 'Renamed' }]);
    expect(shell.connections.site(ACME.site).identified).toBe(0);
    expect(await shell.parts.organizations.secretOf(ACME)).toBe('ATATT-stored');
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
  });

  test('tests a new token before it replaces the old one', async () => {
    const { view } = open(ACME);
    shell.connections.site(ACME.site).failure = new Failure('siteWrongCredentials', { where: ACME.site });
    const typed = { ...formValues(ACME), apiToken: 'wrong' };
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: false } });
    expect(await shell.parts.organizations.secretOf(ACME)).toBe('ATATT-stored');
  });

  test('that is stale gives nobody the token of another site', async () => {
    const { view } = open(ACME);
    const moved = { ...ACME, site: GLOBEX.site };
    await shell.openWindow().organizations.update(ACME.id, () => moved, 'token of Globex');
    await view.call('save', { ...formValues(ACME), displayName: 'Old' });
    for (const organization of stored()) {
      const secret = await shell.parts.organizations.secretOf(organization);
      expect(organization.site === GLOBEX.site ? 'token of Globex' : undefined).toBe(secret);
    }
  });

  test('closes when the organization is removed, here or elsewhere, and only then', async () => {
    await shell.addOrganization(GLOBEX);
    const { panel } = open(ACME);
    await shell.parts.organizations.remove(GLOBEX.id);
    expect(panel.disposed).toBe(false);
    await shell.openWindow().organizations.remove(ACME.id);
    shell.parts.organizations.refresh();
    expect(panel.disposed).toBe(true);
  });

  test('does not bring back what is removed before it hears of it', async () => {
    const { view } = open(ACME);
    await shell.openWindow().organizations.remove(ACME.id);
    const message = 'This was removed meanwhile, so nothing was saved.';
    expect(await view.call('save', formValues(ACME))).toEqual({ ok: false, message });
    expect(stored()).toEqual([]);
  });

  test('of the sample asks for no site', async () => {
    await shell.addOrganization(SAMPLE);
    const { view } = open(SAMPLE);
    expect(await view.call('ready')).toMatchObject({ value: { sample: true, tokenStored: false } });
    const typed = { ...formValues(SAMPLE), displayName: 'Mine' };
    expect(await view.call('save', typed)).toMatchObject({ value: { saved: true } });
    expect(shell.parts.organizations.get(SAMPLE.id)).toEqual({ ...SAMPLE, displayName: 'Mine' });
  });
});
