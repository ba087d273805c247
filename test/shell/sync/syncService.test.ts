import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { ACME, FOLDER, GLOBEX, NOON_MS } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let sync: Shell['parts']['sync'];
let acme: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  sync = shell.parts.sync;
  acme = shell.connections.site(ACME.site);
  for (const hour of [1, 2, 3])
    acme.records.push({ summary: `Event ${hour}`, creationDate: NOON_MS - hour * 3_600_000 });
  await shell.addOrganization(ACME);
});

const files = () => readdir(shell.folder);
const sent = (destinationId = FOLDER.id) =>
  shell.connections.destination(destinationId).rows.map((row) => row['Summary']);
const never = new Promise<void>(() => undefined);
const ALL = ['Event 3', 'Event 2', 'Event 1'];

describe('a run', () => {
  test('delivers, is known and logged, and lets go of the site', async () => {
    const summary = await sync.run(ACME.id);
    expect(summary).toMatchObject({ outcome: 'succeeded', fetched: 3, delivered: 3, failure: undefined });
    expect(sent()).toEqual(ALL);
    expect(sync.knownState(ACME)).toMatchObject({ deliveredTotal: 3, lastRun: summary });
    expect(sync.progressOf(ACME.id)).toBeUndefined();
    expect(acme.openReads).toBe(0);
    expect(user.log).toEqual([
      expect.stringMatching(/^info Sync of Acme succeeded after 0 ms: 3 fetched, 3 delivered/),
    ]);
  });

  test('is one per organization: who asks again joins it', async () => {
    await shell.addOrganization(GLOBEX);
    const { promise, resolve } = Promise.withResolvers<void>();
    acme.answers = promise;
    const runs = [sync.run(ACME.id), sync.run(ACME.id)];
    await until(() => acme.readAtMs.length > 0);
    runs.push(sync.run(ACME.id));
    expect(await sync.run(GLOBEX.id)).toMatchObject({ outcome: 'succeeded' });
    resolve();
    const [first, second, third] = await Promise.all(runs);
    expect([second, third]).toEqual([first, first]);
    expect(acme.readAtMs).toHaveLength(1);
    expect(sent()).toEqual(ALL);
    await sync.run(ACME.id);
    expect(acme.readAtMs).toHaveLength(2);
  });

  test('tells its progress while it goes on', async () => {
    const seen: unknown[] = [];
    sync.onDidChange(() => seen.push(sync.progressOf(ACME.id)?.delivered));
    await sync.run(ACME.id);
    expect(seen).toContain(0);
    expect(seen).toContain(3);
    expect(seen.at(-1)).toBeUndefined();
  });

  test('that is cancelled ends, and the next one goes on', async () => {
    acme.answers = never;
    const run = sync.run(ACME.id);
    await until(() => acme.readAtMs.length > 0);
    sync.cancel(ACME.id);
    expect(await run).toMatchObject({ outcome: 'cancelled', failure: undefined });
    expect(acme.openReads).toBe(0);
    acme.answers = Promise.resolve();
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'succeeded', delivered: 3 });
    sync.cancel('nobody');
  });

  test('that cannot start says why, and shows it', async () => {
    await shell.parts.destinations.remove(FOLDER.id);
    const summary = await sync.run(ACME.id);
    const failure = { code: 'destinationMissing', detail: { where: 'Acme' } };
    expect(summary).toMatchObject({ outcome: 'failed', delivered: 0, failure });
    expect(sync.knownState(ACME)?.lastRun).toEqual(summary);
    expect(sync.progressOf(ACME.id)).toBeUndefined();
    expect(user.log).toEqual([expect.stringMatching(/^warn Sync of Acme failed .*destinationMissing; Acme$/)]);
  });

  test('that fails under way says why, also to the next window', async () => {
    acme.failure = new Failure('siteServerError', { where: ACME.site, status: 503 });
    const summary = await sync.run(ACME.id);
    expect(summary).toMatchObject({ outcome: 'failed', failure: { code: 'siteServerError' } });
    expect((await shell.openWindow().sync.readState(ACME)).lastRun).toEqual(summary);
  });

  test('of an error that is not ours takes none of its words', async () => {
    acme.failure = new TypeError('token=secret');
    expect(await sync.run(ACME.id)).toMatchObject({ failure: { code: 'unexpected', detail: { remark: 'TypeError' } } });
    expect(user.log.join()).not.toContain('secret');
  });

  test('of an organization that is not there is refused', async () => {
    await expect(sync.run('nobody')).rejects.toMatchObject({ code: 'removedMeanwhile' });
  });

  test('takes the organization as it is now', async () => {
    const addedAtMs = NOON_MS - 2.5 * 3_600_000;
    await shell.parts.organizations.update(ACME.id, () => ({ ...ACME, firstSync: 'newOnly', addedAtMs }));
    expect((await sync.run(ACME.id)).delivered).toBe(2);
  });
});

describe('records that the site has thrown away', () => {
  const DAY_MS = 86_400_000;
  const folder = () => shell.connections.destination(FOLDER.id);
  const full = new Failure('diskFull', { where: FOLDER.folder });
  const told = () => user.messages.map(({ kind, text }) => `${kind} ${text}`);

  test('are told of once, however often the run fails', async () => {
    await sync.run(ACME.id);
    shell.clock.nowMs += 400 * DAY_MS;
    // As old as the site keeps any, so that nothing moves the cursor before it is delivered.
    acme.records.push({ summary: 'New', creationDate: shell.clock.nowMs - 360 * DAY_MS });
    folder().failure = full;
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'failed', lost: { fromMs: NOON_MS - 5000 + 1 } });
    expect(told()).toEqual([
      expect.stringMatching(
        /^warning Acme: records between Oct 7, 2026, .* and Nov 11, 2026, .* can no longer be read\./,
      ),
    ]);
    // The end of what is lost moves on with the clock.
    shell.clock.nowMs += 300_000;
    await sync.run(ACME.id);
    expect(await shell.openWindow().sync.run(ACME.id)).toMatchObject({ outcome: 'failed', lost: {} });
    folder().failure = undefined;
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'succeeded', delivered: 1, lost: {} });
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'succeeded', lost: undefined });
    expect(told()).toHaveLength(1);
  });

  test('are told of again when others are lost', async () => {
    for (let times = 0; times < 3; times += 1) {
      await sync.run(ACME.id);
      shell.clock.nowMs += 400 * DAY_MS;
    }
    expect(told()).toHaveLength(2);
    expect(new Set(told()).size).toBe(2);
  });
});

describe('what is kept of a sync', () => {
  const OTHER = { ...FOLDER, id: 'g', folder: '/srv/other' };
  const move = (change: object) => shell.parts.organizations.update(ACME.id, (current) => ({ ...current, ...change }));

  test('belongs to one destination: another one gets everything, and the first one goes on', async () => {
    await shell.parts.destinations.add(OTHER, undefined);
    await sync.run(ACME.id);
    const moved = await move({ destinationId: OTHER.id });
    expect(sync.knownState(moved)).toBeUndefined();
    await sync.run(ACME.id);
    expect(sent(OTHER.id)).toEqual(ALL);
    await move({ destinationId: FOLDER.id });
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'succeeded', delivered: 0 });
    expect(sent()).toEqual(ALL);
    expect(sync.knownState(ACME)?.deliveredTotal).toBe(3);
  });

  test('belongs to one site', async () => {
    await sync.run(ACME.id);
    shell.connections.site(GLOBEX.site).records.push({ summary: 'Elsewhere', creationDate: NOON_MS - 7_200_000 });
    await move({ site: GLOBEX.site });
    expect(await sync.run(ACME.id)).toMatchObject({ delivered: 1 });
    expect(sent()).toEqual([...ALL, 'Elsewhere']);
  });

  test('belongs to where the rows end up, not to the name of that place', async () => {
    await sync.run(ACME.id);
    await shell.parts.destinations.update(FOLDER.id, (current) => ({ ...current, displayName: 'Renamed' }));
    expect((await sync.run(ACME.id)).delivered).toBe(0);
    await shell.parts.destinations.update(FOLDER.id, () => ({ ...FOLDER, folder: '/srv/elsewhere' }));
    expect((await sync.run(ACME.id)).delivered).toBe(3);
  });

  test('is read again when another window has changed it', async () => {
    const other = shell.openWindow();
    expect((await sync.readState(ACME)).readThroughMs).toBeUndefined();
    await other.sync.run(ACME.id);
    expect(sync.knownState(ACME)?.deliveredTotal).toBe(0);
    expect((await sync.readState(ACME)).deliveredTotal).toBe(3);
    expect(sync.knownState(ACME)?.deliveredTotal).toBe(3);
    expect((await sync.run(ACME.id)).delivered).toBe(0);
  });

  test('is put aside when it is damaged, which is told once', async () => {
    await sync.run(ACME.id);
    const [state] = await files();
    await writeFile(`${shell.folder}/${state}`, '{"version":1,');
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'succeeded', delivered: 3 });
    await sync.readState(ACME);
    expect(user.messages.map(({ kind, text }) => [kind, text.slice(0, 40)])).toEqual([
      ['warning', 'The sync state of Acme was damaged and h'],
    ]);
    expect(await files()).toContain(`${state}.damaged`);
  });

  test('of a newer version is left alone', async () => {
    await sync.run(ACME.id);
    const [state] = await files();
    const newer = '{"version":2,"what":"ever"}';
    await writeFile(`${shell.folder}/${state}`, newer);
    expect(await sync.run(ACME.id)).toMatchObject({ outcome: 'failed', failure: { code: 'stateFromNewerVersion' } });
    expect(sync.knownState(ACME)?.lastRun?.failure?.code).toBe('stateFromNewerVersion');
    expect(await readFile(`${shell.folder}/${state}`, 'utf8')).toBe(newer);
    expect(sent()).toEqual(ALL);
  });

  test('goes when the organization is forgotten, after its run has ended', async () => {
    await shell.addOrganization({ ...GLOBEX, id: 'acme2' });
    await sync.run('acme2');
    acme.unreadable.push({ raw: { creationDate: 'never' }, reason: 'creationDate: not a number' });
    await sync.run(ACME.id);
    expect((await files()).filter((file) => file.startsWith('acme.'))).toHaveLength(2);
    acme.answers = never;
    const run = sync.run(ACME.id);
    await until(() => acme.readAtMs.length === 2);
    await sync.forget(ACME.id);
    expect(await run).toMatchObject({ outcome: 'cancelled' });
    expect(await files()).toEqual([expect.stringMatching(/^acme2\.[0-9a-f]+\.json$/)]);
  });

  test('is saved before the service has stopped', async () => {
    // The older half of the range is delivered; then the site is silent.
    acme.records.push({ summary: 'Old', creationDate: NOON_MS - 29 * 86_400_000 });
    sync.onDidChange(() => {
      if ((sync.progressOf(ACME.id)?.delivered ?? 0) > 0) acme.answers = never;
    });
    const run = sync.run(ACME.id);
    await until(() => acme.answers === never);
    await sync.stop();
    const { lastRun, deliveredTotal } = await shell.openWindow().sync.readState(ACME);
    expect({ lastRun, deliveredTotal }).toMatchObject({
      lastRun: { outcome: 'cancelled', delivered: 1 },
      deliveredTotal: 1,
    });
    expect(await run).toEqual(lastRun);
  });
});
