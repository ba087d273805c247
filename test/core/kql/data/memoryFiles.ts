import path from 'node:path';
import type { DataFiles } from '../../../../src/core/kql/data/loadedData.ts';

/** Files that are only in memory, by their paths; read in small pieces, so that everything is cut somewhere. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>, pieceBytes = 7): DataFiles {
  const bytesOf = (file: string): Uint8Array => {
    const content = contents[file];
    if (content === undefined) throw new Error('ENOENT');
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return {
    async *read(file) {
      const bytes = bytesOf(file);
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
    async list(folder) {
      const inside = Object.keys(contents).filter((file) => file.startsWith(`${folder}/`));
      if (inside.length === 0) throw new Error('ENOENT');
      const names = new Set(inside.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''));
      return [...names].map((name) => ({ name, isFolder: contents[`${folder}/${name}`] === undefined }));
    },
    stat: async (file) => ({ size: bytesOf(file).length, mtimeMs: 1, isFolder: false }),
    join: path.posix.join,
  };
}
