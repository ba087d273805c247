import type * as vscode from 'vscode';
import type { PreviewMemory } from './audit/previewMemory.ts';
import type { Connections } from './connections.ts';
import type { Kql } from './kql/kql.ts';
import type { Log } from './log.ts';
import type { OrganizationStore } from './organization/organizationStore.ts';
import type { OrganizationTester } from './organization/organizationTest.ts';
import type { DestinationStore } from './sentinel/destinationStore.ts';
import type { SyncService } from './sync/syncService.ts';

/** What the composition root builds once and commands, forms and views work with. */
export interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly organizations: OrganizationStore;
  readonly destinations: DestinationStore;
  readonly connections: Connections;
  readonly previews: PreviewMemory;
  readonly sync: SyncService;
  readonly testOrganization: OrganizationTester;
  readonly kql: Kql;
  readonly nowMs: () => number;
}
