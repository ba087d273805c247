import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorRemark, Failure } from '../core/failure.ts';
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

/** One by one: in a folder such as /proc, that can be listed but makes no folder, Node's own recursion has no end. */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const parent = path.dirname(folder);
  if (isThere) return;
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: unknown) => {
    // Another process may have made it meanwhile.
    if (errorRemark(error) !== 'EEXIST') throw error;
  });
}
