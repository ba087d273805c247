import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Organization } from '../../src/core/organization/organization.ts';
import { createLog } from '../../src/shell/log.ts';
import { createOrganizationStore } from '../../src/shell/organization/organizationStore.ts';
import { createOrganizationTester } from '../../src/shell/organization/organizationTest.ts';
import type { Parts } from '../../src/shell/parts.ts';
import { createDestinationStore } from '../../src/shell/sentinel/destinationStore.ts';
import { createSyncService } from '../../src/shell/sync/syncService.ts';
import { ACME, FOLDER, NOON_MS } from './examples.ts';
import { createComputer, type FakeComputer } from './fakeComputer.ts';
import { createFakeConnections, type FakeConnections } from './fakeConnections.ts';
import { user } from './fakeUser.ts';
import { Uri } from './fakeValues.ts';

/** The extension's own parts, on a computer and connections that hold still. */
export interface Shell {
  readonly parts: Parts;
  readonly computer: FakeComputer;
  readonly connections: FakeConnections;
  readonly clock: { nowMs: number };
  /** Where sync states are kept. */
  readonly folder: string;
  /** Another window of VS Code on the same computer. */
  openWindow(): Parts;
  /** Stores an organization and what it syncs to. */
  addOrganization(organization?: Organization): Promise<void>;
}

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const panel of user.panels) panel.dispose();
  for (const end of endings.splice(0)) await end();
  user.reset();
});

export async function startShell(nowMs?: () => number): Promise<Shell> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
  const clock = { nowMs: NOON_MS };
  const now = nowMs ?? (() => clock.nowMs);
  const computer = createComputer();
  const connections = createFakeConnections(now);
  const openWindow = (): Parts => {
    const context = computer.openWindow(folder);
    const organizations = createOrganizationStore(context);
    const destinations = createDestinationStore(context);
    const log = createLog();
    const sync = createSyncService({ folder, connections, organizations, destinations, log, nowMs: now });
    endings.unshift(sync.stop);
    const tester = { connections, destinations, log, nowMs: now };
    return {
      log,
      organizations,
      destinations,
      connections,
      sync,
      nowMs: now,
      extensionUri: Uri.file('/extension') as unknown as Parts['extensionUri'],
      testOrganization: createOrganizationTester(tester),
    };
  };
  const parts = openWindow();
  // Comes last: a sync that still runs writes there.
  endings.push(() => rm(folder, { recursive: true, force: true }));
  return {
    parts,
    computer,
    connections,
    clock,
    folder,
    openWindow,
    async addOrganization(organization = ACME) {
      if (parts.destinations.get(FOLDER.id) === undefined) await parts.destinations.add(FOLDER, undefined);
      await parts.organizations.add(organization, organization.kind === 'sample' ? undefined : 'ATATT-stored');
    },
  };
}
