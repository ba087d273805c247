import { getEventListeners } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { Parts } from '../../../src/shell/parts.ts';
import { askInBackground, type GivenConsent } from '../../../src/shell/sync/backgroundQuestion.ts';
import { ACME, FOLDER } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let sync: Parts['sync'];
let ended: AbortController;
/** Who listens to the syncs. */
let listeners: number;
let consents: GivenConsent[];
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization();
  ended = new AbortController();
  listeners = 0;
  consents = [];
  sync = {
    ...shell.parts.sync,
    onDidChange(listener) {
      const listening = shell.parts.sync.onDidChange(listener);
      listeners += 1;
      return {
        dispose() {
          listeners -= 1;
          listening.dispose();
        },
      };
    },
  };
});

const ask = () =>
  askInBackground(
    { ...shell.parts, sync },
    {
      ...{ organization: ACME, destination: FOLDER, state: undefined, last: undefined, ended: ended.signal },
      onAgreed: async (consent) => void consents.push(consent),
    },
  );
const watching = () => [listeners, getEventListeners(ended.signal, 'abort').length];
const claimElsewhere = () => shell.openWindow('desk').sync.claimFirstSend(ACME, 'elsewhere');
/** Letting go of a turn takes the disk a moment. */
const settledClaim = async () => {
  let claim = await claimElsewhere();
  for (let turn = 0; turn < 200 && claim === 'elsewhere'; turn += 1) claim = await claimElsewhere();
  return claim;
};
const agreeElsewhere = async () => {
  await shell.keepState();
  await sync.refresh(ACME);
};

test('a question that was answered with Not Now is over, and nothing of it is left', async () => {
  await ask();
  expect([watching(), await claimElsewhere()]).toEqual([[1, 1], 'elsewhere']);
  user.messages[0]?.press('Not Now');
  await until(() => listeners === 0);
  expect([watching(), consents]).toEqual([[0, 0], []]);
  expect(await settledClaim()).toBe('answered');
});

test('a question that was answered with Send is answered when that is saved, and not before', async () => {
  await ask();
  user.messages[0]?.press('Send');
  await until(() => consents.length > 0);
  expect([consents[0]?.now(), await claimElsewhere()]).toEqual(['given', 'elsewhere']);
  await agreeElsewhere();
  expect([consents[0]?.now(), watching()]).toEqual(['missing', [0, 0]]);
  expect(await settledClaim()).toBe('answered');
});

test('an agreement that is of no use any more lets others ask', async () => {
  await ask();
  user.messages[0]?.press('Send');
  await until(() => consents.length > 0);
  await consents[0]?.drop();
  expect(watching()).toEqual([0, 0]);
  expect(await claimElsewhere()).toBeTypeOf('object');
});

test('a question that somebody has answered in another way is answered in all windows', async () => {
  await ask();
  await agreeElsewhere();
  expect([await settledClaim(), watching()]).toEqual(['answered', [0, 0]]);
});

test('nobody is asked who has agreed in another way just when all was counted', async () => {
  const { dryRun } = shell.parts.sync;
  sync.dryRun = async (...question) => {
    const found = await dryRun(...question);
    await agreeElsewhere();
    return found;
  };
  await ask();
  expect([user.messages, sync.viewOf(ACME).awaitsApproval, watching()]).toEqual([[], undefined, [0, 0]]);
});

test('nothing is left of a question when its window closes', async () => {
  await ask();
  ended.abort();
  expect(watching()).toEqual([0, 0]);
});
