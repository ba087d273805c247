import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorRemark, Failure } from '../core/failure.ts';
import { makeFolder } from '../core/sync/nodeDisk.ts';
import { type RunFailure, runFailure } from '../core/sync/run.ts';
import type { HeadlessConfig } from './headlessConfig.ts';
import { openSink } from './openSink.ts';

/** Makes the state folder, and tries whether it and a destination that is a folder can be written to. */
export async function checkFolders(
  { stateFolder, sink }: HeadlessConfig,
  access: Parameters<typeof openSink>[1] & { readonly stop: AbortSignal },
): Promise<readonly RunFailure[]> {
  const failures: RunFailure[] = [];
  const note = (error: unknown): void => void failures.push(runFailure(error));
  await checkStateFolder(stateFolder).catch(note);
  if (sink.destination.kind === 'folder') {
    const opened = await openSink(sink, access);
    await opened.check(access.stop).catch(note);
    await opened.close();
  }
  return failures;
}

async function checkStateFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    const probe = path.join(folder, `${randomUUID()}.check`);
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe, { force: true });
  } catch (error) {
    throw new Failure('stateNotSaved', { where: folder, remark: errorRemark(error) });
  }
}
