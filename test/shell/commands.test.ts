import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { ACME, FOLDER, GLOBEX, SAMPLE, SENTINEL } from './examples.ts';
import { DISMISS, user } from './fakeUser.ts';
import { commands } from './fakeVscode.ts';
import { registerCommands } from './registerCommands.ts';
import { type Shell, startShell } from './startShell.ts';

let shell: Shell;
let registered: { dispose(): void };
beforeEach(async () => {
  shell = await startShell();
  registered = registerCommands(shell.parts);
});

const run = (name: string, node?: unknown) => commands.executeCommand(`confluenceAudit.${name}`, node);
const namesOf = (pattern: RegExp) =>
  [...user.commands.keys()].map((id) => id.replace('confluenceAudit.', '')).filter((name) => pattern.test(name));
/** What a node is that no tree of ours has. */
const NONSENSE: readonly unknown[] = [
  ...[undefined, null, 0, true, '', 'acme', [], {}, () => undefined, Symbol('x')],
  ...[{ organization: null }, { organization: 'acme' }, { organization: { id: 5 } }, { destination: { id: {} } }],
];
const GONE = [{ organization: { id: 'gone' } }, { organization: { id: '__proto__' } }, { destination: { id: 'gone' } }];
const ON_A_ROW = /^(edit|remove|test|open(?!Query)|preview|sync|cancel|configure|queryRecords)/;

describe('a command', () => {
  test('of a row does nothing where there is none, whatever it is called with', async () => {
    for (const name of namesOf(ON_A_ROW)) {
      for (const node of [...NONSENSE, ...GONE]) expect(await run(name, node), name).toBeUndefined();
    }
    expect(namesOf(ON_A_ROW).length).toBeGreaterThan(12);
    expect([user.messages, user.questions, user.panels, user.log, shell.computer.writes]).toEqual([[], [], [], [], []]);
  });

  test('of the palette takes the only one, and asks which of several', async () => {
    await shell.addOrganization(ACME);
    await run('openSite');
    expect(user.questions).toEqual([]);
    await shell.addOrganization(GLOBEX);
    user.answers = ['Globex', DISMISS];
    await run('openSite');
    await run('openSite');
    expect(user.openedAddresses).toEqual([`${ACME.site}/wiki`, `${GLOBEX.site}/wiki`]);
    const choices = ['Acme — acme.atlassian.net', 'Globex — globex.atlassian.net'];
    expect(user.questions[0]).toMatchObject({ title: 'Which organization?', choices });
  });

  test('called with nonsense asks like the palette', async () => {
    await shell.addOrganization(ACME);
    await shell.addOrganization(GLOBEX);
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    const writes = [...shell.computer.writes];
    for (const node of NONSENSE) {
      user.answers = [DISMISS, DISMISS];
      await run('removeOrganization', node);
      await run('removeDestination', node);
      expect(user.answers).toEqual([]);
    }
    expect([user.messages, user.log, shell.computer.writes]).toEqual([[], [], writes]);
  });

  test('called with a row that is gone does nothing to the others', async () => {
    await shell.addOrganization(ACME);
    for (const node of GONE.slice(0, 2)) await run('removeOrganization', node);
    await run('removeDestination', GONE[2]);
    expect(user.questions).toEqual([]);
    expect(shell.parts.organizations.list()).toEqual([ACME]);
  });

  test('takes what is stored, not what it is called with', async () => {
    await shell.addOrganization(ACME);
    await run('openSite', { organization: { ...ACME, site: 'https://evil.example' } });
    expect(user.openedAddresses).toEqual([`${ACME.site}/wiki`]);
    await shell.addOrganization(SAMPLE);
    await run('openSite', { organization: SAMPLE });
    expect(user.openedAddresses).toHaveLength(1);
  });

  test('that fails says one sentence, and the log where', async () => {
    // Nobody answers: the fake window throws.
    await run('addOrganizationWithPrompts');
    const text = 'Something unexpected happened (Error). The log has the details.';
    expect(user.messages).toMatchObject([{ kind: 'error', text }]);
    expect(user.log).toEqual([expect.stringMatching(/^error addOrganizationWithPrompts: Error\n\s+at /)]);
    expect(user.log.join()).not.toContain('Nobody answers');
  });

  test('that fails as expected says what to do', async () => {
    shell.computer.losesSecrets = true;
    user.answers = ['acme', 'ann@acme.example', 'ATATT-1', '', '', 'None yet'];
    await run('addOrganizationWithPrompts');
    expect(user.messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^This computer did not keep the secret of acme\. .*try again\.$/),
    ]);
    expect(user.log).toEqual(['error addOrganizationWithPrompts: secretNotKept at acme']);
  });

  test('asked for twice at once opens one form', async () => {
    await Promise.all([run('addOrganization'), run('addOrganization'), run('addDestination'), run('addDestination')]);
    expect(user.panels.map(({ title }) => title).sort()).toEqual(['Add Destination', 'Add Organization']);
    await shell.addOrganization(ACME);
    const node = { organization: ACME };
    await Promise.all([run('editOrganization', node), run('editOrganization', node)]);
    await Promise.all([run('previewRecords', node), run('previewRecords', node)]);
    expect(user.panels).toHaveLength(4);
  });

  test('opens a folder, and only of destinations that have one', async () => {
    await shell.parts.destinations.add(SENTINEL, 'client-secret');
    await run('openDestinationFolder', { destination: SENTINEL });
    await shell.parts.destinations.add(FOLDER, undefined);
    await run('openDestinationFolder');
    expect(user.questions).toEqual([]);
    const opened = user.executed.filter(({ command }) => command === 'revealFileInOS');
    expect(opened.map(({ argument }) => String(argument))).toEqual(['file:///srv/audit']);
  });

  test('shows the log; and all of them go with the extension', async () => {
    await run('showLog');
    expect(user.log).toEqual(['shown']);
    registered.dispose();
    expect(user.commands.size).toBe(0);
  });
});
