import { createReadStream } from 'node:fs';
import { errorRemark, Failure } from '../core/failure.ts';
import { importRoute } from '../core/sync/importRoute.ts';
import type { HeldRoute } from './changeRoute.ts';

/** Takes over what another computer has exported of the same route. */
export async function importState(file: string, { store, folder, ends, nowMs }: HeldRoute): Promise<void> {
  await importRoute({ ...ends, store, folder, nowMs, read: () => bytesOf(file) });
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk;
  } catch (error) {
    throw new Failure('stateNotRead', { where: file, remark: errorRemark(error) });
  }
}
