import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueryError } from '../core/kql/engine/functionTable.ts';

/** The text of a local file that `externaldata` names, by its absolute path or as `file:` address. */
export function externalText(uri: string): string {
  const file = pathOf(uri);
  if (file === undefined) {
    throw new QueryError('Only files of this computer can be read here: give an absolute path.', 'externaldata');
  }
  const found = statSync(file, { throwIfNoEntry: false });
  // Reading a pipe or a device may never end.
  if (found?.isFile() !== true) throw new QueryError(`There is no file ${file}.`);
  if (found.size > MAX_BYTES) throw new QueryError(`${file} is larger than 64 MB.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch {
    throw new QueryError(`${file} cannot be read, or is not UTF-8.`);
  }
}

const MAX_BYTES = 64 * 1024 * 1024;

/** A path that begins so is another computer's: asking that one would tell it who asks. */
const OF_ANOTHER_COMPUTER = /^[\\/]{2}/;

function pathOf(uri: string): string | undefined {
  try {
    const file = uri.startsWith('file:') ? fileURLToPath(uri) : uri;
    return path.isAbsolute(file) && !OF_ANOTHER_COMPUTER.test(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
