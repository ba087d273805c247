import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { l10n } from 'vscode';
import { errorRemark, Failure } from '../core/failure.ts';
import { UserSentence } from './userSentence.ts';

type Write = (chunk: string | Uint8Array) => Promise<void>;

/**
 * Writes a file of the user's, whole or not at all: `produce` hands its pieces to `write`. Throws what `produce` says about
 * itself, otherwise a Failure or a sentence.
 */
export async function writeWholeFile(file: string, produce: (write: Write) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await produce((chunk) => handle.writeFile(chunk));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof Failure || error instanceof UserSentence) throw error;
    const remark = errorRemark(error);
    if (NO_SPACE.includes(remark)) {
      throw new UserSentence(l10n.t('The disk with {0} is full. Make room, and export again.', file));
    }
    throw new Failure('folderFailed', { where: file, remark });
  }
}

const NO_SPACE = ['ENOSPC', 'EDQUOT'];
