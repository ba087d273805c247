import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import type { OrganizationFormCalls, OrganizationFormEvents } from '../../src/protocol/organizationForm.ts';
import { createLog } from '../../src/shell/log.ts';
import { formValues, openOrganizationForm } from '../../src/shell/organization/organizationForm.ts';
import { startBackgroundSync } from '../../src/shell/sync/backgroundSync.ts';
import { ACME, ACME_TYPED, FOLDER, GLOBEX } from './examples.ts';
import { user } from './fakeUser.ts';
import { type Shell, startShell } from './startShell.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
});
const slowKeyring = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  shell.computer.keyring = promise;
  return () => {
    shell.computer.keyring = Promise.resolve();
    resolve();
  };
};
const turns = async (n = 50) => {
  for (let i = 0; i < n; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('what is removed while the keyring is slow does not come back', async () => {
  await shell.addOrganization(ACME);
  const { organizations } = shell.parts;
  const release = slowKeyring();
  const updating = organizations.update(ACME.id, (c) => c, 'two').catch((e: unknown) => e);
  const removing = organizations.remove(ACME.id);
  release();
  expect([await updating, await removing, organizations.list()]).toMatchObject([
    { code: 'removedMeanwhile' },
    undefined,
    [],
  ]);
});

test('a change made elsewhere while the keyring is slow is not lost', async () => {
  await shell.addOrganization(ACME);
  const { organizations } = shell.parts;
  const release = slowKeyring();
  const updating = organizations.update(ACME.id, (c) => ({ ...c, displayName: 'Renamed' }), 'two');
  await organizations.update(ACME.id, (c) => ({ ...c, destinationId: 'elsewhere' }));
  release();
  await updating;
  expect(organizations.get(ACME.id)).toMatchObject({ displayName: 'Renamed', destinationId: 'elsewhere' });
});

test('two windows that change the secret at once leave a thing with a secret of its own', async () => {
  await shell.addOrganization(ACME);
  const release = slowKeyring();
  const moved = { ...ACME, site: GLOBEX.site };
  const a = shell.parts.organizations.update(ACME.id, () => moved, 'of globex');
  const b = shell.openWindow().organizations.update(ACME.id, () => ACME, 'of acme');
  release();
  await Promise.all([a, b]);
  const [now = ACME] = shell.parts.organizations.list();
  expect(await shell.parts.organizations.secretOf(now)).toBe(now.site === ACME.site ? 'of acme' : 'of globex');
  expect(shell.computer.secrets.size).toBe(1);
});

test('lines of a foreign message that look like code places are not logged', () => {
  createLog().error(new Error('bad\n    at token=c2VjcmV0'), 'sync');
  expect(user.log[0]).not.toContain('c2VjcmV0');
});

test('a form saved twice while the keyring is slow stores one organization', async () => {
  openOrganizationForm(shell.parts, undefined);
  const view = user.panel().connect<OrganizationFormCalls, OrganizationFormEvents>();
  const release = slowKeyring();
  const first = view.call('save', ACME_TYPED);
  await turns();
  const second = view.call('save', ACME_TYPED);
  await turns();
  release();
  await Promise.all([first, second]);
  expect(shell.parts.organizations.list()).toHaveLength(1);
});

test('a form asks for the token again when the site was changed elsewhere', async () => {
  await shell.addOrganization(ACME);
  openOrganizationForm(shell.parts, ACME);
  const view = user.panel().connect<OrganizationFormCalls, OrganizationFormEvents>();
  await shell.openWindow().organizations.update(ACME.id, () => ({ ...ACME, site: GLOBEX.site }), 'token of Globex');
  const saved = await view.call('save', { ...formValues(ACME), displayName: 'Old' });
  const [now = ACME] = shell.parts.organizations.list();
  const secret = await shell.parts.organizations.secretOf(now);
  expect(saved.ok && saved.value.saved ? secret : 'refused').toBeDefined();
});

test('a form keeps what was changed elsewhere and left alone in it', async () => {
  await shell.addOrganization({ ...ACME, destinationId: undefined });
  const edited = { ...ACME, destinationId: undefined };
  openOrganizationForm(shell.parts, edited);
  const view = user.panel().connect<OrganizationFormCalls, OrganizationFormEvents>();
  const backgroundSync = { enabled: true, intervalMinutes: 15 };
  await shell.parts.organizations.update(ACME.id, (c) => ({ ...c, destinationId: FOLDER.id, backgroundSync }));
  await view.call('save', { ...formValues(edited), displayName: 'Renamed' });
  expect(shell.parts.organizations.get(ACME.id)).toMatchObject({
    displayName: 'Renamed',
    destinationId: FOLDER.id,
    backgroundSync,
  });
});

test('background sync that ends while it plans sets no timer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await shell.addOrganization({ ...ACME, backgroundSync: { enabled: true, intervalMinutes: 5 } });
    startBackgroundSync(shell.parts).dispose();
    await turns();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a damaged secret counts as missing', async () => {
  await shell.addOrganization(ACME);
  for (const key of shell.computer.secrets.keys()) shell.computer.secrets.set(key, 'plain');
  expect(await shell.parts.organizations.secretOf(ACME)).toBeUndefined();
});

test('a run asked for after the stop reads nothing', async () => {
  await shell.addOrganization(ACME);
  await shell.parts.sync.close();
  await shell.sync().catch(() => undefined);
  expect(shell.connections.site(ACME.site).readAtMs).toEqual([]);
});

test('forgetting an organization forgets what is known of it too', async () => {
  await shell.addOrganization(ACME);
  await shell.sync();
  await shell.parts.sync.forget(ACME.id);
  expect(shell.parts.sync.viewOf(ACME).state).toBeUndefined();
});
