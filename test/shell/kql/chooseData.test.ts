import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { chooseData } from '../../../src/shell/kql/chooseData.ts';
import type { DataChoice } from '../../../src/shell/kql/dataChoice.ts';
import { dataText } from '../../../src/shell/kql/describeData.ts';
import { ACME, FOLDER, GLOBEX, NOON_MS, SAMPLE, SENTINEL } from '../examples.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization(ACME);
  await shell.addOrganization(GLOBEX);
  await shell.addOrganization(SAMPLE);
  await shell.parts.destinations.add(SENTINEL, 'secret');
  const record = { record: { summary: 'Login' }, key: 'k' };
  shell.parts.previews.keep(ACME.id, { site: ACME.site, records: [record], readAtMs: NOON_MS });
});

const choose = (answer: Answer, current: DataChoice = { kind: 'sample' }) => {
  user.answers.push(answer);
  return chooseData(shell.parts, current);
};
const offered = () => user.questions[0]?.choices;

describe('the data to query', () => {
  test('is offered: the sample, the organizations, the folders that are synced to, any file', async () => {
    await choose(DISMISS);
    expect(user.questions[0]?.title).toBe('What shall queries of this file run on?');
    expect(offered()).toEqual(['Sample organization — current', 'Acme', 'Globex', 'Audit files', 'A file of records…']);
  });

  test.each<[string, DataChoice]>([
    ['Sample', { kind: 'sample' }],
    ['Acme', { kind: 'preview', organizationId: ACME.id }],
    ['Globex', { kind: 'preview', organizationId: GLOBEX.id }],
    ['Audit files', { kind: 'folder', destinationId: FOLDER.id }],
  ])('can be %s', async (answer, expected) => {
    expect(await choose(answer)).toEqual(expected);
  });

  test.each<[DataChoice, string]>([
    [{ kind: 'preview', organizationId: ACME.id }, 'Acme — current'],
    [{ kind: 'folder', destinationId: FOLDER.id }, 'Audit files — current'],
    [{ kind: 'file', file: '/srv/logs/may.json' }, 'may.json — current'],
  ])('is marked: %j', async (current, marked) => {
    expect(await choose(marked, current)).toEqual(current);
    expect(offered()?.filter((choice) => choice.endsWith('current'))).toEqual([marked]);
  });

  test('of which nothing is left is no choice', async () => {
    expect(await choose(DISMISS, { kind: 'preview', organizationId: 'gone' })).toBeUndefined();
    expect(offered()?.some((choice) => choice.endsWith('current'))).toBe(false);
  });

  test('can be a file', async () => {
    user.answers = ['A file', '/srv/logs/may.json'];
    expect(await chooseData(shell.parts, { kind: 'sample' })).toEqual({ kind: 'file', file: '/srv/logs/may.json' });
    expect(user.questions[1]?.title).toBe('File of Audit Records');
  });

  test.each<[Answer]>([[DISMISS], ['vscode-remote:///srv/may.json']])(
    'is no file where none is picked: %s',
    async (answer) => {
      user.answers = ['A file', answer];
      expect(await chooseData(shell.parts, { kind: 'sample' })).toBeUndefined();
      expect(user.messages.map(({ kind }) => kind)).toEqual(answer === DISMISS ? [] : ['error']);
    },
  );

  test('says what an organization has at hand', async () => {
    const { details } = await detailsOf();
    expect(details[1]).toMatch(/^Its latest preview: 1 record, read at \d/);
    expect(details[2]).toBe('Its records of the last 7 days are read when a query runs');
    expect(details[3]).toBe('What was synced to /srv/audit');
  });

  test('says so of the site that an organization has now only', async () => {
    await shell.parts.organizations.update(ACME.id, (acme) => ({ ...acme, site: 'https://new.atlassian.net' }));
    const { details } = await detailsOf();
    expect(details[1]).toBe('Its records of the last 7 days are read when a query runs');
  });
});

async function detailsOf() {
  const { window } = await import('./fakeKql.ts');
  const shown = vi.spyOn(window, 'showQuickPick');
  await choose(DISMISS);
  const items = (shown.mock.calls[0]?.[0] ?? []) as readonly { readonly detail?: string }[];
  shown.mockRestore();
  return { details: items.map(({ detail }) => detail) };
}

describe('the name of data', () => {
  test.each<[DataChoice, string]>([
    [{ kind: 'sample' }, 'Sample organization'],
    [{ kind: 'preview', organizationId: ACME.id }, 'Acme'],
    [{ kind: 'preview', organizationId: 'gone' }, 'a removed organization'],
    [{ kind: 'folder', destinationId: FOLDER.id }, 'Audit files'],
    [{ kind: 'folder', destinationId: 'gone' }, 'a removed destination'],
    [{ kind: 'file', file: '/srv/logs/may.json' }, 'may.json'],
  ])('of %j is %s', (choice, name) => {
    expect(dataText(shell.parts, choice)).toBe(name);
  });
});
