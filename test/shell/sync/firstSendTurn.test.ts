import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { ACME, GLOBEX } from '../examples.ts';
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

test('an answer that is given while another window looks is no reason to ask again', async () => {
  const turn = await shell.parts.sync.claimFirstSend(ACME, undefined);
  if (typeof turn !== 'object') throw new Error(turn);
  const other = shell.openWindow('desk').sync;
  const { read } = shell.disk;
  shell.viewDisk.read = async (file) => {
    const bytes = await read(file);
    shell.viewDisk.read = read;
    await turn.answered();
    return bytes;
  };
  expect(await other.claimFirstSend(ACME, 'elsewhere')).toBe('elsewhere');
  expect(await other.claimFirstSend(ACME, 'elsewhere')).toBe('answered');
});

test('each organization has a turn of its own, kept with its state', async () => {
  await shell.addOrganization(GLOBEX);
  const other = shell.openWindow('desk').sync;
  await shell.parts.sync.claimFirstSend(ACME, undefined);
  expect(await other.claimFirstSend(GLOBEX, undefined)).toBeTypeOf('object');
  expect(await shell.parts.sync.claimFirstSend(GLOBEX, undefined)).toBe('elsewhere');
  expect((await shell.disk.list(shell.folder)).every((name) => /^(acme|globex)\./.test(name))).toBe(true);
});

test('where turns cannot be kept, every window asks', async () => {
  shell.viewDisk.createExclusively = () => Promise.reject(new Failure('diskFull', { where: '/srv' }));
  for (const { sync } of [shell.parts, shell.openWindow('desk')]) {
    const turn = await sync.claimFirstSend(ACME, undefined);
    if (typeof turn !== 'object') throw new Error(turn);
    await turn.answered();
    await turn.release();
  }
});
