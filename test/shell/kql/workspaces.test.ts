import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import { createWorkspaceMemory, type WorkspaceMemory } from '../../../src/shell/kql/workspaces.ts';
import { SENTINEL } from '../examples.ts';
import { DISMISS, user } from '../fakeUser.ts';

const GUID = '0a0a0a0a-1111-2222-3333-444444444444';
const OTHER = '0b0b0b0b-1111-2222-3333-444444444444';
const PUBLIC = { id: GUID, endpoint: 'https://api.loganalytics.io' };
const CUSTOM: AzureDestination = {
  ...SENTINEL,
  cloud: { name: 'custom', authorityHost: 'https://login.example', audience: 'https://monitor.example' },
};

const stored = new Map<string, unknown>();
const memento = {
  keys: () => [...stored.keys()],
  get: (key: string) => stored.get(key),
  update: async (key: string, value: unknown) => void stored.set(key, JSON.parse(JSON.stringify(value))),
};
const start = (): WorkspaceMemory => createWorkspaceMemory(memento as never);
beforeEach(() => {
  user.reset();
  stored.clear();
});

describe('the workspace of a destination', () => {
  test('is asked for once, and remembered', async () => {
    user.answers = [` ${GUID.toUpperCase()} `];
    const memory = start();
    expect(await memory.workspaceOf(SENTINEL)).toEqual(PUBLIC);
    expect(await memory.workspaceOf(SENTINEL)).toEqual(PUBLIC);
    expect(await start().workspaceOf(SENTINEL)).toEqual(PUBLIC);
    expect(user.questions).toMatchObject([{ kind: 'text', title: 'Workspace of Sentinel', value: '' }]);
  });

  test('is of one destination', async () => {
    user.answers = [GUID, OTHER];
    const memory = start();
    await memory.workspaceOf(SENTINEL);
    expect(await memory.workspaceOf({ ...SENTINEL, id: 'other' })).toMatchObject({ id: OTHER });
    expect(await memory.workspaceOf(SENTINEL)).toEqual(PUBLIC);
  });

  test('is a GUID', async () => {
    user.answers = ['my-workspace', '', `{${GUID}}`, GUID];
    expect(await start().workspaceOf(SENTINEL)).toEqual(PUBLIC);
    expect(user.refusals).toEqual(Array(3).fill('Enter a GUID, as 00000000-0000-0000-0000-000000000000.'));
  });

  test('is not stored when the question is dismissed', async () => {
    user.answers = [DISMISS];
    expect(await start().workspaceOf(SENTINEL)).toBeUndefined();
    expect(stored.size).toBe(0);
  });

  test('is asked for again once it is in doubt, with the former one to correct', async () => {
    user.answers = [GUID, DISMISS, OTHER];
    const memory = start();
    await memory.workspaceOf(SENTINEL);
    memory.doubt(SENTINEL);
    expect(await memory.workspaceOf(SENTINEL)).toBeUndefined();
    expect(await memory.workspaceOf(SENTINEL)).toMatchObject({ id: OTHER });
    expect(await memory.workspaceOf(SENTINEL)).toMatchObject({ id: OTHER });
    expect(user.questions.map(({ value }) => value)).toEqual(['', GUID, GUID]);
  });

  test.each([
    ['usGovernment', 'https://api.loganalytics.us'],
    ['china', 'https://api.loganalytics.azure.cn'],
  ] as const)('is asked at the service of the cloud that the destination is in now: %s', async (name, endpoint) => {
    user.answers = [GUID];
    const memory = start();
    await memory.workspaceOf(SENTINEL);
    expect(await memory.workspaceOf({ ...SENTINEL, cloud: { name } })).toEqual({ id: GUID, endpoint });
  });

  test.each([
    null,
    'nonsense',
    { id: 'nonsense', endpoint: 'https://api.loganalytics.io' },
    { endpoint: 'https://api.loganalytics.io' },
    { id: 7 },
  ])('is asked for where something else is stored: %j', async (nonsense) => {
    stored.set('kqlWorkspace.az', nonsense);
    user.answers = [GUID];
    expect(await start().workspaceOf(SENTINEL)).toEqual(PUBLIC);
  });
});

describe("the service of a cloud that is not Microsoft's", () => {
  test('is asked for, and remembered', async () => {
    user.answers = [GUID, 'http://logs.example', 'logs.example', 'https://logs.example:8443/v1/?x'];
    const expected = { id: GUID, endpoint: 'https://logs.example:8443' };
    expect(await start().workspaceOf(CUSTOM)).toEqual(expected);
    expect(user.refusals).toEqual(Array(2).fill('Enter an address that begins with https.'));
    expect(await start().workspaceOf(CUSTOM)).toEqual(expected);
  });

  test('is nothing without an answer', async () => {
    user.answers = [GUID, DISMISS];
    expect(await start().workspaceOf(CUSTOM)).toBeUndefined();
    expect(stored.size).toBe(0);
  });

  test("is never Microsoft's, whose clouds the destination was in before", async () => {
    user.answers = [GUID, GUID, 'https://logs.example'];
    const memory = start();
    await memory.workspaceOf(SENTINEL);
    expect(await memory.workspaceOf(CUSTOM)).toEqual({ id: GUID, endpoint: 'https://logs.example' });
    expect(user.questions[1]?.value).toBe(GUID);
    expect(await memory.workspaceOf(SENTINEL)).toEqual(PUBLIC);
  });

  test.each(['http://logs.example', 'https://logs.example/path', 7])(
    'is asked for where %j is stored',
    async (endpoint) => {
      stored.set('kqlWorkspace.az', { id: GUID, endpoint });
      user.answers = [GUID, 'https://logs.example'];
      expect(await start().workspaceOf(CUSTOM)).toEqual({ id: GUID, endpoint: 'https://logs.example' });
    },
  );
});
