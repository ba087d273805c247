import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import type { Organization } from '../../src/core/organization/organization.ts';
import { createOrganizationStore, type OrganizationStore } from '../../src/shell/organization/organizationStore.ts';
import { createDestinationStore } from '../../src/shell/sentinel/destinationStore.ts';
import { ACME, GLOBEX, SENTINEL } from './examples.ts';
import { createComputer, type FakeComputer } from './fakeComputer.ts';
import { until } from './until.ts';

const OTHER_SITE: Organization = { ...ACME, site: 'https://other.atlassian.net' };

let computer: FakeComputer;
let store: OrganizationStore;
beforeEach(() => {
  computer = createComputer();
  store = createOrganizationStore(computer.openWindow(''));
});

/** The writes so far, without the random part of the secrets' keys. */
const writes = () => computer.writes.splice(0).map((write) => write.replace(/\.[0-9a-f-]{36}$/, ''));

describe('a store', () => {
  test('writes the secret, then the thing, then deletes the old secret', async () => {
    await store.add(ACME, 'one');
    expect(writes()).toEqual(['+secret organization.acme', '+state organization.acme']);
    await store.update(ACME.id, (current) => ({ ...current, displayName: 'Renamed' }));
    expect(writes()).toEqual(['+state organization.acme']);
    expect(await store.secretOf(ACME)).toBe('one');
    await store.update(ACME.id, (current) => current, 'two');
    expect(writes()).toEqual(['+secret organization.acme', '+state organization.acme', '-secret organization.acme']);
    expect(await store.secretOf(ACME)).toBe('two');
    await store.remove(ACME.id);
    expect(writes()).toEqual(['-state organization.acme', '-secret organization.acme']);
    expect(computer.secrets.size).toBe(0);
  });

  test('keeps no secret in the state', async () => {
    await store.add(ACME, 'one-two-three');
    expect(JSON.stringify([...computer.state])).not.toContain('one-two-three');
  });

  test('gives a secret only to whom it was stored for', async () => {
    await store.add(ACME, 'one');
    expect(await store.secretOf({ ...ACME, displayName: 'Renamed', destinationId: undefined })).toBe('one');
    expect(await store.secretOf({ ...ACME, userName: ACME.userName.toUpperCase() })).toBe('one');
    expect(await store.secretOf(OTHER_SITE)).toBeUndefined();
    expect(await store.secretOf({ ...ACME, userName: 'eve@acme.example' })).toBeUndefined();
    expect(await store.secretOf(GLOBEX)).toBeUndefined();
    await store.update(ACME.id, () => OTHER_SITE);
    expect(await store.secretOf(OTHER_SITE)).toBeUndefined();
  });

  test('binds a client secret to client, tenant and authority', async () => {
    const destinations = createDestinationStore(computer.openWindow(''));
    await destinations.add(SENTINEL, 'one');
    expect(await destinations.secretOf({ ...SENTINEL, endpoint: 'https://b.example', displayName: 'B' })).toBe('one');
    const custom = { name: 'custom', audience: 'https://monitor.azure.com' } as const;
    for (const change of [
      { clientId: '99999999-2222-3333-4444-555555555555' },
      { tenantId: 'other.onmicrosoft.com' },
      { cloud: { name: 'china' } as const },
      { cloud: { ...custom, authorityHost: 'https://login.evil.example' } },
    ]) {
      expect(await destinations.secretOf({ ...SENTINEL, ...change }), JSON.stringify(change)).toBeUndefined();
    }
    const samePlace = { ...custom, authorityHost: 'https://login.microsoftonline.com' };
    expect(await destinations.secretOf({ ...SENTINEL, cloud: samePlace })).toBe('one');
  });

  test('refuses to change what was removed, and brings nothing back', async () => {
    await store.add(ACME, 'one');
    await store.remove(ACME.id);
    await expect(store.update(ACME.id, (current) => current, 'two')).rejects.toMatchObject({
      code: 'removedMeanwhile',
    });
    expect(store.list()).toEqual([]);
    expect(computer.secrets.size).toBe(0);
  });

  test('saves nothing when the keyring does not keep the secret', async () => {
    await store.add(ACME, 'one');
    const before = [...computer.state];
    computer.losesSecrets = true;
    const lost = { code: 'secretNotKept' };
    await expect(store.add(GLOBEX, 'two')).rejects.toMatchObject({ ...lost, detail: { where: 'Globex' } });
    await expect(store.update(ACME.id, () => OTHER_SITE, 'two')).rejects.toMatchObject(lost);
    expect([...computer.state]).toEqual(before);
    expect(await store.secretOf(ACME)).toBe('one');
  });

  test('lists by name, leaves out what it cannot read, and tells of every change', async () => {
    let changes = 0;
    store.onDidChange(() => {
      changes += 1;
    });
    await store.add(GLOBEX, 'one');
    await store.add(ACME, 'two');
    await store.remove(GLOBEX.id);
    store.refresh();
    expect(changes).toBe(4);
    await store.add(GLOBEX, 'one');
    computer.state.set('organization.broken', JSON.stringify({ thing: { id: 'broken' } }));
    computer.state.set('organization.null', 'null');
    computer.state.set('organizationish', JSON.stringify({ thing: ACME }));
    expect(store.list()).toEqual([ACME, GLOBEX]);
  });

  test('sees what another window did', async () => {
    const other = createOrganizationStore(computer.openWindow(''));
    await other.add(ACME, 'one');
    expect(store.list()).toEqual([ACME]);
    expect(await store.secretOf(ACME)).toBe('one');
    await store.update(ACME.id, (current) => ({ ...current, displayName: 'From here' }), 'two');
    expect(await other.update(ACME.id, (current) => ({ ...current, destinationId: 'd' }))).toEqual({
      ...ACME,
      displayName: 'From here',
      destinationId: 'd',
    });
    expect(await other.secretOf(ACME)).toBe('two');
    await other.remove(ACME.id);
    expect(store.get(ACME.id)).toBeUndefined();
    expect(await store.secretOf(ACME)).toBeUndefined();
  });
});

describe('a crash', () => {
  const moved = () => store.update(ACME.id, () => OTHER_SITE, 'two');
  test.each([
    ['adding', () => store.add(GLOBEX, 'two'), 2],
    ['changing site and secret', moved, 3],
    ['removing', () => store.remove(ACME.id), 2],
  ])('between any two steps of %s leaves every thing with its own secret', async (_doing, run, steps) => {
    for (let crashAfter = 0; crashAfter <= steps; crashAfter += 1) {
      computer = createComputer();
      store = createOrganizationStore(computer.openWindow(''));
      await store.add(ACME, 'one');
      computer.writes.length = 0;
      computer.crashAfter = crashAfter;
      void run();
      await until(() => computer.writes.length === crashAfter);

      computer.crashAfter = Number.POSITIVE_INFINITY;
      const reopened = createOrganizationStore(computer.openWindow(''));
      for (const thing of reopened.list()) {
        const own = thing.site === ACME.site ? 'one' : 'two';
        expect(await reopened.secretOf(thing), `${thing.site} after ${crashAfter} writes`).toBe(own);
      }
    }
  });
});
