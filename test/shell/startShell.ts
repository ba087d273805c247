import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Organization } from '../../src/core/organization/organization.ts';
import type { Disk } from '../../src/core/sync/disk.ts';
import { createNodeDisk } from '../../src/core/sync/nodeDisk.ts';
import type { RunSummary } from '../../src/core/sync/run.ts';
import { saveState } from '../../src/core/sync/stateFiles.ts';
import { INITIAL_STATE, type SyncState } from '../../src/core/sync/syncState.ts';
import { nodeClock } from '../../src/engine/nodeClock.ts';
import { routeFolder } from '../../src/engine/routeFolder.ts';
import { createPreviewMemory } from '../../src/shell/audit/previewMemory.ts';
import { createLog } from '../../src/shell/log.ts';
import { createOrganizationStore } from '../../src/shell/organization/organizationStore.ts';
import { createOrganizationTester } from '../../src/shell/organization/organizationTest.ts';
import type { Parts } from '../../src/shell/parts.ts';
import { createDestinationStore } from '../../src/shell/sentinel/destinationStore.ts';
import { createSyncRequests } from '../../src/shell/sync/syncRequest.ts';
import { createSyncService } from '../../src/shell/sync/syncService.ts';
import { ACME, FOLDER, NOON_MS } from './examples.ts';
import { createComputer, type FakeComputer } from './fakeComputer.ts';
import { createFakeConnections, type FakeConnections } from './fakeConnections.ts';
import { createFakeEngine, type FakeEngine } from './fakeEngine.ts';
import { user } from './fakeUser.ts';
import { Uri } from './fakeValues.ts';
import { NO_KQL } from './noKql.ts';

/** The extension's own parts, on a computer and connections that hold still. */
export interface Shell {
  readonly parts: Parts;
  readonly computer: FakeComputer;
  readonly connections: FakeConnections;
  readonly clock: { nowMs: number };
  /** Where sync states are kept. */
  readonly folder: string;
  /** Of the first window. */
  readonly engine: FakeEngine;
  readonly disk: Disk;
  /** The same one, by which everything but the engine reads. */
  readonly viewDisk: Disk;
  /** Processes of this computer that have died. */
  readonly dead: Set<number>;
  /** Another window of VS Code on the same computer. */
  openWindow(title?: string): Parts;
  /** Stores an organization and what it syncs to. */
  addOrganization(organization?: Organization): Promise<void>;
  /** The folder that everything about the organization and its destination is kept in. */
  routeFolder(organization?: Organization): string;
  /** As if somebody had agreed to the first send before; or had got further. */
  keepState(organization?: Organization, state?: Partial<SyncState>): Promise<void>;
  /** Syncs, and agrees to that. */
  sync(organizationId?: string): Promise<RunSummary>;
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
  const disk = createNodeDisk();
  const viewDisk = { ...disk };
  const syncClock = { nowMs: now, wait: nodeClock.wait };
  const dead = new Set<number>();
  const isAlive = (pid: number): boolean => !dead.has(pid);
  const engines: FakeEngine[] = [];
  const openWindow = (title = 'a window'): Parts => {
    const context = computer.openWindow(folder);
    const organizations = createOrganizationStore(context);
    const destinations = createDestinationStore(context);
    const log = createLog();
    const engine = createFakeEngine({ connections, disk, clock: syncClock, isAlive });
    engines.push(engine);
    const requests = createSyncRequests({
      ...{ folder, organizations, destinations, network: NO_NETWORK, userAgent: 'test' },
      holder: { id: randomUUID(), pid: engines.length, host: 'here', title },
    });
    const sync = createSyncService({
      folder,
      engine,
      organizations,
      requests,
      disk: viewDisk,
      clock: syncClock,
      isAlive,
      log,
    });
    endings.unshift(sync.close);
    const tester = { connections, destinations, log, nowMs: now };
    return {
      log,
      organizations,
      destinations,
      connections,
      previews: createPreviewMemory(),
      kql: NO_KQL,
      sync,
      nowMs: now,
      extensionUri: Uri.file('/extension') as unknown as Parts['extensionUri'],
      testOrganization: createOrganizationTester(tester),
    };
  };
  const parts = openWindow();
  // Comes last: a sync that still runs writes there.
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const [engine] = engines;
  if (engine === undefined) throw new Error('No window has an engine');
  const routeOf = ({ id, site, destinationId }: Organization): string =>
    path.join(folder, routeFolder({ id, site, destination: parts.destinations.get(destinationId ?? '') }));
  return {
    parts,
    computer,
    connections,
    clock,
    folder,
    openWindow,
    engine,
    disk,
    viewDisk,
    dead,
    routeFolder: (organization = ACME) => routeOf(organization),
    keepState: (organization = ACME, state = {}) =>
      saveState(disk, routeOf(organization), { state: { ...INITIAL_STATE, approved: true, ...state }, epoch: 1 }),
    sync: (id = ACME.id) => parts.sync.run(id, { kind: 'sync' }, 'given'),
    async addOrganization(organization = ACME) {
      if (parts.destinations.get(FOLDER.id) === undefined) await parts.destinations.add(FOLDER, undefined);
      await parts.organizations.add(organization, organization.kind === 'sample' ? undefined : 'ATATT-stored');
    },
  };
}

const NO_NETWORK = () => ({ proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] });
