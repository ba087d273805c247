import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Destination } from '../../../src/core/sentinel/destination.ts';
import type { DestinationFormCalls, DestinationFormEvents } from '../../../src/protocol/destinationForm.ts';
import { destinationValues, openDestinationForm } from '../../../src/shell/sentinel/destinationForm.ts';
import { FOLDER, SENTINEL, SENTINEL_TYPED } from '../examples.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
});

function open(edited?: Destination) {
  openDestinationForm(shell.parts, edited);
  const panel = user.panel();
  return { panel, view: panel.connect<DestinationFormCalls, DestinationFormEvents>() };
}
const stored = () => shell.parts.destinations.list();

describe('the form of a destination', () => {
  test('begins with what is stored, except the secret', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored-secret');
    const { panel, view } = open(SENTINEL);
    const values = { ...destinationValues(SENTINEL), displayName: 'Sentinel', clientSecret: '' };
    expect(await view.call('ready')).toEqual({ ok: true, value: { mode: 'edit', secretStored: true, values } });
    expect(panel.posted.join()).not.toContain('stored-secret');
    panel.dispose();
    expect(await open().view.call('ready')).toMatchObject({ value: { mode: 'add', secretStored: false } });
  });

  test('saves and closes', async () => {
    const { panel, view } = open();
    expect(await view.call('save', SENTINEL_TYPED)).toEqual({ ok: true, value: { saved: true, notes: [] } });
    await until(() => panel.disposed);
    const [made = FOLDER] = stored();
    expect(await shell.parts.destinations.secretOf(made)).toBe(SENTINEL_TYPED.clientSecret);
  });

  test('keeps what was changed elsewhere and left alone in it, and judges the secret by it', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored-secret');
    const { view } = open(SENTINEL);
    await shell.parts.destinations.update(SENTINEL.id, (now) => ({ ...now, endpoint: 'https://other.example' }));
    const renamed = { ...destinationValues(SENTINEL), displayName: 'Renamed' };
    expect(await view.call('save', renamed)).toMatchObject({ value: { saved: true } });
    expect(shell.parts.destinations.get(SENTINEL.id)).toMatchObject({
      displayName: 'Renamed',
      endpoint: 'https://other.example',
    });
    const tenantId = '00000000-0000-4000-8000-000000000099';
    const { view: later } = open(SENTINEL);
    await shell.parts.destinations.update(SENTINEL.id, (now) => ({ ...now, tenantId }), 'new-secret');
    expect(await later.call('validate', renamed)).toMatchObject({ value: [{ field: 'clientSecret' }] });
  });

  test('judges without asking Azure, and saves nothing that is wrong', async () => {
    const { view } = open();
    const wrong = { ...SENTINEL_TYPED, clientSecret: '' };
    const notes = [
      { field: 'clientSecret', verdict: 'failed', text: 'Enter the client secret: its value, not its id.' },
    ];
    expect(await view.call('validate', wrong)).toEqual({ ok: true, value: notes });
    expect(await view.call('testConnection', wrong)).toEqual({ ok: true, value: notes });
    expect(await view.call('save', wrong)).toEqual({ ok: true, value: { saved: false, notes } });
    expect(await view.call('validate', SENTINEL_TYPED)).toEqual({ ok: true, value: [] });
    expect(shell.computer.writes).toEqual([]);
  });

  test('tests what is typed, and never gives the secret back', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored');
    const { panel, view } = open(SENTINEL);
    const azure = shell.connections.destination(SENTINEL.id);
    azure.failure = new Failure('entraWrongSecret', { where: 'https://login.microsoftonline.com' });
    const tested = await view.call('testConnection', SENTINEL_TYPED);
    expect(tested).toMatchObject({ value: [{ field: 'clientSecret', verdict: 'failed' }] });
    expect(azure.secrets).toEqual([SENTINEL_TYPED.clientSecret]);
    azure.failure = new TypeError(SENTINEL_TYPED.clientSecret);
    await view.call('testConnection', SENTINEL_TYPED);
    await view.call('save', {
      ...SENTINEL_TYPED,
      cloud: SENTINEL_TYPED.clientSecret,
    } as unknown as typeof SENTINEL_TYPED);
    shell.computer.losesSecrets = true;
    expect(await view.call('save', SENTINEL_TYPED)).toMatchObject({ ok: false });
    expect(panel.posted).toHaveLength(4);
    expect(panel.posted.join() + user.log.join()).not.toContain(SENTINEL_TYPED.clientSecret);
    expect(await shell.parts.destinations.secretOf(SENTINEL)).toBe('stored');
  });

  test('asks for a folder', async () => {
    const { view } = open();
    user.answers = ['/srv/audit', DISMISS, 'vscode-remote://ssh/srv'];
    expect(await view.call('pickFolder')).toEqual({ ok: true, value: '/srv/audit' });
    expect(await view.call('pickFolder')).toEqual({ ok: true, value: undefined });
    expect(await view.call('pickFolder')).toEqual({ ok: true, value: undefined });
    expect(user.messages).toHaveLength(1);
  });

  test('copies the stream declaration', async () => {
    await open().view.call('copyStreamDeclaration');
    expect(JSON.parse(user.clipboard)).toMatchObject({
      streamDeclarations: { 'Custom-ConfluenceAuditLogs_CL': { columns: expect.any(Array) } },
    });
    expect(user.messages).toMatchObject([{ kind: 'info' }]);
  });

  test('is open once for each, and closes when the destination is removed', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored');
    await shell.parts.destinations.add(FOLDER, undefined);
    const { panel, view } = open(SENTINEL);
    openDestinationForm(shell.parts, SENTINEL);
    openDestinationForm(shell.parts, undefined);
    expect([user.panels.length, panel.reveals]).toEqual([2, 1]);
    await shell.parts.destinations.remove(FOLDER.id);
    expect(panel.disposed).toBe(false);
    await shell.openWindow().destinations.remove(SENTINEL.id);
    const message = 'This was removed meanwhile, so nothing was saved.';
    expect(await view.call('save', destinationValues(SENTINEL))).toEqual({ ok: false, message });
    shell.parts.destinations.refresh();
    expect(panel.disposed).toBe(true);
    expect(stored()).toEqual([]);
  });
});
