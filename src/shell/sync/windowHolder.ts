import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { l10n, workspace } from 'vscode';
import { errorRemark } from '../../core/failure.ts';
import type { Holder } from '../../core/sync/lease.ts';

/** This window, as others see it while it syncs. */
export function windowHolder(): Holder {
  const title = workspace.name ?? l10n.t('a window without a folder');
  return { id: randomUUID(), pid: process.pid, host: os.hostname(), title };
}

/** Whether a process of this computer is alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It belongs to somebody else.
    return errorRemark(error) === 'EPERM';
  }
}
