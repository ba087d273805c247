import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { createOrganizationTree } from '../../../src/shell/organization/organizationTree.ts';
import { createDestinationTree } from '../../../src/shell/sentinel/destinationTree.ts';
import { ACME, FOLDER, GLOBEX, NOON_MS, SAMPLE, SENTINEL } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const ORGANIZATIONS = 'confluenceAudit.organizations';
let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  createOrganizationTree(shell.parts);
});
afterEach(() => {
  vi.useRealTimers();
});

async function row(index = 0) {
  const found = (await user.rows(ORGANIZATIONS))[index];
  if (found === undefined) throw new Error(`no row ${index}`);
  return found;
}
const icon = (item: { readonly iconPath?: unknown }) => item.iconPath;

describe('the row of an organization', () => {
  test.each<[string, Organization, object]>([
    [
      'of a site',
      ACME,
      { label: 'Acme', description: 'Not synced yet · acme.atlassian.net', contextValue: 'organization.confluence' },
    ],
    [
      'of the sample',
      SAMPLE,
      { label: 'Sample', description: 'Not synced yet · sample', contextValue: 'organization.sample' },
    ],
    ['named like its site', { ...ACME, displayName: 'acme.atlassian.net' }, { description: 'Not synced yet' }],
    [
      'without a destination',
      { ...ACME, destinationId: undefined },
      { description: 'No destination · acme.atlassian.net' },
    ],
  ])('%s', async (_which, organization, expected) => {
    await shell.addOrganization(organization);
    expect((await row()).item).toMatchObject({ ...expected, id: organization.id, collapsibleState: 2 });
  });

  test('shows how it stands by icon, word, tooltip and what is read aloud', async () => {
    await shell.addOrganization(ACME);
    expect(icon((await row()).item)).toMatchObject({ id: 'circle-outline', color: undefined });
    await shell.sync();
    expect(icon((await row()).item)).toMatchObject({ id: 'pass', color: { id: 'testing.iconPassed' } });
    shell.connections.site(ACME.site).failure = new Failure('siteNotFound', { where: ACME.site });
    await shell.sync();
    const { item } = await row();
    expect(icon(item)).toMatchObject({ id: 'error', color: { id: 'problemsErrorIcon.foreground' } });
    expect(item.description).toBe('Failed · acme.atlassian.net');
    expect(item.contextValue).toBe('organization.confluence.failed');
    const label =
      'Acme, acme.atlassian.net, Failed, There is no Confluence at acme.atlassian.net. Check the organization URL.';
    expect(item.accessibilityInformation).toEqual({ label });
    expect(item.tooltip).toMatchObject({ value: expect.stringContaining('There&nbsp;is&nbsp;no&nbsp;Confluence') });
  });

  test('warns of a token that ends soon, but never in place of a failure', async () => {
    const ending = { ...ACME, tokenExpiresOn: '2026-10-19' };
    await shell.addOrganization(ending);
    await shell.sync();
    const synced = (await row()).item;
    expect(icon(synced)).toMatchObject({ id: 'warning', color: { id: 'problemsWarningIcon.foreground' } });
    expect(synced.description).toBe('Synced · API token: expires in 12 days · acme.atlassian.net');
    expect(synced.accessibilityInformation?.label).toMatch(/^Acme, .*, API token: expires in 12 days$/);
    const day = 'API&nbsp;token:&nbsp;expires&nbsp;in&nbsp;12&nbsp;days&nbsp;\\(Oct&nbsp;19,&nbsp;2026\\)';
    expect(synced.tooltip).toMatchObject({ value: expect.stringContaining(day) });
    shell.connections.site(ACME.site).failure = new Failure('siteNotFound', { where: ACME.site });
    await shell.sync();
    const failed = (await row()).item;
    expect(icon(failed)).toMatchObject({ id: 'error' });
    expect(failed.description).toBe('Failed · API token: expires in 12 days · acme.atlassian.net');
  });

  test('offers the first send', async () => {
    await shell.addOrganization(ACME);
    shell.parts.sync.tell(ACME.id, { awaitsApproval: { found: undefined } });
    const { node, item } = await row();
    expect(item.description).toBe('Waits for your agreement · acme.atlassian.net');
    expect(icon(item)).toMatchObject({ id: 'question' });
    const offers = (await user.rows(ORGANIZATIONS, node)).filter((one) => one.item.command !== undefined);
    expect(offers.map(({ item: offer }) => [offer.label, offer.command])).toEqual([
      [
        'Nothing was sent there yet. Use Sync Now, and agree to the first send.',
        { title: 'Sync Now', command: 'confluenceAudit.syncNow', arguments: [{ organization: ACME }] },
      ],
    ]);
  });

  test('says which other window syncs it', async () => {
    await shell.addOrganization(ACME);
    await shell.keepState();
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    void shell.openWindow('project').sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => site.openReads > 0);
    const { node, item } = await row();
    expect(icon(item)).toMatchObject({ id: 'multiple-windows' });
    expect(item.contextValue).toBe('organization.confluence');
    const [state] = await user.rows(ORGANIZATIONS, node);
    expect(state?.item.description).toMatch(
      /^Synced by another window\. It is being synced by another window: project\./,
    );
  });

  test('tells the menus that it is syncing', async () => {
    await shell.addOrganization(ACME);
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const run = shell.sync();
    await until(() => site.readAtMs.length > 0);
    const { node, item } = await row();
    expect(item.contextValue).toBe('organization.confluence.syncing');
    expect(icon(item)).toMatchObject({ id: 'sync~spin' });
    const [state] = await user.rows(ORGANIZATIONS, node);
    expect(state?.item.description).toBe('Syncing. 0 records sent so far.');
    shell.parts.sync.stop(ACME.id, 'cancel');
    await run;
    expect(icon((await row()).item)).toMatchObject({ id: 'circle-slash' });
  });

  test('shows hostile names as text', async () => {
    const displayName = '<img src=x onerror=alert(1)> [x](command:evil) **b**\n# head';
    await shell.addOrganization({ ...ACME, displayName, userName: '[u](https://evil.example)' });
    const { tooltip } = (await row()).item;
    expect(tooltip).toMatchObject({ isTrusted: false, supportHtml: false });
    const { value } = tooltip as { readonly value: string };
    expect(value).toContain('\\[x\\]\\(command:evil\\)&nbsp;\\*\\*b\\*\\*');
    expect(value).toContain('\\[u\\]\\(https://evil.example\\)');
    expect(value).not.toMatch(/(^|[^\\])[[*#]/);
  });
});

describe('what is below an organization', () => {
  test('says all that is known of it, each line read aloud as a pair', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync: { enabled: true, intervalMinutes: 15 } });
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    expect(rows.map(({ item }) => [item.label, item.description])).toEqual([
      ['State', 'Not synced yet'],
      ['Last sync', 'never'],
      ['Delivered', '0 records'],
      ['API token', 'no expiry date known'],
      ['Destination', FOLDER.displayName],
      ['Background sync', 'every 15 min'],
    ]);
    expect(rows.map(({ item }) => item.accessibilityInformation?.label)).toContain('Background sync: every 15 min');
    expect(new Set(rows.map(({ item }) => item.id)).size).toBe(6);
    expect(rows.map(({ item }) => item.contextValue)).toEqual(Array(6).fill('detail'));
    expect(await user.rows(ORGANIZATIONS, rows[0]?.node)).toEqual([]);
  });

  test.each([
    ['2026-12-31', 'expires in 85 days (Dec 31, 2026)', 'key'],
    ['2026-10-19', 'expires in 12 days (Oct 19, 2026)', 'warning'],
    ['2026-10-01', 'has expired (Oct 1, 2026)', 'warning'],
  ])('says when a token ends: %s', async (tokenExpiresOn, words, id) => {
    await shell.addOrganization({ ...ACME, tokenExpiresOn });
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    expect(rows[3]?.item).toMatchObject({
      label: 'API token',
      description: words,
      iconPath: { id },
      accessibilityInformation: { label: `API token: ${words}` },
    });
  });

  test('has nothing about a token of the sample', async () => {
    await shell.addOrganization(SAMPLE);
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    expect(rows.map(({ item }) => item.label)).not.toContain('API token');
  });

  test('names what no catalogue knows, as text', async () => {
    await shell.addOrganization();
    const site = shell.connections.site(ACME.site);
    const creationDate = NOON_MS - 3_600_000;
    for (let kind = 0; kind < 40; kind += 1) site.records.push({ category: `Odd ${kind}`, creationDate });
    for (let times = 0; times < 3; times += 1) site.records.push({ category: '[x](command:evil)', creationDate });
    await shell.sync();
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    const last = rows.at(-1)?.item;
    expect(last).toMatchObject({ label: 'Not in the catalogue', description: '41 kinds of events or fields' });
    const value = String((last?.tooltip as { readonly value: string } | undefined)?.value);
    expect(value).toContain('\\[x\\]\\(command:evil\\):&nbsp;3&nbsp;records');
    const lines = value.split('\n\n').filter((line) => line !== '');
    expect(lines.filter((line) => line.includes('Odd'))).toHaveLength(14);
    expect(lines.at(-1)).toBe('And&nbsp;26&nbsp;others.');
  });

  test.each([
    [1, '1 kind of event or field', /^Odd&nbsp;0:/],
    [15, '15 kinds of events or fields', /^Odd&nbsp;14:/],
    [16, '16 kinds of events or fields', /^And&nbsp;1&nbsp;other\.$/],
  ])('counts what no catalogue knows: %d', async (kinds, description, last) => {
    await shell.addOrganization();
    const { records } = shell.connections.site(ACME.site);
    for (let kind = 0; kind < kinds; kind += 1)
      records.push({ category: `Odd ${kind}`, creationDate: NOON_MS - 60_000 });
    await shell.sync();
    const item = (await user.rows(ORGANIZATIONS, (await row()).node)).at(-1)?.item;
    expect(item?.description).toBe(description);
    const tooltip = String((item?.tooltip as { readonly value: string } | undefined)?.value);
    expect(tooltip.trimEnd().split('\n\n').at(-1)).toMatch(last);
  });

  test('says what to do after a failure', async () => {
    await shell.addOrganization({ ...ACME, destinationId: undefined });
    await shell.parts.organizations.update(ACME.id, () => ACME);
    shell.connections.site(ACME.site).failure = new Failure('siteCutOff', { where: ACME.site });
    await shell.sync();
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    expect(rows[1]?.item).toMatchObject({
      label: 'The answer of acme.atlassian.net was not complete. Try again.',
      accessibilityInformation: { label: 'The answer of acme.atlassian.net was not complete. Try again.' },
      iconPath: { id: 'lightbulb' },
    });
  });

  test('says that background sync has stopped, for as long as it is on', async () => {
    const warned = { ...ACME, tokenExpiresOn: '2026-10-19', backgroundSync: { enabled: true, intervalMinutes: 15 } };
    await shell.addOrganization(warned);
    let changes = 0;
    shell.parts.sync.onDidChange(() => (changes += 1));
    shell.parts.sync.tell(ACME.id, { stopped: true });
    shell.parts.sync.tell(ACME.id, { stopped: true });
    expect(changes).toBe(1);
    const { node, item } = await row();
    const rows = await user.rows(ORGANIZATIONS, node);
    expect(rows.at(-1)?.item).toMatchObject({
      description: 'stopped until repaired',
      iconPath: { id: 'sync-ignored' },
      accessibilityInformation: { label: 'Background sync: stopped until repaired' },
    });
    expect(new Set(rows.map((one) => one.item.id)).size).toBe(rows.length);
    const line = 'Background&nbsp;sync:&nbsp;stopped&nbsp;until&nbsp;repaired';
    expect(item.tooltip).toMatchObject({ value: expect.stringContaining(line) });
    await shell.parts.organizations.update(ACME.id, () => ACME);
    expect((await user.rows(ORGANIZATIONS, (await row()).node)).at(-1)?.item.description).toBe('off');
  });

  test('follows a destination and background sync that are off', async () => {
    await shell.addOrganization({ ...ACME, destinationId: undefined });
    const rows = await user.rows(ORGANIZATIONS, (await row()).node);
    expect(rows.slice(-2).map(({ item }) => item.description)).toEqual(['none', 'off']);
  });
});

describe('the tree of organizations', () => {
  test('is in the order of the names, and knows what earlier windows synced', async () => {
    await shell.addOrganization(GLOBEX);
    await shell.addOrganization(ACME);
    await shell.openWindow().sync.run(ACME.id, { kind: 'sync' }, 'given');
    expect((await user.rows(ORGANIZATIONS)).map(({ item }) => item.description)).toEqual([
      'Synced · acme.atlassian.net',
      'Not synced yet · globex.atlassian.net',
    ]);
  });

  test('is drawn again after a change, but not for each of many', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let drawn = 0;
    user.trees.get(ORGANIZATIONS)?.onDidChangeTreeData?.(() => {
      drawn += 1;
    });
    for (let change = 0; change < 10; change += 1) shell.parts.organizations.refresh();
    vi.advanceTimersByTime(250);
    expect(drawn).toBe(1);
    shell.parts.destinations.refresh();
    vi.advanceTimersByTime(250);
    expect(drawn).toBe(2);
  });
});

describe('the tree of destinations', () => {
  test('says where each leads, and what it is', async () => {
    createDestinationTree(shell.parts);
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    await shell.parts.destinations.add(FOLDER, undefined);
    const rows = await user.rows('confluenceAudit.destinations');
    const where = 'acme-1.westeurope-1.ingest.monitor.azure.com · Custom-ConfluenceAuditLogs_CL';
    expect(rows.map(({ item }) => item)).toMatchObject([
      {
        ...{
          label: 'Audit files',
          description: '/srv/audit',
          contextValue: 'destination.folder',
          iconPath: { id: 'folder' },
        },
        accessibilityInformation: { label: 'Audit files, Local folder: /srv/audit' },
      },
      {
        label: 'Sentinel',
        description: where,
        contextValue: 'destination.azure',
        iconPath: { id: 'azure' },
        id: SENTINEL.id,
        tooltip: `Azure Monitor Logs Ingestion: ${where}`,
      },
    ]);
    expect(await user.rows('confluenceAudit.destinations', rows[0]?.node)).toEqual([]);
  });
});
