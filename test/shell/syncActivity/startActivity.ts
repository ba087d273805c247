import { afterEach } from 'vitest';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { INITIAL_STATE, type SyncState } from '../../../src/core/sync/syncState.ts';
import { createPreviewMemory } from '../../../src/shell/audit/previewMemory.ts';
import { createLog } from '../../../src/shell/log.ts';
import { createOrganizationStore } from '../../../src/shell/organization/organizationStore.ts';
import type { Parts } from '../../../src/shell/parts.ts';
import { createDestinationStore } from '../../../src/shell/sentinel/destinationStore.ts';
import { createSyncActivity } from '../../../src/shell/syncActivity/syncActivity.ts';
import { ACME, FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import { createComputer } from '../fakeComputer.ts';
import { createFakeConnections } from '../fakeConnections.ts';
import { user } from '../fakeUser.ts';
import { commands } from '../fakeVscode.ts';
import { NO_KQL } from '../noKql.ts';
import { registerCommands } from '../registerCommands.ts';
import { editor, Uri } from './fakeEditor.ts';
import { createFakeSyncService, type FakeRoute, type FakeSyncService } from './fakeSyncService.ts';

/** The view and its commands over a fake sync service, with Acme, which syncs to Sentinel. */
export interface Activity {
  readonly parts: Parts;
  readonly sync: FakeSyncService;
  readonly acme: FakeRoute;
  readonly clock: { nowMs: number };
  /** Sets what is known of Acme's syncs. */
  setState(state: Partial<SyncState>): void;
  /** Calls a command on a row of Acme's, or from the palette where nothing is given. */
  run(name: string, node?: object): Promise<void>;
}

export const VIEW = 'confluenceAudit.syncActivity';

let ending: (() => void) | undefined;
afterEach(() => {
  ending?.();
  editor.reset();
  user.reset();
});

export async function startActivity(organization: Organization = { ...ACME, destinationId: SENTINEL.id }) {
  const clock = { nowMs: NOON_MS };
  const nowMs = (): number => clock.nowMs;
  const context = createComputer().openWindow('/storage');
  const organizations = createOrganizationStore(context);
  const destinations = createDestinationStore(context);
  const log = createLog();
  const sync = createFakeSyncService(nowMs);
  const parts: Parts = {
    ...{ log, organizations, destinations, sync, nowMs, connections: createFakeConnections(nowMs) },
    previews: createPreviewMemory(),
    kql: NO_KQL,
    extensionUri: Uri.file('/extension') as unknown as Parts['extensionUri'],
    testOrganization: () => Promise.reject(new Error('nobody tests an organization here')),
  };
  await destinations.add(FOLDER, undefined);
  await destinations.add(SENTINEL, 'client-secret');
  await organizations.add(organization, 'ATATT-stored');
  const made = [registerCommands(parts), createSyncActivity(parts)];
  ending = () => {
    for (const each of made) each.dispose();
  };
  const acme = sync.route(organization.id);
  const activity: Activity = {
    ...{ parts, sync, acme, clock },
    setState(state) {
      // As after a sync through all of it.
      const cursorMs = state.coverage?.at(-1)?.toMs ?? acme.state?.cursorMs;
      acme.state = { ...INITIAL_STATE, ...acme.state, approved: true, cursorMs, ...state };
      sync.tellChange();
    },
    async run(name, node) {
      await commands.executeCommand(`confluenceAudit.${name}`, node);
    },
  };
  return activity;
}

export interface Row {
  readonly label: string;
  readonly description: string;
  readonly node: unknown;
  readonly item: {
    readonly id: string;
    readonly contextValue: string;
    readonly tooltip: string;
    readonly collapsibleState: number;
    readonly iconPath?: { readonly id: string; readonly color?: { readonly id: string } };
    readonly accessibilityInformation: { readonly label: string };
    readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
  };
}

/** The rows below a row, or the first ones. */
export async function rowsBelow(parent?: Row): Promise<readonly Row[]> {
  const rows = await user.rows(VIEW, parent?.node);
  return rows.map(({ node, item }) => {
    const { label, description } = item;
    // The tree makes items of plain texts.
    const texts = { label: plain(String(label)), description: plain(String(description ?? '')) };
    return { ...texts, node, item: item as unknown as Row['item'] };
  });
}

/** The row at the end of a path of beginnings of labels, the first organization's children being the first. */
export async function rowAt(...path: readonly string[]): Promise<Row> {
  let [row] = await rowsBelow();
  for (const beginning of path) {
    const rows = await rowsBelow(row);
    row = rows.find(({ label }) => label.startsWith(beginning));
    if (row === undefined) throw new Error(`no row "${beginning}", but ${rows.map(({ label }) => label).join(' | ')}`);
  }
  if (row === undefined) throw new Error('no organization');
  return row;
}

export const textsOf = (rows: readonly Row[]): string[] =>
  rows.map(({ label, description }) => (description === '' ? label : `${label} (${description})`));

/** Times hold a narrow space in some versions of Node. */
export const plain = (text = ''): string => text.replaceAll('\u202f', ' ');
