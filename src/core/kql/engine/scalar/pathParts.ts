import type { DynamicBag } from '../../values.ts';
import { QueryError } from '../functionTable.ts';

/** What parse_path() gives of a file's path, with slashes of either kind. */
export function pathParts(path: string): DynamicBag {
  if (path.startsWith('\\\\?\\'))
    throw new QueryError('parse_path() of a long path (\\\\?\\) is not supported.', 'parse_path');
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(path);
  const rest = path.slice(scheme?.[0].length ?? 0);
  const root = /^[a-z]:(?=[\\/])/i.exec(rest)?.[0] ?? '';
  const lastSeparator = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  const directory = rest.slice(0, Math.max(lastSeparator, 0));
  if (directory === root && root !== '') {
    throw new QueryError('parse_path() of a file right below its root is not supported.', 'parse_path');
  }
  const [filename = '', ...streams] = rest.slice(lastSeparator + 1).split(':');
  const dot = filename.lastIndexOf('.');
  return {
    Scheme: scheme?.[1] ?? '',
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.split(/[\\/]/).at(-1) ?? '',
    Filename: filename,
    Extension: dot === -1 ? '' : filename.slice(dot + 1),
    AlternateDataStreamName: streams.join(':'),
  };
}
