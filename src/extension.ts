import * as vscode from 'vscode';
import { createTurns } from './core/confluence/oneAtATime.ts';
import { createNodeDisk } from './core/sync/nodeDisk.ts';
import { nodeClock } from './engine/nodeClock.ts';
import { startThread } from './engine/startThread.ts';
import { createThreadEngine } from './engine/threadEngine.ts';
import { registerCommands } from './shell/commands.ts';
import { createConnections } from './shell/connections.ts';
import { createLog } from './shell/log.ts';
import { networkSettings } from './shell/networkSettings.ts';
import { createOrganizationStore } from './shell/organization/organizationStore.ts';
import { createOrganizationTester } from './shell/organization/organizationTest.ts';
import { createOrganizationTree } from './shell/organization/organizationTree.ts';
import { watchTokenExpiry } from './shell/organization/tokenExpiryWatch.ts';
import { createDestinationStore } from './shell/sentinel/destinationStore.ts';
import { createDestinationTree } from './shell/sentinel/destinationTree.ts';
import { startBackgroundSync } from './shell/sync/backgroundSync.ts';
import { createStatusBar } from './shell/sync/statusBar.ts';
import { createSyncRequests } from './shell/sync/syncRequest.ts';
import { createSyncService } from './shell/sync/syncService.ts';
import { isAlive, windowHolder } from './shell/sync/windowHolder.ts';
import { createSyncActivity } from './shell/syncActivity/syncActivity.ts';

let stopSyncs: () => Promise<void> = async () => undefined;

/** Builds the parts in the order in which the data flows, and registers them. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const version = String(context.extension.packageJSON.version);
  const nowMs = Date.now;
  const log = createLog();
  const organizations = createOrganizationStore(context);
  const destinations = createDestinationStore(context);
  const { secretOf: apiTokenOf } = organizations;
  const takeTurn = createTurns();
  const connections = createConnections({
    takeTurn,
    apiTokenOf,
    clientSecretOf: destinations.secretOf,
    nowMs,
    onWait: ({ failure, delayMs }) => log.info(`${failure.message}; next try in ${Math.round(delayMs)} ms`),
    version,
  });
  const testOrganization = createOrganizationTester({ connections, destinations, log, nowMs });
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'sync').fsPath;
  const requests = createSyncRequests({
    ...{ folder, organizations, destinations, holder: windowHolder(), network: networkSettings },
    userAgent: `confluence-audit-sentinel/${version}`,
  });
  const engine = createThreadEngine({ startThread, takeTurn });
  const disk = createNodeDisk();
  const sync = createSyncService({ folder, engine, organizations, requests, disk, clock: nodeClock, isAlive, log });
  stopSyncs = async () => {
    await Promise.all([sync.close(), engine.close()]);
  };
  const parts = { extensionUri, log, organizations, destinations, connections, sync, testOrganization, nowMs };

  const setContext = (name: string, value: boolean) =>
    vscode.commands.executeCommand('setContext', `confluenceAudit.${name}`, value);
  const tellViews = (): void => {
    setContext('hasOrganizations', organizations.list().length > 0);
    setContext('hasDestinations', destinations.list().length > 0);
  };
  const lookAgain = (): void => {
    organizations.refresh();
    destinations.refresh();
  };
  tellViews();
  context.subscriptions.push(
    organizations.onDidChange(tellViews),
    destinations.onDidChange(tellViews),
    // Another window of VS Code may have added or removed something.
    context.secrets.onDidChange(lookAgain),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && lookAgain()),
    registerCommands(parts),
    createOrganizationTree(parts),
    createDestinationTree(parts),
    createSyncActivity(parts),
    createStatusBar(parts),
    startBackgroundSync(parts),
    watchTokenExpiry({ ...parts, memory: context.globalState }),
    log,
  );
}

/** Lets running syncs save what they have done. */
export async function deactivate(): Promise<void> {
  await stopSyncs();
}
