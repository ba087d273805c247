import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { Destination } from '../../../src/core/sentinel/destination.ts';
import { askDestination } from '../../../src/shell/sentinel/destinationPrompts.ts';
import { FOLDER, SENTINEL } from '../examples.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
});

const ask = async (edited: Destination | undefined, ...answers: Answer[]) => {
  user.answers = answers;
  await askDestination(shell.parts, edited);
  expect(user.answers, 'answers left').toEqual([]);
};
const { endpoint, ruleId, streamName, tenantId, clientId } = SENTINEL;
const AZURE = ['$(azure)', 'Azure public', endpoint, ruleId, streamName, tenantId, clientId, 'client-secret-1', ''];

describe('the prompts for a new destination', () => {
  test('ask what Azure takes, and save', async () => {
    await ask(undefined, ...AZURE);
    const [made = FOLDER] = shell.parts.destinations.list();
    expect(made).toEqual({ ...SENTINEL, id: made.id, displayName: 'ConfluenceAuditLogs_CL (Azure)' });
    expect(await shell.parts.destinations.secretOf(made)).toBe('client-secret-1');
    expect(user.questions.filter(({ password }) => password).map(({ title }) => title)).toEqual([
      'Add Destination (6/7)',
    ]);
    expect(user.questions[1]?.choices[0]).toBe('Azure public — current');
  });

  test('ask about another cloud what they must know of it', async () => {
    const [kind = '', , ...rest] = AZURE;
    const own = ['https://login.sovereign.example', 'https://monitor.sovereign.example'];
    await ask(undefined, kind, 'Another cloud', ...rest.slice(0, 3), ...own, ...rest.slice(3));
    const cloud = { name: 'custom', authorityHost: own[0], audience: own[1] };
    expect(shell.parts.destinations.list()).toMatchObject([{ cloud }]);
  });

  test('judge each answer at once', async () => {
    const [kind = '', cloud = '', ...rest] = AZURE;
    await ask(undefined, kind, cloud, 'http://a.example', endpoint, 'dcr', ...rest.slice(1, 5), '', ...rest.slice(5));
    expect(user.refusals).toEqual([
      'Enter an address that begins with https://.',
      'Enter the immutable id of the rule: dcr- and 32 hexadecimal digits. It stands in its JSON view.',
      'Enter the client secret: its value, not its id.',
    ]);
    expect(shell.parts.destinations.list()).toHaveLength(1);
  });

  test.each([
    ['Azure', AZURE],
    ['a folder', ['$(folder)', '/srv/audit', '']],
  ])('save nothing of %s when one of them is dismissed', async (_kind, answers) => {
    for (let count = 0; count < answers.length; count += 1) {
      await ask(undefined, ...answers.slice(0, count), DISMISS);
      expect(shell.computer.writes, `dismissed at ${count}`).toEqual([]);
    }
  });

  test('let a folder be picked', async () => {
    await ask(undefined, '$(folder)', '/srv/audit', 'Files');
    expect(shell.parts.destinations.list()).toMatchObject([
      { kind: 'folder', folder: '/srv/audit', displayName: 'Files' },
    ]);
    expect(shell.computer.secrets.size).toBe(0);
  });

  test('refuse a folder of another machine', async () => {
    await ask(undefined, '$(folder)', 'vscode-remote://ssh/srv/audit');
    expect(user.messages).toMatchObject([{ kind: 'error', text: expect.stringContaining('on this computer') }]);
    expect(shell.computer.writes).toEqual([]);
  });
});

describe('the prompts for a destination that is there', () => {
  test('begin with what is stored, except the secret, and keep it', async () => {
    const cloud = { name: 'china' } as const;
    const edited = { ...SENTINEL, cloud };
    await shell.parts.destinations.add(edited, 'stored');
    await ask(edited, 'Azure China', endpoint, ruleId, streamName, tenantId, clientId, '', 'Renamed');
    expect(user.questions[0]?.choices[0]).toBe('Azure China — current');
    const values = user.questions.slice(1).map(({ value }) => value);
    expect(values).toEqual([endpoint, ruleId, streamName, tenantId, clientId, '', 'Sentinel']);
    expect(shell.parts.destinations.list()).toEqual([{ ...edited, displayName: 'Renamed' }]);
    expect(await shell.parts.destinations.secretOf(edited)).toBe('stored');
  });

  test('save nothing when one of them is dismissed', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored');
    const before = [...shell.computer.writes];
    const answers = ['Azure public', ...AZURE.slice(2)];
    for (let count = 0; count < answers.length; count += 1) await ask(SENTINEL, ...answers.slice(0, count), DISMISS);
    expect(shell.computer.writes).toEqual(before);
  });

  test('ask for the secret again when the tenant is another', async () => {
    await shell.parts.destinations.add(SENTINEL, 'stored');
    const other = 'other.onmicrosoft.com';
    await ask(SENTINEL, 'Azure public', endpoint, ruleId, streamName, other, clientId, '', 'new', '');
    expect(user.refusals).toEqual(['Tenant, client or cloud have changed: enter the secret that belongs to them.']);
    expect(await shell.parts.destinations.secretOf({ ...SENTINEL, tenantId: other })).toBe('new');
  });
});
