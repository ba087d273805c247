import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataFiles } from '../core/kql/data/loadedData.ts';

/** This computer's files. */
export const nodeFiles: DataFiles = {
  read: (file) => createReadStream(file, { highWaterMark: PIECE_BYTES }),
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },
  async stat(file) {
    const found = await stat(file);
    return { size: found.size, mtimeMs: found.mtimeMs, isFolder: found.isDirectory() };
  },
  join: path.join,
};

const PIECE_BYTES = 512 * 1024;
