import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { ACME } from '../examples.ts';
import { type Shell, startShell } from '../startShell.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization();
});

test('one window at a time asks, until it has got an answer', async () => {
  const { sync } = shell.parts;
  const other = shell.openWindow('desk').sync;
  await sync.claimFirstSend(ACME, undefined);
  expect(await other.claimFirstSend(ACME, undefined)).toBe('elsewhere');
  // Whoever has it may ask anew, for instance after counting has failed.
  const turn = await sync.claimFirstSend(ACME, undefined);
  expect(await other.claimFirstSend(ACME, 'elsewhere')).toBe('elsewhere');
  if (typeof turn === 'object') await turn.answered();
  expect(await other.claimFirstSend(ACME, 'elsewhere')).toBe('answered');
  // That is another question, for instance after a reset.
  expect(await other.claimFirstSend(ACME, undefined)).toBeTypeOf('object');
});

test('where turns cannot be kept, every window asks', async () => {
  shell.disk.createExclusively = () => Promise.reject(new Failure('diskFull', { where: '/srv' }));
  for (const { sync } of [shell.parts, shell.openWindow('desk')]) {
    const turn = await sync.claimFirstSend(ACME, undefined);
    if (typeof turn !== 'object') throw new Error(turn);
    await turn.answered();
    await turn.release();
  }
});
