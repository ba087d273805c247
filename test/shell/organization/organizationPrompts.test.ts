import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { askOrganization } from '../../../src/shell/organization/organizationPrompts.ts';
import { ACME, FOLDER, GLOBEX, SAMPLE, SENTINEL } from '../examples.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
});

const stored = () => shell.parts.organizations.list();
const ask = async (edited: typeof ACME | undefined, ...answers: Answer[]) => {
  user.answers = answers;
  await askOrganization(shell.parts, edited);
  expect(user.answers, 'answers left').toEqual([]);
};
const TYPED = ['acme', 'ann@acme.example', 'ATATT-typed', '', ''];
const WIKI = 'https://wiki.acme.example';

describe('the prompts for a new organization', () => {
  test('ask for one thing after the other, and save', async () => {
    await shell.parts.destinations.add(FOLDER, undefined);
    await ask(undefined, ...TYPED, 'Audit files');
    expect(user.questions.map(({ kind, title, value }) => [kind, title, value])).toEqual([
      ...[1, 2, 3, 4, 5].map((step) => ['text', `Add Organization (${step}/6)`, '']),
      ['choice', 'Add Organization (6/6)', ''],
    ]);
    expect(user.questions.map(({ password }) => password)).toEqual([false, false, true, false, false, false]);
    // What becomes of "acme" is told before it is saved.
    expect(user.questions[1]?.detail).toBe(
      'User name on acme.atlassian.net: the e-mail address of the Atlassian account',
    );
    expect(stored()).toMatchObject([
      ...[{ displayName: 'acme', site: ACME.site, cloudId: ACME.cloudId, destinationId: FOLDER.id }],
    ]);
    expect(stored()[0]?.tokenExpiresOn).toBeUndefined();
    expect(await shell.parts.organizations.secretOf(ACME)).toBeUndefined();
    expect(await shell.parts.organizations.secretOf(stored()[0] ?? ACME)).toBe('ATATT-typed');
  });

  test('judge each answer at once', async () => {
    const site = ['http://acme.example', 'acme'];
    const token = ['', 'a b', 'ATATT-typed', '31.12.2026', '2026-10-01', '2026-12-31'];
    await ask(undefined, ...site, 'ann', 'ann@acme.example', ...token, '', 'None yet');
    expect(user.refusals.map((sentence) => sentence.split(/[.:,]/)[0])).toEqual([
      'An API token may only travel encrypted',
      'Enter an e-mail address',
      'Enter an API token of this account',
      'The token has a space or line break in it',
      'Enter the day like 2026-12-31',
      'This day is past',
    ]);
    expect(stored()).toMatchObject([{ destinationId: undefined, tokenExpiresOn: '2026-12-31' }]);
  });

  test('save nothing when one of them is dismissed', async () => {
    const answers = [...TYPED, 'None yet'];
    for (let count = 0; count < answers.length; count += 1) {
      await ask(undefined, ...answers.slice(0, count), DISMISS);
      expect(shell.computer.writes, `dismissed at ${count}`).toEqual([]);
    }
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
  });

  test('refuse the twin of another one', async () => {
    await shell.addOrganization(ACME);
    await ask(undefined, 'acme', 'ann@acme.example', DISMISS);
    expect(user.refusals).toEqual(['This site is there already with the same user, as "Acme".']);
  });

  test('show the site behind a custom domain before it is saved', async () => {
    shell.connections.site(WIKI).belongsTo = ACME.site;
    const typed = ['wiki.acme.example', ...TYPED.slice(1), 'None yet'];
    await ask(undefined, ...typed, DISMISS);
    const title = 'wiki.acme.example is a custom domain of acme.atlassian.net, which will be used.';
    expect(user.questions.at(-1)).toMatchObject({ kind: 'modal', title, choices: ['Save'] });
    expect(stored()).toEqual([]);
    await ask(undefined, ...typed, 'Save');
    expect(stored()).toMatchObject([{ site: ACME.site, cloudId: ACME.cloudId }]);
    expect(await shell.parts.organizations.secretOf(stored()[0] ?? ACME)).toBe('ATATT-typed');
    // The token was sent to nobody else.
    expect(shell.connections.site(WIKI).credentials).toEqual([]);
    expect(shell.connections.site(ACME.site).credentials).not.toEqual([]);
  });

  test('show it too where it does not work', async () => {
    shell.connections.site(WIKI).belongsTo = ACME.site;
    shell.connections.site(ACME.site).failure = new Failure('siteNotFound', { where: ACME.site });
    await ask(undefined, 'wiki.acme.example', ...TYPED.slice(1), 'None yet', DISMISS);
    expect(user.questions.at(-1)).toMatchObject({
      title: 'The connection does not work yet.',
      detail: expect.stringMatching(/^wiki\.acme\.example is a custom domain .* There is no Confluence at acme/),
    });
  });

  test('refuse the twin of another one that only its site shows', async () => {
    await shell.addOrganization(ACME);
    shell.connections.site(WIKI).belongsTo = ACME.site;
    await ask(undefined, 'wiki.acme.example', ...TYPED.slice(1), 'None yet');
    const text = 'This site is there already with the same user, as "Acme".';
    expect(user.messages).toMatchObject([{ kind: 'error', text }]);
    expect(stored()).toEqual([ACME]);
    expect(shell.connections.site(ACME.site).credentials).toEqual([]);
  });

  test('refuse the twin of another one that was added during the test', async () => {
    shell.connections.site(WIKI).belongsTo = ACME.site;
    const site = shell.connections.site(ACME.site);
    const { promise, resolve } = Promise.withResolvers<void>();
    site.answers = promise;
    const asked = ask(undefined, 'wiki.acme.example', ...TYPED.slice(1), 'None yet', 'Save');
    await until(() => site.credentials.length > 0);
    await shell.addOrganization(ACME);
    resolve();
    await asked;
    expect(user.messages).toMatchObject([
      { kind: 'error', text: expect.stringMatching(/^This site is there already/) },
    ]);
    expect(stored()).toEqual([ACME]);
  });

  test('say when a custom domain leads nowhere, once', async () => {
    shell.connections.site(WIKI).failure = new Failure('siteNotCloud', { where: WIKI });
    await ask(undefined, 'wiki.acme.example', ...TYPED.slice(1), 'None yet', DISMISS);
    const detail = user.questions.at(-1)?.detail ?? '';
    expect(detail).toMatch(/^There is no Confluence Cloud site at wiki\.acme\.example\./);
    expect(detail.split('There is no')).toHaveLength(2);
    expect(stored()).toEqual([]);
  });

  test('save what does not work only when told to', async () => {
    shell.connections.site(ACME.site).failure = new Failure('siteNotFound', { where: ACME.site });
    await ask(undefined, ...TYPED, 'None yet', DISMISS);
    expect(stored()).toEqual([]);
    expect(user.questions.at(-1)).toMatchObject({
      kind: 'modal',
      title: 'The connection does not work yet.',
      choices: ['Save Anyway'],
      detail: 'There is no Confluence at acme.atlassian.net. Check the organization URL.',
    });
    await ask(undefined, ...TYPED, 'None yet', 'Save Anyway');
    expect(stored()).toHaveLength(1);
  });

  test('may be cancelled while the site is looked for, which saves nothing by itself', async () => {
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const asked = ask(undefined, ...TYPED, 'None yet', DISMISS);
    await until(() => site.identified > 0);
    user.progress[0]?.cancel();
    await asked;
    expect(user.questions.at(-1)?.detail).toBe('The test was cancelled.');
    expect(site.credentials).toEqual([]);
    expect(user.progress[0]).toMatchObject({ title: 'Testing the connection to acme', running: false });
    expect(shell.computer.writes).toEqual([]);
  });
});

describe('the prompts for an organization that is there', () => {
  beforeEach(async () => {
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    await shell.addOrganization(ACME);
  });

  test('begin with what is stored, except the token, and keep it', async () => {
    await ask(ACME, ACME.site, ACME.userName, '', '', 'Renamed', 'Audit files');
    expect(user.questions.map(({ value }) => value)).toEqual([ACME.site, ACME.userName, '', '', 'Acme', '']);
    expect(user.questions[2]?.detail).toBe('API token: stored; leave empty to keep it');
    expect(user.questions[5]?.choices).toEqual(['Audit files — current', 'Sentinel', 'None yet: preview only']);
    expect(stored()).toEqual([{ ...ACME, displayName: 'Renamed' }]);
    expect(await shell.parts.organizations.secretOf(ACME)).toBe('ATATT-stored');
    // Nothing that the connection depends on has changed.
    expect(user.progress).toEqual([]);
    expect(shell.connections.site(ACME.site)).toMatchObject({ identified: 0, credentials: [] });
  });

  test('test a new token', async () => {
    await ask(ACME, ACME.site, ACME.userName, 'ATATT-2', '', 'Acme', 'Audit files');
    expect(shell.connections.site(ACME.site).credentials).toEqual([{ userName: ACME.userName, apiToken: 'ATATT-2' }]);
    expect(await shell.parts.organizations.secretOf(ACME)).toBe('ATATT-2');
  });

  test('bring the day of a stored token, which is not that of a new one', async () => {
    const edited = { ...ACME, tokenExpiresOn: '2026-10-01' };
    await shell.parts.organizations.update(ACME.id, () => edited);
    await ask(edited, ACME.site, ACME.userName, '', '2026-10-01', 'Acme', 'Audit files');
    expect(user.questions[3]?.value).toBe('2026-10-01');
    await ask(edited, ACME.site, ACME.userName, 'ATATT-2', '2026-10-01', '2027-10-01', 'Acme', 'Audit files');
    expect(user.questions[9]?.value).toBe('');
    expect(user.refusals).toEqual(['This day is past. Enter the last day of the new token, or leave it empty.']);
    expect(stored()).toEqual([{ ...ACME, tokenExpiresOn: '2027-10-01' }]);
  });

  test('leave alone what was changed elsewhere meanwhile', async () => {
    const backgroundSync = { enabled: true, intervalMinutes: 5 };
    await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, backgroundSync }));
    await ask(ACME, ACME.site, ACME.userName, '', '', 'Renamed', 'Audit files');
    expect(stored()).toEqual([{ ...ACME, displayName: 'Renamed', backgroundSync }]);
  });

  test('ask for the token again when the site is another', async () => {
    await ask(ACME, 'globex', GLOBEX.userName, '', 'ATATT-2', '', 'Globex', 'Audit files');
    expect(user.refusals).toEqual(['Site or user have changed: enter the token that belongs to them.']);
    const [moved = ACME] = stored();
    expect(moved).toMatchObject({ id: ACME.id, site: GLOBEX.site });
    expect(await shell.parts.organizations.secretOf(moved)).toBe('ATATT-2');
  });

  test('offer no destination only while there is no background sync', async () => {
    const synced = { ...ACME, backgroundSync: { enabled: true, intervalMinutes: 5 } };
    await ask(synced, ACME.site, ACME.userName, '', '', 'Acme', DISMISS);
    expect(user.questions.at(-1)?.choices).toEqual(['Audit files — current', 'Sentinel']);
    const without = { ...ACME, destinationId: undefined };
    await ask(without, ACME.site, ACME.userName, '', '', 'Acme', DISMISS);
    expect(user.questions.at(-1)?.choices[0]).toBe('None yet: preview only — current');
  });

  test('may be cancelled during the test, which saves nothing by itself', async () => {
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const asked = ask(ACME, ACME.site, ACME.userName, 'ATATT-2', '', 'Renamed', 'Audit files', DISMISS);
    await until(() => site.credentials.length > 0);
    user.progress[0]?.cancel();
    await asked;
    expect(user.questions.at(-1)?.detail).toBe('The test was cancelled.');
    expect(stored()).toEqual([ACME]);
  });

  test('ask of the sample only what it has', async () => {
    await shell.addOrganization(SAMPLE);
    await ask(SAMPLE, 'Mine', 'Sentinel');
    expect(user.questions.map(({ title }) => title)).toEqual(['Edit Sample (1/2)', 'Edit Sample (2/2)']);
    const changed = { ...SAMPLE, displayName: 'Mine', destinationId: SENTINEL.id };
    expect(shell.parts.organizations.get(SAMPLE.id)).toEqual(changed);
  });

  test('bring nothing back that was removed meanwhile', async () => {
    await shell.parts.organizations.remove(ACME.id);
    const asked = ask(ACME, ACME.site, ACME.userName, 'ATATT-2', '', 'Acme', 'Audit files');
    await expect(asked).rejects.toMatchObject({ code: 'removedMeanwhile' });
    expect(stored()).toEqual([]);
  });
});
