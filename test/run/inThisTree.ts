import { join } from 'node:path';
import { withLock } from './folderLock.ts';
import { projectFolder } from './projectFolder.ts';

/** Does what writes or reads `dist` while no other run in the same work tree does. */
export async function inThisTree<Result>(work: () => Promise<Result>): Promise<Result> {
  const file = join(projectFolder, 'node_modules', '.confluence-audit-build');
  return withLock(file, 'Another run builds or packages in this work tree; waiting for it …', work);
}
