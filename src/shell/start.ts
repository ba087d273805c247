import * as vscode from 'vscode';
import { createTurns } from '../core/confluence/oneAtATime.ts';
import { createNodeDisk } from '../core/sync/nodeDisk.ts';
import { nodeClock } from '../engine/nodeClock.ts';
import { startThread } from '../engine/startThread.ts';
import { createThreadEngine } from '../engine/threadEngine.ts';
import { createPreviewMemory } from './audit/previewMemory.ts';
import { runCommand } from './commands.ts';
import { createConnections } from './connections.ts';
import { createKql } from './kql/kql.ts';
import { createLog } from './log.ts';
import { networkSettings } from './networkSettings.ts';
import { createOrganizationStore } from './organization/organizationStore.ts';
import { createOrganizationTester } from './organization/organizationTest.ts';
import { createOrganizationTree } from './organization/organizationTree.ts';
import { watchTokenExpiry } from './organization/tokenExpiryWatch.ts';
import { createDestinationStore } from './sentinel/destinationStore.ts';
import { createDestinationTree } from './sentinel/destinationTree.ts';
import { startBackgroundSync } from './sync/backgroundSync.ts';
import { createStatusBar } from './sync/statusBar.ts';
import { createSyncRequests } from './sync/syncRequest.ts';
import { createSyncService } from './sync/syncService.ts';
import { isAlive, windowHolder } from './sync/windowHolder.ts';
import { createSyncActivity } from './syncActivity/syncActivity.ts';

/** The extension at work. */
export interface Started {
  /** `command` is an id of the manifest. What goes wrong is told to the user. */
  runCommand(command: string, node: unknown): Promise<void>;
  /** Stops what runs, which saves what it has done. */
  stop(): Promise<void>;
}

/** Whatever it throws, nothing of what it has made until then goes on. */
export function start(context: vscode.ExtensionContext): Started {
  const made: vscode.Disposable[] = [];
  // The log comes first, and is let go of last.
  const dispose = (): void => {
    for (const thing of made.splice(0).reverse()) thing.dispose();
  };
  context.subscriptions.push({ dispose });
  try {
    return build(context, (...things) => made.push(...things));
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Builds the parts in the order in which the data flows, and registers the views. `keep` takes what is to be disposed. */
function build(context: vscode.ExtensionContext, keep: (...things: vscode.Disposable[]) => void): Started {
  const { extensionUri } = context;
  const version = String(context.extension.packageJSON.version);
  const nowMs = Date.now;
  const log = createLog();
  keep(log);
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
  const previews = createPreviewMemory();
  const { workspaceState, globalState } = context;
  const access = { organizations, destinations, connections, previews, testOrganization };
  const common = { ...access, extensionUri, log, sync, nowMs };
  const kql = createKql({ parts: common, workspaceState, globalState });
  keep(kql);
  const parts = { ...common, kql };

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
  keep(organizations.onDidChange(tellViews), destinations.onDidChange(tellViews));
  keep(organizations.onDidChange(() => previews.keepOnly(organizations.list().map(({ id }) => id))));
  // Another window of VS Code may have added or removed something.
  keep(context.secrets.onDidChange(lookAgain));
  keep(vscode.window.onDidChangeWindowState(({ focused }) => focused && lookAgain()));
  keep(createOrganizationTree(parts));
  keep(createDestinationTree(parts));
  keep(createSyncActivity(parts));
  keep(createStatusBar(parts));
  keep(startBackgroundSync(parts));
  keep(watchTokenExpiry({ ...parts, memory: context.globalState }));
  return {
    runCommand: (command, node) => runCommand(parts, command, node),
    async stop() {
      await Promise.all([sync.close(), engine.close(), kql.close()]);
    },
  };
}
