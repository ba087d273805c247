import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { ACME, FOLDER, SAMPLE, SENTINEL } from '../examples.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { commands } from '../fakeVscode.ts';
import { registerCommands } from '../registerCommands.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  registerCommands(shell.parts);
});
const run = (name: string, node: unknown = { organization: ACME }) =>
  commands.executeCommand(`confluenceAudit.${name}`, node);
const stored = () => shell.parts.organizations.get(ACME.id);

test('the sample organization is added once, without a secret', async () => {
  await run('addSampleOrganization');
  await run('addSampleOrganization');
  expect(shell.parts.organizations.list()).toMatchObject([{ kind: 'sample', site: 'https://sample.example' }]);
  expect(shell.computer.secrets.size).toBe(0);
});

describe('removing an organization', () => {
  beforeEach(() => shell.addOrganization(ACME));

  test('asks first', async () => {
    user.answers = [DISMISS];
    await run('removeOrganization');
    expect(user.questions[0]).toMatchObject({ kind: 'modal', title: 'Remove Acme?', choices: ['Remove'] });
    expect(stored()).toEqual(ACME);
  });

  test('does not speak of a token that the sample does not have', async () => {
    await shell.addOrganization(SAMPLE);
    user.answers = [DISMISS];
    await run('removeOrganization', { organization: SAMPLE });
    expect(user.questions[0]?.detail.split('\n\n')).toEqual([
      'Its sync state is removed from this computer.',
      'Adding it again starts from the beginning and sends everything a second time.',
    ]);
  });

  test('takes its token along, and its running sync, but nothing that was sent', async () => {
    const site = shell.connections.site(ACME.site);
    site.unreadable.push({ raw: {}, timeMs: undefined, reason: 'no date' });
    await shell.sync();
    site.answers = new Promise(() => undefined);
    const running = shell.sync();
    await until(() => site.openReads > 0);
    user.answers = ['Remove'];
    await run('removeOrganization');
    expect(user.questions[0]?.detail.split('\n\n')).toEqual([
      'Its API token and its sync state are removed from this computer.',
      'Also removed: 1 record in quarantine, of which there is no other copy here.',
      'Adding it again starts from the beginning and sends everything a second time.',
      'Export Sync State, done first, keeps the sync state with its quarantine for later.',
    ]);
    expect(await running).toMatchObject({ outcome: 'cancelled' });
    expect([stored(), shell.computer.secrets.size]).toEqual([undefined, 0]);
    expect(shell.parts.destinations.list()).toEqual([FOLDER]);
    await shell.addOrganization(ACME);
    expect((await shell.parts.sync.refresh(ACME)).state?.coverage).toEqual([]);
  });
});

describe('background sync', () => {
  const configure = async (...answers: typeof user.answers) => {
    user.answers = answers;
    await run('configureBackgroundSync');
    expect(user.answers).toEqual([]);
    return stored()?.backgroundSync;
  };

  test('is switched on at an interval, marked the next time, and off again', async () => {
    await shell.addOrganization(ACME);
    expect(await configure('Every 15 minutes')).toEqual({ enabled: true, intervalMinutes: 15 });
    expect(await configure('Every minute')).toEqual({ enabled: true, intervalMinutes: 1 });
    expect(user.questions[0]?.choices).toContain('Off — current');
    expect(user.questions[1]?.choices).toContain('Every 15 minutes — current');
    expect(await configure('Off')).toEqual({ enabled: false, intervalMinutes: 1 });
    expect(await configure(DISMISS)).toEqual({ enabled: false, intervalMinutes: 1 });
  });

  test('takes any interval within its bounds', async () => {
    await shell.addOrganization(ACME);
    expect(await configure('Another', '0', '1441', '1.5', '', 'x', ' 90 ')).toEqual({
      enabled: true,
      intervalMinutes: 90,
    });
    expect(user.refusals).toEqual(Array(5).fill('Enter whole minutes from 1 to 1440.'));
    expect(await configure('Another', DISMISS)).toEqual({ enabled: true, intervalMinutes: 90 });
  });

  test('asks for a destination where there is none, and is not on without one', async () => {
    await shell.addOrganization({ ...ACME, destinationId: undefined });
    expect(await configure('Every 5 minutes', DISMISS)).toEqual(ACME.backgroundSync);
    expect(await configure('Every 5 minutes', '$(folder) Audit files')).toEqual({ enabled: true, intervalMinutes: 5 });
    expect(stored()?.destinationId).toBe(FOLDER.id);
  });

  test('is switched off without a destination', async () => {
    await shell.addOrganization({
      ...ACME,
      destinationId: 'gone',
      backgroundSync: { enabled: true, intervalMinutes: 5 },
    });
    expect(await configure('Off')).toEqual({ enabled: false, intervalMinutes: 5 });
  });
});

describe('removing a destination', () => {
  test('names who used it', async () => {
    await shell.addOrganization(ACME);
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    user.answers = [DISMISS, 'Remove', 'Remove'];
    for (const destination of [FOLDER, FOLDER, SENTINEL]) await run('removeDestination', { destination });
    expect(user.questions.map(({ detail }) => detail.includes('no destination: Acme.'))).toEqual([true, true, false]);
    expect(shell.parts.destinations.list()).toEqual([]);
    expect(shell.computer.secrets.size).toBe(1);
    expect(stored()?.destinationId).toBe(FOLDER.id);
  });
});

describe('testing a destination', () => {
  test('says what works, or leads to its form', async () => {
    await shell.parts.destinations.add(FOLDER, undefined);
    await run('testDestination', { destination: FOLDER });
    expect(user.messages).toMatchObject([{ kind: 'info', text: 'Audit files works. The folder can be written to.' }]);
    shell.connections.destination(FOLDER.id).failure = new Failure('folderMissing', { where: FOLDER.folder });
    await run('testDestination', { destination: FOLDER });
    const text = 'Audit files: The folder /srv/audit cannot be reached. Check the path.';
    expect(user.messages[1]).toMatchObject({ kind: 'error', text });
    user.messages[1]?.press('Edit Destination');
    await until(() => user.panels.length > 0);
    expect(user.panel().title).toBe('Edit Audit files');
  });
});
