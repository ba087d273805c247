import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { Organization } from '../../../src/core/organization/organization.ts';
import { watchTokenExpiry } from '../../../src/shell/organization/tokenExpiryWatch.ts';
import { ACME, DAY_MS, GLOBEX, SAMPLE } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { commands } from '../fakeVscode.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const HOUR_MS = DAY_MS / 24;
const SOON =
  'The API token of Acme expires on Oct 19, 2026. Create a new one before then and enter it in the organization.';
const EXPIRED =
  'The API token of Acme expired on Oct 19, 2026. Create a new one and enter it in the organization: without it no records can be read.';
const ENDING: Organization = { ...ACME, tokenExpiresOn: '2026-10-19' };

let shell: Shell;
const watches: { dispose(): void }[] = [];
beforeEach(async () => {
  shell = await startShell();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  for (const watch of watches.splice(0)) watch.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const memory = () => shell.computer.openWindow(shell.folder).globalState;
function watch() {
  const started = watchTokenExpiry({ ...shell.parts, memory: memory() });
  watches.push(started);
  return started;
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Time goes by, hour by hour, as for a computer that is awake. */
async function pass(durationMs: number) {
  for (let passedMs = 0; passedMs < durationMs; passedMs += HOUR_MS) {
    shell.clock.nowMs += HOUR_MS;
    vi.advanceTimersByTime(HOUR_MS);
    await turn();
  }
}
const texts = () => user.messages.map(({ text }) => text);
const close = async (index: number) => {
  user.messages[index]?.press('');
  await turn();
};

test('a token that ends soon is told once, also over restarts', async () => {
  await shell.addOrganization(ENDING);
  watch().dispose();
  await turn();
  expect(user.messages).toMatchObject([
    { kind: 'warning', text: SOON, buttons: ['Edit Organization', 'Create API Token'] },
  ]);
  await close(0);
  watch();
  await pass(3 * DAY_MS);
  expect(texts()).toEqual([SOON]);
});

test('it is told when its time comes, and again when it has ended', async () => {
  await shell.addOrganization({ ...ENDING, tokenExpiresOn: '2026-10-22' });
  watch();
  await turn();
  expect(texts()).toEqual([]);
  await pass(DAY_MS);
  expect(texts()).toEqual([SOON.replace('19', '22')]);
  await close(0);
  await pass(14 * DAY_MS);
  expect(texts().slice(1)).toEqual([]);
  await pass(DAY_MS);
  expect(texts().slice(1)).toEqual([EXPIRED.replace('19', '22')]);
});

test('on its last day there is no time before', async () => {
  await shell.addOrganization({ ...ENDING, tokenExpiresOn: '2026-10-07' });
  watch();
  await turn();
  expect(texts()).toEqual(['The API token of Acme expires today. Create a new one and enter it in the organization.']);
});

test('a warning that nobody has closed keeps back no other one', async () => {
  await shell.addOrganization(ENDING);
  watch();
  await pass(12 * DAY_MS);
  expect(texts()).toEqual([SOON]);
  await pass(DAY_MS);
  expect(texts()).toEqual([SOON, EXPIRED]);
  await pass(10 * DAY_MS);
  expect(texts()).toHaveLength(2);
});

test('a day that is entered is looked at at once, and told once', async () => {
  await shell.addOrganization(ACME);
  const started = watch();
  await turn();
  expect(texts()).toEqual([]);
  await shell.parts.organizations.update(ACME.id, () => ({ ...ACME, tokenExpiresOn: '2026-10-17' }));
  await turn();
  expect(texts()).toEqual([SOON.replace('19', '17')]);
  await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, displayName: 'Renamed' }));
  shell.parts.organizations.refresh();
  await turn();
  expect(texts()).toHaveLength(1);
  started.dispose();
  await shell.parts.organizations.update(ACME.id, (now) => ({ ...now, tokenExpiresOn: '2026-10-18' }));
  await turn();
  expect(texts()).toHaveLength(1);
});

test('a computer that slept for days is told within the hour after it wakes, and its views look again', async () => {
  await shell.addOrganization(ENDING);
  watch();
  await turn();
  await close(0);
  let looks = 0;
  shell.parts.organizations.onDidChange(() => (looks += 1));
  await pass(2 * HOUR_MS);
  expect(looks).toBe(0);
  shell.clock.nowMs += 30 * DAY_MS;
  await pass(HOUR_MS);
  expect(texts()).toEqual([SOON, EXPIRED]);
  expect(looks).toBe(1);
});

test('a new day of a new token is told anew, and each organization by itself', async () => {
  await shell.addOrganization(ENDING);
  await shell.addOrganization({ ...GLOBEX, tokenExpiresOn: '2026-10-01' });
  watch();
  await turn();
  expect(texts()).toEqual([SOON, expect.stringContaining('Globex expired on Oct 1, 2026')]);
  await close(0);
  await shell.parts.organizations.update(ACME.id, () => ({ ...ENDING, tokenExpiresOn: '2026-10-20' }), 'new');
  await pass(DAY_MS);
  expect(texts().slice(2)).toEqual([SOON.replace('19', '20')]);
});

test('tokens without a day, that are good for long, or of the sample are not told of', async () => {
  for (const organization of [ACME, { ...GLOBEX, tokenExpiresOn: '2027-01-01' }, SAMPLE]) {
    await shell.addOrganization(organization);
  }
  watch();
  await pass(DAY_MS);
  expect(texts()).toEqual([]);
});

test('the buttons lead to the form and to Atlassian’s page', async () => {
  await shell.addOrganization(ENDING);
  commands.registerCommand('confluenceAudit.editOrganization', () => undefined);
  watch();
  await turn();
  user.messages[0]?.press('Edit Organization');
  await until(() => user.executed.length > 0);
  expect(user.executed).toEqual([{ command: 'confluenceAudit.editOrganization', argument: { organization: ENDING } }]);
  await pass(13 * DAY_MS);
  commands.registerCommand('vscode.open', () => undefined);
  user.messages[1]?.press('Create API Token');
  await until(() => user.executed.length > 1);
  const { command, argument } = user.executed[1] ?? {};
  const page = 'https://id.atlassian.com/manage-profile/security/api-tokens';
  expect([command, String(argument)]).toEqual(['vscode.open', page]);
});

test('what is remembered holds no secret, and goes with the organization', async () => {
  await shell.addOrganization(ENDING);
  watch().dispose();
  await turn();
  const remembered = () => [...shell.computer.state].filter(([key]) => key.startsWith('tokenExpiryTold.'));
  expect(remembered()).toEqual([['tokenExpiryTold.acme', '"soon 2026-10-19"']]);
  await shell.parts.organizations.remove(ACME.id);
  watch();
  await turn();
  expect(remembered()).toEqual([]);
});
