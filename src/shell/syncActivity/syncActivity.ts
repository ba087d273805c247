import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';
import { createActivityTree } from './activityTree.ts';
import { serveDryRuns } from './dryRunDocument.ts';
import { serveQuarantine } from './quarantineDocument.ts';
import { serveQuarantineView } from './showQuarantine.ts';

type SyncActivityParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'log' | 'nowMs'>;

/** The view of what was read and sent, and the documents that its commands open. */
export function createSyncActivity(parts: SyncActivityParts): vscode.Disposable {
  const tree = createActivityTree(parts);
  return vscode.Disposable.from(
    tree,
    serveQuarantineView(parts, (organization) => tree.revealQuarantine(organization)),
    serveQuarantine(parts),
    serveDryRuns(),
  );
}
