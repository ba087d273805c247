import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSyncStateFile, INITIAL_STATE, type SyncState } from '../../../src/core/sync/syncState.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
  file = path.join(folder, 'deep', 'state.json');
});
afterEach(() => rm(folder, { recursive: true }));

const STATE: SyncState = {
  version: 1,
  readThroughMs: 1_700_000_000_000,
  recent: [[1_699_999_999_999, 'a'.repeat(32)]],
  deliveredTotal: 12,
  quarantinedTotal: 1,
  drift: { categories: { Whiteboards: 3 }, events: {}, fields: { 'author.isBot': 1 } },
  lastRun: {
    startedAtMs: 1,
    endedAtMs: 2,
    outcome: 'failed',
    fetched: 3,
    delivered: 4,
    quarantined: 1,
    batches: 1,
    bytes: 100,
    lost: { fromMs: 10, toMs: 20 },
    failure: {
      code: 'siteServerError',
      detail: { where: 'https://acme.atlassian.net', status: 503, retryAfterMs: 5000 },
    },
  },
};

describe('the sync state', () => {
  test('is the initial one before the first save, and survives a restart after it', async () => {
    expect(await createSyncStateFile(file).load()).toEqual({ state: INITIAL_STATE, damagedFile: undefined });
    await createSyncStateFile(file).save(STATE);
    expect((await createSyncStateFile(file).load()).state).toEqual(STATE);
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('of an earlier version, which counted no drift, is taken as it is', async () => {
    await createSyncStateFile(file).save(STATE);
    const { drift: _drift, ...earlier } = STATE;
    await writeFile(file, JSON.stringify(earlier));
    expect(await createSyncStateFile(file).load()).toEqual({
      state: { ...STATE, drift: INITIAL_STATE.drift },
      damagedFile: undefined,
    });
  });

  test.each([
    ['cut off', '{"version":1,"readThr'],
    ['empty', ''],
    ['zeros', '\0\0\0\0'],
    ['of another kind', '[1,2,3]'],
    [
      'with a cursor that is none',
      '{"version":1,"readThroughMs":"soon","recent":[],"deliveredTotal":0,"quarantinedTotal":0}',
    ],
    ['with keys that are none', '{"version":1,"recent":[[1]],"deliveredTotal":0,"quarantinedTotal":0}'],
  ])('that is %s is put aside and costs reading again', async (_name, text) => {
    await createSyncStateFile(file).save(STATE);
    await writeFile(file, text);
    const { state, damagedFile } = await createSyncStateFile(file).load();
    expect(state).toEqual(INITIAL_STATE);
    expect(await readFile(damagedFile ?? '', 'utf8')).toBe(text);
    expect(await readdir(path.dirname(file))).toEqual(['state.json.damaged']);
  });

  test('of a future version is left alone', async () => {
    await createSyncStateFile(file).save(STATE);
    const future = JSON.stringify({ ...STATE, version: 2 });
    await writeFile(file, future);
    await expect(createSyncStateFile(file).load()).rejects.toMatchObject({ code: 'stateFromNewerVersion' });
    expect(await readFile(file, 'utf8')).toBe(future);
  });

  test('that cannot be read is a failure, not a beginning', async () => {
    await mkdir(file, { recursive: true });
    await expect(createSyncStateFile(file).load()).rejects.toMatchObject({ code: 'stateNotRead' });
  });

  test('is whole after two windows saved it at once, again and again', async () => {
    const [one, other] = [createSyncStateFile(file), createSyncStateFile(file)];
    for (let round = 0; round < 25; round++) await Promise.all([one.save(STATE), other.save(INITIAL_STATE)]);
    expect((await one.load()).damagedFile).toBeUndefined();
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('keeps the old one when the new one cannot be written', async () => {
    await createSyncStateFile(file).save(STATE);
    const blocked = createSyncStateFile(path.join(file, 'below-a-file.json'));
    await expect(blocked.save(INITIAL_STATE)).rejects.toMatchObject({ code: 'stateNotSaved' });
    expect((await createSyncStateFile(file).load()).state).toEqual(STATE);
  });
});
